"""What a spreadsheet's sheet holds, whichever format it came in: texts by row and column, and
merged ranges.

Only cells with something in them are held, so that two cells far apart take no more than two. What
is counted here are the limits that keep a small file from becoming a large document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.document import Unreadable

DAMAGED = "电子表格已损坏，打不开。"
MAX_SHEETS = 100
MAX_CELLS = 50_000  # with something in them; a report has about 300
_MAX_TEXT = 4_000_000  # characters; one long text may stand in any number of cells
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001  a sheet knows no zones
_DAYS = 2_958_466  # the first day that a spreadsheet cannot show, 10000-01-01
_NO_CODE = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
# formats that files use by number without declaring them: ECMA-376 part 1, 18.8.30
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})

Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet's texts by row and column (both from 0, rows in order), and its merged ranges."""

    rows: Mapping[int, Mapping[int, str]]
    merged: Sequence[Range] = ()


class Budget:
    """Counts what all sheets of a file hold together."""

    def __init__(self) -> None:
        self._cells = 0
        self._text = 0

    def take(self, text: str) -> None:
        """Counts a filled cell; `Unreadable` (too_large) when there are too many or too long."""
        self._cells += 1
        self._text += len(text)
        if self._cells > MAX_CELLS:
            raise Unreadable("too_large", f"电子表格有内容的单元格超过 {MAX_CELLS} 个。")
        if self._text > _MAX_TEXT:
            raise Unreadable("too_large", f"电子表格里的文字超过 {_MAX_TEXT} 个字。")


def in_order(rows: Mapping[int, Mapping[int, str]]) -> dict[int, Mapping[int, str]]:
    """The rows from the top down; files may hold them in any order."""
    return dict(sorted(rows.items()))


def shows_dates(number: int, codes: Mapping[int, str]) -> bool:
    """Whether a number format shows a date or a time; ``codes`` are those the file declares."""
    code = codes.get(number)
    if code is None:
        return number in _DATES
    return bool(_DATE_CODE.search(_NO_CODE.sub("", code.split(";")[0])))


def print_number(value: float, *, is_date: bool = False, since_1904: bool = False) -> str:
    """A number as it would be typed: whole ones without a point, dates as ISO 8601."""
    if is_date and 0 <= value < _DAYS - 1462 * since_1904:
        return _print_date(value, since_1904)
    return format(value, ".15g") if abs(value) < 1e15 else format(value, ".0f")


def _print_date(serial: float, since_1904: bool) -> str:
    # before March 1900 the count is a day off, for its makers held 1900 to be a leap year
    shift = 1 if serial < 60 and not since_1904 else 0
    moment = _EPOCHS[since_1904] + timedelta(seconds=round((serial + shift) * 86_400))
    if serial < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if serial == int(serial) else str(moment)
