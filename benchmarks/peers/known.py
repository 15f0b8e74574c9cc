"""Known-item queries: what a reader types who has one report in mind, and which it is.

A query counts only when nothing but its target fits it: names that several bodies bear, or that
are as near to another body's after a misprint, are not asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from rapidfuzz.distance import OSA

from benchmarks.peers.misprints import misprint, sound
from indexer.analysis import normal
from reports.divisions import divisions
from samples.bodies import FIRST_YEAR, LAST_YEAR, PARTS_UNKNOWN, Body, agency_at
from samples.volume import LongReport

KINDS = (
    "name + year",
    "nickname + year",
    "misspelt",
    "pinyin",
    "old names",
    "sentence",
    "question",
)
_NAMED = (
    "{name} {year}",
    "{name}{year}年年报",
    "{year}年{name}",
    "{name}{year}年度报告",
    "{name} {year}年",
)
_CLAUSE = re.compile("[^，。；]+[，。；]?")
_LONGEST = 60  # characters that are pasted
_QUESTIONS = (
    "{name}{year}年收到多少件申请",
    "{year}年{name}作出了多少行政处罚",
    "{name}{year}年有几件行政复议",
    "{name}{year}年信息公开还存在什么问题",
    "{year}年{name}政务公开做得怎么样",
    "我想查{name}{year}年的信息公开年报",
    "{name}在{year}年办结了多少申请？",
    "哪里能看到{year}年{name}的年报",
    "{name}{year}年公开信息要不要收费",
    "{name}{year}年被提起行政诉讼几次",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A query and the id of the one report it is meant to find."""

    kind: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class _Called:
    """A body under one name: as its reports print it, or otherwise."""

    body: Body
    year: int
    name: str
    place: str
    target: str


def draw(reports: Sequence[LongReport], a_kind: int, seed: int = 11) -> list[Known]:
    """Up to ``a_kind`` queries of each kind; fewer where the corpus has no more."""
    drawer = _Drawer(reports, Random(seed))
    makers: dict[str, Callable[[], Iterator[Known]]] = {
        "name + year": drawer.named,
        "nickname + year": drawer.nicknamed,
        "misspelt": drawer.misspelt,
        "pinyin": drawer.pinyin,
        "old names": drawer.renamed,
        "sentence": drawer.sentences,
        "question": drawer.questions,
    }
    return [
        known for kind in KINDS for _, known in zip(range(a_kind), makers[kind](), strict=False)
    ]


class _Drawer:
    """Draws queries without end, or until the corpus has no more."""

    def __init__(self, reports: Sequence[LongReport], source: Random) -> None:
        self._reports, self._source = reports, source
        self._printed = [_called(report) for report in reports]
        self._owners: dict[tuple[str, int], set[str]] = defaultdict(set)
        for called in self._printed:
            for name in (called.name, *_names(called), *_nicks(called)):
                self._owners[name, called.year].add(called.target)
        self._bodies = defaultdict(set)
        for called in self._printed:
            self._bodies[called.year].add(called.name)

    def _any(self) -> Iterator[_Called]:
        order = list(self._printed)
        self._source.shuffle(order)
        return iter(order)

    def _unique(self, name: str, called: _Called) -> bool:
        return self._owners.get((name, called.year), {called.target}) == {called.target}

    def _known(self, kind: str, form: str, name: str, called: _Called) -> Known:
        return Known(kind, form.format(name=name, year=called.year), called.target)

    def named(self) -> Iterator[Known]:
        """The printed name, or as people shorten it by the city around, with the year."""
        for called in self._any():
            name = self._source.choice((called.name, *_names(called)))
            if self._unique(name, called):
                yield self._known("name + year", self._source.choice(_NAMED), name, called)

    def nicknamed(self) -> Iterator[Known]:
        """What people call it (大冶城管局) with the year."""
        for called in self._any():
            names = [nick for nick in _nicks(called) if nick not in called.name]
            if names and self._unique(name := self._source.choice(names), called):
                form = self._source.choice(_NAMED)
                yield self._known("nickname + year", form, name, called)

    def misspelt(self) -> Iterator[Known]:
        """A character of the name that sounds alike, is missing, or changed places."""
        for called in self._any():
            name = misprint(called.name, self._source)
            wrong = OSA.distance(name, called.name)
            others = (self._bodies[called.year] | _elsewhere(called)) - {called.name}
            if wrong and all(OSA.distance(name, other) > wrong for other in others):
                form = self._source.choice(_NAMED[:3])
                yield self._known("misspelt", form, name, called)

    def pinyin(self) -> Iterator[Known]:
        """Place and body in pinyin, in two words, with the year."""
        sounds: dict[tuple[str, int], set[str]] = defaultdict(set)
        for called in self._printed:
            for name in _in_pinyin(called):
                sounds[name, called.year].add(called.target)
        for called in self._any():
            name = self._source.choice(_in_pinyin(called))
            if sounds[name, called.year] == {called.target}:
                yield self._known("pinyin", "{name} {year}", name, called)

    def renamed(self) -> Iterator[Known]:
        """The name that the place no longer bore, or did not bear yet, that year."""
        for called in self._any():
            other = sorted(_other_names(called))
            if other and self._unique(name := self._source.choice(other), called):
                form = self._source.choice(_NAMED)
                yield self._known("old names", form, name, called)

    def sentences(self) -> Iterator[Known]:
        """Whole clauses side by side that no other report has, every other time quoted."""
        texts = [normal(report.text) for report in self._reports]
        for turn, number in enumerate(self._source.sample(range(len(texts)), len(texts))):
            report = self._reports[number]
            clauses = _CLAUSE.findall(self._source.choice(report.particulars))
            start = self._source.randrange(len(clauses))
            stretch = "".join(clauses[start : start + 3]).strip("，。；")[:_LONGEST]
            if len(stretch) < 12 or sum(normal(stretch) in text for text in texts) != 1:
                continue
            text = f'"{stretch}"' if turn % 2 else stretch
            yield Known("sentence", text, report.report.key)

    def questions(self) -> Iterator[Known]:
        """A question in plain words that names body and year."""
        for called in self._any():
            name = self._source.choice((called.name, *_nicks(called)))
            if self._unique(name, called):
                form = self._source.choice(_QUESTIONS)
                yield self._known("question", form, name, called)


def _called(made: LongReport) -> _Called:
    report = made.report
    return _Called(made.body, report.year, report.agency, report.place, report.key)


def _names(called: _Called) -> list[str]:
    """Other full names: without the city around, where there is one."""
    short = called.name[called.name.index(called.place) :]
    return [short] if short != called.name else []


def _stem(place: str) -> str:
    """大冶市 as people say it: 大冶. Nobody says 日喀则地, 新巴尔虎左 or 巴马瑶族自治."""
    if place.endswith(("自治县", "自治旗", "自治州", "左旗", "右旗", "前旗", "后旗", "中旗")):
        return place
    short = place.removesuffix("地区")
    return short[:-1] if len(short) > 2 and short[-1] in "省市县区旗盟" else short


def _nicks(called: _Called) -> list[str]:
    """The short names of the body, after the place in full and in short."""
    nicks = called.body.kind.nicks if not called.body.code.endswith("0000") else ()
    return [place + nick for nick in nicks for place in (called.place, _stem(called.place))]


def _in_pinyin(called: _Called) -> list[str]:
    """Pinyin of place and body as two words, with and without what the place is."""
    places = {called.place, _stem(called.place)}
    own = called.name.rpartition(called.place)[2]
    return [f"{sound(place)} {sound(own)}" for place in sorted(places)]


def _elsewhere(called: _Called) -> set[str]:
    """The name such a body would have in every other place of the country."""
    codes = [place.code for place in divisions() if place.code[:2] not in PARTS_UNKNOWN]
    return {agency_at(replace(called.body, code=code), called.year).name for code in codes}


def _other_names(called: _Called) -> set[str]:
    years = range(FIRST_YEAR - 1, LAST_YEAR + 1)
    return {agency_at(called.body, year).name for year in years} - {called.name}
