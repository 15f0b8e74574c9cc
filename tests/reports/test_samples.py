"""The reader on every page of the sample site, against the generator's own answers."""

from __future__ import annotations

from functools import cache

import pytest

from reports.model import AnnualReport, Hints
from reports.reader import read
from samples.pages import build

SITE = build()
PATHS = sorted(SITE.reports)


@cache
def _report(path: str) -> AnnualReport:
    page = SITE.pages[path]
    return read(page.body, Hints(content_type=page.content_type))


@pytest.mark.parametrize("path", PATHS)
def test_metadata_is_read(path: str) -> None:
    """Title, agency, year, type, level, form, division, index number and dates are those the page was made from."""
    sample, report = SITE.reports[path], _report(path)
    code = report.region.code if report.region else None
    expected = (
        sample.title, sample.agency, sample.year, sample.agency_type, sample.agency_level, sample.form,
        sample.region_code, sample.index_number, sample.published_on, sample.drafted_on,
    )  # fmt: skip
    actual = (
        report.title, report.agency, report.year, report.agency_type, report.agency_level, report.form, code,
        report.index_number, report.published_on, report.drafted_on,
    )  # fmt: skip
    assert expected == actual


@pytest.mark.parametrize("path", PATHS)
def test_every_printed_cell_is_read(path: str) -> None:
    """The printed text of every cell is the one the page was made from."""
    printed = {cell.key: cell.raw for cell in _report(path).cells if cell.state != "missing"}
    assert dict(SITE.reports[path].cells) == printed


@pytest.mark.parametrize("path", PATHS)
def test_exactly_the_planted_faults_fail(path: str) -> None:
    """The rules that fail are those whose breach was planted."""
    failing = {finding.rule for finding in _report(path).findings if finding.status == "fail"}
    assert SITE.reports[path].failing == failing


@pytest.mark.parametrize("path", sorted(SITE.lookalikes))
def test_a_look_alike_is_no_report(path: str) -> None:
    """A guide or notice among the reports is told apart, with the reason."""
    report = _report(path)
    assert (report.is_report, bool(report.reason)) == (False, True)
