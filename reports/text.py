"""Folding of Chinese text: one form for comparison and search, with offsets back to print.

Folding never changes what is kept or shown. It applies NFKC, the CJK radicals that NFKC leaves
as they are (seen in PDF text), traditional to simplified character by character (phrase
conversion would change wording) and lower case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_RADICALS = str.maketrans(
    "⺠⻔⻅⻉⻋⻓⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻄⺟",
    "民门见贝车长青页风飞食马骨鬼鱼鸟黄齐齿龙西母",
)
_SPACE = re.compile(r"\s+")
_CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_CJK_SPACE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")


@cache
def _simplified() -> dict[int, str]:
    text = files("reports").joinpath("data/simplified.txt").read_text(encoding="utf-8")
    return {ord(line[0]): line[1] for line in text.splitlines() if len(line) == 2}


@cache
def fold_char(char: str) -> str:
    """One character folded; may be longer or shorter than one (⑴ → (1), zero-width → '')."""
    if char in "\u200b\u200c\u200d\u2060\ufeff\u00ad":
        return ""
    folded = unicodedata.normalize("NFKC", char).translate(_RADICALS)
    return folded.translate(_simplified()).lower()


def fold(text: str) -> str:
    """Text folded character by character (so that offsets can be mapped back)."""
    return "".join(map(fold_char, text))


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Folded text and, for each of its characters, the index in ``text`` it came from; one
    more entry, ``len(text)``, closes the list."""
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
    return _SPACE.sub("", fold(text))


def tidy(text: str) -> str:
    """White space runs made one blank and outer ones dropped; nothing else changes."""
    return _SPACE.sub(" ", text).strip()


def join_cjk(text: str) -> str:
    """White space beside a Chinese character dropped (documents print ``2020 年``)."""
    return _CJK_SPACE.sub("", text)
