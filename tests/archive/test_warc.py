"""WARC files: what goes in comes out, and other people's tools can read it."""

from __future__ import annotations

import gzip
import os
import threading
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from archive.warc import Location, WarcStore
from archive.warc_reading import read_fields
from tests.archive.made import START

URL = "http://www.example.gov.cn/a.html"
HEADERS = [("Content-Type", "text/html; charset=gbk"), ("X-名称", "水利局"), ("Set-Cookie", "a=1")]


def test_a_response_comes_back_as_it_was_sent(store: WarcStore) -> None:
    """Status, headers, entity, time and digest survive; the entity's bytes are untouched."""
    body = "公开\r\n\r\n".encode("gbk") + bytes(range(256))
    place = store.append_response(URL, 200, "OK", HEADERS, body, START)
    store.sync()
    record = store.read(place)
    assert (record.url, record.kind, record.fetched_at) == (URL, "response", START)
    assert (record.http_status, list(record.headers)) == (200, HEADERS)
    assert (record.body, record.digest) == (body, sha256(body).hexdigest())
    assert record.content_type == "text/html; charset=gbk"


def test_a_resource_comes_back(store: WarcStore) -> None:
    """A local file has its type and bytes, and no HTTP status; an empty one too."""
    full = store.append_resource("urn:x:1", "application/pdf", b"%PDF-1.7", START)
    empty = store.append_resource("urn:x:2", None, b"", START, truncated="length")
    first, second = store.read(full), store.read(empty)
    assert (first.kind, first.content_type, first.body) == (
        "resource",
        "application/pdf",
        b"%PDF-1.7",
    )
    assert (second.body, second.content_type, second.http_status) == (b"", None, None)
    assert (first.truncated, second.truncated) == (None, "length")


def test_metadata_comes_back(store: WarcStore) -> None:
    """Named fields survive, line breaks in them become blanks."""
    place = store.append_metadata("urn:x:1", {"agency": "某局\r\nx: y", "file": "年 报.pdf"}, START)
    fields = read_fields(store.read(place).body)
    assert fields == {"agency": "某局 x: y", "file": "年 报.pdf"}


def test_a_revisit_points_to_the_payload(store: WarcStore) -> None:
    """A revisit keeps headers and the digest, but no second copy of the bytes."""
    digest = sha256(b"same").hexdigest()
    place = store.append_revisit(URL, 200, "OK", HEADERS, digest, START, first_fetched_at=START)
    record = store.read(place)
    assert (record.kind, record.digest, record.body) == ("revisit", digest, b"")


def test_hostile_headers_stay_on_their_line(store: WarcStore) -> None:
    """A header or reason with line breaks cannot end the head or forge a record."""
    evil = [("A\r\nB", "1\r\n\r\n<html>"), ("Long", "x" * 100_000)]
    place = store.append_response(URL, 404, "No\r\nX: y", evil, b"body", START)
    record = store.read(place)
    assert record.headers[0] == ("A B", "1 <html>")
    assert (record.http_status, record.body) == (404, b"body")


def test_credentials_are_not_written(store: WarcStore, settings_folder: Path) -> None:
    """The request record leaves out cookies and authorisation."""
    asked = [("Cookie", "secret-1"), ("Authorization", "secret-2"), ("Accept", "text/html")]
    store.append_response(URL, 200, "OK", [], b"x", START, request_headers=asked)
    store.close()
    text = b"".join(
        gzip.decompress(path.read_bytes()) for path in settings_folder.glob("*.warc.gz")
    )
    assert (b"secret" in text, b"Accept: text/html" in text) == (False, True)


@pytest.fixture
def settings_folder(tmp_path: Path) -> Path:
    """The folder that the store of the test writes to."""
    return tmp_path / "home" / "warc"


def _everything(store: WarcStore) -> None:
    store.append_response(
        URL,
        200,
        "OK",
        HEADERS,
        b"page" * 999,
        START,
        request_headers=[("A", "b")],
        hints={"a": "b"},
    )
    store.append_resource("urn:x:1", "text/plain", b"file", START, hints={"agency": "某局"})
    digest = sha256(b"x").hexdigest()
    store.append_revisit(URL, 200, "OK", HEADERS, digest, START, first_fetched_at=START)
    store.close()


def test_warcio_reads_it_with_digests(store: WarcStore, settings_folder: Path) -> None:
    """warcio's own iterator finds each record in its order and every digest right."""
    _everything(store)
    path = next(settings_folder.glob("*.warc.gz"))
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        kinds = [(record.rec_type, len(record.raw_stream.read())) for record in records]
    expected = ["warcinfo", "metadata", "request", "response", "metadata", "resource", "revisit"]
    assert expected == [kind for kind, _ in kinds]


def test_each_record_is_one_gzip_member(store: WarcStore, settings_folder: Path) -> None:
    """Cut at the offsets that scanning gives, each piece unpacks to one WARC/1.1 record."""
    _everything(store)
    path = next(settings_folder.glob("*.warc.gz"))
    data = path.read_bytes()
    offsets = [place.warc_offset for place, _ in store.scan()] + [len(data)]
    pieces = [data[a:b] for a, b in pairwise(offsets)]
    assert [gzip.decompress(piece)[:8] for piece in pieces] == [b"WARC/1.1"] * 7


def test_files_are_rolled_by_size(tmp_path: Path) -> None:
    """A file that reached its size is closed and a new one begun; all records stay readable."""
    store = WarcStore(tmp_path, 2_000)
    places = [store.append_resource(f"urn:x:{n}", None, os.urandom(900), START) for n in range(6)]
    store.close()
    assert len({place.warc_file for place in places}) == len(store.files()) == 3
    assert [store.read(place).url for place in places] == [f"urn:x:{n}" for n in range(6)]


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    """Stores of one folder write files of their own, begun in the same second or not."""
    stores = [WarcStore(tmp_path, 1 << 20) for _ in range(3)]
    names = {store.append_resource("urn:x:1", None, b"x", START).warc_file for store in stores}
    for store in stores:
        store.close()
    assert len(names) == 3


def test_threads_append_whole_records(store: WarcStore) -> None:
    """Records that several threads append at once are whole, and where they are said to be."""
    places: dict[str, Location] = {}

    def work(name: str) -> None:
        for number in range(20):
            uri = f"urn:{name}:{number}"
            places[uri] = store.append_resource(uri, None, uri.encode() * 50, START)
            store.sync()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.read(place).body for place in places.values()] == [
        uri.encode() * 50 for uri in places
    ]


def test_a_changed_byte_is_noticed(store: WarcStore, settings_folder: Path) -> None:
    """Whichever byte of a record changes, reading it raises or still gives the right bytes."""
    body = os.urandom(300)
    place = store.append_resource("urn:x:1", None, body, START)
    store.close()
    path = settings_folder / place.warc_file
    data = path.read_bytes()
    for offset in range(place.warc_offset, len(data), 7):
        path.write_bytes(data[:offset] + bytes([data[offset] ^ 0x55]) + data[offset + 1 :])
        try:
            found: bytes | None = store.read(place).body
        except ArchiveDamaged:
            found = None
        assert found in {None, body}


def test_what_is_not_there_is_missing(store: WarcStore) -> None:
    """A lost file, an offset past its end and a name that leads elsewhere are told as missing."""
    place = store.append_resource("urn:x:1", None, b"x", START)
    for lost in (
        Location("nianbao-none.warc.gz", 0),
        Location(place.warc_file, 10_000),
        Location("../catalog.sqlite3", 0),
    ):
        with pytest.raises(ArchiveMissing):
            store.read(lost)
    assert store.read(place).body == b"x"


def test_an_open_file_counts_as_unfinished(store: WarcStore) -> None:
    """Others see that a file is being written until its writer closes it."""
    name = store.append_resource("urn:x:1", None, b"x", START).warc_file
    with store.finished(name) as open_:
        pass
    store.close()
    with store.finished(name) as closed:
        pass
    assert (open_, closed) == (False, True)


def test_a_forked_child_writes_its_own_file(store: WarcStore) -> None:
    """A child made by fork leaves its parent's file alone."""
    mine = store.append_resource("urn:x:1", None, b"parent", START)
    child = os.fork()
    if child == 0:
        place = store.append_resource("urn:x:2", None, b"child", START)
        store.close()
        os._exit(0 if place.warc_file != mine.warc_file else 1)
    _, status = os.waitpid(child, 0)
    after = store.append_resource("urn:x:3", None, b"again", START)
    assert (os.waitstatus_to_exitcode(status), after.warc_file) == (0, mine.warc_file)
    bodies = {record.body for _, record in store.scan() if record.kind == "resource"}
    assert bodies == {b"parent", b"again", b"child"}


def test_a_full_disk_leaves_no_half_record(store: WarcStore, tmp_path: Path) -> None:
    """When a write fails the archive says so, and what came before stays readable."""
    place = store.append_resource("urn:x:1", None, b"first", START)
    store.sync()
    limited = os.fork()
    if limited == 0:
        _fill(tmp_path / "other")
    _, status = os.waitpid(limited, 0)
    assert (os.waitstatus_to_exitcode(status), store.read(place).body) == (0, b"first")


def _fill(folder: Path) -> None:
    """In a child whose files may not grow over 20 kB: exit code 0 when all went as promised."""
    import resource  # noqa: PLC0415 - only here, in the child
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = WarcStore(folder, 1 << 30)
    first = store.append_resource("urn:x:1", None, b"kept", START)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        store.append_resource("urn:x:2", None, os.urandom(100_000), START)
    except ArchiveError:
        size = store.size(first.warc_file)
        whole = [record.url for _, record in store.scan()]
        second = store.append_resource("urn:x:3", None, b"goes on", START)
        good = whole == ["", "urn:x:1"] and store.read(second).body == b"goes on"
        os._exit(0 if good and size < 20_000 else 2)
    os._exit(3)


def test_names_tell_when_and_who(store: WarcStore) -> None:
    """A file's name holds its UTC start and its writer's process id."""
    name = store.append_resource("urn:x:1", None, b"x", START).warc_file
    _, stamp, pid, serial = name.removesuffix(".warc.gz").split("-")
    begun = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    assert (abs((datetime.now(UTC) - begun).total_seconds()) < 60, pid, serial) == (
        True,
        str(os.getpid()),
        "00000",
    )
