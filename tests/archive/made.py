"""Made-up snapshots and readings for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from archive.catalog import Catalog
from archive.records import Saved, Snapshot
from archive.reports import save_reading
from archive.snapshots import keep
from archive.warc import WarcStore
from reports.model import AnnualReport, Cell, Finding, Region, Section

DAY = timedelta(days=1)
START = datetime(2024, 1, 31, 8, 30, 0, 123456, tzinfo=UTC)
REGION = Region("420281", "湖北省", "黄石市", "大冶市")
PAGE = "http://www.example.gov.cn/nb/2023.html"


def cell(raw: str, value: str, row: str = "penalties") -> Cell:
    """A cell of the first table that states a number."""
    return Cell("proactive", row, "decisions", raw, Decimal(value), "number", "count")


def finding(message: str, status: str = "fail") -> Finding:
    """A finding without numbers."""
    return Finding("T3.1", "E", status, False, message, None, None, ())  # type: ignore[arg-type]


def report(**changes: Any) -> AnnualReport:
    """A small report, with these fields otherwise."""
    values: dict[str, Any] = {
        "is_report": True,
        "reason": None,
        "title": "大冶市水利局2023年政府信息公开工作年度报告",
        "agency": "大冶市水利局",
        "year": 2023,
        "agency_type": "水利",
        "agency_level": "county",
        "region": REGION,
        "form": "2021",
        "sections": (Section(1, "一、总体情况", "公开信息20条。\n收到申请3件。"),),
        "cells": (cell("60", "60"),),
        "reader_version": "7",
    }
    return AnnualReport(**(values | changes))


def web(
    store: WarcStore, catalog: Catalog, body: bytes, *, url: str = PAGE, days: int = 0
) -> Snapshot:
    """Keeps a page as fetched that many days after the start."""
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return keep(
        store,
        catalog,
        url=url,
        body=body,
        content_type="text/html; charset=utf-8",
        fetched_at=START + days * DAY,
        http_status=200,
        reason="OK",
        headers=headers,
    ).snapshot


def local(
    store: WarcStore, catalog: Catalog, body: bytes, name: str = "a.txt", **more: Any
) -> Snapshot:
    """Keeps a local file."""
    values: Mapping[str, Any] = {"url": f"urn:file:{name}", "fetched_at": START} | more
    return keep(
        store, catalog, body=body, content_type="text/plain", file_name=name, **values
    ).snapshot


def save(catalog: Catalog, snapshot: Snapshot, read: AnnualReport) -> Saved:
    """Saves a reading in a transaction of its own."""
    with catalog.begin() as conn:
        return save_reading(conn, snapshot, read)
