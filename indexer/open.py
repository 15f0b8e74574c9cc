"""The two ways into the index, made from settings."""

from __future__ import annotations

from archive.settings import Settings
from indexer.generations import Layout
from indexer.port import IndexWriter, SearchEngine
from indexer.whoosh_engine import WhooshEngine
from reports.divisions import codes_named


def open_engine(settings: Settings) -> SearchEngine:
    """The reading side. It opens no file yet: an index may come and go while it lives."""
    return WhooshEngine(
        Layout(settings.index_dir),
        resolve_region=codes_named,
        cache_bytes=settings.index_cache_bytes,
    )


def open_writer(settings: Settings) -> IndexWriter:
    """The writing side. The lock is taken by each call, not here."""
    from indexer.whoosh_writer import WhooshWriter  # noqa: PLC0415 - readers never load the writer

    return WhooshWriter(
        Layout(settings.index_dir), settings.index_memory_bytes, settings.index_processes
    )
