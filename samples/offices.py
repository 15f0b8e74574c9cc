"""Office files of made-up reports, written by hand so that the same report gives the same bytes."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from samples.corpus import SampleReport
from samples.render import chinese_date, report_tables
from samples.tables import Printed, Rows

Line = str | Rows
Texts = Mapping[tuple[int, int], str]
Merges = Sequence[tuple[int, int, int, int]]  # top, left, bottom, right
Sheet = tuple[Texts, Merges]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


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


def make_docx(lines: Iterable[Line]) -> bytes:
    """A DOCX of paragraphs and merged tables; the same lines give the same bytes."""
    body = "".join(
        _paragraph(line) if isinstance(line, str) else _word_table(line) for line in lines
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of those members, dated 1980 each."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_table(rows: Rows) -> str:
    width = sum(cell.colspan for cell in rows[0])
    cells: list[dict[int, str]] = [{} for _ in rows]
    for y, x, cell in placed(rows):
        for down in range(cell.rowspan):
            merged = ' w:val="restart"' if down == 0 else ""
            grown = f"<w:vMerge{merged}/>" if cell.rowspan > 1 else ""
            wide = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
            text = _paragraph(cell.text if down == 0 else "")
            cells[y + down][x] = f"<w:tc><w:tcPr>{wide}{grown}</w:tcPr>{text}</w:tc>"
    lines = "".join(f"<w:tr>{''.join(row[x] for x in sorted(row))}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>{lines}</w:tbl>"


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


def make_xls(texts: Texts, merges: Merges = ()) -> bytes:
    """An XLS (BIFF8) with one sheet: numbers as NUMBER records, the rest as LABEL records."""
    cells = b"".join(_biff_cell(place, text) for place, text in sorted(texts.items()) if text)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)) + cells
    ranges = b"".join(
        struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merges
    )
    sheet += _record(0x00E5, struct.pack("<H", len(merges)) + ranges) + _record(0x000A)
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
