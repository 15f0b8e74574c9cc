"""A report for machines that read pages: schema.org's Report, and its cells as a Dataset."""

from __future__ import annotations

from typing import Any

from archive.records import ReportRecord
from portal.security import web_address
from reports.forms import FORMS

_LICENCE = (
    "The text and figures are those of the public body that issued the report (an official "
    "document, Copyright Law of the PRC, art. 5); what was read and checked is this portal's."
)


def structured(record: ReportRecord, name: str, page: str, json: str, csv: str) -> dict[str, Any]:
    """JSON-LD of the report at the whole address ``page``, with those of its data; fields that
    the document does not support are left out."""
    report = record.report
    shared = _known(
        {
            "inLanguage": "zh-CN",
            "creator": {"@type": "GovernmentOrganization", "name": report.agency}
            if report.agency
            else None,
            "datePublished": report.published_on.isoformat() if report.published_on else None,
            "temporalCoverage": f"{report.year}-01-01/{report.year}-12-31" if report.year else None,
            "spatialCoverage": _place(record),
            "isBasedOn": web_address(record.snapshot.url),
            "usageInfo": _LICENCE,
        }
    )
    written = {"@type": "Report", "@id": page, "url": page, "name": report.title or name, **shared}
    graph: list[dict[str, Any]] = [written]
    if report.form in FORMS:
        graph.append(
            {
                "@type": "Dataset",
                "@id": f"{page}#data",
                "name": name,
                "description": f"{name}: every cell of its tables, with the printed text.",
                "isPartOf": {"@id": page},
                "distribution": [
                    _download(json, "application/json"),
                    _download(csv, "text/csv"),
                ],
                **shared,
            }
        )
    return {"@context": "https://schema.org", "@graph": graph}


def _place(record: ReportRecord) -> dict[str, Any] | None:
    region = record.report.region
    if region is None:
        return None
    names = dict.fromkeys(n for n in (region.province, region.city, region.county) if n)
    return {"@type": "Place", "name": "".join(names), "identifier": f"GB/T 2260 {region.code}"}


def _download(address: str, kind: str) -> dict[str, Any]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
