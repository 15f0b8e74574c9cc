"""The portal for gunicorn: ``gunicorn "portal.wsgi:app()"``, all settings from the environment."""

from __future__ import annotations

from flask import Flask

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine
from portal.app import create_app


def app() -> Flask:
    """The application over the data folder that the settings name."""
    settings = Settings()
    return create_app(
        settings,
        open_engine(settings),
        Catalog.open(settings),
        WarcStore(settings.warc_dir, settings.warc_max_bytes),
    )
