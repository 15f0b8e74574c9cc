"""The first characters of lines that detection has left out: 一、 before a heading above all.

Its numeral is a stroke and a dot, which on a clean page look like no text to the models.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.inputs.ocr_engine import Image, Word, read_line
from reports.inputs.ocr_rules import Traces, around, ink_parts

_REACH = 3.2  # times the height of a word: so far to its left its line may begin
_LETTER = 4.0  # points; smaller ink is a speck or a dot
_SURE = 0.7
_PAD = 4  # pixels


def with_heads(
    image: Image, traces: Traces, words: Sequence[Word], others: Sequence[Word], scale: float
) -> list[Word]:
    """The words, each with what stands just left of it on its line and is in no other word."""
    return [_with_head(image, traces, word, [*words, *others], scale) for word in words]


def _with_head(
    image: Image, traces: Traces, word: Word, words: Sequence[Word], scale: float
) -> Word:
    top, bottom, end = round(word.top), round(word.bottom), round(word.x0)
    start = max(0, round(end - _REACH * (word.bottom - word.top)))
    middle = (word.top + word.bottom) / 2
    ends = [
        round(item.x1) for item in words if item.top < middle < item.bottom and item.x1 < word.x1
    ]
    start = max([start, *(x for x in ends if x <= end + _PAD)])
    if end - start < _LETTER / scale or bottom <= top:
        return word
    parts = ink_parts(traces.ink[top:bottom, start:end], scale)
    if not any(max(part[2] - part[0], part[3] - part[1]) * scale >= _LETTER for part in parts):
        return word
    left = max(start + around(parts)[0] - _PAD, 0)
    text, score = read_line(image[max(top - _PAD, 0) : bottom + _PAD, left : round(word.x1) + _PAD])
    if score < _SURE or len(text) <= len(word.text) or not text.endswith(word.text[-4:]):
        return word
    return word._replace(text=text, score=min(score, word.score), x0=float(left))
