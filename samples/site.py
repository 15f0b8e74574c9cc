"""The sample site on loopback: a real HTTP server that remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import ClassVar

from samples.pages import Page, build

_MISSING = Page("页面不存在（示例数据，内容虚构）".encode(), status=404)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as received; header names in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Served:
    """A running site: its base address without a closing slash, what was asked of it, and the
    most requests it ever had under way at once."""

    url: str
    pages: Mapping[str, Page]
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def note(self, request: Asked) -> Iterator[None]:
        """Notes a request for as long as it is being answered."""
        with self._lock:
            self.asked.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.asked]


@contextmanager
def serve(
    port: int = 0, pages: Mapping[str, Page] | None = None, host: str = "127.0.0.1"
) -> Iterator[Served]:
    """Serves ``pages`` (the sample site by default) until the block ends; port 0 takes a free
    one. ``pages`` may be changed while it runs. OSError when the port is taken."""
    served = Served("", build().pages if pages is None else pages)

    class Handler(_Handler):
        site = served

    with _Server((host, port), Handler) as server:
        served.url = f"http://{host}:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Served]
    protocol_version = "HTTP/1.1"
    server_version = "SampleSite/1"
    # head and body in one packet: two would wait for each other (Nagle, delayed ACK)
    wbufsize = -1
    disable_nagle_algorithm = True
    # a client that keeps its connection open must not hold up the end of the site
    timeout = 5

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.site.note(Asked(self.path, headers)):
            self._send(with_body=with_body)

    def _send(self, *, with_body: bool) -> None:
        page = self.site.pages.get(self.path) or self.site.pages.get(self.path.partition("?")[0])
        page = page or _MISSING
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        for name, value in page.headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing is printed: ``Served.asked`` is the log."""
