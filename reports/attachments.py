"""The documents a page carries: links to PDF, Word and the like, and what is shown in its frames.

Sites link a report's file by an ordinary link, show it in a frame or an object, open it by a
script, or hand its address to a viewer (``viewer.html?file=….pdf``). Pure; reads HTML alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

from reports.decode import decode, is_html
from reports.model import Attachment, Found
from reports.text import squeeze, tidy

NAMES_REPORT = 3
"""The score from which on a link names an annual report on disclosure."""

_KIND = re.compile(r"\.(pdf|docx?|wps|xlsx?|ofd|rtf|zip)$", re.IGNORECASE)
_ANYWHERE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|rtf|zip)(?![a-z])", re.IGNORECASE)
_QUOTED = re.compile(
    r"""(["'])((?:(?!\1)[^<>\n]){1,400}?\.(?:pdf|docx?|wps|xlsx?|ofd|rtf|zip)(?:[?#](?:(?!\1)[^<>\n]){0,200})?)\1""",
    re.IGNORECASE,
)
_FRAMES: dict[str, str] = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_DATA = ("data-src", "data-url", "data-href", "data-file")
_VIEWER = re.compile(r"view|pdf\.?js|preview|reader|yulan", re.IGNORECASE)
_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FURNITURE = re.compile(
    r"^(?:nav|navbar|foot|footer|header|menu|sidebar|copyright|bottom|friend\w*|yqlj|banner|toolbar)"
    r"(?:$|[-_ \d])",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset({"nav", "footer", "header", "aside"})
_CUT_SHORT = re.compile(r"(?:…|\.{2,}|。{3})$")
_SCORES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(?:信息|政务)公开.{0,12}(?:报告|年报)"), 3),
    (re.compile(r"年度报告|年报"), 1),
    (re.compile(r"(?<!\d)20[0-4]\d(?=年)"), 1),
    (re.compile(r"adobe|acrobat|foxit|阅读器|浏览器|软件|插件|控件|客户端"), -6),
    (re.compile(r"指南|申请表|流程图|模板|样表|须知|通知|预算|决算|规划|目录|解读"), -4),
)
_LONGEST_TEXT = 200
_LONGEST_SCRIPT = 200_000
_MOST = 200
_DEEPEST = 40


def find_attachments(
    data: bytes, url: str | None, content_type: str | None = None
) -> tuple[Attachment, ...]:
    """The documents that the HTML page in ``data`` carries, in the page's order, each address
    once, absolute and without fragment; none for bytes that are no HTML. ``url`` is the page's
    own address; without it only absolute links count. Scores below 0 are the page's furniture
    and papers of other kinds; from `NAMES_REPORT` on the link or the file's name names an annual
    report."""
    if not is_html(data):
        return ()
    text = decode(data, content_type)
    if not _ANYWHERE.search(text):
        return ()
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ()
    base = _base(root, url)
    best: dict[str, Attachment] = {}
    for found in islice(_found(root, base), _MOST):
        known = best.get(found.url)
        if known is None or known.score < found.score:
            best[found.url] = found  # a dict keeps the place of the first
    return tuple(best.values())


def file_name(url: str) -> str:
    """The file's name that an address ends in (or that a parameter gives), percent-decoded,
    with its ending; empty when there is none."""
    parts = _split(url)
    if parts is None:
        return ""
    for piece in (parts[0], *parts[1]):
        name = re.split(r"[/\\]", _plain(piece))[-1]
        if _KIND.search(name):
            return tidy(name)
    return ""


def link_name(text: str) -> str:
    """The words of a link as a title: without 附件 before and the file's ending behind."""
    name = re.sub(r"^(?:附件|相关附件|下载|附)\s*\d{0,2}\s*[:：.、]?\s*", "", tidy(text))
    return re.sub(_KIND.pattern, "", name, flags=re.IGNORECASE).strip()


def _base(root: html.HtmlElement, url: str | None) -> str:
    page = url if url and url.lower().startswith(("http://", "https://")) else ""
    for element in root.iter("base"):
        if href := element.get("href"):
            return _joined(page, href) or page
    return page


def _joined(base: str, href: str) -> str | None:
    """The absolute http(s) address, None for any other."""
    cleaned = re.sub(r"[\t\r\n]", "", href).strip().replace("\\", "/")
    try:
        url = urldefrag(urljoin(base, cleaned)).url
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port  # raises where it is no number below 65536
    except ValueError:  # a broken bracket in the host, seen in hand-written links
        return None
    return url if known else None


def _found(root: html.HtmlElement, base: str) -> Iterator[Attachment]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script":
            for address in _quoted(element.text or ""):
                yield from _made(element, base, address, "script")
            continue
        if element.tag in _FRAMES:
            address = element.get(_FRAMES[element.tag]) or ""
            yield from _made(element, base, address, "frame")
            continue
        href = element.get("href") or ""
        if element.tag in {"a", "area"} and not _SCHEME.match(href.strip()):
            yield from _made(element, base, href, "link")
        for name in _DATA:
            yield from _made(element, base, element.get(name) or "", "script")
        for code in (href if _SCHEME.match(href.strip()) else "", element.get("onclick") or ""):
            for address in _quoted(code):
                yield from _made(element, base, address, "script")


def _quoted(code: str) -> Iterator[str]:
    """Addresses of documents among the quoted strings of a script."""
    for match in _QUOTED.finditer(code[:_LONGEST_SCRIPT]):
        yield match[2].replace("\\/", "/")


def _made(element: html.HtmlElement, base: str, href: str, found: Found) -> Iterator[Attachment]:
    if not href or not _ANYWHERE.search(_plain(href)):
        return
    url = _joined(base, href)
    if url is None:
        return
    inner = _viewed(url)
    if inner is not None:
        url, found = inner, "viewer"
    name = file_name(url)
    if not name:
        return
    kind = _KIND.search(name)
    text = "" if element.tag in {"script", *_FRAMES} else _words(element)
    text = text or tidy(element.get("title") or "")
    made = Attachment(url, text or name, kind[1].lower() if kind else "", found, 0)
    yield replace(made, score=_score(element, made, name))


def _viewed(url: str) -> str | None:
    """The document that a viewer's address names; None when the address is the document's own
    (a download script that is told the file's name)."""
    parts = _split(url)
    if parts is None or _KIND.search(_plain(parts[0])):
        return None
    for value in parts[1]:
        plain = value.strip()
        is_address = "/" in plain or _VIEWER.search(parts[0])
        bare = plain.partition("#")[0].partition("?")[0]
        if is_address and _KIND.search(bare):
            return _joined(url, plain)
    return None


def _split(url: str) -> tuple[str, list[str]] | None:
    """Path and parameter values (decoded) of an address."""
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=100)]
    except ValueError:
        return None
    return re.sub(r";[^/]*$", "", parts.path), values


def _plain(address: str) -> str:
    """Percent-decoded; names were encoded in UTF-8 or in GBK."""
    plain = unquote(address, errors="replace")
    return unquote(address, "gb18030", "replace") if "\ufffd" in plain else plain


def _words(element: html.HtmlElement) -> str:
    """The element's words, else what its picture says; a title where they are cut short."""
    words = tidy("".join(_some_text(element)))[:_LONGEST_TEXT]
    whole = tidy(element.get("title") or "")[:_LONGEST_TEXT]
    if whole and (not words or _CUT_SHORT.search(words)):
        return whole
    pictures = (image.get("alt") or "" for image in element.iter("img"))
    return words or tidy(next(pictures, ""))[:_LONGEST_TEXT]


def _some_text(element: html.HtmlElement) -> Iterator[str]:
    length = 0
    for piece in element.itertext():
        yield piece
        length += len(piece)
        if length > _LONGEST_TEXT * 2:
            return


def _score(element: html.HtmlElement, made: Attachment, name: str) -> int:
    words = squeeze(f"{made.text} {name}")
    score = sum(points for pattern, points in _SCORES if pattern.search(words))
    if made.found in {"frame", "viewer"}:
        score += 1  # what a page shows in a frame is what the page is about
    return score - 4 if _is_furniture(element) else score


def _is_furniture(element: html.HtmlElement) -> bool:
    for around in islice(element.iterancestors(), _DEEPEST):
        names = [around.get("id") or "", *(around.get("class") or "").split()]
        if around.tag in _FURNITURE_TAGS or any(map(_FURNITURE.match, names)):
            return True
    return False
