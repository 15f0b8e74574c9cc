"""Datasette over the same reports: a table, full text over their words, three facets.

SQLite's tokenizers know no Chinese words, so the full text is over words that jieba cut, and queries are
cut the same way. The database is immutable to it, facets are not guessed, and its time limits are lifted:
with its own (200 ms for a facet) it would leave out what it was asked for.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import rjieba

from benchmarks.peers.asked_pages import Wanted
from indexer.analysis import normal
from indexer.port import ReportDocument

_BATCH = 500
_COLUMNS = ("id", "title", "agency", "region", "year", "agency_type", "published_on", "body")


@cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


def words(text: str) -> str:
    """The text as words with blanks between them."""
    return " ".join(" ".join(_cutter().cut(normal(text))).split())


def build(path: Path, documents: Iterable[ReportDocument]) -> None:
    """Makes the database unless it is there."""
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    conn = sqlite3.connect(fresh)
    conn.execute("PRAGMA journal_mode=OFF")
    conn.execute(f"CREATE TABLE reports (id TEXT PRIMARY KEY, {', '.join(_COLUMNS[1:])})")
    conn.execute(
        "CREATE VIRTUAL TABLE reports_fts USING fts5 (title, agency, body, content='reports')"
    )
    rest = iter(documents)
    while batch := list(islice(rest, _BATCH)):
        _insert(conn, batch)
    for name in ("region", "year", "agency_type"):
        conn.execute(f"CREATE INDEX by_{name} ON reports ({name})")
    conn.execute("INSERT INTO reports_fts (reports_fts) VALUES ('optimize')")
    conn.commit()
    conn.close()
    fresh.rename(path)


def _insert(conn: sqlite3.Connection, batch: list[ReportDocument]) -> None:
    for each in batch:
        row = (
            each.id, each.title, each.agency, each.province, each.year, each.agency_type,
            each.published_on.isoformat() if each.published_on else None, each.body,
        )  # fmt: skip
        marks = ", ".join("?" * len(row))
        number = conn.execute(f"INSERT INTO reports VALUES ({marks})", row).lastrowid
        text = [words(part or "") for part in (each.title, each.agency, each.body)]
        conn.execute(
            "INSERT INTO reports_fts (rowid, title, agency, body) VALUES (?, ?, ?, ?)",
            (number, *text),
        )


def command(path: Path, port: int) -> list[str]:
    """The command line that serves it."""
    settings = {
        "suggest_facets": "off", "facet_time_limit_ms": "30000", "sql_time_limit_ms": "60000",
        "truncate_cells_html": "200", "default_facet_size": "50",
    }  # fmt: skip
    given = [part for pair in settings.items() for part in ("--setting", *pair)]
    return [
        sys.executable, "-m", "datasette", "serve", "--immutable", str(path), "--port", str(port),
        *given,
    ]  # fmt: skip


def search(wanted: Wanted) -> str:
    """The address of that search: ten rows and the three facets."""
    return "/peer/reports?" + urlencode(list(_pairs(wanted)))


def report(identity: str) -> str:
    """The address of a report."""
    return f"/peer/reports/{identity}"


def _pairs(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.text:
        cut = words(wanted.text.strip('"'))
        yield "_search", f'"{cut}"' if wanted.text.startswith('"') else cut
    for name in ("region", "year", "agency_type"):
        yield "_facet", name
    yield "_size", "10"
    if wanted.province:
        yield "region", wanted.province
    if wanted.year:
        yield "year", str(wanted.year)
    if wanted.agency_type:
        yield "agency_type", wanted.agency_type
    if wanted.newest:
        yield "_sort_desc", "year"
