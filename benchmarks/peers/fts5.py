"""SQLite FTS5: our words joined by blanks, cut again at the blanks by ``unicode61``.

Contentless, as our index keeps no text either; facets in a table beside, packed into one number
so that all three are counted in one pass; optimised into one segment at the end.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.asked import Answer, Asked
from benchmarks.peers.library import Words
from reports.model import AGENCY_TYPES

_SCHEMA = """
CREATE VIRTUAL TABLE texts USING fts5(
    title, agency, body, content='', tokenize="unicode61 remove_diacritics 0");
CREATE TABLE reports (
    number INTEGER PRIMARY KEY, id TEXT, facets INTEGER,
    year INTEGER, province INTEGER, agency_type INTEGER, published INTEGER);
INSERT INTO texts(texts, rank) VALUES ('rank', 'bm25(3.0, 4.0, 1.0)');
"""
_FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072;"


def build(folder: Path, reports: Iterable[Words], threads: int = 1) -> None:  # noqa: ARG001 - one
    """Writes the index; SQLite writes in one thread whatever is asked."""
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "fts5.sqlite3") as conn:
        conn.executescript(_FAST + _SCHEMA)
        for number, report in enumerate(reports):
            agency_type = AGENCY_TYPES.index(report.agency_type)
            packed = (report.year * 100 + agency_type) * 1_000_000 + report.province
            conn.execute(
                "INSERT INTO texts(rowid, title, agency, body) VALUES (?, ?, ?, ?)",
                (number, report.title, report.agency, report.body),
            )
            conn.execute(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    number, report.id, packed, report.year, report.province, agency_type,
                    report.published,
                ),
            )  # fmt: skip
        conn.execute("INSERT INTO texts(texts) VALUES ('optimize')")
    conn.close()


class Reader:
    """Answers over a connection a thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite3"
        self._own = threading.local()

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "conn"):
            self._own.conn = sqlite3.connect(self._path)
            self._own.conn.execute("PRAGMA mmap_size=8589934592")
            self._own.conn.execute("PRAGMA cache_size=-65536")
        conn: sqlite3.Connection = self._own.conn
        return conn

    def ask(self, asked: Asked) -> Answer:
        """The ten best or newest, and one pass over all matches for counts."""
        conn = self._connection()
        quoted = [f'"{word}"' for word in asked.words]
        match = f'"{" ".join(asked.words)}"' if asked.phrase else " AND ".join(quoted)
        wheres, given = _narrowed(asked)
        joined = (
            "FROM texts CROSS JOIN reports ON reports.number = texts.rowid "
            f"WHERE texts MATCH ?{''.join(wheres)}"
        )
        order = "published DESC" if asked.newest else "rank"
        top = conn.execute(f"SELECT id {joined} ORDER BY {order} LIMIT 10", (match, *given))
        ids = tuple(row[0] for row in top)
        counts = conn.execute(f"SELECT facets, count(*) {joined} GROUP BY facets", (match, *given))
        years, provinces, types = Counter[str](), Counter[str](), Counter[str]()
        total = 0
        for packed, count in counts:
            rest, province = divmod(packed, 1_000_000)
            year, agency_type = divmod(rest, 100)
            years[str(year)] += count
            provinces[str(province)] += count
            types[AGENCY_TYPES[agency_type]] += count
            total += count
        return Answer(
            total,
            ids,
            {"year": dict(years), "province": dict(provinces), "agency_type": dict(types)},
        )

    def close(self) -> None:
        """Closes this thread's connection; those of other threads go with them."""
        if hasattr(self._own, "conn"):
            self._own.conn.close()


def _narrowed(asked: Asked) -> tuple[list[str], list[int]]:
    agency_type = AGENCY_TYPES.index(asked.agency_type) if asked.agency_type else None
    chosen = {"year": asked.year, "province": asked.province, "agency_type": agency_type}
    given = {name: value for name, value in chosen.items() if value is not None}
    return [f" AND reports.{name} = ?" for name in given], list(given.values())
