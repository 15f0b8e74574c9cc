"""What a page says of the documents it carries, as evidence for reading these.

A link names a body and a year as a title does. A page with nothing on it but title and link says
more: all that its title, its tags and its box say is said of the document. Both weigh modestly
beside what the document says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reports.attachments import NAMES_REPORT, file_name, link_name
from reports.document import Document, Paragraph
from reports.metadata import fields, naming
from reports.metadata.describe import describe, strongest
from reports.model import AnnualReport, Attachment, Evidence, Hints
from reports.text import squeeze

_LINK_WEIGHT = 0.45
_PAGE_WEIGHT = 0.6  # times the page's own confidence
_SHORT = 200  # characters of whole sentences; a page with more has a text of its own


def is_shell(document: Document, report: AnnualReport) -> bool:
    """Whether the page is nothing but title, furniture and links: no section or table was read
    from it, and hardly a sentence stands on it."""
    if report.cells or any(section.number for section in report.sections):
        return False
    sentences = (squeeze(line) for line in document.lines() if "。" in line)
    return sum(map(len, sentences)) < _SHORT


def with_told(
    found: Iterable[Attachment], document: Document, hints: Hints, *, shell: bool
) -> tuple[Attachment, ...]:
    """These attachments with the page's title and with what link and page say of each."""
    linked = [replace(item, told=tuple(_by_link(item))) for item in found]
    heading = fields.find_heading(document)
    only = _the_report(linked) if shell and heading.title else frozenset[str]()
    page = tuple(_by_page(describe(document, heading, replace(hints, page=())))) if only else ()
    return tuple(
        replace(
            item,
            page_title=heading.title or document.title,
            told=(*item.told, *(page if item.url in only else ())),
        )
        for item in linked
    )


def told_by_list(text: str, year: int | None) -> tuple[Evidence, ...]:
    """What a list says of a document that it links directly: the body and the year that the
    link's words name (a bare name of a body counts), else the year above the link."""
    title = link_name(text)
    document = Document((Paragraph(title),), title)
    heading = fields.find_heading(document)
    if heading.title is None and fields.AGENCY_LINE.match(squeeze(title)):
        agency: str | None = title
    else:
        agency = strongest(naming.find_agency(document, heading), "agency")
    named = strongest(fields.find_year(document, heading.title), "year")
    told = {"year": named or (str(year) if year else None), "agency": agency}
    return tuple(
        Evidence(field, value, "link", text, _LINK_WEIGHT) for field, value in told.items() if value
    )


def _the_report(linked: Iterable[Attachment]) -> frozenset[str]:
    """The addresses of the one work that the page is about, maybe in several kinds of file;
    empty when it carries several: of other years, of other bodies, or of unlike names."""
    likely = [item for item in linked if item.score >= 0]
    named = [item for item in likely if item.score >= NAMES_REPORT]
    if named:
        told = {(item.field, item.value) for link in named for item in link.told}
        several = len(told) > len({field for field, _ in told})
    else:
        several = len({squeeze(link_name(item.text)) for item in likely}) > 1
    return frozenset() if several else frozenset(item.url for item in named or likely)


def _by_link(item: Attachment) -> Iterator[Evidence]:
    for text in dict.fromkeys((item.text, file_name(item.url))):
        title = link_name(text)
        document = Document((Paragraph(title),), title)
        heading = fields.find_heading(document)
        if item.score < 0 or heading.title is None:
            continue
        year = strongest(fields.find_year(document, heading.title), "year")
        agency = strongest(naming.find_agency(document, heading), "agency")
        for field, value in (("year", year), ("agency", agency)):
            if value:
                yield Evidence(field, value, "link", text, _LINK_WEIGHT)
        return


def _by_page(read: AnnualReport) -> Iterator[Evidence]:
    values = {
        "year": read.year,
        "agency": read.agency,
        "region": read.region.code if read.region else None,
        "published_on": read.published_on.isoformat() if read.published_on else None,
        "index_number": read.index_number,
    }
    for field, value in values.items():
        if value:
            texts = [item.text for item in read.evidence if item.field == field]
            weight = round(_PAGE_WEIGHT * read.confidence.get(field, 0.0), 3)
            yield Evidence(field, str(value), "page", texts[0] if texts else str(value), weight)
