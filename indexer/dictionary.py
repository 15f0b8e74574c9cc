"""The user dictionary: words of these reports that jieba's own dictionary lacks or breaks.

Divisions (today's full names and those given up since 2008), short cores of agency names and the
field's terms. It is frozen with each rebuild: the same words cut the reports and the queries of a
generation, and the generation's name has its digest.

An agency's whole name is no word, and neither is a long core. 大冶市城市管理执法局 as one word would
be found by no other way of writing it (城市管理, 执法局, 大冶), and exact strings are found by their
characters anyway; as words 大冶市 · 城市 · 管理 · 执法局 each part counts by its own rarity. A core of
up to `CORE_CHARS` characters (城管局, 卫健委) is what people type as one word, and jieba breaks it
now here, now there. On known items among near-twins long cores and whole names gained nothing
over this (docs/SEARCH.md).

The file has one word a line with frequency and tag, as jieba's own dictionaries have, and a last
line with the digest. Words are Chinese characters only: jieba cuts nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from indexer.analysis import normal
from indexer.durable import private
from indexer.port import EngineDown
from indexer.sentences import said
from reports.divisions import codes_named, divisions, former_names
from reports.forms import FORMS, METRICS

CORE_CHARS = 4
DAMAGED = said("索引的词典读不出来，需要重建索引，暂时不能搜索。")

_HAN = re.compile("[\u4e00-\u9fd5]{2,16}")
_FREQUENCY = {"ns": 3000, "nt": 1000, "n": 1000}
_NUMBERING = re.compile(r"^(?:[一二三四]、|（[一二三四五六七]）|[0-9]\.|\s)+")
_LABEL_CHARS = 6
_PLACE_CHARS = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as jieba takes it; tags are ns (place), nt (agency), n (term)."""

    word: str
    frequency: int
    tag: str

    def line(self) -> str:
        """The entry in jieba's own form."""
        return f"{self.word} {self.frequency} {self.tag}"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words in order, each once. Two dictionaries with one digest are the same."""

    entries: tuple[Entry, ...] = field(compare=False, repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        lines = "\n".join(entry.line() for entry in self.entries)
        object.__setattr__(self, "digest", hashlib.sha256(lines.encode()).hexdigest()[:8])

    def save(self, path: Path) -> None:
        """Writes the file; making it last is the caller's."""
        lines = [*(entry.line() for entry in self.entries), f"# {self.digest}"]
        with open(path, "w", encoding="utf-8", opener=private) as file:
            file.write("\n".join(lines) + "\n")


def build(agencies: Iterable[str]) -> Dictionary:
    """The dictionary for reports of these agencies: the same names in any order give the same."""
    words = dict.fromkeys(_terms(), "n")
    words |= dict.fromkeys(_cores(agencies), "nt")
    words |= dict.fromkeys(_places(), "ns")
    return Dictionary(tuple(Entry(w, _FREQUENCY[tag], tag) for w, tag in sorted(words.items())))


def load(path: Path) -> Dictionary:
    """The dictionary in a file; EngineDown when it is missing or not as it was written."""
    try:
        *lines, last = path.read_text(encoding="utf-8").splitlines()
        loaded = Dictionary(tuple(map(_entry, lines)))
    except (OSError, ValueError) as exc:  # a torn line, bytes that are no text, no line at all
        raise EngineDown(DAMAGED) from exc
    if last != f"# {loaded.digest}":
        raise EngineDown(DAMAGED)
    return loaded


def _entry(line: str) -> Entry:
    word, frequency, tag = line.split(" ")
    return Entry(word, int(frequency), tag)


@lru_cache(maxsize=60_000)  # every commit's vocabulary asks for the same names again
def split_place(name: str) -> tuple[str, str]:
    """An agency's name, in normal form, as the places it begins with and the rest:
    大冶市城管局 → 大冶市, 城管局. A place without a rest is all place."""
    at = sum(map(len, places_before(name)))
    return name[:at], name[at:]


def places_before(name: str) -> tuple[str, ...]:
    """The places that a name, in normal form, begins with, the widest first."""
    found, at = [], 0
    while step := _place_length(name[at : at + _PLACE_CHARS]):
        found.append(name[at : at + step])
        at += step
    return tuple(found)


def _place_length(text: str) -> int:
    """The longest place that a text begins with; a lone character behind it (新华|社) denies it."""
    for end in range(len(text), 1, -1):
        if is_place(text[:end]) and len(text) - end != 1:
            return end
    return 0


def is_place(name: str) -> bool:
    """Whether some division of the country is called so, in full or short, today or of old."""
    return bool(codes_named(name))


def _cores(agencies: Iterable[str]) -> Iterator[str]:
    for name in set(agencies):
        core = split_place(normal(name))[1]
        if len(core) <= CORE_CHARS and _HAN.fullmatch(core):
            yield core


@cache
def _places() -> frozenset[str]:
    """Full names; those of two characters (城区, 和县) are everyday words or jieba's already."""
    names = [normal(each.name) for each in divisions()]
    names += [normal(each.name) for each in former_names()]
    return frozenset(name for name in names if len(name) > 2 and _HAN.fullmatch(name))


@cache
def _terms() -> frozenset[str]:
    text = files("indexer").joinpath("data/terms.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    own = {normal(word) for line in lines for word in line.split()}
    return frozenset(word for word in own | row_labels() if _HAN.fullmatch(word))


@cache
def row_labels() -> frozenset[str]:
    """What the rows and numbers of the forms are called, in normal form, without their numbering;
    sentences left out: 行政处罚, 国家秘密, 上年结转."""
    rows = (row for form in FORMS.values() for _, row, _ in form.every_cell())
    printed = {row.label for row in rows} | {metric.short for metric in METRICS}
    parts = {part for label in printed for part in re.split("[·（]", _NUMBERING.sub("", label))}
    return frozenset(
        name
        for name in map(normal, parts)
        if 2 <= len(name) <= _LABEL_CHARS and _HAN.fullmatch(name)
    )
