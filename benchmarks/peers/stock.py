"""Stock Whoosh with jieba's own ``ChineseAnalyzer``, as its users set it up.

That analyser takes character offsets for positions, so that words side by side lie as far apart
as the first is long. Phrases get slop as wide as their longest word and two signs; without it they
find nothing.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import fields, index
from whoosh.query import And, Or, Phrase, Term
from whoosh.query.qcore import Query

from benchmarks.peers.asked import FACETS, Answer, Asked
from indexer.port import ReportDocument

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba 0.42.1 has invalid escapes in plain strings
    import jieba
    from jieba.analyse import ChineseAnalyzer

jieba.setLogLevel(logging.WARNING)
BOOSTS = {"title": 3.0, "agency": 4.0, "body": 1.0}
MEGABYTES = 256
_SIGNS = 2  # punctuation between two words has offsets, too


def build(folder: Path, reports: Iterable[ReportDocument], threads: int = 1) -> None:
    """Writes the index, with so many processes of Whoosh's own."""
    folder.mkdir(parents=True)
    analyser = ChineseAnalyzer()
    schema = fields.Schema(
        id=fields.ID(stored=True), year=fields.ID(sortable=True), province=fields.ID(sortable=True),
        agency_type=fields.ID(sortable=True), published=fields.NUMERIC(sortable=True),
        **{name: fields.TEXT(analyzer=analyser) for name in BOOSTS},
    )  # fmt: skip
    writer = index.create_in(folder, schema).writer(limitmb=MEGABYTES, procs=threads)
    for report in reports:
        assert report.published_on
        writer.add_document(
            id=report.id, title=report.title, agency=report.agency, body=report.body,
            year=str(report.year), province=report.region_codes[0],
            agency_type=report.agency_type, published=report.published_on.toordinal(),
        )  # fmt: skip
    writer.commit()


class Reader:
    """Answers through one searcher, which serves one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(folder).searcher()
        self._lock = Lock()

    def ask(self, asked: Asked) -> Answer:
        """The ten best or newest, grouped by the facets in the same search."""
        order = {"sortedby": "published", "reverse": True} if asked.newest else {}
        with self._lock:
            found = self._searcher.search(_query(asked), limit=10, groupedby=[*FACETS], **order)
            facets: dict[str, Any] = {
                name: {key: len(ids) for key, ids in found.groups(name).items()} for name in FACETS
            }
            return Answer(len(found), tuple(hit["id"] for hit in found), facets)

    def close(self) -> None:
        """Gives the files back."""
        self._searcher.close()


def _query(asked: Asked) -> Query:
    if asked.phrase:
        slop = max(map(len, asked.words)) + _SIGNS
        must: list[Query] = [
            Or(
                [
                    Phrase(name, [*asked.words], slop=slop, boost=boost)
                    for name, boost in BOOSTS.items()
                ]
            )
        ]
    else:
        must = [
            Or([Term(name, word, boost=boost) for name, boost in BOOSTS.items()])
            for word in asked.words
        ]
    chosen = {name: getattr(asked, name) for name in FACETS}
    must += [Term(name, str(value)) for name, value in chosen.items() if value is not None]
    return must[0] if len(must) == 1 else And(must)
