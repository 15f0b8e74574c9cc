"""Made-up reports on a real shelf: archived, catalogued and indexed, with the app over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from archive import bodies, reports, snapshots
from archive.catalog import Catalog
from archive.records import Snapshot
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine, open_writer
from indexer.port import SearchEngine
from jobs.documents import index_document
from portal.app import create_app
from reports.forms import FORMS
from reports.model import AnnualReport, Cell, CellRef, Finding, Region, Section, TableKind

FETCHED = datetime(2024, 1, 31, 17, 30, tzinfo=UTC)
"""Half past one in the morning of 1 February in China."""
DAYE = Region("420281", "湖北省", "黄石市", "大冶市")
HONGZE = Region("320813", "江苏省", "淮安市", "洪泽区")
YUBEI = Region("500112", "重庆市", "重庆市", "渝北区")
HOSTILE = "<script>alert(1)</script>"

Key = tuple[TableKind, str, str]
Printed = Mapping[Key, str | None]


def cells(form: str, printed: Printed) -> tuple[Cell, ...]:
    """Every cell of the form as 0, but those of ``printed``: None is missing, "" blank, a text
    that is no number a mark."""
    made = []
    for table, row, column in FORMS[form].every_cell():
        key = (table, row.id, column.id)
        if row.variant and key not in printed:
            continue
        made.append(_cell(*key, printed.get(key, "0")))
    return tuple(made)


def _cell(table: TableKind, row: str, column: str, raw: str | None) -> Cell:
    if raw is None:
        return Cell(table, row, column, None, None, "missing", None)
    if raw == "":
        return Cell(table, row, column, "", None, "blank", None)
    money = column == "amount"
    digits = raw.removesuffix("元").removesuffix("件")
    if not digits.lstrip("+-").replace(".", "").isdigit():
        return Cell(table, row, column, raw, None, "mark", None)
    value = Decimal(digits) * (10_000 if money and not raw.endswith("元") else 1)
    return Cell(table, row, column, raw, value, "number", "yuan" if money else "count")


def report(**changes: Any) -> AnnualReport:
    """A report of 大冶市水利局 for 2023 in the form of 2021, with these fields otherwise."""
    values: dict[str, Any] = {
        "is_report": True,
        "reason": None,
        "title": "大冶市水利局2023年政府信息公开工作年度报告",
        "agency": "大冶市水利局",
        "year": 2023,
        "agency_type": "水利",
        "agency_level": "county",
        "region": DAYE,
        "form": "2021",
        "sections": (
            Section(1, "一、总体情况", "全年作出行政处罚60件。\n河道巡查照常进行。"),
            Section(2, "二、主动公开政府信息情况", "见下表。\n规章\t0\t0\t0\n行政处罚\t60"),
            Section(3, "三、收到和处理政府信息公开申请情况", "一、本年新收\t3\t0"),
            Section(4, "四、行政复议、行政诉讼情况", "总计\t0"),
            Section(5, "五、存在的主要问题及改进情况", "一是更新不及时。"),
        ),
        "cells": cells("2021", {("proactive", "penalties", "decisions"): "60"}),
    }
    return AnnualReport(**(values | changes))


def broken_sum() -> Finding:
    """行政复议: 10 + 1 printed over a total of 0."""
    row = ("upheld", "corrected", "other_result", "pending", "total")
    refs = tuple(CellRef("remedies", "reconsideration", column, 2023) for column in row)
    message = "行政复议：结果维持 10 + 结果纠正 1 = 11，而总计 0，相差 11。"
    return Finding("T4.1", "E", "fail", False, message, Decimal(11), Decimal(0), refs)


@dataclass(slots=True)
class Shelf:
    """An archive, its index and the app over both."""

    settings: Settings
    catalog: Catalog
    store: WarcStore
    engine: SearchEngine
    app: Flask

    @property
    def client(self) -> FlaskClient:
        """A browser without cookies of its own making."""
        return self.app.test_client(use_cookies=False)

    def put(self, read: AnnualReport, **kept: Any) -> str:
        """Archives a page and files what was read of it; the report's id."""
        return self.file(self.keep(read, **kept), read)

    def keep(self, read: AnnualReport, **kept: Any) -> Snapshot:
        """Archives a page; ``kept`` overrides what `archive.snapshots.keep` is told."""
        body = f"<h1>{read.title}</h1>".encode()
        address = f"http://www.example.gov.cn/nb/{len(self._ids())}.html"
        arrival: dict[str, Any] = {
            "url": address,
            "body": body,
            "content_type": "text/html; charset=utf-8",
            "fetched_at": FETCHED + timedelta(minutes=len(self._ids())),
            "http_status": 200,
            "reason": "OK",
            "headers": [("Content-Type", "text/html; charset=utf-8")],
        }
        return snapshots.keep(self.store, self.catalog, **(arrival | kept)).snapshot

    def file(self, snapshot: Snapshot, read: AnnualReport) -> str:
        """Files a reading of that snapshot; the report's id, "" when it is none."""
        with self.catalog.begin() as conn:
            saved = reports.save_reading(conn, snapshot, read)
        return saved.report_id or ""

    def index(self, ids: Iterable[str] | None = None) -> None:
        """Indexes these reports, or all."""
        with self.catalog.read() as conn:
            wanted = self._ids() if ids is None else list(ids)
            called = bodies.called(conn, wanted)
            documents = [
                index_document(record, called.get(record.id, ()))
                for record in reports.many(conn, wanted)
            ]
        open_writer(self.settings).replace(documents)

    def _ids(self) -> list[str]:
        with self.catalog.read() as conn:
            return reports.ids(conn)

    def close(self) -> None:
        """Closes the archive."""
        self.store.close()
        self.catalog.close()


def open_shelf(home: Path) -> Shelf:
    """An empty shelf, without an index yet."""
    settings = Settings(home=home)
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    engine = open_engine(settings)
    return Shelf(settings, catalog, store, engine, create_app(settings, engine, catalog, store))
