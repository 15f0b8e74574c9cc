"""Reading: bytes in, an `AnnualReport` out. Pure and deterministic.

One dispatcher for every kind of document; from `Document` on, all are read alike.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from reports.checks import check
from reports.decode import decode, kind_of
from reports.document import Document, Unreadable
from reports.forms import Form
from reports.inputs.bundle import read_bundle
from reports.inputs.docx import read_docx
from reports.inputs.html import read_html
from reports.inputs.ocr import read_image, read_pdf
from reports.inputs.plain import read_plain
from reports.inputs.sheet import read_sheets
from reports.metadata import fields
from reports.metadata.describe import describe
from reports.metadata.recognise import why_not
from reports.model import AnnualReport, Cell, FormId, Hints, Issue, Section
from reports.sections import split_sections
from reports.tables.free import figures
from reports.tables.reading import detect_form, read_tables
from reports.text import squeeze

_OLD_HEADINGS = re.compile(
    "概述|收费及减免|收费和减免|费用的?收取|主动公开.{0,6}情况|依申请公开.{0,8}情况"
)


def open_document(data: bytes, content_type: str | None = None) -> Document:
    """The document in the bytes, whatever kind it is; `Unreadable` with the reason."""
    kind = kind_of(data)
    if kind == "pdf":
        return read_pdf(data)
    if kind == "image":
        return read_image(data)
    if kind == "docx":
        return read_docx(data)
    if kind == "sheet":
        return read_sheets(data)
    if kind == "zip":
        return read_bundle(data, open_document)
    text = decode(data, content_type)
    return read_html(text) if kind == "html" else read_plain(text)


def read(data: bytes, hints: Hints | None = None) -> AnnualReport:
    """The report in a document's bytes. A document that cannot be read, or is none, gives
    ``is_report`` false with the reason; this never raises on any input."""
    hints = hints or Hints()
    try:
        document = open_document(data, hints.content_type)
    except Unreadable as exc:
        return AnnualReport(False, exc.sentence, issues=(Issue(exc.code, "decode", exc.sentence),))
    report = read_document(document, hints)
    return replace(report, issues=(*document.issues, *report.issues))


def read_document(document: Document, hints: Hints) -> AnnualReport:
    """The report that a document's blocks hold, checked."""
    sections = split_sections(document)
    form = detect_form(document)
    heading = fields.find_heading(document)
    reason = why_not(document, heading.title, sections, form, hints.url)
    if reason is not None:
        return AnnualReport(False, reason)
    cells: tuple[Cell, ...] = ()
    issues: tuple[Issue, ...] = ()
    if form is not None:
        cells, issues = read_tables(document, form)
    report = describe(document, heading, hints)
    form_id = _form_id(form, report.year, sections)
    if form_id == "free":
        sections = tuple(replace(section, number=None) for section in sections)
    report = replace(
        report,
        form=form_id,
        sections=sections,
        cells=cells,
        issues=(*report.issues, *issues),
    )
    if form_id == "free":
        report = replace(report, evidence=(*report.evidence, *figures(report)))
    return replace(report, findings=check(report))


def _form_id(form: Form | None, year: int | None, sections: tuple[Section, ...]) -> FormId | None:
    if form is not None:
        return cast("FormId", form.id)
    headings = squeeze(" ".join(section.heading or "" for section in sections))
    if year is not None and year <= 2018:
        return "free"
    # the headings of 2019 and 2021 are the same, and without tables nothing tells the two apart
    return "free" if _OLD_HEADINGS.search(headings) and "收到和处理" not in headings else None
