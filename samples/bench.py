"""The test bench: made-up sites of every family over HTTP, friendly ones and hostile ones.

Each column is a site with a port of its own on loopback. Pages are made when asked for, from the
seed alone, so a bench of 20,000 reports takes no more memory than a small one. A clock the test
turns lets reports be changed and withdrawn (days 10, 20 and 30, see `bench_ledger`); a manifest
of truth says what a crawl should have found. ``python -m samples.bench`` serves one from a
process of its own: it prints one line of JSON with the addresses of the lists, then reads days
for the clock from its input, one a line, until that ends.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from samples.bench_apis import annual, gkmlpt, jpaas, jpage, nextgroup, post
from samples.bench_columns import Column, Special, Validators
from samples.bench_delivery import attached, encoded, linked
from samples.bench_ledger import Ledger, most_reports
from samples.bench_lists import files
from samples.bench_shapes import ATTACHED, ENCODED, SHAPES, Shape
from samples.bench_traps import TRAPS, Ground, Trap
from samples.bench_truth import Judgement, Truth, judged, truths
from samples.pages import Page
from samples.serving import Asked, Visits, listening

EACH = 48
"""Reports in a column unless said otherwise: enough for every pager to have a second page."""
_APIS: Mapping[str, Special] = {
    "jpage": jpage, "nextgroup": nextgroup, "annual": annual, "jpaas": jpaas, "gkmlpt": gkmlpt,
    "post": post,
}  # fmt: skip
_VALIDATORS: tuple[Validators, ...] = ("etag", "modified", "none")
_COLOURS = ("#b22222", "#1d5aa8", "#0b7a5c", "#8a4b08")


@dataclass(slots=True)
class Clock:
    """The bench's time in days; what is served changes as it is turned."""

    day: int = 0

    def advance(self, days: int) -> None:
        """Turns the clock on."""
        self.day += days


@dataclass(frozen=True, slots=True)
class Site:
    """A column on a running bench: its name, the family it belongs to, the address of its list
    and what was asked of it."""

    name: str
    family: str
    listing: str
    visits: Visits


@dataclass(frozen=True, slots=True)
class Bench:
    """A running friendly bench; ``sites`` by their columns' names."""

    columns: Mapping[str, Column]
    sites: Mapping[str, Site]
    clock: Clock

    def truth(self, *names: str) -> Iterator[Truth]:
        """The reports these columns (all, if none is named) offer on the clock's day."""
        for name in names or self.columns:
            yield from truths(self.columns[name], self.sites[name].visits.url, self.clock.day)

    def judge(self, taken: Iterable[str], *names: str) -> Judgement:
        """How well a crawl of these columns did that kept ``taken`` as reports."""
        return judged(self.truth(*names), taken)


@dataclass(frozen=True, slots=True)
class Trapped:
    """A trap on a running hostile bench: where its list is, the addresses of its sound reports
    that a crawl must find all the same, and what was asked of it."""

    trap: Trap
    listing: str
    sound: tuple[str, ...]
    visits: Visits


def columns(
    each: int = EACH, *, total: int | None = None, seed: int = 2024, only: Collection[str] = ()
) -> dict[str, Column]:
    """The friendly columns by name with ``each`` reports, or ``total`` over all of them; ``only``
    those named. ValueError for a name there is not and for more reports than there are bodies."""
    shapes = [shape for shape in (*SHAPES, ENCODED, ATTACHED) if not only or shape.id in only]
    if unknown := set(only) - {shape.id for shape in shapes}:
        raise ValueError(f"there is no column {', '.join(sorted(unknown))} on the bench")
    sizes = [each] * len(shapes)
    if total is not None:
        share, left = divmod(total, len(shapes))
        sizes = [share + (index < left) for index in range(len(shapes))]
    made: dict[str, Column] = {}
    first = 0
    for index, (shape, size) in enumerate(zip(shapes, sizes, strict=True)):
        ledger = Ledger(seed, first, size)
        first += ledger.bodies
        made[shape.id] = _column(shape, ledger, index)
    if first * 16 > most_reports() or min(sizes) < 1:
        raise ValueError(
            f"a bench holds at most {most_reports()} reports, one at least in each column"
        )
    return made


@contextmanager
def friendly(
    made: Mapping[str, Column] | None = None,
    *,
    remember: int | None = None,
    first_port: int = 0,
) -> Iterator[Bench]:
    """Serves these columns (all of them, small, by default), each on a port of its own.
    ``remember``: how many requests a site's visits keep; all, by default. ``first_port``: that of
    the first site, the others behind it, so that a bench has the same addresses again; a port
    that is taken is left for a free one."""
    made = columns() if made is None else made
    clock = Clock()
    with ExitStack() as open_sites:
        sites = {}
        for index, (name, column) in enumerate(made.items()):
            visits = Visits(asked=deque(maxlen=remember))
            answer = partial(_answer, column, clock)
            port = first_port and first_port + index
            try:
                open_sites.enter_context(listening(visits, answer, port))
            except OSError:
                open_sites.enter_context(listening(visits, answer))
            listing = visits.url + column.shape.home
            if column.shape.pager == "gkmlpt":
                listing += "#8766"
            sites[name] = Site(name, column.shape.family, listing, visits)
        yield Bench(made, sites, clock)


@contextmanager
def hostile(
    ground: Ground | None = None, only: Collection[str] = ()
) -> Iterator[dict[str, Trapped]]:
    """Serves every trap (or ``only`` those named), each on a port of its own, by its name; the
    mirrors of one trap on 127.0.0.2. ``ground`` says how slow and how large they are."""
    given = Ground() if ground is None else ground
    with ExitStack() as open_sites:
        running = {}
        for trap in TRAPS:
            if only and trap.name not in only:
                continue
            visits, own = Visits(asked=deque(maxlen=2000)), given.copy()
            open_sites.enter_context(listening(visits, partial(trap.answer, own)))
            own.root = visits.url
            if trap.mirrored:
                mirror = Visits()
                open_sites.enter_context(
                    listening(mirror, partial(trap.answer, own), host="127.0.0.2")
                )
                own.mirror = mirror.url
            sound = tuple(visits.url + path for path in trap.sound)
            running[trap.name] = Trapped(trap, visits.url + trap.listing, sound, visits)
        yield running


def _answer(column: Column, clock: Clock, asked: Asked) -> Page:
    return column.answer(asked, clock.day)


def _column(shape: Shape, ledger: Ledger, index: int) -> Column:
    site = {
        "name": f"政务公开样本站（{shape.id}）", "home": shape.home, "opening": shape.opening,
        "closing": shape.closing, "colour": _COLOURS[index % len(_COLOURS)],
    }  # fmt: skip
    special = {"attached": attached, "encoded": encoded}.get(shape.id)
    return Column(
        shape, ledger, _APIS.get(shape.pager, files), special,
        linked if special is attached else None, _VALIDATORS[index % 3], site,
    )  # fmt: skip


def _main() -> None:
    parser = argparse.ArgumentParser(prog="samples.bench", description=__doc__)
    parser.add_argument("--total", type=int, help="reports in all")
    parser.add_argument("--each", type=int, default=EACH, help="reports in each column")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--only", action="append", default=[], help="a column's name; repeatable")
    parser.add_argument("--hostile", action="store_true", help="the traps instead")
    said = parser.parse_args()
    if said.hostile:
        with hostile(only=said.only) as traps:
            _print([{"name": name, "listing": one.listing} for name, one in traps.items()])
            sys.stdin.read()
        return
    made = columns(said.each, total=said.total, seed=said.seed, only=said.only)
    with friendly(made, remember=0) as bench:
        _print(
            [
                {"name": site.name, "family": site.family, "listing": site.listing}
                for site in bench.sites.values()
            ]
        )
        for line in sys.stdin:
            bench.clock.day = int(line)


def _print(sites: list[dict[str, str]]) -> None:
    sys.stdout.write(json.dumps({"sites": sites}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
