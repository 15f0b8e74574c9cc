"""A body's report held against those of the bodies below it, of the same year (G)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.checks.tie_out import make
from reports.forms import FORMS
from reports.model import TABLES, AnnualReport, Cell, CellRef, Finding
from reports.outline import prose
from reports.text import squeeze

_UNITS = "(?:部门|单位|级|乡镇|镇|街道|县|区|行政机关)"
_SCOPE = re.compile(
    rf"(?:汇总|综合)[^。;]{{0,30}}?(?:各{_UNITS}|所属|下属|下级)"
    r"|(?:各级|各县|各区|各部门|各单位|各乡镇|所属|下属)[^。;]{0,30}?汇总"
    r"|全[省市县区州盟旗](?:各级|各部门|行政机关|政府系统|各级行政机关)"
)
_ROWS = (("received", "本年新收总计"), ("total", "办理结果总计"))
_TELLING = 5  # non-zero numbers that two bodies do not share by chance


def check_bodies(
    report: AnnualReport, children: Sequence[AnnualReport], expected: int | None = None
) -> tuple[Finding, ...]:
    """G.1 and G.2 for a report and the known reports below it, G.3 for each of these against it.
    ``expected`` is how many bodies below it there are (None: not known)."""
    scope = aggregates(report)
    return (
        *(finding for row, label in _ROWS for finding in _totals(report, children, row, label, scope, expected)),
        *(finding for child in children for finding in same_tables(report, child)),
    )  # fmt: skip


def aggregates(report: AnnualReport) -> str | None:
    """The sentence in which the report says that its numbers are those of all bodies below it,
    None when it does not."""
    for section in report.sections:
        if section.number not in {None, 1}:
            continue
        for line in prose(section.text):
            for sentence in re.split("[。;]", squeeze(line)):
                if _SCOPE.search(sentence):
                    return sentence
    return None


def _totals(
    report: AnnualReport, children: Sequence[AnnualReport], row: str, label: str,
    scope: str | None, expected: int | None,
) -> Iterator[Finding]:  # fmt: skip
    """G.1 once for each child and once for their sum, and G.2, over one row's total."""
    cells = (CellRef("requests", row, "total", report.year),)
    own = _total(report, row)
    known = [(child, value) for child in children if (value := _total(child, row)) is not None]
    total = sum((value for _, value in known), Decimal(0))
    cover = f"已知下级 {len(known)} 个" + (f"，共 {expected} 个" if expected is not None else "")
    if scope is None or own is None or not known:
        why = "没有写明是汇总报告" if scope is None else "总计没有写明"
        message = f"{label}：{why}，不与下级核对（{cover}）。"
        yield make("G.1", "not_assessable", message, cells, None, own)
        return
    for child, value in known:
        name = child.agency or "一个下级"
        short = value > own
        message = (
            f"{label}：汇总报告 {own:f}，{'小于' if short else '不小于'}{name}一家的 {value:f}。"
        )
        yield make("G.1", "fail" if short else "pass", message, cells, value, own)
    short = total > own
    message = (
        f"{label}：汇总报告 {own:f}，{'小于' if short else '不小于'}下级之和 {total:f}（{cover}）。"
    )
    yield make("G.1", "fail" if short else "pass", message, cells, total, own)
    whole = expected is not None and len(known) == expected
    gap = f"，相差 {abs(own - total):f}" if own != total else ""
    message = f"{label}：汇总报告 {own:f}，下级之和 {total:f}（{cover}）{gap}。"
    if not whole:
        yield make("G.2", "not_assessable", f"{message}下级不齐，不要求相等。", cells, total, own)
    else:
        yield make("G.2", "pass" if own == total else "fail", message, cells, total, own)


def _total(report: AnnualReport, row: str) -> Decimal | None:
    cell = report.cell("requests", row, "total")
    return cell.value if cell else None


def same_tables(
    report: AnnualReport, other: AnnualReport, *, same_bytes: bool = False
) -> Iterator[Finding]:
    """G.3: reports of two bodies for one year that print the same tables, or are the same bytes.
    Nothing for the same body, another year or another form."""
    if report.form not in FORMS or (report.form, report.year) != (other.form, other.year):
        return
    if not report.agency or not other.agency or squeeze(report.agency) == squeeze(other.agency):
        return
    cells = tuple(CellRef("requests", row, "total", report.year) for row, _ in _ROWS)
    telling = sum(bool(cell.value) for cell in report.cells)
    what = "文件逐字节相同" if same_bytes else "三张表完全相同"
    copied = same_bytes or (telling >= _TELLING and _printed(report) == _printed(other))
    if copied:
        message = f"{report.agency}与{other.agency}的{what}（{telling} 个不为 0 的数）。"
        yield make("G.3", "fail", message, cells)
    else:
        yield make("G.3", "pass", f"{report.agency}与{other.agency}的表不同。", cells)


def _printed(report: AnnualReport) -> dict[str, tuple[str, Decimal | None]]:
    def shown(cell: Cell) -> tuple[str, Decimal | None]:
        return cell.state, cell.value

    return {cell.key: shown(cell) for cell in report.cells if cell.table in TABLES}
