"""What every step works with: settings, catalog and WARC store, opened and closed together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore


@dataclass(frozen=True, slots=True)
class Context:
    """The open archive of one process. ``stop`` is set once the run in hand is to end: what
    calls no progress for long looks at it."""

    settings: Settings
    catalog: Catalog
    store: WarcStore
    stop: Event = field(default_factory=Event)


@contextmanager
def open_context(settings: Settings) -> Iterator[Context]:
    """Opens the archive below ``settings.home``, and closes it."""
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    try:
        yield Context(settings, catalog, store)
    finally:
        store.close()
        catalog.close()
