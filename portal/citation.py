"""Citations of a report or of one of its cells: pure functions from what is known to a text.

GB/T 7714-2015 as an electronic document: author. title[EB/OL]. (published)[archived]. address.
The day of reading is that on which the archive took the bytes: those are what is cited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.words import CHINA

_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_NO_AUTHOR = "佚名"  # as the standard wants it where nobody is named
_NO_TITLE = "政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited. ``url`` is our address of it, ``source`` the site's own where it may be
    linked; ``archived`` aware, ``sha256`` that of the bytes. ``cell`` names a cell and what is
    printed there (``收到和处理…·总计：3``), None for the whole report."""

    key: str
    agency: str | None
    title: str | None
    year: int | None
    published: date | None
    archived: datetime
    url: str
    source: str | None
    sha256: str
    cell: str | None = None


def gbt7714(cited: Cited) -> str:
    """One line after GB/T 7714-2015, then archive time and digest; Chinese, as the standard is."""
    title = _title(cited)
    published = f"({cited.published.isoformat()})" if cited.published else ""
    day = cited.archived.astimezone(CHINA).date().isoformat()
    author = _plain(cited.agency or _NO_AUTHOR).rstrip(".")
    line = f"{author}. {title}[EB/OL]. {published}[{day}]. {cited.url}."
    return f"{line}\n{_kept(cited)}"


def bibtex(cited: Cited) -> str:
    """An ``@online`` entry of BibLaTeX, which BibTeX styles with ``url`` read too. Every special
    character of TeX in text is escaped; addresses stand as they are."""
    author = _escaped(_plain(cited.agency)) if cited.agency else None
    year = cited.published.year if cited.published else None
    fields = {
        "author": f"{{{author}}}" if author else None,
        "title": _escaped(_title(cited)),
        "year": str(year) if year else None,
        "date": cited.published.isoformat() if cited.published else None,
        "url": _address(cited.url),
        "urldate": cited.archived.astimezone(CHINA).date().isoformat(),
        "note": _escaped(_kept(cited)),
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@online{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def _title(cited: Cited) -> str:
    made = f"{cited.agency or ''}{cited.year}年{_NO_TITLE}" if cited.year else _NO_TITLE
    title = _plain(cited.title) if cited.title and cited.title.strip() else made
    return f"{title}：{_plain(cited.cell)}" if cited.cell else title


def _kept(cited: Cited) -> str:
    moment = cited.archived.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    source = f"原载 {cited.source}，" if cited.source else ""
    return f"{source}存档于 {moment}（北京时间），SHA-256 {cited.sha256}"


def _plain(text: str) -> str:
    """One line: what a document prints may hold line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(char, char) for char in text)


def _address(url: str) -> str:
    """Braces and backslashes would end the field; an address writes them in percent."""
    for char in "\\{}":
        url = url.replace(char, f"%{ord(char):02X}")
    return url
