"""What the crawl tests share: a home, a registered source, and what the archive then holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archive import snapshots, sources
from archive.catalog import Catalog
from archive.settings import Settings
from archive.snapshots import Snapshot
from archive.sources import Source
from archive.verify import Fixity, verify
from archive.warc import StoredRecord, WarcStore


def settings(home: Path, **changes: Any) -> Settings:
    """Settings for a crawl of this machine without pauses."""
    return Settings(home=home, **({"allow_loopback": True, "crawl_delay": 0.0} | changes))


def register(config: Settings, source: Source) -> Source:
    """Puts the source into the catalog, where the crawl expects it."""
    catalog = Catalog.open(config)
    with catalog.begin() as conn:
        sources.put(conn, source)
    catalog.close()
    return source


def kept(config: Settings) -> list[tuple[Snapshot, StoredRecord]]:
    """Every snapshot with its record, oldest first."""
    catalog = Catalog.open(config)
    store = WarcStore(config.warc_dir, config.warc_max_bytes)
    with catalog.read() as conn:
        found = [(item, snapshots.record(store, item)) for item in snapshots.all_(conn)]
    store.close()
    catalog.close()
    return found


def fixity(config: Settings) -> Fixity:
    """The archive's own verdict on its bytes."""
    catalog = Catalog.open(config)
    store = WarcStore(config.warc_dir, config.warc_max_bytes)
    result = verify(store, catalog, config.gone_after)
    store.close()
    catalog.close()
    return result
