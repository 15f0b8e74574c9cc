"""Office files made for these tests: DOCX by python-docx, XLSX and XLS by hand, and what a made-up
report looks like in them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx

from reports.model import AnnualReport
from samples.corpus import SampleReport
from samples.render import chinese_date, report_tables
from samples.tables import Printed, Rows

Line = str | Rows
Texts = Mapping[tuple[int, int], str]
Merges = Sequence[tuple[int, int, int, int]]  # top, left, bottom, right
Sheet = tuple[Texts, Merges]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def lines_of(report: SampleReport) -> Iterator[Line]:
    """A report from its title to its date: lines of text, and tables."""
    tables = report_tables(report)
    yield report.title
    yield f"发布日期：{chinese_date(report.published_on)}　索引号：{report.index_number}"
    yield report.opening
    for section in report.sections:
        yield section.heading
        yield from section.paragraphs
        if section.heading in tables:
            yield tables[section.heading]
    if report.drafted_on:
        yield report.agency
        yield chinese_date(report.drafted_on)


def placed(rows: Rows) -> Iterator[tuple[int, int, Printed]]:
    """Each printed cell with its row and column."""
    width = sum(cell.colspan for cell in rows[0])
    free = [[True] * width for _ in rows]
    for y, row in enumerate(rows):
        for cell in row:
            x = free[y].index(True)
            for below in free[y : y + cell.rowspan]:
                below[x : x + cell.colspan] = [False] * cell.colspan
            yield y, x, cell


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
    """A ZIP of those members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relations(targets: Mapping[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def sheet_of(lines: Iterable[Line], at: tuple[int, int] = (0, 0)) -> Sheet:
    """Lines of text and tables one below the other, from the cell ``at`` on."""
    top, left = at
    texts: dict[tuple[int, int], str] = {}
    merges = []
    for line in lines:
        if isinstance(line, str):
            texts[top, left] = line
            top += 1
            continue
        for y, x, cell in placed(line):
            texts[top + y, left + x] = cell.text
            if cell.rowspan * cell.colspan > 1:
                bottom, right = top + y + cell.rowspan - 1, left + x + cell.colspan - 1
                merges.append((top + y, left + x, bottom, right))
        top += len(line)
    return texts, merges


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


def make_xls(texts: Texts) -> bytes:
    """An XLS (BIFF8) with one sheet: numbers as NUMBER records, the rest as LABEL records."""
    cells = b"".join(_biff_cell(place, text) for place, text in sorted(texts.items()))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    sheet += cells + _record(0x000A)
    name = "附表".encode("utf-16-le")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    start = len(head) + 4 + 8 + len(name) + 4
    bound = struct.pack("<IBBBB", start, 0, 0, 2, 1) + name
    return make_ole({"Workbook": head + _record(0x0085, bound) + _record(0x000A) + sheet})


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff_cell(place: tuple[int, int], text: str) -> bytes:
    at = struct.pack("<HHH", *place, 0)
    if text.isdecimal():
        return _record(0x0203, at + struct.pack("<d", float(text)))
    return _record(0x0204, at + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def make_ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file (MS-CFB, version 3) with those streams, each padded past 4,096 bytes."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat, sectors, entries = [fat_sector, end], [b"", b""], []
    entries.append(_ole_entry("Root Entry", 5, 1, end, 0))
    for index, (name, data) in enumerate(streams.items(), start=1):
        padded = data.ljust(4096, b"\x00")
        pieces = [padded[at : at + 512] for at in range(0, len(padded), 512)]
        first = len(sectors)
        sectors += [piece.ljust(512, b"\x00") for piece in pieces]
        fat += [*range(first + 1, first + len(pieces)), end]
        after = index + 1 if index < len(streams) else free
        entries.append(_ole_entry(name, 2, free, first, len(padded), after))
    assert len(fat) <= 128, "one sector of the table must do"
    sectors[0] = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    sectors[1] = b"".join(entries).ljust(512, b"\x00")[:512]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    return header + struct.pack("<108I", *[free] * 108) + b"".join(sectors)


def _ole_entry(
    name: str, kind: int, child: int, first: int, size: int, after: int = 0xFFFFFFFF
) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III36xIQ", 0xFFFFFFFF, after, child, first, size)
