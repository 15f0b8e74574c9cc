"""Office files made for these tests: DOCX by python-docx, XLSX by hand; XLS and what a made-up
report looks like are the samples' own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx

from reports.model import AnnualReport
from samples.offices import (
    Line,
    Merges,
    Sheet,
    Texts,
    lines_of,
    make_ole,
    make_xls,
    placed,
    sheet_of,
)
from samples.tables import Rows

__all__ = [
    "Line", "Merges", "Sheet", "Texts", "add_table", "lines_of", "make_docx", "make_ole", "make_xls",
    "make_xlsx", "paragraph", "placed", "printed", "saved", "sheet_of", "word", "word_part", "zipped",
]  # fmt: skip

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def printed(report: AnnualReport) -> dict[str, str | None]:
    """The printed text of every cell that was read."""
    return {cell.key: cell.raw for cell in report.cells if cell.state != "missing"}


def make_docx(lines: Iterable[Line]) -> bytes:
    """A DOCX of paragraphs and merged tables."""
    document = docx.Document()
    for line in lines:
        if isinstance(line, str):
            document.add_paragraph(line)
        else:
            add_table(document, line)
    return saved(document)


def add_table(document: Any, rows: Rows) -> None:
    """A table with its merged cells, at the end of a document or cell."""
    table = document.add_table(len(rows), sum(cell.colspan for cell in rows[0]))
    for y, x, printed_cell in placed(rows):
        cell = table.cell(y, x)
        if printed_cell.rowspan * printed_cell.colspan > 1:
            corner = table.cell(y + printed_cell.rowspan - 1, x + printed_cell.colspan - 1)
            cell = cell.merge(corner)
        cell.text = printed_cell.text


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word(body: str, parts: Mapping[str, str | bytes] | None = None, names: str = WORD) -> bytes:
    """A DOCX with that XML in its body; ``parts`` replaces or adds parts by name. As WPS does, it
    names a part that is not there."""
    spaces = f'xmlns:mc="{_COMPATIBILITY}" xmlns:w="{names}"'
    related = {"styles": "styles.xml", "numbering": "numbering.xml", "image": "../NULL"}
    own = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(related),
    }
    return zipped({**own, **(parts or {})})


def word_part(name: str, inner: str) -> str:
    """A part such as ``numbering`` as XML."""
    return f'<w:{name} xmlns:w="{WORD}">{inner}</w:{name}>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph as XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of those members, the same whenever it is made: none bears a time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(targets: Mapping[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def make_xlsx(sheets: Sequence[Sheet], hidden: frozenset[int] = frozenset()) -> bytes:
    """An XLSX; texts that are whole numbers become numbers, blanks empty cells."""
    listed = "".join(
        f'<sheet name="表{index}" sheetId="{index + 1}" r:id="worksheet{index}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if index in hidden else ''}/>"
        for index in range(len(sheets))
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    kinds = {"xl/workbook.xml": "sheet.main+xml"}
    kinds |= {f"xl/worksheets/sheet{n}.xml": "worksheet+xml" for n in range(len(sheets))}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{types}{kind}"/>'
        for name, kind in kinds.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"worksheet{index}": f"worksheets/sheet{index}.xml" for index in range(len(sheets))}
        ),
    }
    for index, (texts, merges) in enumerate(sheets):
        parts[f"xl/worksheets/sheet{index}.xml"] = _sheet_xml(texts, merges)
    return zipped(parts)


def _sheet_xml(texts: Texts, merges: Merges) -> str:
    rows: dict[int, str] = {}
    for (y, x), text in sorted(texts.items()):
        rows[y] = rows.get(y, "") + _cell_xml(f"{_letters(x)}{y + 1}", text)
    body = "".join(f'<row r="{y + 1}">{cells}</row>' for y, cells in rows.items())
    joined = "".join(
        f'<mergeCell ref="{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"/>'
        for top, left, bottom, right in merges
    )
    merged = f"<mergeCells>{joined}</mergeCells>" if joined else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{merged}</worksheet>'


def _cell_xml(place: str, text: str) -> str:
    if not text:
        return f'<c r="{place}"/>'
    if text.isdecimal() and text == str(int(text)):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)
