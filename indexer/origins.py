"""The normal form of a whole text with the way back to its source, for marks in what is printed.

The same form as `indexer.analysis.normal` gives, which is made for many short strings; here long
texts are taken at once: what each character becomes and which kind it is stands in tables, filled as
characters are first met, and a text is looked up in them as an array.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.text import fold_char, is_cjk

_SPACE, _CJK, _OTHER, _UNEVEN = 1, 2, 3, 4  # kinds of character; 0 is one not met so far
_CODES = 0x110000
_BLANK, _UNKNOWN = ord(" "), ord("\ufffd")

Codes = NDArray[np.uint32]


class _Tables:
    """What a character becomes, by its code point. Pages of them that no text touches take no
    memory. ``kind`` of a character that becomes none or several is uneven; these are in ``uneven``."""

    def __init__(self) -> None:
        self.folded: Codes = np.zeros(_CODES, np.uint32)
        self.kind: NDArray[np.uint8] = np.zeros(_CODES, np.uint8)
        self.uneven: dict[int, list[int]] = {}

    def learn(self, code: int) -> None:
        """Fills in one character; the kind last, so that another thread sees all or nothing."""
        surrogate = 0xD800 <= code < 0xE000
        become = [ord(char) for char in fold_char(chr(_UNKNOWN if surrogate else code))]
        if len(become) == 1:
            self.folded[code] = become[0]
            self.kind[code] = _kind(chr(become[0]))
        else:
            self.uneven[code] = become
            self.kind[code] = _UNEVEN

    def kinds(self, codes: Codes) -> NDArray[np.uint8]:
        """The kind of each character."""
        found: NDArray[np.uint8] = self.kind[codes]
        if not found.all():
            for code in np.unique(codes[found == 0]).tolist():
                self.learn(code)
            found = self.kind[codes]
        return found


def _kind(folded: str) -> int:
    if folded.isspace():
        return _SPACE
    return _CJK if is_cjk(folded) else _OTHER


_TABLES = _Tables()


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal text; ``origins`` holds, for each of its characters, the index in the source of the
    character that it came from (of a blank: the first white space that it stands for)."""

    text: str
    origins: NDArray[np.int64]

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``text[start:end]`` stands in the source; None for nothing, and when it begins
        or ends inside one source character (the ``1`` of ⑴, which is ``(1)`` when folded)."""
        if start >= end:
            return None
        first, last = int(self.origins[start]), int(self.origins[end - 1])
        if start > 0 and self.origins[start - 1] == first:
            return None
        if end < len(self.text) and self.origins[end] == last:
            return None
        return first, last + 1


def normal_with_origins(text: str) -> Normal:
    """The normal form with the way back to the source."""
    codes: Codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _TABLES.kinds(codes)
    origins: NDArray[np.int64] | None = None
    folded: Codes = _TABLES.folded[codes]
    if (kinds == _UNEVEN).any():
        folded, origins = _spread(codes, kinds, folded)
        kinds = _TABLES.kinds(folded)
    kept = _kept(kinds)
    folded[kinds == _SPACE] = _BLANK
    result = folded[kept].astype("<u4", copy=False).tobytes().decode("utf-32-le")
    return Normal(result, kept if origins is None else origins[kept])


def _spread(
    codes: Codes, kinds: NDArray[np.uint8], folded: Codes
) -> tuple[Codes, NDArray[np.int64]]:
    """Folded characters and their places in the source, with those that become none left out and
    those that become several written out."""
    odd = np.flatnonzero(kinds == _UNEVEN).tolist()
    become = [_TABLES.uneven[int(codes[place])] for place in odd]
    lengths = np.ones(len(codes), np.int64)
    lengths[odd] = [len(each) for each in become]
    origins = np.repeat(np.arange(len(codes)), lengths)
    spread: Codes = np.repeat(folded, lengths)
    ends = lengths.cumsum()
    for place, each in zip(odd, become, strict=True):
        spread[ends[place] - len(each) : ends[place]] = each
    return spread, origins


def _kept(kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The places that stay: all but white space, and of white space between what is not Chinese
    the first of a run."""
    stays: NDArray[np.bool_] = kinds != _SPACE
    solid = np.flatnonzero(stays)
    if len(solid) < len(stays):
        after = np.flatnonzero(np.diff(solid) > 1)  # runs of white space follow these
        plain = (kinds[solid[after]] != _CJK) & (kinds[solid[after + 1]] != _CJK)
        stays[solid[after[plain]] + 1] = True
        solid = np.flatnonzero(stays)
    return solid
