"""The crawl's benchmark in its short form: it runs to its end and says what it measured."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_benchmark_prints_both_rates() -> None:
    """Ours, which keeps every page, beside a bare spider's, and the ratio to reach."""
    done = subprocess.run(
        [sys.executable, "benchmarks/crawl.py", "--pages", "100", "--rounds", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    rates = re.findall(r"^(kept|bare) +[0-9.]+ pages/s", done.stdout, re.MULTILINE)
    assert (done.returncode, rates, "reach 0.70" in done.stdout) == (0, ["kept", "bare"], True)
