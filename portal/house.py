"""What the pages are handed: settings, engine, catalog and store, kept with the app."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.port import SearchEngine

_KEY = "nianbao"


@dataclass(frozen=True, slots=True)
class House:
    """Everything a view may ask; the portal opens none of it itself."""

    settings: Settings
    engine: SearchEngine
    catalog: Catalog
    store: WarcStore


def furnish(app: Flask, house: House) -> None:
    """Keeps the house with the app."""
    app.extensions[_KEY] = house


def house() -> House:
    """The house of the app that answers this request."""
    found = current_app.extensions[_KEY]
    assert isinstance(found, House)
    return found
