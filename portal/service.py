"""Addresses for whoever runs it: is it alive, is it ready."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from archive import reports
from portal.house import house

service = Blueprint("service", __name__)


@service.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return _now(Response("ok\n", content_type="text/plain; charset=utf-8"))


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
    return _now(response)


def _now(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
