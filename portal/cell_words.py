"""A cell in words: its name, what was read of its print, where that stands in the document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from portal import words
from portal.language import gettext as _
from portal.language import language, noted
from reports.forms import Column, Row
from reports.model import Cell, Place

ORIGINS: Mapping[str, str] = {
    "text": noted("原文的文字"),
    "ocr": noted("由图像识别"),
    "correction": noted("经人工更正"),
}
STATES: Mapping[str, str] = {
    "number": noted("数字"),
    "blank": noted("留空，不等于 0"),
    "mark": noted("符号，不是数字"),
    "missing": noted("原文中没有这一格"),
}


def cell_name(row: Row, column: Column) -> str:
    """``行政处罚 · 处理决定数量``, in the language of the page."""
    return _name(language(), row.label, column.label)


def label_name(label: str) -> str:
    """A printed label in the language of the page, without the remark that one row bears."""
    return _(label) if language() != "zh" else label.split("（区分", maxsplit=1)[0]


@cache
def _name(spoken: str, row: str, column: str) -> str:
    """Kept for each language: a page names some two hundred cells."""
    del spoken  # the language of the request, and so that of `label_name`
    return f"{label_name(row)} · {label_name(column)}"


def sentence(row: str, column: str, cell: Cell | None) -> str:
    """All that a table says of a cell without a click: name (of both labels), print, reading,
    place."""
    spoken = language()
    name = _name(spoken, row, column)
    if cell is None or cell.state == "missing":
        return name + _phrase(spoken, _MISSING)
    said = _phrase(spoken, _BLANK) if cell.state == "blank" else _read(spoken, cell)
    parts = [name + said, _place(spoken, cell.at)]
    if cell.origin != "text":
        parts.append(_phrase(spoken, ORIGINS[cell.origin]))
    return _phrase(spoken, _BREAK).join(part for part in parts if part)


_MISSING = noted("：原文中没有这一格")
_BLANK = noted("：原文留空，不等于 0")
_MARK = noted("：原文“%(raw)s”，不是数字")
_READ = noted("：原文“%(raw)s”，读作 %(value)s")
_BREAK = noted("；")
_ON_PAGE = noted("第 %(page)s 页表 %(table)s，第 %(row)s 行第 %(column)s 列")
_IN_TABLE = noted("表 %(table)s，第 %(row)s 行第 %(column)s 列")


@cache
def _phrase(spoken: str, message: str) -> str:
    del spoken
    return _(message)


def _read(spoken: str, cell: Cell) -> str:
    if cell.value is None:
        return _phrase(spoken, _MARK) % {"raw": cell.raw}
    return _phrase(spoken, _READ) % {"raw": cell.raw, "value": value(cell)}


def value(cell: Cell) -> str:
    """The number that was read, with its unit where it is money; "" when none was."""
    if cell.value is None:
        return ""
    number = words.grouped(cell.value)
    return _("%(amount)s 元", amount=number) if cell.unit == "yuan" else number


def place(at: Place | None) -> str:
    """Where a cell stands, counted from one: ``第 2 页表 1，第 3 行第 4 列``; "" when unknown."""
    return _place(language(), at)


def _place(spoken: str, at: Place | None) -> str:
    if at is None:
        return ""
    counted = {"table": at.table + 1, "row": at.row + 1, "column": at.column + 1, "page": at.page}
    return _phrase(spoken, _IN_TABLE if at.page is None else _ON_PAGE) % counted


def amount(cell: Cell) -> str | None:
    """A sum of money in yuan, to stand below its print; None where that adds nothing."""
    if cell.unit != "yuan" or not cell.value:
        return None
    said = f"{words.grouped(cell.value)} 元"
    return None if said.replace(" ", "") == (cell.raw or "").replace(" ", "") else value(cell)
