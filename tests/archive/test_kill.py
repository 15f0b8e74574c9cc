"""SIGKILL at any moment: what was acknowledged is there, and repeating ends as if nothing was.

The killed process is a fork of this one (so that a round takes a tenth of a second), with a
catalog and a store of its own.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from random import Random

from archive import snapshots
from archive.catalog import Catalog
from archive.records import Fixity
from archive.settings import Settings
from archive.snapshots import Arrival, keep_all
from archive.verify import adopt_orphans, verify
from archive.warc import WarcStore
from tests.archive.made import START

ROUNDS = 14
DOCUMENTS = 48


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[WarcStore, Catalog]]:
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    try:
        yield store, catalog
    finally:
        store.close()
        catalog.close()


def _arrival(number: int) -> Arrival:
    """Document ``number``: every third a web page, the others files with hints."""
    chance = Random(number)
    body = chance.randbytes(chance.choice([0, 300, 40_000, 200_000]) + number)
    if number % 3 == 0:
        return Arrival(url=f"http://a.gov.cn/{number}", body=body, http_status=200, reason="OK")
    return Arrival(url=f"urn:{number}", body=body, fetched_at=START, agency=f"第{number}局")


def _import(settings: Settings, acknowledge: int | None = None) -> None:
    """Keeps every document, one, two or three at a time, and tells each that is safe."""
    with _opened(settings) as (store, catalog):
        adopt_orphans(store, catalog)
        number = 0
        while number < DOCUMENTS:
            group = range(number, min(number + 1 + number % 3, DOCUMENTS))
            for kept in keep_all(store, catalog, map(_arrival, group)):
                if acknowledge is not None:
                    os.write(acknowledge, f"{kept.snapshot.id}\n".encode())
            number = group.stop


def _killed_import(settings: Settings, chance: Random) -> set[str]:
    """Runs an import in a child, kills it at a random moment; what it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _import(settings, writing)
        finally:
            os._exit(0)
    os.close(writing)
    wait_for = chance.randrange(DOCUMENTS)
    told = b""
    with os.fdopen(reading, "rb", buffering=0) as acknowledged:
        while told.count(b"\n") < wait_for and (some := acknowledged.read(4096)):
            told += some
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += acknowledged.read()
    return set(told.decode().split("\n")[:-1])


def test_killed_imports_lose_and_double_nothing(settings: Settings) -> None:
    """After each kill every acknowledged snapshot has its bytes, nothing is damaged, what the
    kill left is adopted or cut; at last there is one row and one body a document."""
    acknowledged: set[str] = set()
    chance = Random(20240131)
    for _ in range(ROUNDS):
        acknowledged |= _killed_import(settings, chance)
        with _opened(settings) as (store, catalog):
            fixity = verify(store, catalog)
            with catalog.read() as conn:
                there = {item.id: item for item in snapshots.all_(conn)}
            assert (fixity.damaged, fixity.missing) == ([], [])
            assert acknowledged <= there.keys()
            hints = {item.agency_hint for item in there.values() if item.http_status is None}
            assert None not in hints
    _import(settings)
    with _opened(settings) as (store, catalog):
        fixity = verify(store, catalog)
        with catalog.read() as conn:
            kept = snapshots.all_(conn)
        found = {item.url: sha256(snapshots.body(store, item)).hexdigest() for item in kept}
    wanted = [_arrival(number) for number in range(DOCUMENTS)]
    assert fixity == Fixity(DOCUMENTS, [], [], [], [])
    assert found == {item.url: sha256(item.body).hexdigest() for item in wanted}
