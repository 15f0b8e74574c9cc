"""How fast each kind of document is read, and in how much memory.

Made-up reports on both forms as documents of every kind (HTML: in the dress of a site, 60 kB), and
the real ones beside the checkout. Every kind is read in a process of its own, on one core, each
document once, so that nothing is remembered of it: documents a second of CPU time, the largest
memory (RSS), and how much of it came after the reader was loaded. The few real ones are read five
times each; a scan needs the extra ``ocr`` and the font of the browser tests. Usage: ``python benchmarks/reading.py [--documents N]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import pickle
import subprocess
import time
from importlib.util import find_spec
from itertools import islice

from reports.reader import read
from samples.corpus import SampleReport, generate
from tests.reports.every_kind import FONT, KINDS, made, scanned, usual

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
WANTED = {"HTML": 60.0, "PDF": 4.0}
_NAMES = {".txt": "real text", ".html": "real HTML", ".pdf": "real PDF"}
_AGAIN = 5
SCAN, _SCANS = "PDF, scanned", 2


def main() -> None:
    """Prints a line a kind, each measured in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=80, help="made documents of each kind")
    parser.add_argument("--measure", action="store_true", help="read what comes on stdin, pickled")
    wanted = parser.parse_args()
    if wanted.measure:
        print(json.dumps(measure(pickle.load(sys.stdin.buffer))))
        return
    print(f"{'kind':12} {'read':>5} {'kB':>6} {'reports':>8} {'a second':>9}  memory")
    real = {_NAMES[path.suffix] for path in _real()}
    scans = {SCAN} if find_spec("rapidocr") and FONT.exists() else set()
    for kind in (*KINDS, *sorted(scans), *sorted(real)):
        # made here, for making takes more memory than reading
        items = pickle.dumps(documents(kind, wanted.documents))
        child = [sys.executable, __file__, "--measure"]
        found = subprocess.run(child, input=items, check=True, capture_output=True).stdout
        print(told(kind, json.loads(found)), flush=True)


def told(kind: str, found: dict[str, float]) -> str:
    """A kind's line, with what is wanted of it."""
    goal = WANTED.get(kind)
    mark = f"  (at least {goal:g} wanted)" if goal else ""
    return (
        f"{kind:12} {found['read']:5.0f} {found['kB']:6.1f} {found['reports']:8.0f} "
        f"{found['rate']:9.1f}  {found['peak']:.0f} MB, {found['grown']:.0f} for reading{mark}"
    )


def _real() -> list[Path]:
    """The real documents beside the checkout."""
    return (
        [path for path in sorted(REAL.iterdir()) if path.suffix in _NAMES] if REAL.is_dir() else []
    )


def documents(kind: str, count: int) -> list[bytes]:
    """The documents of a kind: ``count`` made ones, or the real ones, several times."""
    real = [path.read_bytes() for path in _real() if _NAMES[path.suffix] == kind]
    if real:
        return real * _AGAIN
    if kind == SCAN:
        return [scanned(report) for report in on_forms(_SCANS)]
    return [made(report, kind)[kind] for report in on_forms(count)]


def on_forms(count: int) -> list[SampleReport]:
    """Made-up reports that have tables."""
    return list(islice((report for report in generate(16 * count) if report.form != "free"), count))


def measure(items: list[bytes]) -> dict[str, float]:
    """Reads the documents; what is loaded on first use is loaded before."""
    read(made(usual(), "text")["text"])
    before, begin = _peak(), time.process_time()
    reports = sum(read(data).is_report for data in items)
    used = time.process_time() - begin
    return {
        "read": len(items), "kB": sum(map(len, items)) / len(items) / 1000, "reports": reports,
        "rate": len(items) / used, "peak": _peak(), "grown": _peak() - before,
    }  # fmt: skip


def _peak() -> float:
    """Megabytes that this process has held at most; what getrusage tells begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
