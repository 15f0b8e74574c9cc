"""XLSX: the texts of a workbook's visible sheets (ECMA-376 part 1, 18).

The parts are taken from the ZIP by their relations and read as a stream: no range is filled, so
that what a file takes is bounded by what it holds, whatever its references and counts say.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping

from reports.document import Unreadable
from reports.inputs.sheet_cells import (
    MAX_SHEETS,
    Budget,
    Range,
    SheetCells,
    in_order,
    print_number,
    shows_dates,
)
from reports.inputs.xml_events import Event, xml_events
from reports.inputs.zipped import open_zip, read_xml

_MAX_ELEMENTS = 1_000_000  # of all parts together; a cell has two or three
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_ROWS, _COLUMNS = 1_048_576, 16_384


def read_xlsx(data: bytes) -> Iterator[SheetCells]:
    """The visible sheets; `Unreadable` when the file is damaged, a bomb or too large."""
    with open_zip(data) as archive:
        yield from _Book(archive).sheets()


class _Book:
    """A workbook and what its sheets share: texts, and whether a cell style shows dates."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.budget = Budget()
        self.elements = 0
        self.texts: list[str] = []
        self.dates: list[bool] = []
        self.since_1904 = False

    def sheets(self) -> Iterator[SheetCells]:
        package = self._relations("").values()
        main = next((to for kind, to in package if kind == "officeDocument"), "xl/workbook.xml")
        related = self._relations(main)
        shown = self._shown(main)
        for kind, target in related.values():
            if kind == "sharedStrings":
                self.texts = list(self._shared_texts(target))
            elif kind == "styles":
                self.dates = self._date_styles(target)
        for identity in shown[:MAX_SHEETS]:
            kind, target = related.get(identity, ("", ""))
            if kind == "worksheet":
                yield self._sheet(target)

    def _events(self, name: str) -> Iterator[Event]:
        """The XML of a part; nothing when there is no such part."""
        data = read_xml(self.archive, name)
        for event in xml_events(data) if data is not None else ():
            self.elements += event[0] == "start"
            if self.elements > _MAX_ELEMENTS:
                raise Unreadable("too_large", f"电子表格的 XML 元素超过 {_MAX_ELEMENTS} 个。")
            yield event

    def _started(self, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        return ((tag, about) for event, tag, about in self._events(name) if event == "start")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part (``""``: the package) is related to: kind and name by identity."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        for tag, about in self._started(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship":
                kind = about.get("Type", "").rpartition("/")[2]
                target = posixpath.join("/", folder, about.get("Target", ""))
                found[about.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")
        return found

    def _shown(self, name: str) -> list[str]:
        """The identities of the visible sheets in order."""
        shown: list[str] = []
        for tag, about in self._started(name):
            if tag == "sheet" and about.get("state", "visible") == "visible":
                shown += [text for key, text in about.items() if key.endswith(" id")][:1]
            elif tag == "workbookPr":
                self.since_1904 = about.get("date1904") in {"1", "true"}
        return shown

    def _shared_texts(self, name: str) -> Iterator[str]:
        text = _Text()
        for event in self._events(name):
            text.take(event)
            if event[:2] == ("end", "si"):
                yield text.taken()

    def _date_styles(self, name: str) -> list[bool]:
        codes: dict[int, str] = {}
        dates: list[bool] = []
        of_cells = False
        for event, tag, about in self._events(name):
            if tag == "cellXfs":
                of_cells = event == "start"
            elif event == "start" and tag == "numFmt":
                codes[_number(about.get("numFmtId"))] = about.get("formatCode", "")[:200]
            elif event == "start" and tag == "xf" and of_cells:
                dates.append(shows_dates(_number(about.get("numFmtId")), codes))
        return dates

    def _sheet(self, name: str) -> SheetCells:
        rows: dict[int, dict[int, str]] = defaultdict(dict)
        merged: list[Range] = []
        row, column = -1, -1
        cell: Mapping[str, str] = {}
        text = _Text()
        for event in self._events(name):
            kind, tag, about = event
            text.take(event)
            if kind == "end" and tag == "c":
                value = self._printed(cell, text.taken())
                if value:
                    self.budget.take(value)
                    rows[row][column] = value
            elif kind == "start" and tag == "c":
                cell = about
                row, column = _place(about.get("r", "")) or (max(row, 0), column + 1)
            elif kind == "start" and tag == "row":
                row, column = min(max(_number(about.get("r")) - 1, row + 1), _ROWS), -1
            elif kind == "start" and tag == "mergeCell":
                merged += _range(about.get("ref", ""))
        return SheetCells(in_order(rows), merged)

    def _printed(self, cell: Mapping[str, str], text: str) -> str:
        """A cell's value as it is shown; ``text`` is what the file holds."""
        kind = cell.get("t", "n")
        if kind == "s":
            index = _number(text, len(self.texts))
            return self.texts[index] if index < len(self.texts) else ""
        if kind == "b":
            return "TRUE" if text in {"1", "true"} else "FALSE"
        if kind != "n" or not text:
            return text
        try:
            value = float(text)
        except ValueError:
            return text
        style = _number(cell.get("s"))
        is_date = style < len(self.dates) and self.dates[style]
        return print_number(value, is_date=is_date, since_1904=self.since_1904)


class _Text:
    """Joins the runs (``t``) and values (``v``) of a cell or shared text, readings for the ear
    (``rPh``) left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.inside = False
        self.aside = False

    def take(self, event: Event) -> None:
        kind, tag, _ = event
        if kind == "text":
            if self.inside and not self.aside:
                self.pieces.append(tag)
        elif tag in {"t", "v"}:
            self.inside = kind == "start"
        elif tag == "rPh":
            self.aside = kind == "start"

    def taken(self) -> str:
        text = "".join(self.pieces).strip()
        self.pieces = []
        return text


def _number(text: str | None, otherwise: int = 0) -> int:
    """An index as attributes print it; ``otherwise`` for what is none."""
    return (
        int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise
    )


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a reference such as ``AB12``; None for what is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row - 1, column - 1) if row <= _ROWS and column <= _COLUMNS else None


def _range(reference: str) -> Iterator[Range]:
    first, _, last = reference.partition(":")
    begin, end = _place(first), _place(last)
    if begin and end:
        yield (*begin, *end)
