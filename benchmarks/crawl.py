"""How fast a site is crawled and kept, beside a bare Scrapy spider that keeps nothing; what
memory a crawl takes; and what SIGKILL does to it.

Prints pages a second of both, from one run against one server on this machine, with pauses off,
and the ratio; the peak memory of crawls of two sizes. ``--kills N`` kills a crawl N times
instead. Usage: ``python benchmarks/crawl.py [--pages N] [--memory] [--kills N]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from archive import sources
from archive.catalog import Catalog
from archive.settings import Settings
from archive.sources import Source
from crawler.run import crawl
from samples.corpus import generate
from samples.pages import Page
from samples.site import serve

A_LIST = 200
KINDS = 40
LISTING = "/zfxxgknb/index.html"


class Paged(Mapping[str, Page]):
    """A site of N reports on TRS lists, made as it is asked for."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lists = -(-count // A_LIST)
        self._bodies = [_report(text) for text in _texts()]

    def __getitem__(self, path: str) -> Page:
        number = path.rpartition("_")[2].partition(".")[0]
        if "/t2021" in path:
            return Page(self._bodies[int(number) % KINDS].replace(b"@@", number.encode()))
        if path == LISTING:
            return Page(self._list(0))
        if path.startswith("/zfxxgknb/index_") and number.isdigit():
            return Page(self._list(int(number)))
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return self._count + self._lists

    def _list(self, number: int) -> bytes:
        numbers = range(number * A_LIST, min((number + 1) * A_LIST, self._count))
        links = "".join(
            f'<li><a href="./202101/t20210115_{one}.html">第{one}号局2020年政府信息公开工作年度报告</a>'
            "<span>2021-01-15</span></li>\n"
            for one in numbers
        )
        pager = f'<script>createPageHTML({self._lists}, {number}, "index", "html");</script>'
        return f"<html><body><ul>\n{links}</ul>{pager}</body></html>".encode()


def _texts() -> Iterator[str]:
    from samples.render import text  # noqa: PLC0415 - the server alone needs it

    yield from (text(sample) for sample in islice(generate(KINDS, 7), KINDS))


def _report(text: str) -> bytes:
    paragraphs = "".join(f"<p class='MsoNormal'>{line}</p>\n" for line in text.splitlines() if line)
    head = "<html><head><meta charset='utf-8'><title>年度报告 @@</title></head>"
    return f"{head}<body><div class='TRS_Editor'>{paragraphs}</div></body></html>".encode()


BARE = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    count = 0
    def parse(self, response):
        for href in response.css("li a::attr(href)").getall():
            yield response.follow(href, self.keep_nothing)
        import re
        found = re.search(r"createPageHTML\\((\\d+), (\\d+)", response.text)
        if found and found[2] == "0":
            for number in range(1, int(found[1])):
                yield response.follow(f"index_{number}.html", self.parse)
    def keep_nothing(self, response):
        Bare.count += 1
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[2]),
    "CONCURRENT_REQUESTS": int(sys.argv[2]), "CONCURRENT_ITEMS": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False})
process.crawl(Bare)
process.start()
print(Bare.count)
"""


@dataclass(frozen=True)
class Took:
    """Pages, seconds, and peak memory in MB."""

    pages: int
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


@contextmanager
def served(count: int) -> Iterator[str]:
    """The site in a process of its own; its address."""
    command = [sys.executable, __file__, "--serve", str(count)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip() if server.stdout else ""
    finally:
        server.kill()
        server.wait()


def serve_until_killed(count: int) -> None:
    """Prints the site's address, and serves."""
    with serve(pages=Paged(count)) as site:
        print(site.url, flush=True)
        while True:
            time.sleep(1)
            site.asked.clear()


def ours(url: str) -> Took:
    """A crawl of ours into an empty archive; the peak is that of the crawl's own process."""
    with tempfile.TemporaryDirectory() as home:
        config = Settings(home=Path(home), allow_loopback=True, crawl_delay=0.0)
        source = Source("bench", "样本", listings=(url + LISTING,))
        catalog = Catalog.open(config)
        with catalog.begin() as conn:
            sources.put(conn, source)
        catalog.close()
        peak = [0.0]

        def watch(counts: Mapping[str, int]) -> None:
            del counts
            peak[0] = max(peak[0], *(_peak(pid) for pid in _children()), 0.0)

        begin = time.perf_counter()
        result = crawl(source, config, on_progress=watch)
        seconds = time.perf_counter() - begin
    if result.failures or not result.finished:
        raise SystemExit(f"the crawl failed: {result}")
    return Took(result.counts["new"], seconds, peak[0])


def bare(url: str, at_once: int) -> Took:
    """The same by a spider that keeps nothing."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", BARE, url + LISTING, str(at_once)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Took(int(done.stdout), time.perf_counter() - begin, 0.0)


def _children() -> list[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return [int(child) for path in lists for child in path.read_text().split()]


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    command = Path(f"/proc/{pid}/cmdline")
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    try:
        own = b"crawler" in command.read_bytes().split(b"\0")
    except OSError:
        return 0.0
    return int(lines[0][1]) / 1024 if lines and own else 0.0


def speed(pages: int, rounds: int) -> None:
    """Both by turns, the best of some rounds each."""
    with served(pages) as url:
        ours_took, bare_took = [], []
        for _ in range(rounds):
            bare_took.append(bare(url, 1))
            ours_took.append(ours(url))
        loose = bare(url, 16)
    best, plain = (max(t, key=lambda took: took.rate) for t in (ours_took, bare_took))
    print(f"{pages} pages, one request at a time, start of the process included")
    print(f"kept       {best.rate:7.1f} pages/s   {best.peak:6.0f} MB")
    print(f"bare       {plain.rate:7.1f} pages/s   ratio {best.rate / plain.rate:.2f} (reach 0.70)")
    print(
        f"bare, 16 requests at once {loose.rate:7.1f} pages/s   ratio {best.rate / loose.rate:.2f}"
    )


def memory(sizes: tuple[int, ...]) -> None:
    """Peak memory of the crawl's process by the number of pages."""
    peaks = []
    for pages in sizes:
        with served(pages) as url:
            took = ours(url)
        peaks.append(took.peak)
        print(f"{pages:6} pages: peak {took.peak:6.0f} MB, {took.rate:.1f} pages/s")
    print(f"grows by a factor of {peaks[-1] / peaks[0]:.2f}")


def main() -> None:
    """Runs what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=2, help="rounds of each")
    parser.add_argument("--memory", action="store_true", help="also 1,000 and 20,000 pages")
    parser.add_argument("--kills", type=int, default=0, help="kill a crawl so many times instead")
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve_until_killed(arguments.serve)
    elif arguments.kills:
        from tests.crawler.killing import killed_crawls  # noqa: PLC0415 - only here are the tests needed

        print(json.dumps(killed_crawls(arguments.kills, seed=time.time_ns()), ensure_ascii=False))
    else:
        speed(arguments.pages, arguments.rounds)
        if arguments.memory:
            memory((1_000, 20_000))


if __name__ == "__main__":
    main()
