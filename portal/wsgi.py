"""The portal for gunicorn: ``gunicorn "portal.wsgi:app()"``, all settings from the environment."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote_plus

from flask import Flask

from archive import reports
from archive.catalog import Catalog
from archive.errors import CatalogError
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine
from indexer.port import EngineDown, ReportQuery
from portal.app import create_app

_FIRST = ("/", "/search?q=%22行政处罚%22+政府信息公开&year=2023")
_LAST = "/search?q=dayeshi"
"""What is asked before readers ask: home, words, and at last a name to be put right, which takes a second
at 20,000 names and is seldom."""
_REPORTS = 5
"""So many of the newest between, and searches for their bodies: a form has some five hundred heads
and empty cells to be written once."""
_YEARS = 12
"""And searches for so many years: nothing is printed as often, nor takes as long to look up at first."""
_SWITCH_SECONDS = 0.02
"""How long a thread may go on before another's turn: about a page. At Python's 5 ms the threads of a
busy worker take each other's caches, a tenth of their time."""


def app() -> Flask:
    """The application over the data folder that the settings name."""
    settings = Settings()
    engine = open_engine(settings)
    with suppress(EngineDown):  # there may be no index yet; the pages say so
        engine.search(ReportQuery(text="年报"))  # loads the dictionary before the first reader asks
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    made = create_app(settings, engine, catalog, store)
    Thread(target=_warm, args=(made, settings.index_dir, catalog), daemon=True).start()
    return made


def _warm(made: Flask, index: Path, catalog: Catalog) -> None:
    """Has the index read, where it fits into memory, and first pages made, while readers are
    served. The catalog's file is left alone: to close it here would drop SQLite's locks on it,
    which belong to the process, and another process would then take away the log it writes to."""
    files = [path for path in index.rglob("*") if path.is_file()]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if sum(path.stat().st_size for path in files) * 2 <= memory:
        for path in files:
            with suppress(OSError), path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
    client = made.test_client(use_cookies=False)
    for address in first_addresses(catalog):
        client.get(address)
    _spare_the_collector()
    sys.setswitchinterval(_SWITCH_SECONDS)  # not before: this thread would keep readers waiting


def first_addresses(catalog: Catalog) -> Iterator[str]:
    """What a worker asks itself, in this order."""
    yield from _FIRST
    with suppress(CatalogError):
        with catalog.read() as conn:
            newest, last = reports.newest(conn, _REPORTS), reports.totals(conn).last_year
        for report in newest:
            yield f"/reports/{report.id}"
            if report.agency and report.year:
                yield f"/search?q={quote_plus(f'{report.agency} {report.year}')}"
        yield from (f"/search?q={last - back}" for back in range(_YEARS) if last)
    yield _LAST


def _spare_the_collector() -> None:
    """What is there now stays. A page makes thousands of objects that go with it and hardly a ring:
    looked at every 700 new ones, as is usual, a tenth of a page's time goes into finding none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
