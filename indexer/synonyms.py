"""Other ways of saying the same: short and full names of agencies, old and new names of divisions.

The groups are in ``data/synonyms.txt``; the names of divisions follow from the divisions' own
table. They are used at query time only, where a synonym stands as whole words of a run, and the
reader is told what else was searched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from indexer.analysis import normal
from reports.divisions import by_code, divisions, forerunners, former_names

MOST_OTHERS = 6
"""How many other ways of saying one thing are searched."""
_HEIRS = 2  # a division that went to more is no longer one place
_MARK = ">"
_RANK = re.compile("(?:地区|[市县区])$")

Others = tuple[str, ...]


def others_of(text: str) -> Others:
    """The other ways of saying exactly this, those that it is part of left out: they are found
    anyway. Empty for most texts."""
    others = spellings_of(text)
    return others and tuple(other for other in others if text not in other)[:MOST_OTHERS]


def spellings_of(text: str) -> Others:
    """All the other ways of saying exactly this."""
    return _table().get(text, ())


@cache
def agency_words() -> frozenset[str]:
    """What agencies are called in the groups, in short and in full."""
    ends = (
        "局",
        "委",
        "委员会",
        "厅",
        "办",
        "办公室",
        "大队",
        "城管",
        "中心",
        "城管执法",
        "政府",
    )
    return frozenset(word for word in _own() if word.endswith(ends))


@cache
def _table() -> dict[str, Others]:
    merged: dict[str, dict[str, None]] = defaultdict(dict)
    for table in (_own(), _divisions()):
        for text, others in table.items():
            merged[text] |= dict.fromkeys(others)
    return {text: tuple(others) for text, others in merged.items()}


@cache
def longest() -> int:
    """How many characters the longest of them has."""
    return max(map(len, _table()))


@cache
def _own() -> dict[str, list[str]]:
    text = files("indexer").joinpath("data/synonyms.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            both, _, behind = line.partition(_MARK)
            group, further = list(map(normal, both.split())), map(normal, behind.split())
            members = [*group, *further]
            for word in group:
                found[word] += [other for other in members if other != word]
    return found


@cache
def _divisions() -> dict[str, list[str]]:
    """Old names with those of today, and back where the division is the same one: 襄樊市 and
    襄阳市, 洪泽县 and 洪泽区; from 崇文区 to 东城区 only, since it is more than that."""
    today = defaultdict(set)
    for division in divisions():
        today[normal(division.name)].add(division.code)
    found: dict[str, list[str]] = defaultdict(list)
    for old, new, same in _renamed():
        if old not in today:
            found[old].append(new)
        if same and len(today[new]) == 1:
            found[new].append(old)
    return found


def _renamed() -> Iterator[tuple[str, str, bool]]:
    """Old name, new name and whether the division is the same one, in full and in short."""
    for former in former_names():
        old = normal(former.name)
        names = {normal(heir.name): heir for code in former.heirs if (heir := by_code(code))}
        names.pop(old, None)
        if len(names) > _HEIRS or len(old) < 3:
            continue
        for new, heir in names.items():
            short, old_short = _RANK.sub("", new), _RANK.sub("", old)
            alike = former.code == heir.code or short == old_short
            same = len(names) == 1 and (alike or former in forerunners(heir.code))
            yield old, new, same
            # 襄樊 and 襄阳; short names of counties are too often words of their own
            if same and heir.level == "prefecture" and short != old_short:
                yield old_short, short, True
