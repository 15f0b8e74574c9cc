"""One made-up report as a document of every kind that is read."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from samples import render
from samples.corpus import SampleReport, reports
from samples.pdfs import drawn
from tests.reports.dressed import dress
from tests.reports.offices import lines_of, make_docx, make_xls, make_xlsx, sheet_of, zipped
from tests.reports.pdfs import HEIGHT, WIDTH, make_pdf

KEY = "jxcg-2021"
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_DOTS = 150 / 72  # pixels in a point


def usual() -> SampleReport:
    """The sample report that is made when none is given."""
    return next(report for report in reports() if report.key == KEY)


def made(report: SampleReport | None = None, *kinds: str) -> dict[str, bytes]:
    """A sample report as documents of these kinds, else of all; the usual one makes a PDF of five
    pages."""
    report = report or usual()
    return {kind: _MAKERS[kind](report) for kind in kinds or KINDS}


def _word(report: SampleReport) -> bytes:
    return make_docx(lines_of(report))


def _sheet(report: SampleReport) -> bytes:
    return make_xlsx([sheet_of(lines_of(report))])


def article(report: SampleReport) -> str:
    """The report as the page of a TRS site."""
    context = {
        "site": {"name": "样本站", "colour": "red"}, "home": "/", "title": report.title,
        "report": report, "tables": render.report_tables(report), "issuer": report.agency,
        "published": report.published_on.isoformat(), "index_number": report.index_number,
        "charset": "utf-8",
    }  # fmt: skip
    return render.page("article_trs", context)


def scanned(report: SampleReport, font: Path = FONT) -> bytes:
    """The pages of the PDF as pictures, as a scanner would send them (150 dots an inch)."""
    images = []
    for page in drawn(list(lines_of(report))):
        image = Image.new("L", (int(WIDTH * _DOTS), int(HEIGHT * _DOTS)), 255)
        pen = ImageDraw.Draw(image)
        for rule in page.rules:
            pen.line([place * _DOTS for place in rule], fill=0, width=2)
        for x, y, size, text in page.texts:
            drawn_font = ImageFont.truetype(str(font), max(round(size * _DOTS), 1))
            pen.text((x * _DOTS, y * _DOTS), text, fill=0, font=drawn_font, anchor="ls")
        images.append(image)
    out = BytesIO()
    images[0].save(out, "PDF", resolution=72 * _DOTS, save_all=True, append_images=images[1:])
    return out.getvalue()


_MAKERS: dict[str, Callable[[SampleReport], bytes]] = {
    "HTML": lambda report: dress(article(report)),
    "HTML, bare": lambda report: article(report).encode(),
    "text": lambda report: render.text(report).encode(),
    "PDF": lambda report: make_pdf(drawn(list(lines_of(report)))),
    "DOCX": _word,
    "XLSX": _sheet,
    "XLS": lambda report: make_xls(*sheet_of(lines_of(report))),
    "ZIP": lambda report: zipped({"报告.docx": _word(report), "附表.xlsx": _sheet(report)}),
}
KINDS = tuple(_MAKERS)
