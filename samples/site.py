"""The sample site on loopback: a real HTTP server that remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from samples.pages import Page, build
from samples.serving import Asked, Visits, listening

_MISSING = Page("页面不存在（示例数据，内容虚构）".encode(), status=404)


@dataclass(slots=True)
class Served(Visits):
    """The running sample site; ``pages`` by their paths may be changed while it runs."""

    pages: Mapping[str, Page] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Page:
        """The page at a path, with the query or without it."""
        page = self.pages.get(asked.path) or self.pages.get(asked.path.partition("?")[0])
        return page or _MISSING


@contextmanager
def serve(
    port: int = 0, pages: Mapping[str, Page] | None = None, host: str = "127.0.0.1"
) -> Iterator[Served]:
    """Serves ``pages`` (the sample site by default) until the block ends; port 0 takes a free
    one. OSError when the port is taken."""
    served = Served(pages=build().pages if pages is None else pages)
    with listening(served, served.answer, port, host):
        yield served
