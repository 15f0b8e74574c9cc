"""XLS (BIFF 5 to 8): the texts of a workbook's visible sheets.

xlrd reads the cells. It is handed the workbook's records without the rest of the file and without
those records that make it do more than a file of that size should (a link over a whole sheet,
names that are formulas). Merged ranges it gives only along with all formats; they are read here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import xlrd

from reports.document import Unreadable
from reports.inputs.ole import read_stream
from reports.inputs.sheet_cells import (
    DAMAGED,
    MAX_CELLS,
    MAX_SHEETS,
    Budget,
    Range,
    SheetCells,
    print_number,
)

_BOF, _EOF, _BOUND_SHEET, _FILE_PASS, _MERGED = 0x0809, 0x000A, 0x0085, 0x002F, 0x00E5
_IGNORED = 0x004D  # settings of a printer
_CELLS = frozenset({
    0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, 0x0206, 0x0406,
})  # fmt: skip
_MULTIPLE = 0x00BD  # a row's numbers in one record, six bytes each
_KEPT = _CELLS | {
    _BOF, _EOF, _BOUND_SHEET, _MULTIPLE, 0x0207,
    0x0042, 0x0022, 0x041E, 0x001E, 0x00E0, 0x00FC, 0x003C,  # code page, dates, formats, texts
    0x04BC, 0x0221, 0x0236, 0x0037,  # what may stand between a formula and its text
}  # fmt: skip
# xlrd raises whatever comes of a broken record
_BROKEN = (
    xlrd.XLRDError, struct.error, LookupError, ValueError, TypeError, AttributeError,
    AssertionError, ArithmeticError, RecursionError,
)  # fmt: skip
_SHOWN = 0  # visibility of a sheet; others hide it
_WORKSHEET = 0


def read_xls(data: bytes) -> Iterator[SheetCells]:
    """The visible sheets; `Unreadable` when the file is damaged, encrypted or too large."""
    stream, merged = _records(read_stream(data, ("Workbook", "Book")))
    budget = Budget()
    try:
        with xlrd.open_workbook(
            file_contents=stream, logfile=_Nowhere(), on_demand=True, ragged_rows=True
        ) as book:
            for index in range(min(book.nsheets, MAX_SHEETS)):
                sheet = book.sheet_by_index(index)
                if sheet.visibility == _SHOWN:
                    yield SheetCells(_rows(sheet, budget), merged.get(index, ()))
                book.unload_sheet(index)  # each may have 65,536 rows of nothing
    except _BROKEN as exc:
        raise Unreadable("damaged", DAMAGED) from exc


def _records(stream: bytes) -> tuple[bytes, dict[int, list[Range]]]:
    """The stream with the records that are not wanted made void, and the merged ranges of each
    worksheet."""
    kept = bytearray(stream)
    starts: list[int] = []  # where each worksheet begins
    merged: dict[int, list[Range]] = {}
    cells = at = sheet = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if kind == _FILE_PASS:
            raise Unreadable("encrypted", "电子表格加了密码，打不开。")
        if kind == _BOUND_SHEET and len(body) >= 6 and body[5] == _WORKSHEET:
            starts.append(int.from_bytes(body[:4], "little"))
        elif kind == _BOF and at in starts:
            sheet = at
        elif kind == _MERGED and sheet:
            merged.setdefault(starts.index(sheet), []).extend(_ranges(body))
        cells += length // 6 if kind == _MULTIPLE else kind in _CELLS
        if kind not in _KEPT:
            struct.pack_into("<H", kept, at, _IGNORED)
        at += 4 + length
    if cells > MAX_CELLS:
        raise Unreadable("too_large", f"电子表格有内容的单元格超过 {MAX_CELLS} 个。")
    return bytes(kept), merged


def _ranges(body: bytes) -> Iterator[Range]:
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        yield top, left, bottom, right


def _rows(sheet: xlrd.sheet.Sheet, budget: Budget) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = _printed(sheet, row, column)
            if text:
                budget.take(text)
                rows.setdefault(row, {})[column] = text
    return rows


def _printed(sheet: xlrd.sheet.Sheet, row: int, column: int) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value).strip()
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        is_date = kind == xlrd.XL_CELL_DATE
        return print_number(value, is_date=is_date, since_1904=bool(sheet.book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    return str(xlrd.error_text_from_code.get(value, "")) if kind == xlrd.XL_CELL_ERROR else ""


class _Nowhere(io.TextIOBase):
    """Where xlrd's remarks on a file go."""

    def write(self, text: str) -> int:
        return len(text)
