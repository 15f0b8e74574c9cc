"""Made-up names of villages, roads, schools and companies, and the sentences that hold them.

They let the vocabulary of a corpus grow with its size, as that of real reports does: each county has
names of its own, each report a few more, and codes and file numbers are met once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from random import Random
from typing import Any

from samples.dice import dice

_SLOT = re.compile(r"\{(?:([a-z]+)2?|(\d+)-(\d+))\}")
_ALNUM = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_COUNTRYWIDE = 300  # companies that any county may meet


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The made-up names of one county."""

    towns: tuple[str, ...]
    villages: tuple[str, ...]
    roads: tuple[str, ...]
    schools: tuple[str, ...]
    companies: tuple[str, ...]


@cache
def _data() -> Mapping[str, Any]:
    text = files("samples").joinpath("data/particulars.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _place(source: Random, ends: Sequence[str]) -> str:
    names = _data()["names"]
    return "".join(source.choices(names["place"], k=2)) + source.choice(ends)


def _company(source: Random) -> str:
    names = _data()["names"]
    brand = "".join(source.choices(names["brand"], k=source.choice((2, 2, 3))))
    return f"{brand}{source.choice(names['trade'])}{source.choice(names['company'])}"


@lru_cache(maxsize=256)
def gazetteer(code: str, seed: int) -> Gazetteer:
    """The names of a county, always the same."""
    source, names = dice(seed, code, "names"), _data()["names"]
    return Gazetteer(
        towns=tuple(_place(source, names["town"]) for _ in range(12)),
        villages=tuple(_place(source, names["village"]) for _ in range(60)),
        roads=tuple(_place(source, names["road"]) for _ in range(40)),
        schools=tuple(_place(source, names["school"]) for _ in range(16)),
        companies=tuple(_company(source) for _ in range(40)),
    )


@cache
def _countrywide() -> tuple[str, ...]:
    source = dice("companies of the whole country")
    return tuple(_company(source) for _ in range(_COUNTRYWIDE))


def _often_first(source: Random, names: Sequence[str]) -> str:
    """One of the names; the first are the most frequent."""
    return names[int(len(names) * source.random() ** 2)]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells particulars of one report: ``issuer`` begins its file numbers."""

    names: Gazetteer
    issuer: str
    code: str
    year: int
    source: Random

    def tell(self, sentence: str) -> str:
        """A sentence with its slots filled."""
        return _SLOT.sub(self._fill, sentence)

    def _fill(self, slot: re.Match[str]) -> str:
        if slot[1]:
            return _FILLERS[slot[1]](self)
        return str(self.source.randint(int(slot[2]), int(slot[3])))

    def one_of(self, name: str) -> str:
        """One of the words of that list, its own slots filled."""
        return self.tell(self.source.choice(_data()["names"][name]))

    def company(self) -> str:
        """A company of the county, of the country, or one never met before."""
        kind = self.source.random()
        if kind < 0.35:
            return _company(self.source)
        return _often_first(self.source, self.names.companies if kind < 0.8 else _countrywide())

    def file_number(self) -> str:
        """As 大冶城管执法发〔2020〕35号."""
        return f"{self.issuer}发〔{self.year}〕{self.source.randint(1, 180)}号"

    def credit_code(self) -> str:
        """Of eighteen characters, as companies have one."""
        return f"91{self.code}MA" + "".join(self.source.choices(_ALNUM, k=8))

    def record(self) -> str:
        """A number of a file that is met once."""
        letters = "".join(self.source.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=2))
        return f"{letters}{self.year}-{self.source.randint(1, 99999):05}"


_FILLERS: dict[str, Callable[[Teller], str]] = {
    "town": lambda teller: _often_first(teller.source, teller.names.towns),
    "village": lambda teller: _often_first(teller.source, teller.names.villages),
    "road": lambda teller: _often_first(teller.source, teller.names.roads),
    "school": lambda teller: _often_first(teller.source, teller.names.schools),
    "company": Teller.company,
    "work": lambda teller: teller.one_of("work"),
    "matter": lambda teller: teller.one_of("matter"),
    "subject": lambda teller: teller.one_of("subject"),
    "act": lambda teller: teller.one_of("act"),
    "file": Teller.file_number,
    "code": Teller.credit_code,
    "record": Teller.record,
    "month": lambda teller: str(teller.source.randint(1, 12)),
    "year": lambda teller: str(teller.year),
}


def sentences(bank: str) -> tuple[str, ...]:
    """The sentences with slots of a kind of body: its own first, then those of every body."""
    words = _data()["words"]
    return (*words["by"][bank], *words["general"])
