"""Folding of Chinese text: one form for comparison and search, with offsets back to print.

Folding never changes what is kept or shown. It applies NFKC, the CJK radicals that NFKC leaves
as they are (seen in PDF text), traditional to simplified character by character (phrase
conversion would change wording) and lower case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_RADICALS = str.maketrans(
    "⺠⻔⻅⻉⻋⻓⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻄⺟",
    "民门见贝车长青页风飞食马骨鬼鱼鸟黄齐齿龙西母",
)
_SPACE = re.compile(r"\s+")
_CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_IS_CJK = re.compile(f"[{_CJK}]")
_CJK_SPACE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")


@cache
def _simplified() -> dict[int, str]:
    text = files("reports").joinpath("data/simplified.txt").read_text(encoding="utf-8")
    return {ord(line[0]): line[1] for line in text.splitlines() if len(line) == 2}


def _fold_char(char: str) -> str:
    if char in "\u200b\u200c\u200d\u2060\ufeff\u00ad":
        return ""
    folded = unicodedata.normalize("NFKC", char).translate(_RADICALS)
    return folded.translate(_simplified()).lower()


class _Folded(dict[int, str]):
    """What each character becomes, worked out when first met. ``str.translate`` takes it, which
    is several times as fast as a call for each character. ``uneven`` are the characters met so
    far that become none or several."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = self.work_out(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        if len(self) < _MAX_KEPT:
            self[code] = folded
        return folded

    def work_out(self, char: str) -> str:
        return _fold_char(char)


class _Squeezed(_Folded):
    """The same with white space dropped."""

    def work_out(self, char: str) -> str:
        return _SPACE.sub("", _fold_char(char))


_MAX_KEPT = 50_000  # a hostile text may have every character there is
_LINE = 500  # characters; lines up to here are remembered, for many look at each
_FOLDED = _Folded()
_SQUEEZED = _Squeezed()


def fold_char(char: str) -> str:
    """One character folded; may be longer or shorter than one (⑴ → (1), zero-width → '')."""
    return _FOLDED[ord(char)]


def fold(text: str) -> str:
    """Text folded character by character (so that offsets can be mapped back)."""
    return text.translate(_FOLDED)


def folds_evenly(text: str) -> bool:
    """Whether each character of a text that was folded gave one, so that none has moved."""
    return _FOLDED.uneven.isdisjoint(text)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Folded text and, for each of its characters, the index in ``text`` it came from; one
    more entry, ``len(text)``, closes the list."""
    whole = fold(text)
    if folds_evenly(text):
        return whole, list(range(len(text) + 1))
    parts: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        folded = fold_char(char)
        parts.append(folded)
        offsets.extend([index] * len(folded))
    offsets.append(len(text))
    return "".join(parts), offsets


def squeeze(text: str) -> str:
    """Folded without any white space: how labels and names are compared."""
    return _squeezed(text) if len(text) <= _LINE else text.translate(_SQUEEZED)


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    return text.translate(_SQUEEZED)


def tidy(text: str) -> str:
    """White space runs made one blank and outer ones dropped; nothing else changes."""
    return _SPACE.sub(" ", text).strip()


def is_cjk(char: str) -> bool:
    """Whether it is a Chinese character, or a sign that stands among them."""
    return _IS_CJK.match(char) is not None


def join_cjk(text: str) -> str:
    """White space beside a Chinese character dropped (documents print ``2020 年``)."""
    return _CJK_SPACE.sub("", text)
