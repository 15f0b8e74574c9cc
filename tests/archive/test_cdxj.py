"""The index of a WARC file: what other people's indexer writes, and always there in the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import cdxj
from archive.catalog import Catalog
from archive.records import Fixity
from archive.settings import Settings
from archive.surt import surt
from archive.unmodified import keep_unmodified
from archive.verify import verify
from archive.warc import WarcStore
from tests.archive.made import DAY, PAGE, START, local, web

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # their patterns are written for an older Python
    import surt as theirs  # type: ignore[import-untyped]

ADDRESSES = (
    "http://www.Example.gov.cn/a/B.html",
    "https://example.gov.cn:443/zfxxgk/?b=2&a=1&A=0#top",
    "http://example.gov.cn:8080/x//y/../z/",
    "http://www2.example.gov.cn/a.jsp;JSESSIONID=0123456789ABCDEF0123456789ABCDEF?a=1",
    "http://example.gov.cn/a?PHPSESSID=0123456789abcdef0123456789abcdef&z=1",
    "http://example.gov.cn/(S(abcdefghijklmnopqrstuvwx))/a.aspx?x=1",
    "http://example.gov.cn/年报/2023 年.html?q=%E4%B8%AD%2525&&y",
    "http://中国.cn",
    "http://user:word@127.0.0.1:80/x?",
    "urn:sha256:ABC/年 报",
)


def _theirs(path: Path) -> list[str]:
    """The lines of cdxj-indexer, sorted; in a process of its own, for it leaves files open."""
    command = [sys.executable, "-W", "ignore", "-m", "cdxj_indexer.main", "--sort", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def _parsed(lines: list[str]) -> list[tuple[str, str, dict[str, Any]]]:
    parts = [text.split(" ", 2) for text in lines]
    return [(key, moment, json.loads(fields)) for key, moment, fields in parts]


def _ours(path: Path) -> list[str]:
    return cdxj.index_path(path).read_text().splitlines()


def _fill(store: WarcStore, catalog: Catalog) -> None:
    """Every kind of record and of address, some of them twice."""
    for number, url in enumerate(ADDRESSES):
        if url.startswith("http"):
            for days in (number, number + 30):
                web(store, catalog, f"<html>{number}".encode() * 9, url=url, days=days)
        else:
            local(store, catalog, url.encode(), "年 报.txt", url=url, agency="某局")
    store.append_response("http://a.gov.cn/", 404, "", [], b"", START, request_headers=[("A", "b")])
    store.append_resource("urn:x:1", None, b"", START)
    web(store, catalog, b"<html>one")
    keep_unmodified(store, catalog, PAGE, fetched_at=START + DAY, headers=[("ETag", '"1"')])


def test_it_says_what_their_indexer_says(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """Line by line and byte by byte."""
    _fill(store, catalog)
    store.close()
    (path,) = settings.warc_dir.glob("*.warc.gz")
    assert (_ours(path), len(_ours(path)) > 20) == (_theirs(path), True)


def test_rolled_files_have_each_its_own(catalog: Catalog, settings: Settings) -> None:
    """An index a file, made when the next one is begun; the open one has none yet."""
    store = WarcStore(settings.warc_dir, 2_000)
    for number in range(8):
        local(store, catalog, os.urandom(700), f"{number}.bin")
    files = sorted(settings.warc_dir.glob("*.warc.gz"))
    before = [cdxj.index_path(path).exists() for path in files]
    store.close()
    assert (before, len(files) > 2) == ([True] * (len(files) - 1) + [False], True)
    assert [_parsed(_ours(path)) for path in files] == [_parsed(_theirs(path)) for path in files]
    assert list(settings.warc_dir.glob("*.part")) == []


def test_verify_makes_what_is_missing_or_old(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """A deleted index and one older than its file are made again, and are the same."""
    _fill(store, catalog)
    store.close()
    (path,) = settings.warc_dir.glob("*.warc.gz")
    index = cdxj.index_path(path)
    first = index.read_bytes()
    index.unlink()
    verify(store, catalog)
    second = index.read_bytes()
    index.write_bytes(b"old")
    os.utime(index, ns=(1, 1))
    verify(store, catalog)
    assert first == second == index.read_bytes()
    assert index.stat().st_mode & 0o777 == 0o600


def test_a_kill_leaves_no_half_index(settings: Settings, catalog: Catalog) -> None:
    """After SIGKILL in the middle of a file there is no index; verify makes it and clears away
    what had been gathered."""
    child = os.fork()
    if child == 0:
        store = WarcStore(settings.warc_dir, 1 << 20)
        local(store, catalog, b"one", "1.txt")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    (path,) = settings.warc_dir.glob("*.warc.gz")
    before = cdxj.index_path(path).exists()
    store = WarcStore(settings.warc_dir, 1 << 20)
    verify(store, catalog)
    assert (before, _parsed(_ours(path))) == (False, _parsed(_theirs(path)))
    assert list(settings.warc_dir.glob("*.part")) == []


def test_a_forked_child_leaves_the_index_alone(store: WarcStore, settings: Settings) -> None:
    """A child that lets go of its parent's file does not end the parent's gathering."""
    store.append_resource("urn:x:1", None, b"parent", START)
    child = os.fork()
    if child == 0:
        store.append_resource("urn:x:2", None, b"child", START)
        store.close()
        os._exit(0)
    os.waitpid(child, 0)
    store.append_resource("urn:x:3", None, b"again", START)
    store.close()
    files = sorted(settings.warc_dir.glob("*.warc.gz"))
    assert [_parsed(_ours(path)) for path in files] == [_parsed(_theirs(path)) for path in files]


def test_an_index_that_cannot_be_written_costs_no_record(
    store: WarcStore, catalog: Catalog, settings: Settings
) -> None:
    """Where its place is taken by a folder the records are kept, and verify goes on."""
    snapshot = local(store, catalog, b"one")
    folder = cdxj.index_path(settings.warc_dir / snapshot.warc_file)
    folder.mkdir()
    store.close()
    os.utime(folder, ns=(1, 1))
    assert verify(store, catalog) == Fixity(1, [], [], [], [])


_PIECES = st.sampled_from(
    [
        "a",
        "B",
        "index.html",
        "..",
        ".",
        "",
        "年报",
        "%2e",
        "%25",
        "%",
        "x y",
        "sid=1",
        "a;b",
        "+",
        "~",
    ]
)
_PAIRS = st.tuples(st.sampled_from(["a", "A", "id", "a-", "b", ""]), st.sampled_from("123")).map(
    "=".join
)


@given(
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["www.", "www3.", ""]),
    st.sampled_from(
        ["example.gov.cn", "Example.GOV.cn:80", "a.b.cn:8443", "10.0.0.7", "水利局.cn"]
    ),
    st.lists(_PIECES, max_size=5),
    st.lists(_PAIRS, max_size=4),
)
def test_keys_are_theirs(
    scheme: str, www: str, host: str, path: list[str], query: list[str]
) -> None:
    """For any address made of the parts that sites use."""
    url = f"{scheme}://{www}{host}/{'/'.join(path)}" + (f"?{'&'.join(query)}" if query else "")
    assert surt(url) == theirs.surt(url)


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_key_of_every_kind_of_address(url: str) -> None:
    """Ports, users, sessions, escapes, other scripts, and addresses without a host."""
    assert surt(url) == theirs.surt(url)
