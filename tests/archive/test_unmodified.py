"""Visits that bring no new bytes, as records: the same payload again, and 304."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

from archive import snapshots
from archive.adopt import adopt_orphans
from archive.catalog import Catalog
from archive.settings import Settings
from archive.tables import snapshots as table
from archive.tables import warc_files
from archive.unmodified import keep_unmodified
from archive.verify import verify
from archive.warc import WarcStore
from tests.archive.made import DAY, PAGE, START, local, web

WARCIO = Path(sys.executable).with_name("warcio")
ASKED = [("If-None-Match", '"1"'), ("Cookie", "secret"), ("Proxy-Authorization", "secret")]


def _visited(store: WarcStore, catalog: Catalog, days: int) -> str | None:
    kept = keep_unmodified(
        store,
        catalog,
        PAGE,
        fetched_at=START + days * DAY,
        headers=[("ETag", '"1"')],
        request_headers=ASKED,
    )
    return kept.id if kept else None


def test_an_unmodified_answer_marks_the_newest_snapshot(store: WarcStore, catalog: Catalog) -> None:
    """It is about what was met there last; the snapshot has been seen again then."""
    first = web(store, catalog, b"<html>one")
    second = web(store, catalog, b"<html>two", days=1)
    assert _visited(store, catalog, 5) == second.id
    with catalog.read() as conn:
        seen = {item.id: item.last_seen_at for item in snapshots.all_(conn)}
    assert seen == {first.id: START, second.id: START + 5 * DAY}


def test_an_unmodified_answer_about_nothing_is_not_kept(store: WarcStore, catalog: Catalog) -> None:
    """Where no document is held the answer means nothing; a cut one or a local file is none."""
    local(store, catalog, b"by hand", url=PAGE)
    before = store.files()
    assert (_visited(store, catalog, 5), store.files()) == (None, before)


def test_the_record_is_that_of_the_standard(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """Profile, what it refers to, the request beside it; neither a payload digest nor what was
    secret in the request."""
    web(store, catalog, b"<html>one")
    _visited(store, catalog, 5)
    store.close()
    (path,) = settings.warc_dir.glob("*.warc.gz")
    text = gzip.decompress(path.read_bytes()).decode()
    record = text[text.index("WARC-Type: revisit") :]
    assert [line for line in record.split("\r\n") if line.startswith(("WARC-Pro", "WARC-Ref"))] == [
        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified",
        f"WARC-Refers-To-Target-URI: {PAGE}",
        "WARC-Refers-To-Date: 2024-01-31T08:30:00.123456Z",
    ]
    assert ("WARC-Payload-Digest" in record, "secret" in text) == (False, False)
    assert text.count("WARC-Type: request") == 1


def test_visits_that_no_row_knows_are_taken_in(store: WarcStore, catalog: Catalog) -> None:
    """A lost catalog gets the last visit back from a 304 as from a revisit."""
    snapshot = web(store, catalog, b"<html>one")
    _visited(store, catalog, 5)
    store.close()
    with catalog.begin() as conn:
        conn.execute(table.delete())
        conn.execute(warc_files.delete())
    adopted = adopt_orphans(store, catalog)
    with catalog.read() as conn:
        (found,) = snapshots.all_(conn)
    assert (adopted, found.last_seen_at) == ([snapshot.id], START + 5 * DAY)
    assert verify(store, catalog).damaged == []


def test_warcio_accepts_every_file(store: WarcStore, catalog: Catalog, settings: Settings) -> None:
    """`warcio check` finds every digest of every kind of record right, over rolled files too."""
    rolled = WarcStore(settings.warc_dir, 1500)
    for number in range(4):
        web(rolled, catalog, f"<html>{number}".encode() * 99, url=f"http://a.gov.cn/{number}")
        web(rolled, catalog, f"<html>{number}".encode() * 99, url=f"http://a.gov.cn/{number}")
        local(rolled, catalog, bytes([number]) * 99, f"{number}.bin", agency="某局")
    web(rolled, catalog, b"<html>one")
    _visited(rolled, catalog, 5)
    rolled.close()
    files = sorted(settings.warc_dir.glob("*.warc.gz"))
    command = [str(WARCIO), "check", "-v", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert (done.returncode, len(files) > 2, shutil.which(command[0]) is None) == (0, True, False)
    assert [line for line in lines if "fail" in line.lower()] == []
    assert sum("digest pass" in line for line in lines) > 12
