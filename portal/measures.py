"""What the portal tells of itself at ``/metrics``, in Prometheus's text: how many requests were answered
how and how quickly, what the index and the catalog hold, and what waits.

Each gunicorn worker counts for itself in files of the folder that ``PROMETHEUS_MULTIPROC_DIR`` names (`nianbao serve`
sets it), and whichever is asked adds them up. Without the folder a process counts for itself alone.
No address, word of a query or name is among it: endpoints and numbers only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as text_of
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from archive import reports, runs
from portal.house import House, house

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_COUNTS = "nianbao_counts"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

metrics = Blueprint("metrics", __name__)


class Counts:
    """The counters of this process."""

    def __init__(self) -> None:
        shared = bool(os.environ.get(FOLDER))
        self.registry = CollectorRegistry()
        if shared:
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
        own = None if shared else self.registry
        self.requests = Counter(
            "nianbao_requests", "Requests answered.", ("endpoint", "status"), registry=own
        )
        self.seconds = Histogram(
            "nianbao_request_seconds", "Time until the answer is made, streams until they begin.",
            ("endpoint",), registry=own, buckets=_SECONDS,
        )  # fmt: skip


class _Held:
    """Gauges, worked out when they are asked for."""

    def __init__(self, asked: House) -> None:
        self._house = asked

    def collect(self) -> Iterator[GaugeMetricFamily]:
        health = self._house.engine.health()
        with self._house.catalog.read() as conn:
            held, waiting = reports.count(conn), reports.waiting(conn)
            queue = runs.counted(conn)
        yield GaugeMetricFamily(
            "nianbao_index_up", "Whether searches are answered.", int(health.ok)
        )
        yield GaugeMetricFamily(
            "nianbao_index_damaged", "Whether a rebuild is due.", int(health.damaged)
        )
        yield GaugeMetricFamily("nianbao_index_reports", "Reports in the index.", health.reports)
        yield GaugeMetricFamily("nianbao_catalog_reports", "Reports in the catalog.", held)
        yield GaugeMetricFamily(
            "nianbao_index_waiting", "Reports that the index has yet to look at.", waiting
        )
        states = GaugeMetricFamily("nianbao_runs", "Runs by state.", labels=("state",))
        for state, number in queue.items():
            states.add_metric((state,), number)
        yield states


def measure(app: Flask) -> None:
    """Counts every request of the app. To be called first: what is registered first looks at a
    request first and at its answer last."""
    app.extensions[_COUNTS] = Counts()
    app.register_blueprint(metrics)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    _counts().requests.labels(endpoint, response.status_code).inc()
    if "begun" in g:
        _counts().seconds.labels(endpoint).observe(time.perf_counter() - g.begun)
    return response


def _counts() -> Counts:
    found = current_app.extensions[_COUNTS]
    assert isinstance(found, Counts)
    return found


@metrics.get("/metrics")
def scraped() -> Response:
    """Prometheus's text. For the inside: a proxy should not let it out."""
    held = CollectorRegistry()
    held.register(_Held(house()))
    body = text_of(_counts().registry) + text_of(held)
    response = Response(body, content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response
