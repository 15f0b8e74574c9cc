"""How soon a page is seen: largest contentful paint and bytes transferred, page by page.

A portal over the sample site's reports is served by gunicorn on loopback; Debian's Chromium opens each
kind of page with an empty cache and its processor slowed (``--slowdown``, 4 by default: about a cheap
phone). Printed for each page: the median of the paints, the worst, and the bytes of all that was sent.

    .venv/bin/python benchmarks/paint.py [--rounds 5] [--slowdown 4]
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import shutil
import tempfile
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, filled, portal
from tests.browser.kinds import kinds

WANTED = 1_000  # ms
LARGEST = 150_000  # bytes
_OBSERVE = """
window.painted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.painted = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


def _seen(browser: Browser, url: str, slowdown: float, phone: bool) -> tuple[float, int]:
    """Milliseconds until the largest paint, and bytes over the wire."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
    context = browser.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    session.send("Network.enable")
    sent: list[int] = []
    session.on(
        "Network.loadingFinished", lambda event: sent.append(int(event["encodedDataLength"]))
    )
    page.goto(url, wait_until="load")
    page.wait_for_timeout(300)  # a later, larger paint would still count
    painted = float(page.evaluate("window.painted"))
    context.close()
    return painted, sum(sent)


def main() -> int:
    """Measures every kind of page; 1 when one is slower or larger than wanted."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--slowdown", type=float, default=4.0)
    asked = options.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("needs chromium: apt-get install chromium fonts-noto-cjk")
        return 2
    missed = 0
    with (
        tempfile.TemporaryDirectory() as scratch,
        portal(filled(Path(scratch) / "home")) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        _seen(browser, address, 1, phone=False)
        print(f"{'page':24} {'phone ms':>9} {'worst':>7} {'desk ms':>9} {'worst':>7} {'bytes':>9}")
        for name, path in kinds(address).items():
            told, size = [], 0
            for phone in (True, False):
                paints = []
                for _ in range(asked.rounds):
                    painted, size = _seen(browser, address + path, asked.slowdown, phone)
                    paints.append(painted)
                told += [median(paints), max(paints)]
            over = max(told[0], told[2]) > WANTED or size > LARGEST
            missed += over
            print(
                f"{name:24} {told[0]:9.0f} {told[1]:7.0f} {told[2]:9.0f} {told[3]:7.0f} {size:9,}"
                f"{'   over' if over else ''}"
            )
        browser.close()
    print(f"wanted: paint within {WANTED} ms, {LARGEST:,} bytes; {missed} of the pages over")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
