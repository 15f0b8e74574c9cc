"""Keeping: nothing is acknowledged before it is safe, nothing is stored twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from archive import snapshots
from archive.catalog import Catalog
from archive.errors import ArchiveDamaged, ArchiveError
from archive.identity import agency_id, orphan_report_id, report_id, snapshot_id
from archive.snapshots import Arrival, keep, keep_all
from archive.warc import Location, WarcStore
from archive.warc_reading import read_fields
from tests.archive.made import DAY, PAGE, REGION, START, local, report, save, web


def _kinds(store: WarcStore) -> list[str]:
    return [record.kind for _, record in store.scan()]


def test_a_page_is_kept_whole(store: WarcStore, catalog: Catalog) -> None:
    """The row leads to the bytes, and says where, when and how they were fetched."""
    snapshot = web(store, catalog, b"<html>")
    with catalog.read() as conn:
        assert snapshots.get(conn, snapshot.id) == snapshot
    assert snapshots.body(store, snapshot) == b"<html>"
    assert (snapshot.id, snapshot.sha256, snapshot.size, snapshot.http_status) == (
        snapshot_id(PAGE, sha256(b"<html>").hexdigest()),
        sha256(b"<html>").hexdigest(),
        6,
        200,
    )
    assert (snapshot.fetched_at, snapshot.last_seen_at) == (START, START)


def test_a_local_file_is_a_resource_with_its_hints(store: WarcStore, catalog: Catalog) -> None:
    """What the manifest says is stored before the file's record, and points to it."""
    local(store, catalog, b"text", "年报.txt", agency="某局", region_code="420281")
    records = [record for _, record in store.scan()]
    _, told, file = records
    assert [record.kind for record in records] == ["warcinfo", "metadata", "resource"]
    assert (told.refers_to, file.body) == (file.record_id, b"text")
    assert read_fields(told.body) == {
        "agency": "某局",
        "region_code": "420281",
        "file_name": "年报.txt",
    }


def test_the_same_file_again_changes_nothing(store: WarcStore, catalog: Catalog) -> None:
    """A local file that is known makes no row and no record."""
    first = local(store, catalog, b"text")
    again = keep(store, catalog, url="urn:file:a.txt", body=b"text", content_type="text/plain")
    assert (again.new, again.snapshot, len(_kinds(store))) == (False, first, 3)


def test_the_same_page_again_is_a_revisit(store: WarcStore, catalog: Catalog) -> None:
    """The same bytes at the same address: one row, seen later, and a revisit record."""
    first = web(store, catalog, b"page")
    again = web(store, catalog, b"page", days=3)
    with catalog.read() as conn:
        rows = snapshots.all_(conn)
    assert (rows, again.id) == ([again], first.id)
    assert (again.fetched_at, again.last_seen_at) == (START, START + 3 * DAY)
    assert _kinds(store) == ["warcinfo", "response", "revisit"]


def test_the_same_bytes_elsewhere_are_another_snapshot(store: WarcStore, catalog: Catalog) -> None:
    """A snapshot is bytes at an address."""
    first = web(store, catalog, b"page")
    second = web(store, catalog, b"page", url=PAGE + "?x")
    assert (first.id != second.id, first.sha256) == (True, second.sha256)


def test_a_group_is_kept_in_order_with_its_repeats(store: WarcStore, catalog: Catalog) -> None:
    """Several arrivals share a commit; one that comes twice in a group is stored once."""
    arrivals = [
        Arrival(url=f"http://a.gov.cn/{name}", body=name.encode(), http_status=200, reason="OK")
        for name in ("1", "2", "1")
    ]
    kept = keep_all(store, catalog, arrivals)
    assert [item.new for item in kept] == [True, True, False]
    assert [snapshots.body(store, item.snapshot) for item in kept] == [b"1", b"2", b"1"]


def test_hostile_addresses_fit_into_records(store: WarcStore, catalog: Catalog) -> None:
    """White space and control characters of an address are encoded, in row and record alike."""
    url = " http://a.gov.cn/年 报\r\nWARC-Type: x\u3000<b>\ud800 "
    kept = keep(store, catalog, url=url, body=b"x", content_type=None, http_status=200)
    place = Location(kept.snapshot.warc_file, kept.snapshot.warc_offset)
    expected = "http://a.gov.cn/%E5%B9%B4%20%E6%8A%A5%0D%0AWARC-Type:%20x%E3%80%80%3Cb%3E%EF%BF%BD"
    assert (kept.snapshot.url, store.read(place).url) == (expected, expected)


@pytest.mark.parametrize(
    ("url", "when", "sentence"),
    [("file:///etc/passwd", START, "HTTP address"), (PAGE, datetime(2024, 1, 1), "zone")],  # noqa: DTZ001 - the naive time is what is refused
)
def test_nonsense_is_refused_before_it_is_written(
    store: WarcStore, catalog: Catalog, url: str, when: datetime, sentence: str
) -> None:
    """An answer from no web address or without a zone leaves no record behind."""
    with pytest.raises(ValueError, match=sentence):
        keep(store, catalog, url=url, body=b"", content_type=None, http_status=200, fetched_at=when)
    assert store.files() == []


def test_body_checks_the_digest_of_the_row(store: WarcStore, catalog: Catalog) -> None:
    """A row that leads to other bytes than it names is damage, even if the record is whole."""
    first, second = local(store, catalog, b"one", "1"), local(store, catalog, b"two", "2")
    crossed = type(first)(
        **{name: getattr(first, name) for name in first.__dataclass_fields__}
        | {"warc_offset": second.warc_offset}
    )
    with pytest.raises(ArchiveDamaged):
        snapshots.body(store, crossed)
    assert snapshots.body(store, second) == b"two"


def test_unread_and_stale(store: WarcStore, catalog: Catalog) -> None:
    """Unread: no reading at all, challenge pages left out. Stale: read by another version."""
    read, waiting = local(store, catalog, b"1", "1"), local(store, catalog, b"2", "2")
    keep(store, catalog, url="urn:x", body=b"3", content_type=None, crawl_state="challenge")
    save(catalog, read, report(reader_version="6"))
    with catalog.read() as conn:
        found = (
            snapshots.unread(conn, "7"),
            snapshots.stale(conn, "7"),
            snapshots.stale(conn, "6"),
        )
    assert found == ([waiting], [read], [])


def test_content_undoes_what_http_did(store: WarcStore, catalog: Catalog) -> None:
    """The document is the entity with its gzip coding undone, within a limit."""
    import gzip  # noqa: PLC0415 - this test's only

    packed = gzip.compress(b"page" * 1000)
    kept = keep(
        store,
        catalog,
        url=PAGE,
        body=packed,
        content_type="text/html",
        http_status=200,
        headers=[("Content-Encoding", "gzip")],
    ).snapshot
    assert snapshots.body(store, kept) == packed
    assert snapshots.content(store, kept, 4000) == b"page" * 1000
    with pytest.raises(ArchiveError, match="more than"):
        snapshots.content(store, kept, 3999)


def test_last_seen_never_goes_back(store: WarcStore, catalog: Catalog) -> None:
    """An older visit that is recorded late does not undo a newer one."""
    web(store, catalog, b"page", days=5)
    again = web(store, catalog, b"page", days=1)
    assert again.last_seen_at - START == timedelta(days=5)


def test_ids_are_digests_of_what_they_name() -> None:
    """Ids are 16 hex digits, tell different things apart, and do not mind how a name is set."""
    bureau = agency_id("大冶市水利局", REGION)
    assert agency_id("大冶市 水利局", REGION) == agency_id("大冶市水利局", REGION) == bureau
    found = {
        bureau,
        agency_id("大冶市水利局", None),
        report_id(bureau, 2022),
        report_id(bureau, 2023),
        orphan_report_id("0" * 64),
        snapshot_id("a", "b"),
        snapshot_id("a\nb", ""),
    }
    assert (len(found), {len(item) for item in found}) == (7, {16})
