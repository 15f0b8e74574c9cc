"""How likely one name is a slip for another: the strict measure behind *did you mean*.

A character may stand for one that sounds the same (城管 → 成管), nearly the same (zh for z, n for
l) or looks the same (大冶 → 大治); two neighbours may have changed places (财政局 → 政财局); in long
names one may be missing or too many. Any other difference makes another name: 黄石 is no slip for
黄冈, and 大理 none for 大冶.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from indexer.pinyin import near, sounds

SAME_SOUND, LOOK_ALIKE, NEAR_SOUND, SWAPPED, LENGTH = 0.4, 0.4, 0.6, 0.8, 1.0
LONG = 6
"""From how many characters on a name may lack one or have one too many."""


def slip(typed: str, name: str) -> float | None:
    """What it costs to take ``typed`` for ``name``; 0 when they are the same, None when it is
    another name. One character in three may differ at most."""
    if typed == name:
        return 0.0
    if len(typed) != len(name):
        short = min(len(typed), len(name))
        one_off = short >= LONG - 1 and max(len(typed), len(name)) >= LONG
        return (
            LENGTH if one_off and Levenshtein.distance(typed, name, score_cutoff=1) == 1 else None
        )
    unlike = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
    if len(unlike) == 2 and len(name) > 2 and OSA.distance(typed, name, score_cutoff=1) == 1:
        return SWAPPED
    if len(unlike) > max(1, len(name) // 3):
        return None
    total = 0.0
    for pair in unlike:
        cost = _taken_for(*pair)
        if cost is None:
            return None
        total += cost
    return total


def slips(typed: str, names: Iterable[str]) -> list[tuple[float, str]]:
    """The names that ``typed`` may be a slip for, each with its cost, in no order."""
    most = max(1, len(typed) // 3)
    close = extract(
        typed,
        list(names),
        scorer=OSA.distance,
        processor=None,
        score_cutoff=most,
        limit=None,
    )
    found = ((slip(typed, name), name) for name, *_ in close)
    return [(cost, name) for cost, name in found if cost is not None]


def _taken_for(typed: str, meant: str) -> float | None:
    if not sounds(typed).isdisjoint(sounds(meant)):
        return SAME_SOUND
    if meant in _lookalikes().get(typed, ""):
        return LOOK_ALIKE
    if not set(map(near, sounds(typed))).isdisjoint(map(near, sounds(meant))):
        return NEAR_SOUND
    return None


@cache
def _lookalikes() -> dict[str, str]:
    """The characters that each is taken for."""
    text = files("indexer").joinpath("data/lookalikes.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for group in (line for line in text.splitlines() if not line.startswith("#")):
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found
