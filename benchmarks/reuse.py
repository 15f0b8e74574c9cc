"""How well copied passages are found, and what it costs: made-up reports with planted copies.

The sections are clauses of the sample prose in random order, so that honest reports share the
phrases of the trade but no passage of any length. Some get a section, or a passage of one, from
another report, with other figures and the copier's own name. Prints, for each kind of copy, how
many are found; how many of the links found are such copies; and the time of each step.
Usage: ``python -m benchmarks.reuse [--reports N]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # in place of this folder, where http and queue would hide the standard library's
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from archive import prints, reuse
from archive import reports as catalog_reports
from archive.settings import Settings
from archive.snapshots import Arrival, keep_all
from jobs.context import Context, open_context
from jobs.reuse import find_reuse
from reports.model import AnnualReport, Hints, Section
from reports.outline import prose
from reports.reader import read
from reports.reuse import report_prints
from samples.corpus import generate
from samples.render import text

KINDS = ("section", "half a section", "edited section", "passage of 300", "passage of 200", "passage of 130")  # fmt: skip
_FIGURE = re.compile("[0-9]+")
_CLAUSE = re.compile("[^，。；]+")
_COPIES = 0.06  # of the reports have one
_LENGTHS = {"passage of 300": 300, "passage of 200": 200, "passage of 130": 130}


@dataclass(frozen=True, slots=True)
class Plant:
    """A copy: from which report into which, by their numbers."""

    kind: str
    source: int
    target: int


def corpus(count: int, dice: Random) -> tuple[list[AnnualReport], list[Plant]]:
    """Reports with sections of their own, and the copies planted in some."""
    clauses: set[str] = set()
    for sample in islice(generate(400, 7), 400):
        for section in read(text(sample).encode(), Hints()).sections:
            for line in prose(section.text):
                clauses.update(found[0] for found in _CLAUSE.finditer(line))
    bank = sorted(clause for clause in clauses if 6 <= len(clause) <= 18)
    made = []
    for number, sample in enumerate(islice(generate(count, 7), count)):
        sections = tuple(
            Section(place, None, _written(bank, dice, length))
            for place, length in ((1, 1200), (5, 400), (6, 150))
        )
        made.append(
            AnnualReport(
                True, None, sample.title, f"{sample.agency}第{number}处", sample.year,
                form="2021", sections=sections,
            )
        )  # fmt: skip
    return made, _plant(made, bank, dice)


def _written(bank: list[str], dice: Random, length: int) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        words = [dice.choice(bank) for _ in range(dice.randrange(2, 5))]
        parts.append("，".join([*words, f"共{dice.randrange(3, 999)}件"]) + "。")
    return "".join(parts)


def _plant(made: list[AnnualReport], bank: list[str], dice: Random) -> list[Plant]:
    numbers = dice.sample(range(len(made)), 2 * int(len(made) * _COPIES))
    plants = []
    for turn, (source, target) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
        kind = KINDS[turn % len(KINDS)]
        old = made[target].sections[0]
        copied = _copy(kind, made[source].sections[0].text, old.text, bank, dice)
        copied = _FIGURE.sub(lambda _: str(dice.randrange(1000)), copied)
        sections = (replace(old, text=copied), *made[target].sections[1:])
        made[target] = replace(made[target], sections=sections)
        plants.append(Plant(kind, source, target))
    return plants


def _copy(kind: str, source: str, own: str, bank: list[str], dice: Random) -> str:
    if kind == "section":
        return source
    if kind == "half a section":
        return source[: len(source) // 2] + own[len(own) // 2 :]
    if kind == "edited section":  # a clause in six is another one
        return _CLAUSE.sub(
            lambda found: dice.choice(bank) if dice.random() < 1 / 6 else found[0], source
        )
    length = _LENGTHS[kind]
    start, place = dice.randrange(len(source) - length), dice.randrange(len(own))
    return own[:place] + source[start : start + length] + own[place:]


def main() -> None:
    """Files the reports, finds the copies, and compares with what was planted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5_000)
    count = parser.parse_args().reports
    made, plants = corpus(count, Random(11))
    begin = time.process_time()
    stored = sum(len(values) for report in made for _, values in report_prints(report))
    took = 1000 * (time.process_time() - begin) / count
    print(
        f"{count} reports, {sum(len(s.text) for r in made for s in r.sections) // count} characters"
    )
    print(f"prints      {took:6.2f} ms a report, {stored / count:.0f} of them")
    with tempfile.TemporaryDirectory() as home, open_context(Settings(home=Path(home))) as context:
        ids = _file(context, made)
        begin = time.process_time()
        find_reuse(context)
        print(f"find        {1000 * (time.process_time() - begin) / count:6.2f} ms a report")
        _judge(context, ids, plants)


def _file(context: Context, made: list[AnnualReport]) -> list[str]:
    arrivals = [Arrival(url=f"urn:bench:{n}", body=str(n).encode()) for n in range(len(made))]
    kept = list(keep_all(context.store, context.catalog, arrivals))
    begin = time.process_time()
    with context.catalog.begin() as conn:
        saved = [
            catalog_reports.save_reading(conn, item.snapshot, report)
            for item, report in zip(kept, made, strict=True)
        ]
        whole = time.process_time() - begin
        ids = [item.report_id or "" for item in saved]
        begin = time.process_time()
        for identity in ids:
            prints.refile(conn, identity)
        again = time.process_time() - begin
    print(
        f"file        {1000 * whole / len(made):6.2f} ms a report, {1000 * again / len(made):.2f} again"
    )
    return ids


def _judge(context: Context, ids: list[str], plants: list[Plant]) -> None:
    with context.catalog.read() as conn:
        found = {
            (link.report_id, link.other_report_id) for name in ids for link in reuse.of(conn, name)
        }
    planted, right = Counter(plant.kind for plant in plants), Counter[str]()
    pairs = set()
    for plant in plants:
        source, target = ids[plant.source], ids[plant.target]
        right[plant.kind] += (target, source) in found
        pairs |= {(target, source), (source, target)}
    for kind in KINDS:
        print(
            f"{kind:16} found {right[kind]:4} of {planted[kind]:4}  {right[kind] / max(1, planted[kind]):6.1%}"
        )
    print(
        f"{'links':16} right {len(found & pairs):4} of {len(found):4}  {len(found & pairs) / max(1, len(found)):6.1%}"
    )


if __name__ == "__main__":
    main()
