"""A PDF writer as small as can be: lines of text and ruled tables on pages of A4, which may be
turned, cropped, drawn in a form XObject or drawn upon with any operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from samples.offices import Line, placed
from samples.tables import Rows

HEIGHT, WIDTH, SIZE = 842, 595, 10
_CHARACTERS = 34  # in a line of a PDF
_TOP, _BOTTOM, _WIDTH = 60.0, 600.0, 510.0  # points
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H"
    b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_GLYPHS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 1000 /CIDSystemInfo"
    b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor"
    b" << /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -200 1000 800]"
    b" /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 >> >>"
)


@dataclass(slots=True)
class Page:
    """What is drawn on one page; places are in points from its upper left corner."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)  # x, y, size, text
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    crop: tuple[float, float, float, float] | None = None  # x0, top, x1, bottom
    drawn: list[str] = field(default_factory=list)  # operators, in the file's own space
    rotate: int = 0  # degrees clockwise by which the page is shown turned
    sideways: int = 0  # quarter turns counter-clockwise of all that is drawn
    form: str | None = None  # the matrix of a form XObject that holds the rules
    media: tuple[float, float] = (WIDTH, HEIGHT)

    def lines(self, texts: Iterable[str], top: float = 60, left: float = 60) -> Page:
        """Lines of running text, 20 points apart."""
        self.texts += [(left, top + 20 * index, SIZE, text) for index, text in enumerate(texts)]
        return self

    def table(
        self, rows: Sequence[Sequence[str]], top: float, left: float = 60, width: float = 120
    ) -> Page:
        """A ruled table, its rows 20 points high, its columns equally wide."""
        columns = max(len(row) for row in rows)
        bottom, right = top + 20 * len(rows), left + width * columns
        self.rules += [(left, top + 20 * i, right, top + 20 * i) for i in range(len(rows) + 1)]
        self.rules += [
            (left + width * i, top, left + width * i, bottom) for i in range(columns + 1)
        ]
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                size = min(SIZE, (width - 6) / max(len(text), 1))  # nothing is printed over a rule
                self.texts.append((left + width * x + 3, top + 20 * y + 14, size, text))
        return self

    def ruled(self, style: str) -> Page:
        """The rules drawn in another way: ``filled`` as thin rectangles, ``dotted`` as squares."""
        for x0, top, x1, bottom in self.rules:
            if style == "filled":
                wide, high = max(x1 - x0, 0.5), max(bottom - top, 0.5)
                self.drawn.append(f"{x0} {HEIGHT - bottom} {wide} {high} re f")
                continue
            count = int(max(x1 - x0, bottom - top) / 2) + 1
            for i in range(count):
                x, y = (x0 + 2 * i, top) if x1 > x0 else (x0, top + 2 * i)
                self.drawn.append(f"{x} {HEIGHT - y} .5 .5 re f")
        self.rules = []
        return self


def make_pdf(pages: Sequence[Page], title: str | None = None, encrypted: bool = False) -> bytes:
    """The file. ``encrypted`` declares a password (the standard security handler, RC4 of 40
    bits) that is not the empty one."""
    used = sorted({char for page in pages for *_, text in page.texts for char in text})
    kids = " ".join(f"{6 + 3 * index} 0 R" for index in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT,
        _GLYPHS,
        _stream(_to_unicode(used)),
    ]
    for index, page in enumerate(pages):
        bodies += [_page(page, 7 + 3 * index), _stream(_drawing(page)), _form(page)]
    trailer = b"/Root 1 0 R /ID [<00> <00>]"
    if title is not None:
        bodies.append(b"<< /Title <feff" + title.encode("utf-16-be").hex().encode() + b"> >>")
        trailer += f" /Info {len(bodies)} 0 R".encode()
    if encrypted:
        key = b"00" * 32
        bodies.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (key, key))
        trailer += f" /Encrypt {len(bodies)} 0 R".encode()
    return _file(bodies, trailer)


def drawn(lines: list[Line]) -> list[Page]:
    """Pages of PDF: lines of running text and drawn tables below each other, no table cut."""
    pages, top = [Page()], _TOP
    for line in lines:
        parts = [line[at : at + _CHARACTERS] for at in range(0, len(line), _CHARACTERS)]
        height = 20 * len(line) if not isinstance(line, str) else 20 * len(parts)
        if top + height > _BOTTOM:
            pages.append(Page())
            top = _TOP
        if isinstance(line, str):
            pages[-1].lines([part for part in parts if isinstance(part, str)], top=top)
        else:
            rows = _spread(line)
            pages[-1].table(rows, top=top - 14, left=40, width=_WIDTH / len(rows[0]))
        top += height + 10
    return pages


def _spread(rows: Rows) -> list[list[str]]:
    """Every row with all columns, the text of a merged cell where it begins."""
    width = sum(cell.colspan for cell in rows[0])
    grid = [[""] * width for _ in rows]
    for y, x, cell in placed(rows):
        grid[y][x] = cell.text
    return grid


def _file(bodies: Sequence[bytes], trailer: bytes) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    tail = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + tail % (len(bodies) + 1, trailer, len(out))


def _page(page: Page, content: int) -> bytes:
    crop = ""
    if page.crop is not None:
        x0, top, x1, bottom = page.crop
        crop = f" /CropBox [{x0} {HEIGHT - bottom} {x1} {HEIGHT - top}]"
    wide, high = page.media[::-1] if page.sideways % 2 else page.media
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}]{crop} /Rotate {page.rotate}"
        f" /Resources << /Font << /F1 3 0 R >> /XObject << /X1 {content + 1} 0 R >> >>"
        f" /Contents {content} 0 R >>"
    ).encode()


def _form(page: Page) -> bytes:
    lines = _rules(page).encode()
    head = f"<< /Type /XObject /Subtype /Form /BBox [-9999 -9999 9999 9999] /Length {len(lines)}"
    return b"%s /Matrix [%s] >>\nstream\n%s\nendstream" % (
        head.encode(),
        (page.form or "1 0 0 1 0 0").encode(),
        lines,
    )


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


_SIDEWAYS = (
    "1 0 0 1 0 0",
    f"0 1 -1 0 {HEIGHT} 0",
    f"-1 0 0 -1 {WIDTH} {HEIGHT}",
    f"0 -1 1 0 0 {WIDTH}",
)


def _rules(page: Page) -> str:
    return "\n".join(
        f"{x0} {HEIGHT - top} m {x1} {HEIGHT - bottom} l S" for x0, top, x1, bottom in page.rules
    )


def _drawing(page: Page) -> bytes:
    texts = [
        f"BT /F1 {size:.2f} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
        for x, y, size, text in page.texts
    ]
    lines = _rules(page) if page.form is None else "/X1 Do"
    turn = f"{_SIDEWAYS[page.sideways]} cm" if page.sideways else ""
    return "\n".join([turn, lines, *page.drawn, *texts]).encode()


def _to_unicode(used: Sequence[str]) -> bytes:
    codes = [char.encode("utf-16-be").hex() for char in used]
    lines = "\n".join(f"<{code}> <{code}>" for code in codes)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Made def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{lines}\nendbfchar\n"
        "endcmap end end\n"
    ).encode()
