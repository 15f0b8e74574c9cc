"""The portal as ``nianbao serve`` runs it: what its server lets through to our pages."""

from __future__ import annotations

import random
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import portal
from tests.portal.shelf import open_shelf, report

HOSTILE: dict[str, bytes] = {
    "an address beyond the server's": b"GET /search?q=" + b"a" * 20_000 + b" HTTP/1.1",
    "a path of its own length": b"GET /" + b"x/" * 3_000 + b" HTTP/1.1",
    "a thousand parameters": b"GET /search?"
    + b"&".join(b"year=2020" for _ in range(800))
    + b" HTTP/1.1",
    "a thousand names": b"GET /search?"
    + b"&".join(b"a%d=1" % n for n in range(900))
    + b" HTTP/1.1",
    "bytes that are no UTF-8": b"GET /search?q=%FF%FE%80&region=%C0%AF HTTP/1.1",
    "raw bytes in the path": b"GET /\xff\xfe\x80?q=\xb5\xc4 HTTP/1.1",
    "a nul": b"GET /reports/%00?q=%00 HTTP/1.1",
    "half a surrogate": b"GET /search?q=%ED%A0%80 HTTP/1.1",
    "a broken escape": b"GET /search?q=%&year=%zz&%=% HTTP/1.1",
    "dots": b"GET /../../etc/passwd HTTP/1.1",
    "a page beyond all numbers": b"GET /search?q=a&page=" + b"9" * 4_000 + b" HTTP/1.1",
    "a great header": b"GET / HTTP/1.1\r\nX-Long: " + b"h" * 9_000,
    "many headers": b"GET / HTTP/1.1" + b"".join(b"\r\nX-%d: 1" % n for n in range(300)),
    "a great cookie": b"GET / HTTP/1.1\r\nCookie: theme=" + b"d" * 7_000,
    "cookies that are none": b"GET / HTTP/1.1\r\nCookie: ;;=;theme=\xff;text",
    "a wild range": b"GET /about HTTP/1.1\r\nRange: bytes=9999999999999999999-1,-,a-b",
    "an etag that is none": b'GET /about HTTP/1.1\r\nIf-None-Match: "' + b'a",W/"' * 500,
    "a date that is none": b"GET /about HTTP/1.1\r\nIf-Modified-Since: yesterday",
    "codings that are none": b"GET /about HTTP/1.1\r\nAccept-Encoding: br;q=x, ;q=, gzip;q=-1, *;q=9",
    "a host of one's own": b"GET /about HTTP/1.1\r\nHost: a b<script>",
    "an unknown method": b"BREW / HTTP/1.1",
    "a method with a body": b"POST /look HTTP/1.1\r\nContent-Length: 4\r\n\r\n\xff\xfe=&",
    "a form that is none": (
        b"POST /look HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\n--x"
    ),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal with a report in it."""
    home = tmp_path_factory.mktemp("serving") / "home"
    shelf = open_shelf(home)
    shelf.put(report())
    shelf.index()
    shelf.close()
    with portal(home) as found:
        yield found


def status(address: str, request: bytes) -> int:
    """The status of the answer to these very bytes; the end of the head is added."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=30) as line:
        named = b"" if b"\r\nHost:" in request else b"\r\nHost: nianbao.example"
        head, _, rest = request.partition(b"\r\n\r\n")
        line.sendall(head + named + b"\r\nConnection: close\r\n\r\n" + rest)
        return int(line.recv(64).split()[1])


def test_a_long_query_gets_our_page(address: str) -> None:
    """An address of eight thousand characters is answered with the portal's own sentence."""
    with urllib.request.urlopen(f"{address}/search?q={'a' * 8000}", timeout=10) as answer:
        assert "查询太长" in answer.read().decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_request_breaks_the_portal(address: str, name: str) -> None:
    """Whatever comes is answered, and never with a fault of ours."""
    assert 200 <= status(address, HOSTILE[name]) < 500


def test_noise_breaks_nothing(address: str) -> None:
    """Three hundred addresses of bytes, drawn: each has an answer that is no fault of ours."""
    source = random.Random(4)
    places = (
        b"/search?q=",
        b"/search?region=",
        b"/reports/",
        b"/changes?",
        b"/agencies/",
        b"/?lang=",
    )
    codes = set()
    for _ in range(300):
        noise = b"".join(b"%%%02X" % source.randrange(256) for _ in range(source.randrange(1, 40)))
        codes.add(status(address, b"GET " + source.choice(places) + noise + b" HTTP/1.1") // 100)
    assert codes <= {2, 3, 4}


def test_the_portal_answers_with_a_worker_a_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many processes as the setting says, under one that minds them."""
    monkeypatch.setenv("NIANBAO_PORTAL_WORKERS", "3")
    with portal(tmp_path / "home") as found:
        port = urlsplit(found).port
        lines = list(Path("/proc").glob("[0-9]*/cmdline"))
        commands = [b" ".join(_arguments(path)) for path in lines]
        serving = [
            each for each in commands if b":%d" % (port or 0) in each and b"gunicorn" in each
        ]
        assert len(serving) == 4


def _arguments(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\0")
    except OSError:
        return []
