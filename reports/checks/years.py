"""A report held against the same body's report of the year before (X3, and of T2, T3 and T4
what compares two years).

Every finding from here names at least one cell of last year's report. The forms of 2019 and 2021
do not measure the same: only the numbers of decisions and tables three and four carry over.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reports.checks.growth import check_growth
from reports.checks.proactive import (
    DECISIONS,
    DOCUMENTS_2019,
    DOCUMENTS_2021,
    ITEMS,
    TABLE,
    items_left,
    single,
)
from reports.checks.tie_out import (
    Cells,
    Sum,
    Term,
    at_most,
    cells_of,
    equal,
    make,
    one,
    short,
    sum_of,
)
from reports.forms import FORM_2021, FORMS
from reports.model import AnnualReport, Cell, CellRef, Finding, Severity, TableKind
from reports.names import plain_name

_SUDDEN_BASE = 50  # decisions a year from which a fall to nothing or a rise is worth a look
_SUDDEN_RISE = 10
_UNIT_SLIP = (
    Decimal(5_000),
    Decimal(50_000),
)  # 元 taken for 万元 makes a sum 10,000 times as large


def check_years(report: AnnualReport, previous: AnnualReport | None) -> tuple[Finding, ...]:
    """What two years of a body say of the later one; None: last year's report is not known,
    which is said in one finding that cannot be assessed. Nothing for a report on neither form or
    of no known year."""
    if report.form not in FORMS or report.year is None:
        return ()
    now = cells_of(report)
    if previous is None or previous.form not in FORMS:
        return (_not_comparable(report, previous),)
    before = cells_of(previous)
    return (
        *_carried_over(report, previous, now, before),
        *_documents(report, now, before),
        *_decisions(report.year, now, before),
        *_same_table(report.year, now, before),
        *_remedies(report.year, now, before),
        *check_growth(report, now, before),
    )


def _not_comparable(report: AnnualReport, previous: AnnualReport | None) -> Finding:
    """X3.1 without a table to compare with."""
    year = _year(report)
    why = "没有收录" if previous is None else "没有同样的表格"
    message = f"上一年（{year - 1} 年）的年报{why}，上年结转无法与它核对。"
    cells = (
        CellRef("requests", "carried_out", "total", year - 1),
        CellRef("requests", "carried_in", "total", year),
    )
    return make("X3.1", "not_assessable", message, cells)


def _year(report: AnnualReport) -> int:
    assert report.year is not None
    return report.year


def _carried_over(
    report: AnnualReport, previous: AnnualReport, now: Cells, before: Cells
) -> Iterator[Finding]:
    """X3.1. A body that was renamed, merged or split may rightly begin anew (X3.2)."""
    year = _year(report)
    old, new = previous.agency, report.agency
    names = (plain_name(old or "", previous.region), plain_name(new or "", report.region))
    renamed = bool(old and new) and names[0] != names[1]
    note = f"（机构名称由{old}变为{new}）" if renamed else ""
    for column in FORM_2021.row("requests", "carried_in").columns:
        severity: Severity = "E" if column.id == "total" else "W"
        out = one(
            f"上年（{year - 1} 年）报告的结转下年度继续办理",
            before.get(("requests", "carried_out", column.id)), year - 1,
        )  # fmt: skip
        carried = one("本年报告的上年结转", now.get(("requests", "carried_in", column.id)), year)
        where = f"{short(column.label)}一列"
        graded: Severity = "I" if renamed else severity
        yield equal("X3.1", where, out, carried, severity=graded, note=note)


def _documents(report: AnnualReport, now: Cells, before: Cells) -> Iterator[Finding]:
    """T2.1, T2.2 between two reports on the form of 2021; T2.12, T2.15 on that of 2019."""
    year = _year(report)
    if ("proactive", "rules", "in_force") in now and ("proactive", "rules", "in_force") in before:
        for row, name in DOCUMENTS_2021:
            yield from _in_force(row, name, year, now, before)
        yield from _charges(year, now, before)
    elif ("proactive", "procurement", "amount") in now and (
        "proactive", "procurement", "amount"
    ) in before:  # fmt: skip
        for row, name in DOCUMENTS_2019:
            yield _disclosed(row, name, year, now, before)
        for row, name in ITEMS:
            left = items_left(before, row, year - 1, named="上年报告的")
            prior = single(now, row, "prior_items", "本年报告的上一年项目数量", year)
            yield equal("T2.15", name, left, prior)


def _in_force(row: str, name: str, year: int, now: Cells, before: Cells) -> Iterator[Finding]:
    stock = Term(
        f"上年（{year - 1} 年）现行有效件数",
        before.get((TABLE, row, "in_force")),
        year - 1,
        whole=True,
    )
    issued = Term("本年制发件数", now.get((TABLE, row, "issued")), year)
    repealed = now.get((TABLE, row, "repealed"))
    left = sum_of([stock, issued, Term("本年废止件数", repealed, year, sign=-1)])
    in_force = single(now, row, "in_force", "本年现行有效件数", year)
    yield equal("T2.1", name, left, in_force, note="（清理、失效和机构改革也会如此）")
    yield at_most(
        "T2.2", name, one("本年废止件数", repealed, year), sum_of([stock, issued])
    )  # fmt: skip


def _disclosed(row: str, name: str, year: int, now: Cells, before: Cells) -> Finding:
    stock = Term(
        f"上年（{year - 1} 年）对外公开总数量", before.get((TABLE, row, "disclosed_total")), year - 1,
        whole=True,
    )  # fmt: skip
    added = Term("本年新公开数量", now.get((TABLE, row, "disclosed")), year)
    total = single(now, row, "disclosed_total", "本年对外公开总数量", year)
    return at_most("T2.12", name, total, sum_of([stock, added]))


def _charges(year: int, now: Cells, before: Cells) -> Iterator[Finding]:
    """T2.5 between two years: 元 printed where 万元 is meant, or the other way round."""
    old = single(before, "charges", "amount", "上年收费金额", year - 1)
    new = single(now, "charges", "amount", "本年收费金额", year)
    marked = old.cells + new.cells
    if old.value is None or new.value is None:
        message = "行政事业性收费：两年中有一年的收费金额没有写明，无法核对。"
        yield make("T2.5", "not_assessable", message, marked)
        return
    told = f"行政事业性收费：{_money(year - 1, old.value)}，{_money(year, new.value)}"
    low, high = sorted((old.value, new.value))
    slipped = low > 0 and _UNIT_SLIP[0] <= high / low <= _UNIT_SLIP[1]
    message = f"{told}，相差约一万倍，可能有一年用错了单位。" if slipped else f"{told}。"
    yield make("T2.5", "fail" if slipped else "pass", message, marked, old.value, new.value)


def _money(year: int, yuan: Decimal) -> str:
    return f"{year} 年 {(yuan / 10_000).normalize():f} 万元"


def _decisions(year: int, now: Cells, before: Cells) -> Iterator[Finding]:
    for row, name in DECISIONS:
        old = single(before, row, "decisions", f"上年（{year - 1} 年）处理决定数量", year - 1)
        new = single(now, row, "decisions", "本年处理决定数量", year)
        marked = old.cells + new.cells
        if old.value is None or new.value is None:
            message = f"{name}：两年中有一年的处理决定数量没有写明，无法核对。"
            yield make("T2.6", "not_assessable", message, marked, old.value, new.value)
            continue
        sudden = old.value >= _SUDDEN_BASE and (
            new.value == 0 or new.value >= _SUDDEN_RISE * old.value
        )
        how = "变为 0" if new.value == 0 else "增至十倍以上"
        message = f"{name}：{old.text}，{new.text}" + (f"，{how}。" if sudden else "。")
        yield make("T2.6", "fail" if sudden else "pass", message, marked, old.value, new.value)


def _same_table(year: int, now: Cells, before: Cells) -> Iterator[Finding]:
    """T3.11 over the rows that both reports have; （六） is printed as one row or as three."""
    shared = [
        key
        for key in now
        if key[0] == "requests" and key in before and not key[1].startswith("other")
    ]
    pairs = [(before[key], now[key]) for key in shared]
    marked = tuple(
        CellRef("requests", row, "total", at)
        for at in (year - 1, year)
        for row in ("received", "total")
    )
    sums = [sum((cell.value or Decimal(0) for cell in side), Decimal(0)) for side in _sides(pairs)]
    if any(old.state == "missing" or new.state == "missing" for old, new in pairs):
        message = "两年中有一年的表三不全，无法比较。"
        yield make("T3.11", "not_assessable", message, marked)
    elif any((old.state, old.value) != (new.state, new.value) for old, new in pairs):
        yield make("T3.11", "pass", f"表三与 {year - 1} 年的不同。", marked)
    elif not any(sums):
        yield make("T3.11", "pass", f"{year - 1} 年和 {year} 年的表三都是 0。", marked)
    else:
        received = now["requests", "received", "total"].raw or "空白"
        message = (
            f"表三与 {year - 1} 年的完全相同（{len(pairs)} 格，本年新收总计都是 {received}），"
            "可能沿用了上年的表。"
        )
        yield make("T3.11", "fail", message, marked)


def _sides(pairs: list[tuple[Cell, Cell]]) -> tuple[list[Cell], list[Cell]]:
    return [old for old, _ in pairs], [new for _, new in pairs]


def _remedies(year: int, now: Cells, before: Cells) -> Iterator[Finding]:
    """T4.5, T4.6, T4.7."""

    def total(cells: Cells, at: int, table: TableKind, row: str, label: str) -> Term:
        when = "本年" if at == year else "上年"
        return Term(f"{when}{label}总计", cells.get((table, row, "total")), at)

    reconsidered = [
        total(cells, at, "remedies", "reconsideration", "行政复议")
        for cells, at in ((before, year - 1), (now, year))
    ]
    after = total(now, year, "remedies", "suit_after_reconsideration", "复议后起诉")
    direct = total(now, year, "remedies", "direct_suit", "未经复议直接起诉")
    handled = [
        total(cells, at, "requests", "total", "办理结果")
        for cells, at in ((before, year - 1), (now, year))
    ]
    yield at_most("T4.5", "复议后起诉", sum_of([after]), sum_of(reconsidered))
    yield at_most("T4.6", "复议和诉讼", sum_of([reconsidered[1], direct]), sum_of(handled))
    for row in FORM_2021.tables["remedies"]:
        pending: Sum = one(
            f"上年（{year - 1} 年）尚未审结", before.get(("remedies", row.id, "pending")), year - 1
        )
        yield at_most(
            "T4.7", short(row.label), pending,
            sum_of([total(now, year, "remedies", row.id, short(row.label))]),
        )  # fmt: skip
