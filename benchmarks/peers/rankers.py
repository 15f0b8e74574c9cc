"""The engines of the relevance benchmark: a reader's words in, ids of the best ten out.

Peers are asked in the way that serves them best here: any word or trigram may match, BM25 decides,
and quoted words must stand side by side. Title and agency weigh more in FTS5, and not in Tantivy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from benchmarks.peers import fts5, ours
from benchmarks.peers.library import worded
from indexer.analysis import Segmenter, normal, segmenter, word_texts
from indexer.dictionary import build
from indexer.generations import Layout
from indexer.port import BadQuery, ReportDocument, ReportQuery
from indexer.whoosh_writer import WhooshWriter

_BEST = 10


class Ranker(Protocol):
    """An engine that ranks reports."""

    def best(self, text: str) -> list[str]:
        """Ids of the ten best for what a reader typed."""


class Ours:
    """The product's own search."""

    def __init__(self, folder: Path, reports: Sequence[ReportDocument]) -> None:
        WhooshWriter(Layout(folder)).rebuild(reports, agencies(reports))
        self._engine = ours.Product(folder).engine

    def best(self, text: str) -> list[str]:
        """As the search page asks; none where the words are no query."""
        try:
            page = self._engine.search(ReportQuery(text=text, page_size=_BEST))
        except BadQuery:
            return []
        return [hit.id for hit in page.hits]


class Trigrams:
    """FTS5 with its own trigram tokenizer over the normal text."""

    def __init__(self, folder: Path, reports: Sequence[ReportDocument]) -> None:
        folder.mkdir(parents=True)
        self._conn = sqlite3.connect(folder / "trigrams.sqlite3")
        self._conn.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE VIRTUAL TABLE texts USING fts5("
            "title, agency, body, content='', tokenize='trigram');"
            "CREATE TABLE reports (number INTEGER PRIMARY KEY, id TEXT);"
            "INSERT INTO texts(texts, rank) VALUES ('rank', 'bm25(3.0, 4.0, 1.0)');"
        )
        for number, report in enumerate(reports):
            parts = map(normal, (report.title, report.agency or "", report.body))
            self._conn.execute(
                "INSERT INTO texts(rowid, title, agency, body) VALUES (?, ?, ?, ?)",
                (number, *parts),
            )
            self._conn.execute("INSERT INTO reports VALUES (?, ?)", (number, report.id))
        self._conn.commit()

    def best(self, text: str) -> list[str]:
        """By any of the trigrams, or by the quoted string."""
        folded = normal(text)
        if folded.startswith('"'):
            return ranked(self._conn, f'"{folded.strip(chr(34))}"')
        pieces = [piece for piece in folded.replace('"', " ").split() if len(piece) > 2]
        threes = {p[at : at + 3] for p in pieces for at in range(len(p) - 2)}
        return ranked(self._conn, _either(sorted(threes)))


class Fts5Words:
    """FTS5 over our words."""

    def __init__(self, folder: Path, reports: Sequence[ReportDocument]) -> None:
        self._segment = segmenter(build(agencies(reports)))
        fts5.build(folder, (worded(report, self._segment) for report in reports))
        self._conn = sqlite3.connect(folder / "fts5.sqlite3")

    def best(self, text: str) -> list[str]:
        """By any of the words, or by the quoted ones side by side."""
        found = cut(text, self._segment)
        if text.startswith('"'):
            return ranked(self._conn, f'"{" ".join(found)}"')
        return ranked(self._conn, _either(found))


def agencies(reports: Iterable[ReportDocument]) -> set[str]:
    """The names that the dictionary is made of, for ours and for the peers' words."""
    return {report.agency for report in reports if report.agency}


def cut(text: str, segment: Segmenter) -> list[str]:
    """The words of a query, each once unless it is quoted."""
    found = word_texts(normal(text), segment)
    return found if text.startswith('"') else list(dict.fromkeys(found))


def _either(parts: Sequence[str]) -> str:
    return " OR ".join(f'"{part}"' for part in parts)


def ranked(conn: sqlite3.Connection, match: str) -> list[str]:
    """The ten best of an FTS5 table; none for an empty query."""
    if not match.strip('"'):
        return []
    rows = conn.execute(
        "SELECT id FROM texts JOIN reports ON reports.number = texts.rowid "
        "WHERE texts MATCH ? ORDER BY rank LIMIT ?",
        (match, _BEST),
    )
    return [row[0] for row in rows]


class TantivyWords:
    """Tantivy over our words."""

    def __init__(self, folder: Path, reports: Sequence[ReportDocument]) -> None:
        from benchmarks.peers import tantivy  # noqa: PLC0415 - may be absent

        self._segment = segmenter(build(agencies(reports)))
        tantivy.build(folder, (worded(report, self._segment) for report in reports))
        self._reader = tantivy.Reader(folder)

    def best(self, text: str) -> list[str]:
        """By any of the words, or by the quoted ones side by side."""
        return self._reader.ranked(cut(text, self._segment), phrase=text.startswith('"'))


RANKERS: dict[str, type] = {
    "ours": Ours,
    "fts5 trigram": Trigrams,
    "fts5 words": Fts5Words,
    "tantivy words": TantivyWords,
}
