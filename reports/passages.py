"""Passages that two sections share, and where the copy says something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.masked import BREAK, MASKS, Masked
from reports.text import squeeze

LEAST = 40
"""Masked characters of the shortest passage that counts as copied."""

_SEED = 16  # masked characters from which a passage is grown
_MOST_SEEDS = 8  # places of one seed that are tried; a phrase said oftener says little


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of masked text that stands in both: where it starts in each, and its length."""

    start: int
    other_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage as printed; ``other`` is what the other prints in its place, None
    where both say the same."""

    text: str
    other: str | None = None


def shared_passages(one: Masked, other: Masked, least: int = LEAST) -> list[Passage]:
    """The passages of ``one`` that stand in ``other``, none over another, in printed order."""
    found: list[Passage] = []
    step = least - _SEED + 1  # some seed at these steps lies wholly in every passage
    at, free = 0, 0
    while at <= len(one.text) - _SEED:
        passages = [
            _around(one.text, other.text, at, place, free)
            for place in _places(one.text[at : at + _SEED], other.text)
        ]
        best = max(passages, key=lambda passage: passage.length, default=None)
        if best is not None and best.length >= least:
            found.append(best)
            at = free = best.start + best.length
        else:
            at += step
    return found


def _places(seed: str, text: str) -> list[int]:
    """Where the seed stands, the first places of it; one that holds a break stands nowhere."""
    found: list[int] = []
    at = -1 if BREAK in seed else text.find(seed)
    while at >= 0 and len(found) < _MOST_SEEDS:
        found.append(at)
        at = text.find(seed, at + 1)
    return found


def _around(one: str, other: str, at: int, place: int, free: int) -> Passage:
    """The passage around a seed that stands here and there, not before ``free``."""
    start, end = at, at + _SEED
    shift = place - at
    while start > max(free, -shift) and one[start - 1] == other[start - 1 + shift] != BREAK:
        start -= 1
    last = min(len(one), len(other) - shift)
    while end < last and one[end] == other[end + shift] != BREAK:
        end += 1
    return Passage(start, start + shift, end - start)


def share(passages: list[Passage], of: Masked) -> float:
    """Which part of the text the passages are, from 0 to 1."""
    whole = len(of.text) - of.text.count(BREAK)
    return sum(passage.length for passage in passages) / whole if whole else 0.0


def printed(
    passage: Passage, one: Masked, text: str, other: Masked, other_text: str
) -> Iterator[Part]:
    """The passage as ``text`` prints it, in pieces that are the same or not."""
    same_from = one.starts[passage.start]
    end = same_from
    for step in range(passage.length):
        here, there = passage.start + step, passage.other_start + step
        own = text[one.starts[here] : one.ends[here]]
        theirs = other_text[other.starts[there] : other.ends[there]]
        if one.text[here] in MASKS and squeeze(own) != squeeze(theirs):
            if same_from < one.starts[here]:
                yield Part(text[same_from : one.starts[here]])
            yield Part(own, theirs)
            same_from = one.ends[here]
        end = one.ends[here]
    if same_from < end:
        yield Part(text[same_from:end])
