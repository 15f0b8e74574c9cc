"""Ways in which a report comes: as a file, in a viewer or a frame, behind a redirect, in another
encoding than the one named."""

from __future__ import annotations

import gzip
from typing import Literal
from urllib.parse import quote

from samples.bench_columns import MISSING, SOFT_404, Column
from samples.bench_ledger import state
from samples.bench_reports import article, report
from samples.corpus import SampleReport
from samples.offices import lines_of, make_docx, make_xls, sheet_of, zipped
from samples.pages import Page
from samples.pdfs import drawn, make_pdf
from samples.prose import NOTICE
from samples.serving import Asked

Kind = Literal["html", "pdf", "docx", "xls", "zip"]

_VIEWER = "/pdfjs/web/viewer.html"
_LINK = '<p>附件：<a href="{url}">{title}</a></p>'
_TYPES: dict[Kind, str] = {
    "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/octet-stream", "zip": "application/zip",
}  # fmt: skip
# how the article leads to the document; "" where the list links the document itself
_WAYS: tuple[tuple[Kind, str], ...] = (
    ("pdf", _LINK),
    ("docx", _LINK),
    ("xls", _LINK),
    ("zip", _LINK),
    ("pdf", ""),
    ("docx", ""),
    ("pdf", '<iframe src="{url}" width="100%" height="900"></iframe>'),
    ("pdf", f'<iframe src="{_VIEWER}?file={{quoted}}"></iframe>'),
    ("pdf", f'<p><a href="{_VIEWER}?file={{quoted}}" target="_blank">在线阅读</a></p>'),
    ("pdf", '<embed src="{url}" type="application/pdf">'),
    ("docx", '<p><a href="#" onclick="window.open(\'{url}\')">{title}</a></p>'),
    ("html", '<iframe src="{url}" width="100%"></iframe>'),
    ("html", "<script>location.href='{url}';</script>"),
    ("html", '<meta http-equiv="refresh" content="0;url={url}">'),
    ("html", "<p><a href=\"javascript:window.open('{url}')\">{title}</a></p>"),
)
_BARE = frozenset({12, 13})  # redirects, whose page holds nothing else
WAYS = len(_WAYS)


def attached(column: Column, asked: Asked, day: int) -> Page | None:
    """Documents, the articles that lead to them, and the viewer; None for the rest."""
    if asked.path.partition("?")[0] == _VIEWER:
        return Page(f"<html><body><div id='viewer'>{NOTICE}</div></body></html>".encode())
    name, _, extension = asked.path.removeprefix("/fj/wd/").partition(".")
    if asked.path.startswith("/fj/wd/") and name.isdecimal():
        number = int(name[:7])
        inside = number < column.ledger.count and document(number) == asked.path
        return _file(column, number, extension, day) if inside else MISSING
    found = column.number(asked.path)
    if found is None:
        return None
    kind, way = _WAYS[found % WAYS]
    if state(found, day) in {"gone", "soft"}:
        return MISSING if state(found, day) == "gone" else SOFT_404
    return _leading(column, found, kind, way)


def document(number: int) -> str:
    """The address at which the report itself stands."""
    kind, _ = _WAYS[number % WAYS]
    return f"/fj/wd/{number:07d}.{kind}"


def linked(column: Column, number: int) -> str:
    """The address that the list links to."""
    return column.path(number) if _WAYS[number % WAYS][1] else document(number)


def _leading(column: Column, number: int, kind: Kind, way: str) -> Page:
    entry = column.ledger.entry(number)
    if not way:
        return MISSING
    url = document(number)
    extra = way.format(url=url, quoted=quote(url, safe=""), title=f"{entry.title}.{kind}")
    if number % WAYS in _BARE:
        return Page(f"<html><head>{extra}</head><body></body></html>".encode())
    return Page(article(column.site, entry, "", extra=extra).encode())


def _file(column: Column, number: int, kind: str, day: int) -> Page:
    standing = state(number, day)
    if standing in {"gone", "soft"}:
        return MISSING if standing == "gone" else SOFT_404
    if kind == "html":
        return column.report_page(number, day)
    entry = column.ledger.entry(number)
    made = report(entry, column.ledger.seed, edited=standing == "edited")
    headers = column.headers(entry, edited=standing == "edited")
    return Page(_made(made, kind), _media_type(kind), headers=headers)


def _media_type(kind: str) -> str:
    return next(media for name, media in _TYPES.items() if name == kind)


def _made(made: SampleReport, kind: str) -> bytes:
    lines = list(lines_of(made))
    if kind == "pdf":
        return make_pdf(drawn(lines), title="政府信息公开工作年度报告")
    if kind == "xls":
        return make_xls(*sheet_of(lines))
    word = make_docx(lines)
    if kind == "docx":
        return word
    return zipped({"报告.docx": word})


def encoded(column: Column, asked: Asked, day: int) -> Page | None:
    """Reports whose bytes, labels and framing do not agree; None for all that is no report."""
    number = column.number(asked.path)
    if number is None or state(number, day) in {"gone", "soft"}:
        return None
    entry = column.ledger.entry(number)
    headers = column.headers(entry, edited=state(number, day) == "edited")
    charset, codec, content_type, framing = TREATMENTS[number % len(TREATMENTS)]
    html = article(column.site, entry, column.text(number, day), charset=charset)
    body = html.encode(codec)
    if "gzip" in framing:
        body = gzip.compress(body, mtime=0)
        headers += (("Content-Encoding", "gzip"),)
    return Page(body, content_type, headers=headers, chunked="chunked" in framing)


# the charset in <meta>, the true one, Content-Type, and how the body is sent, asked for or not
TREATMENTS: tuple[tuple[str, str, str, str], ...] = (
    ("gbk", "utf-8", "text/html", ""),
    ("utf-8", "gb18030", "text/html; charset=utf-8", ""),
    ("gb2312", "gb18030", "text/html", ""),
    ("utf-8", "utf-8", "text/html; charset=gbk", ""),
    ("gb2312", "gb18030", "text/html; charset=ISO-8859-1", ""),
    ("utf-8", "utf-8", "text/plain", ""),
    ("utf-8", "utf-8", "application/octet-stream", ""),
    ("utf-8", "utf-8", "application/pdf", ""),
    ("utf-8", "utf-8", "", ""),
    ("utf-8", "utf-8-sig", "text/html", ""),
    ("utf-8", "utf-8", "text/html; charset=utf-8", "chunked"),
    ("utf-8", "utf-8", "text/html; charset=utf-8", "gzip"),
    ("gbk", "gb18030", "text/html; charset=gbk", "gzip chunked"),
)
