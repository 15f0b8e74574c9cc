"""What stands below a report: its cells one by one, its data, its citation; and the page that
explains the rows of the forms."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from archive import beside, corrections
from portal import words
from portal.addresses import absolute
from portal.cells import cell_page, find
from portal.citing import citation
from portal.copied import copied_view
from portal.explanations import explained
from portal.held import held_report
from portal.house import house
from portal.report_data import cells_csv, report_json
from portal.tables import CAPTIONS

reading = Blueprint("reading", __name__)


@reading.get("/reports/<report_id>/cells/<key>")
def cell(report_id: str, key: str) -> str:
    """One number: its print, its place, its row, its checks, its years, its citation."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        found, _row, _column = find(record, key)
        place = (found.table, found.row, found.column)
        years = beside.cell_over_years(conn, record.agency_id, *place) if record.agency_id else []
        said = corrections.holding(conn, record.snapshot.url)
    return render_template("cell.html", view=cell_page(record, key, years, said))


@reading.get("/reports/<report_id>/copied")
def copied(report_id: str) -> str:
    """The passages of a report that stand in others, with what differs."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        found = copied_view(conn, record)
    heading = words.report_name(record.report.agency, record.report.year)
    return render_template("copied.html", id=record.id, heading=heading, copied=found)


@reading.get("/reports/<report_id>.json")
def report_as_json(report_id: str) -> Response:
    """All that was read of a report."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    return jsonify(report_json(record, absolute(f"/reports/{record.id}")))


@reading.get("/reports/<report_id>.csv")
def report_as_csv(report_id: str) -> Response:
    """The cells of a report, a row each."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    response = Response(cells_csv(record), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="nianbao-{record.id}.csv"'
    return response


@reading.get("/reports/<report_id>/cite.bib")
def cite(report_id: str) -> Response:
    """The report's BibTeX entry as a file."""
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
    entry = citation(record).bibtex
    response = Response(entry, content_type="application/x-bibtex; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="nianbao-{record.id}.bib"'
    return response


@reading.get("/help/rows")
def rows() -> str:
    """What each row and column of the forms means, with its article and an example."""
    return render_template("help_rows.html", tables=explained(), captions=CAPTIONS)
