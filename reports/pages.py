"""Reading a page with what it carries: the report in it, and the documents it links."""

from __future__ import annotations

from reports.attachments import NAMES_REPORT, find_attachments
from reports.decode import decode
from reports.document import Unreadable
from reports.inputs.html import read_html
from reports.metadata.carried import is_shell, with_told
from reports.model import AnnualReport, Hints, PageRead
from reports.reader import read

ONLY_TITLE = "只有标题，没有报告正文。"
"""Why a page whose report is an attachment is no report itself (as `reports.metadata.recognise` says it)."""


def read_page(data: bytes, hints: Hints) -> PageRead:
    """What `reports.reader.read` reads, with the attachments of an HTML page. A page that is
    only title and link is no report when the link names one, whatever its title says."""
    report = read(data, hints)
    found = tuple(
        item for item in find_attachments(data, hints.url, hints.content_type) if item.score >= 0
    )
    if not found:
        return PageRead(report)
    try:
        document = read_html(decode(data, hints.content_type))
    except Unreadable:
        return PageRead(report)
    shell = (report.is_report or report.reason == ONLY_TITLE) and is_shell(document, report)
    attachments = with_told(found, document, hints, shell=shell)
    if report.is_report and shell and any(item.score >= NAMES_REPORT for item in found):
        report = AnnualReport(False, ONLY_TITLE, issues=report.issues)
    return PageRead(report, attachments)
