"""A large bench takes no more memory than a small one, and can live in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

from samples.bench import columns
from tests.samples.asking import ask

_PEAKS = """
import resource
from samples.bench import columns
from samples.serving import Asked

column = columns(total=20_000, only=("trs",))["trs"]
# numbers far apart first, so that every year's prototype is made among the first 2,000
for first, step in ((0, 10), (1, 1)):
    for number in range(first, 20_000, step):
        assert column.answer(Asked(column.path(number), {}), 0).status == 200
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_is_flat_over_twenty_thousand_pages() -> None:
    """From the 2,000th page to the 20,000th the bench's peak grows by less than 4 MiB."""
    told = subprocess.run([sys.executable, "-c", _PEAKS], stdout=subprocess.PIPE, check=True)
    first, last = map(int, told.stdout.split())
    assert last - first < 4096


def test_total_is_spread_over_the_columns() -> None:
    """5,000 reports in all, none with fewer than its share."""
    sizes = [column.ledger.count for column in columns(total=5_000).values()]
    assert (sum(sizes), max(sizes) - min(sizes)) == (5_000, 1)


def test_bench_serves_from_its_own_process() -> None:
    """One line of JSON names the lists; a number sets the day; the end of input ends it."""
    command = [sys.executable, "-m", "samples.bench", "--each", "24", "--only", "plain"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        site = json.loads(process.stdout.readline())["sites"][0]
        first = ask(site["listing"])
        process.stdin.close()
        code = process.wait(timeout=10)
    assert (site["name"], first.status, code) == ("plain", 200, 0)
