"""Pinyin of names, without tones: for suggestions and misspellings, never for a report's text.

Places are read as ``reports/data/pinyin.tsv`` spells them, character by character (长宁 is
chang-ning, 洪洞 hong-tong); the rest of a name as pypinyin reads phrases.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from indexer.analysis import normal
from reports.divisions import by_code

Syllables = tuple[str, ...]

_RANKS = frozenset("省市县区州旗盟")
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_NEAR_INITIALS = {"l": "n", "f": "h"}


@lru_cache(maxsize=60_000)
def syllables(name: str) -> Syllables:
    """The readings of a name in normal form, one for each Chinese character; runs of other
    characters stay as they are."""
    for end in range(min(len(name), _longest()), 1, -1):
        if known := _places().get(name[:end]):
            rank = 1 if name[end : end + 1] in _RANKS else 0  # 市 and 长沙, not 市长
            return (*known, *_read(name[end : end + rank]), *syllables(name[end + rank :]))
    return _read(name)


@lru_cache(maxsize=60_000)
def _read(text: str) -> Syllables:
    """The reading of a text without a place in front: ranks and cores, which names share."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 0.2 s, which ordinary queries never need

    return tuple(lazy_pinyin(text)) if text else ()


@lru_cache(maxsize=20_000)
def sounds(char: str) -> frozenset[str]:
    """Every reading of one character."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - as above

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=4_000)
def near(syllable: str) -> str:
    """A syllable with what many do not tell apart made the same: zh and z, n and l, an and ang."""
    for written, same in _NEAR:
        syllable = syllable.replace(written, same)
    return _NEAR_INITIALS.get(syllable[:1], syllable[:1]) + syllable[1:]


@cache
def _places() -> dict[str, Syllables]:
    """Stems of divisions with their readings: 大冶 → da, ye."""
    text = files("reports").joinpath("data/pinyin.tsv").read_text(encoding="ascii")
    found: dict[str, Syllables] = {}
    for line in text.splitlines():
        code, spelled, _ = line.split("\t")
        division = by_code(code)
        name = normal(division.name) if division else ""
        read = _aligned(name, spelled)
        if read and len(read) > 1:
            found[name[: len(read)]] = read
    return found


@cache
def _longest() -> int:
    return max(map(len, _places()))


def _aligned(name: str, spelled: str) -> Syllables | None:
    """The readings of a name's first characters that together are ``spelled``; None when no
    reading that pypinyin knows fits."""
    if not spelled:
        return ()
    for sound in sounds(name[0]) if name else ():
        if spelled.startswith(sound):
            rest = _aligned(name[1:], spelled[len(sound) :])
            if rest is not None:
                return (sound, *rest)
    return None


def stem(name: str) -> str:
    """A division's name without its rank, 大冶 for 大冶市; the name itself where it has none."""
    for end in range(min(len(name), _longest()), 1, -1):
        if name[:end] in _places():
            return name[:end]
    return name[:-1] if len(name) > 2 and name[-1] in _RANKS else name


def typed_letters(text: str) -> str:
    """What was typed as pinyin, blanks and apostrophes dropped, spelled as here (lü → lv); empty
    when it is none."""
    letters = re.sub("[ '’]", "", text).replace("ü", "v")
    if not re.fullmatch("[a-z]+", letters):
        return ""
    return re.sub("shaan", "shan", re.sub("(?<=[ln])ue", "ve", letters))
