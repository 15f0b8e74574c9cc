"""Numbers as printed: cells with their states, and counts in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reports.model import CellState
from reports.text import fold, squeeze

MARKS = frozenset({
    "/", "\\", "-", "--", "—", "——", "–", "－", "无", "*", "暂无", "不适用", "无数据", "未统计",
})  # fmt: skip
_MONEY = {"万元": 10_000, "亿元": 100_000_000, "元": 1, "万": 10_000, "亿": 100_000_000}
_MONEY_RE = re.compile(r"亿元|万元|元|万|亿")
# no count or sum of money has more figures; what has is no number of ours
_FIGURES = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?"
_NUMBER = re.compile(
    rf"(?P<sign>[+\-−–]|增加?|新增|减少?)?(?P<currency>人民币|¥)?(?P<digits>{_FIGURES})"
    r"(?P<open>\()?(?P<unit>[大小]?[项件个条宗起次份部类笔例家人]次?|万元|亿元|元|万|亿)?(?(open)\))"
)
_FOOTNOTED = re.compile(r"\d[\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u2473]")
_CHINESE = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5,
            "六": 6, "七": 7, "八": 8, "九": 9}  # fmt: skip
_POWERS = {"十": 10, "百": 100, "千": 1000}
_LONGEST = 40  # characters of a number in print
_DIGIT = "一二两三四五六七八九"
_NUMERAL = (
    re.compile(  # from thousands down, each power at most once; 三五 and 一百二 say no number
        rf"(?:[{_DIGIT}]千零?)?(?:[{_DIGIT}]百零?)?(?:[{_DIGIT}]?十)?(?:(?<!百)(?<!千)[{_DIGIT}])?"
        rf"|[零〇]|[{_DIGIT}][零〇][{_DIGIT}零〇]?"
    )
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell's state, its number as printed and the money factor of its unit (None: none)."""

    state: CellState
    value: Decimal | None = None
    factor: int | None = None


def parse_cell(raw: str) -> Printed | None:
    """A printed cell, or None when the text is no cell value (a label, a remark).

    ``+30``, ``24大项``, ``1,113``, ``251000元``, ``43.788万元``, ``-1942``, ``增3``, ``持平``
    are numbers; ``/``, ``—``, ``无`` are marks; nothing printed is blank.
    """
    return _parsed(raw) if len(raw) <= _LONGEST else _parse(raw)


@lru_cache(maxsize=4096)
def _parsed(raw: str) -> Printed | None:
    """The few texts that most cells print, remembered."""
    return _parse(raw)


def _parse(raw: str) -> Printed | None:
    text = squeeze(raw)
    if not text:
        return Printed("blank")
    if text in MARKS:
        return Printed("mark")
    if text == "持平":
        return Printed("number", Decimal(0))
    match = _NUMBER.fullmatch(text)
    if match is None or _FOOTNOTED.search(raw):
        return None  # 12① is no 121
    value = Decimal(match["digits"].replace(",", ""))
    if (match["sign"] or "+")[0] in "-−–减":
        value = -value
    factor = _MONEY.get(match["unit"] or "", 1 if match["currency"] else None)
    return Printed("number", value, factor)


def money_factor(label: str) -> int | None:
    """Yuan per unit as a column heading states it (``单位：万元`` → 10000), else None."""
    match = _MONEY_RE.search(squeeze(label).replace("单位", ""))
    return _MONEY[match[0]] if match else None


def parse_count(text: str) -> Decimal | None:
    """A count in running text (``1,113``, ``2.5万``, ``二十三``); None for what is no number."""
    text = fold(text).strip()
    scale = 10_000 if text.endswith("万") else 1
    text = text.removesuffix("万")
    if re.fullmatch(_FIGURES, text):
        return Decimal(text.replace(",", "")) * scale
    if not text or not _NUMERAL.fullmatch(text):
        return None
    if not any(char in _POWERS for char in text):
        return Decimal("".join(str(_CHINESE[char]) for char in text)) * scale
    total, digit = 0, 0
    for char in text:
        if char in _POWERS:
            total += (digit or 1) * _POWERS[char]
            digit = 0
        else:
            digit = _CHINESE[char]
    return Decimal(total + digit) * scale
