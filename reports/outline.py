"""A report as running text: what is searched, cut into passages and read on the page."""

from __future__ import annotations

from collections.abc import Iterable

from reports.model import AnnualReport


def body_text(report: AnnualReport) -> str:
    """Title, agency, headings and section texts as lines, tables included as printed."""
    sections = ((section.heading, section.text) for section in report.sections)
    return printed_text(report.title, report.agency, sections)


def printed_text(
    title: str | None, agency: str | None, sections: Iterable[tuple[str | None, str | None]]
) -> str:
    """The same of a report's parts: sections are heading and text."""
    lines = [title, agency]
    for section in sections:
        lines += section
    return "\n".join([line for line in lines if line])


def prose(section_text: str) -> list[str]:
    """The paragraphs of a section's text, without its table rows."""
    return [line for line in section_text.split("\n") if line.strip() and "\t" not in line]


def printed_rows(section_text: str) -> list[list[str]]:
    """The table rows of a section's text, each as its printed cells."""
    return [line.split("\t") for line in section_text.split("\n") if "\t" in line]
