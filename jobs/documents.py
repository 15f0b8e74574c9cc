"""From the catalog's report to the document that the index takes."""

from __future__ import annotations

from collections.abc import Sequence

from archive.records import ReportRecord
from indexer.port import ReportDocument
from reports.divisions import region_codes
from reports.forms import metrics
from reports.outline import body_text
from reports.tables.free import figure_values


def index_document(record: ReportRecord, called: Sequence[str] = ()) -> ReportDocument:
    """The report as the index takes it; everything comes from the catalog's rows. ``called`` are
    the names by which its body is found (`archive.bodies.called`)."""
    report = record.report
    region = report.region
    url = record.snapshot.url
    figures = metrics(report.cells) or figure_values(report)
    return ReportDocument(
        id=record.id,
        title=report.title or "政府信息公开工作年度报告",
        agency=report.agency,
        year=report.year,
        province=region.province if region else None,
        city=region.city if region else None,
        county=region.county if region else None,
        region_codes=region_codes(region.code) if region else (),
        agency_type=report.agency_type,
        agency_level=report.agency_level,
        form=report.form,
        source_url=url if url.startswith(("http://", "https://")) else None,
        published_on=report.published_on,
        has_findings=record.faulty,
        body=body_text(report),
        metrics={name: float(value) for name, value in figures.items()},
        called=tuple(name for name in called if name != report.agency),
    )
