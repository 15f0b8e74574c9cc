"""Addresses for machines: is it alive, is it ready, what may a robot read."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from archive import reports
from portal.house import house

service = Blueprint("service", __name__)

_ROBOTS = """User-agent: *
Disallow: /search
Disallow: /search.json
Disallow: /reports/*/original
Disallow: /admin/
"""


@service.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@service.get("/readyz")
def readyz() -> Response:
    """200 when the index and the catalog both answer, else 503 with what the index says."""
    health = house().engine.health()
    with house().catalog.read() as conn:
        held = reports.totals(conn).reports
    response = jsonify(
        {
            "ready": health.ok,
            "index": {"generation": health.generation, "reports": health.reports,
                      "message": health.message},
            "catalog": {"reports": held},
        }
    )  # fmt: skip
    response.status_code = 200 if health.ok else 503
    return response


@service.get("/robots.txt")
def robots() -> Response:
    """Pages may be indexed; searches, archived originals and the desk may not."""
    return Response(_ROBOTS, content_type="text/plain; charset=utf-8")
