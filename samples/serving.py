"""A threaded HTTP server on loopback for the sample sites: real sockets, a memory of what was
asked, and, for the hostile ones, the bare connection to misbehave on."""

from __future__ import annotations

import select
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import ClassVar

from samples.pages import Page

_LONGEST_BODY = 1_000_000
_CHUNK = 4096
_LOOK_AGAIN = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as received; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(slots=True)
class Visits:
    """A running site: its base address without a closing slash, what was asked of it (``asked``
    keeps the last requests where it has a limit, ``total`` counts all), and the most requests it
    ever had under way at once."""

    url: str = ""
    asked: deque[Asked] = field(default_factory=deque)
    total: int = 0
    most_at_once: int = 0
    _now: int = 0
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def note(self, request: Asked) -> Iterator[None]:
        """Notes a request for as long as it is being answered."""
        with self._lock:
            self.asked.append(request)
            self.total += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        with self._lock:
            return [request.path for request in self.asked]


class Wire:
    """The connection itself, for answers that HTTP has no place for. OSError once the client
    has gone."""

    def __init__(self, connection: socket.socket, ending: Event) -> None:
        self._connection = connection
        self._ending = ending

    def send(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self._connection.sendall(data)

    def wait(self, seconds: float) -> bool:
        """Waits; False, and at once, when the client has gone or the site ends."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._ending.is_set():
                return False
            readable, _, _ = select.select([self._connection], [], [], min(left, _LOOK_AGAIN))
            if readable and not self._connection.recv(1, socket.MSG_PEEK):
                return False
            if readable:  # a further request waits behind this one
                self._ending.wait(min(left, _LOOK_AGAIN))
        return not self._ending.is_set()

    def reset(self) -> None:
        """Breaks the connection off (RST) where it stands."""
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()


Script = Callable[[Wire], None]
Answer = Page | Script


@contextmanager
def listening(
    visits: Visits, answer: Callable[[Asked], Answer], port: int = 0, host: str = "127.0.0.1"
) -> Iterator[None]:
    """Serves ``answer`` until the block ends and sets ``visits.url``; port 0 takes a free one.
    OSError when the port is taken."""
    over = Event()

    class Handler(_Handler):
        site = _Site(visits, answer, over)

    with _Server((host, port), Handler) as server:
        visits.url = f"http://{host}:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            server.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True)
class _Site:
    visits: Visits
    answer: Callable[[Asked], Answer]
    ending: Event


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of the site's."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[_Site]
    protocol_version = "HTTP/1.1"
    server_version = "SampleSite/1"
    # head and body in one packet: two would wait for each other (Nagle, delayed ACK)
    wbufsize = -1
    disable_nagle_algorithm = True
    # a client that keeps its connection open must not hold up the end of the site
    timeout = 5

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        size = min(int(length), _LONGEST_BODY) if length.isdecimal() else 0
        asked = Asked(self.path, headers, self.command, self.rfile.read(size) if size else b"")
        with self.site.visits.note(asked):
            answer = self.site.answer(asked)
            if isinstance(answer, Page):
                self._send(answer, headers)
            else:
                self.close_connection = True
                answer(Wire(self.connection, self.site.ending))

    def _send(self, page: Page, headers: Mapping[str, str]) -> None:
        if page.status == 200 and _unchanged(page, headers):
            page = Page(b"", "", 304, page.headers)
        bare = page.status == 304
        self.send_response(page.status)
        if page.content_type:
            self.send_header("Content-Type", page.content_type)
        if page.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not bare:
            self.send_header("Content-Length", str(len(page.body)))
        for name, value in page.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and not bare:
            self.wfile.write(_in_chunks(page.body) if page.chunked else page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing is printed: the visits are the log."""


def _unchanged(page: Page, asked: Mapping[str, str]) -> bool:
    """Whether the client has this page already, by RFC 9110: the ETag decides where both have
    one, else the date."""
    own = {name.lower(): value for name, value in page.headers}
    if (known := asked.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return own.get("etag", "").removeprefix("W/") in tags
    since, modified = asked.get("if-modified-since"), own.get("last-modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _in_chunks(body: bytes) -> bytes:
    pieces = [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
