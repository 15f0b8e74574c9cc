"""What all traps of the hostile bench stand on: their size and pace, their list, a sound report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count

from samples import render
from samples.bench_columns import MISSING
from samples.bench_ledger import Entry, Ledger
from samples.bench_reports import article, body
from samples.pages import Page
from samples.serving import Answer, Asked

HOME = "zfxxgknb/index.html"
TRAP, SOUND = "zfxxgknb/202401/t20240115_13.html", "zfxxgknb/202301/t20230116_12.html"
TITLE = "湖滨区示例局2023年政府信息公开工作年度报告"
_LEDGER = Ledger(2024, 4000, 160)
_GIB = 1 << 30


@dataclass(slots=True)
class Ground:
    """``drip``: seconds between two bytes of a slow answer; ``patience``: for how long a tar pit
    keeps silent; ``huge``: bytes of a body too large; ``links`` of a list too long; ``delay``:
    robots.txt's Crawl-delay. ``root``, ``mirror``: base addresses, set when serving begins. ``fresh``
    counts what must never come twice."""

    drip: float = 1.0
    patience: float = 3600.0
    huge: int = _GIB
    links: int = 100_000
    delay: int = 2
    root: str = ""
    mirror: str = ""
    fresh: count[int] = field(default_factory=count)

    def copy(self) -> Ground:
        """The same for another trap, with a counter of its own."""
        return replace(self, fresh=count())


Special = Callable[[Ground, Asked, str], Answer | None]


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap: ``about`` says in a sentence what it does; ``names``: words of which a run's report
    should have one for it (states of a fetch, codes of a list's issues; none where a crawler need
    not notice); ``special`` answers first, None leaves it to the usual pages. ``sound``: paths of
    reports that must be found all the same."""

    name: str
    about: str
    names: tuple[str, ...]
    special: Special
    finds: tuple[str, ...] = (SOUND,)
    mirrored: bool = False

    @property
    def listing(self) -> str:
        """The path of its list."""
        return f"/{self.name}/{HOME}"

    @property
    def trap(self) -> str:
        """The path of the trap itself, where it is no list."""
        return f"/{self.name}/{TRAP}"

    @property
    def sound(self) -> tuple[str, ...]:
        """Paths of the reports that must be found all the same."""
        return tuple(f"/{self.name}/{path}" for path in self.finds)

    def answer(self, ground: Ground, asked: Asked) -> Answer:
        """What its site answers."""
        special = self.special(ground, asked, self.name)
        if special is not None:
            return special
        if asked.path == self.listing:
            return list_page([(self.trap, TITLE), (f"/{self.name}/{SOUND}", sound_entry(1).title)])
        return report_page(1) if asked.path == f"/{self.name}/{SOUND}" else MISSING


def at_trap(reply: Callable[[Ground, str], Answer]) -> Special:
    """Answers so where the list's first report should be."""

    def special(ground: Ground, asked: Asked, name: str) -> Answer | None:
        return reply(ground, name) if asked.path == f"/{name}/{TRAP}" else None

    return special


def sound_entry(number: int) -> Entry:
    """A report of the traps' own ledger."""
    return _LEDGER.entry(number)


@cache
def report_html(number: int) -> str:
    """Its page."""
    entry = sound_entry(number)
    site = {
        "name": "政务公开样本站", "home": "/", "colour": "#444444", "opening": '<div id="zoom">',
        "closing": "</div>",
    }  # fmt: skip
    return article(site, entry, body(entry, _LEDGER.seed))


def report_page(number: int) -> Page:
    """Its answer."""
    return Page(report_html(number).encode())


def list_page(links: Iterable[tuple[str, str]], pager: str = "", before: str = "") -> Page:
    """A list page of those addresses and titles."""
    entries = [{"path": path, "title": title, "date": "2024-01-15"} for path, title in links]
    context = {
        "site": {"name": "政务公开样本站", "home": "/", "colour": "#444444"},
        "title": "政府信息公开年报", "charset": "utf-8", "entries": entries, "pager": pager,
        "before": before,
    }  # fmt: skip
    return Page(render.page("bench_list", context).encode())
