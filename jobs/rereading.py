"""What a better reader made of documents that were read before: told report by report, and summed
up."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from archive.previews import Kept
from archive.records import Snapshot
from reports.diff import CellChange, Difference, ReadingChange, SectionChange
from reports.forms import FORMS
from reports.model import AnnualReport, to_json

_FIELDS = {
    "is_report": "是否年报", "title": "标题", "agency": "机关", "year": "年度", "agency_type": "机关类型",
    "agency_level": "层级", "region": "区划代码", "published_on": "发布日期", "drafted_on": "成文日期",
    "index_number": "索引号", "form": "表式",
}  # fmt: skip
_TABLES: dict[str, str] = {"proactive": "表二", "requests": "表三", "remedies": "表四"}
_STATES: dict[str | None, str] = {"blank": "空白", "missing": "没有这一格", None: "没有这一格"}
_YES = {"true": "是", "false": "否"}


@dataclass(frozen=True, slots=True)
class Reread:
    """A snapshot read by the reader of today, and what an older one had read from it.
    ``moved_to`` is the id of the report it is filed under now, when that is another; ``kept`` are
    the corrections that hold over what was read."""

    snapshot: Snapshot
    old: AnnualReport
    new: AnnualReport
    change: ReadingChange
    report_id: str | None
    moved_to: str | None = None
    kept: tuple[Kept, ...] = ()

    @property
    def named(self) -> AnnualReport:
        """The reading to call the document by: the new one unless it found no report."""
        return self.new if self.new.is_report else self.old

    @property
    def flipped(self) -> bool:
        """Whether only one of the two readers took the document for a report."""
        return self.old.is_report != self.new.is_report


def labels(reread: Reread, change: CellChange) -> tuple[str, str, str]:
    """The table, the row and the column of a cell as the form prints them."""
    table, row, column = change.table, change.row, change.column
    for report in (reread.new, reread.old):
        form = FORMS.get(report.form or "")
        for kind, known, heading in form.every_cell() if form else ():
            if (kind, known.id, heading.id) == (table, row, column):
                return _TABLES[table], known.label, heading.label
    return _TABLES.get(table, table), row, column


def as_json(reread: Reread) -> dict[str, Any]:
    """A change as plain JSON values."""
    change, named = reread.change, reread.named
    return {
        "snapshot": reread.snapshot.id,
        "url": reread.snapshot.url,
        "file": reread.snapshot.file_name,
        "report_id": reread.report_id,
        "moved_to": reread.moved_to,
        "agency": named.agency,
        "year": named.year,
        "reader_version": {"old": reread.old.reader_version, "new": reread.new.reader_version},
        "is_report": {"old": reread.old.is_report, "new": reread.new.is_report},
        "fields": to_json(change.difference.fields),
        "cells": [_cell_json(reread, cell) for cell in change.difference.cells],
        "kept": [asdict(one) for one in reread.kept],
        "sections": to_json(change.difference.sections),
        "findings": {
            "appeared": to_json(change.appeared),
            "disappeared": to_json(change.disappeared),
        },
        "issues": {
            "old": len(reread.old.issues),
            "new": len(reread.new.issues),
            "codes": to_json(change.issues),
        },
    }


def _cell_json(reread: Reread, cell: CellChange) -> dict[str, Any]:
    names = dict(zip(("table", "row", "column"), labels(reread, cell), strict=True))
    old = {"raw": cell.old_raw, "value": cell.old_value, "state": cell.old_state}
    new = {"raw": cell.new_raw, "value": cell.new_value, "state": cell.new_state}
    place = {"table": cell.table, "row": cell.row, "column": cell.column}
    return {**place, "labels": names, "old": to_json(old), "new": to_json(new)}


def headline(reread: Reread) -> str:
    """A change in one line: whose report, and how much of it reads otherwise."""
    named, change = reread.named, reread.change
    difference = change.difference
    flips = {True: "原不作年报，今作年报", False: "原作年报，今不作年报"}
    counted = (
        (len(difference.fields), "项信息"), (len(difference.cells), "格"),
        (len(difference.sections), "段正文"), (len(change.appeared), "处新增不符"),
        (len(change.disappeared), "处不再不符"), (len(change.issues), "类问题"),
    )  # fmt: skip
    parts = [f"{number} {what}" for number, what in counted if number]
    if reread.flipped:
        parts.insert(0, flips[reread.new.is_report])
    whose = f"{named.agency or '未识别机关'} {named.year or '年度不明'} 年"
    file = reread.snapshot.file_name or reread.snapshot.url
    return f"{whose}（{file}）：{'，'.join(parts) or '相同'}"


def lines(reread: Reread) -> list[str]:
    """A change in full: the headline, then a line for each thing that reads otherwise."""
    change = reread.change
    told = [headline(reread)]
    if reread.moved_to:
        told.append(f"地址：{reread.report_id or '无'} → {reread.moved_to}")
    told += _difference(reread, change.difference)
    told += [
        f"更正保留 {one.name}：{_said(one.value)}（读作 {_said(one.read)}）" for one in reread.kept
    ]
    told += [f"新增不符 {item.rule}：{item.message}" for item in change.appeared]
    told += [f"不再不符 {item.rule}：{item.message}" for item in change.disappeared]
    told += [f"问题 {item.code}：{item.old} → {item.new}" for item in change.issues]
    return told


def _said(value: Any) -> str:
    """A field or cell as `archive.corrections.Correction` puts it."""
    if isinstance(value, dict):
        return value["raw"] or "空白" if value["raw"] is not None else "没有这一格"
    return str(value) if value is not None else "无"


def _difference(reread: Reread, difference: Difference) -> list[str]:
    told = []
    for item in difference.fields:
        old, new = (_YES.get(value or "", value) or "无" for value in (item.old, item.new))
        told.append(f"{_FIELDS.get(item.field, item.field)}：{old} → {new}")
    for cell in difference.cells:
        old, new = _shown(cell)
        told.append(f"{'，'.join(labels(reread, cell))}：{old} → {new}")
    return told + [_section(item) for item in difference.sections]


def _shown(cell: CellChange) -> tuple[str, str]:
    """Both prints of a cell; where they are the same, what each reader took it for."""
    old = cell.old_raw or _STATES.get(cell.old_state, "空白")
    new = cell.new_raw or _STATES.get(cell.new_state, "空白")
    if old != new:
        return old, new
    return (
        f"{old}（{_value(cell.old_value, cell.old_state)}）",
        f"{new}（{_value(cell.new_value, cell.new_state)}）",
    )


def _value(value: object, state: str | None) -> str:
    return str(value) if value is not None else str(state)


def _section(item: SectionChange) -> str:
    heading = item.new_heading or item.old_heading or "开头"
    if item.old_heading != item.new_heading:
        heading = f"{item.old_heading or '无'} → {item.new_heading or '无'}"
    return f"正文 {heading}：少 {len(item.removed)} 行，多 {len(item.added)} 行"


@dataclass(slots=True)
class Tally:
    """How much reads otherwise over all. Counts: reread, changed (documents), became_report,
    no_longer_report, moved, fields, cells, sections, appeared, disappeared, issues_old,
    issues_new."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, reread: Reread) -> None:
        """Takes one document in."""
        change = reread.change
        parts = change.difference
        self.fields.update(item.field for item in parts.fields)
        self.rules.update(f"+{item.rule}" for item in change.appeared)
        self.rules.update(f"-{item.rule}" for item in change.disappeared)
        self.counts.update(
            reread=1,
            changed=int(not change.empty),
            became_report=int(reread.flipped and reread.new.is_report),
            no_longer_report=int(reread.flipped and reread.old.is_report),
            moved=int(reread.moved_to is not None),
            fields=len(parts.fields),
            cells=len(parts.cells),
            sections=len(parts.sections),
            appeared=len(change.appeared),
            disappeared=len(change.disappeared),
            issues_old=len(reread.old.issues),
            issues_new=len(reread.new.issues),
        )

    def as_json(self) -> dict[str, Any]:
        """The sums as plain JSON values; ``by_rule`` marks rules + and -."""
        return {
            **self.counts,
            "by_field": dict(self.fields.most_common()),
            "by_rule": dict(self.rules.most_common()),
        }

    def lines(self) -> list[str]:
        """The sums in words, a few lines."""
        n = self.counts
        parts = (
            f"{n['fields']} 项信息", f"{n['cells']} 格", f"{n['sections']} 段正文",
            f"新增不符 {n['appeared']}", f"不再不符 {n['disappeared']}",
            f"问题 {n['issues_old']} → {n['issues_new']}",
        )  # fmt: skip
        told = [f"重读 {n['reread']} 份，{n['changed']} 份读法不同：{'，'.join(parts)}"]
        if n["became_report"] or n["no_longer_report"] or n["moved"]:
            told.append(
                f"今作年报 {n['became_report']}，今不作年报 {n['no_longer_report']}，"
                f"换了地址 {n['moved']}"
            )
        if self.fields:
            named = (f"{_FIELDS.get(name, name)} {k}" for name, k in self.fields.most_common())
            told.append(f"按信息：{'，'.join(named)}")
        if self.rules:
            told.append(
                "按规则：" + "，".join(f"{rule} {k}" for rule, k in self.rules.most_common())
            )
        return told
