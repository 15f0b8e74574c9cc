"""Our index: as words alone through `WhooshEngine.run`, and as the product asks it.

The peers know words and nothing else, so that is how ours is compared with them. What readers get
costs more (exact strings by character pairs, all eight facets, notices) and is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.terms import Term

from benchmarks.peers.asked import FACETS, Answer, Asked
from indexer.generations import Layout
from indexer.port import ReportDocument, ReportQuery, SearchPage
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from reports.divisions import codes_named

BOOSTS = {"title": 3.0, "agency": 4.0, "body": 1.0}


def build(folder: Path, reports: Iterable[ReportDocument], threads: int = 1) -> None:
    """Builds the product's own index, character pairs included, in so many processes. Its
    dictionary is the one that the peers' words were cut by."""
    WhooshWriter(Layout(folder), processes=threads).rebuild(reports)


class Product:
    """Answers as the product does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = WhooshEngine(Layout(folder), resolve_region=codes_named)

    def ask(self, asked: Asked) -> Answer:
        """The query as a reader types and clicks it."""
        return _answer(self.engine.search(_typed(asked)))

    def close(self) -> None:
        """Gives the files back."""
        self.engine.close()


class Reader(Product):
    """Answers from words alone."""

    def ask(self, asked: Asked) -> Answer:
        """The query as a tree over the words; by date, as the product does."""
        if asked.newest:
            return super().ask(asked)
        return _answer(self.engine.run(tree(asked), facets=FACETS, limit=10))


def _answer(page: SearchPage) -> Answer:
    facets = {
        name: {value.code: value.count for value in values}
        for name, values in page.facets.items()
        if name in FACETS
    }
    return Answer(page.total, tuple(hit.id for hit in page.hits), facets)


def _typed(asked: Asked) -> ReportQuery:
    """As text and chosen facets."""
    text = f'"{"".join(asked.words)}"' if asked.phrase else " ".join(asked.words)
    return ReportQuery(
        text=text,
        years=frozenset([asked.year] if asked.year else []),
        regions=frozenset([str(asked.province)] if asked.province else []),
        agency_types=frozenset([asked.agency_type] if asked.agency_type else []),
        sort="newest" if asked.newest else "relevance",
    )


def tree(asked: Asked) -> Query:
    """As a tree over the words, narrowed by terms."""
    if asked.phrase:
        must: list[Query] = [
            Or([Phrase(f"{part}_words", [*asked.words], boost=b) for part, b in BOOSTS.items()])
        ]
    else:
        must = [
            Or([Term(f"{part}_words", word, boost=b) for part, b in BOOSTS.items()])
            for word in asked.words
        ]
    chosen = {"year": asked.year, "regions": asked.province, "agency_type": asked.agency_type}
    must += [Term(name, str(value)) for name, value in chosen.items() if value is not None]
    return must[0] if len(must) == 1 else And(must)
