"""The portal for gunicorn: ``gunicorn "portal.wsgi:app()"``, all settings from the environment."""

from __future__ import annotations

import gc
from contextlib import suppress
from threading import Thread

from flask import Flask

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine
from indexer.port import EngineDown, ReportQuery, SearchEngine, SearchError
from portal.app import create_app


def _spell(engine: SearchEngine) -> None:
    """Loads what names are put right by, while the portal already serves: a second at 20,000 names."""
    with suppress(SearchError):
        engine.search(ReportQuery(text="dayeshi"))


def app() -> Flask:
    """The application over the data folder that the settings name."""
    settings = Settings()
    engine = open_engine(settings)
    with suppress(EngineDown):  # there may be no index yet; the pages say so
        engine.search(ReportQuery(text="年报"))  # loads the dictionary before the first reader asks
        Thread(target=_spell, args=(engine,), daemon=True).start()
    made = create_app(
        settings,
        engine,
        Catalog.open(settings),
        WarcStore(settings.warc_dir, settings.warc_max_bytes),
    )
    _spare_the_collector()
    return made


def _spare_the_collector() -> None:
    """What is there now stays. A page makes thousands of objects that go with it and hardly a ring:
    looked at every 700 new ones, as is usual, a tenth of a page's time goes into finding none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
