"""A body's report held against those of the bodies below it, and against one that prints the
same tables, all of one year (G)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.checks.tie_out import make
from reports.divisions import children as divisions_below
from reports.forms import FORMS
from reports.model import AGENCY_TYPES, AnnualReport, CellRef, Finding, Region
from reports.names import one_body
from reports.outline import prose
from reports.text import squeeze
from reports.twins import TELLING, printed, telling

_UNITS = "(?:部门|单位|级|乡镇|镇|街道|县|区|行政机关)"
_SCOPE = re.compile(
    rf"(?:汇总|综合)[^。;]{{0,30}}?(?:各{_UNITS}|所属|下属|下级)"
    r"|(?:各级|各县|各区|各部门|各单位|各乡镇|所属|下属)[^。;]{0,30}?汇总"
    r"|全[省市县区州盟旗](?:各级|各部门|行政机关|政府系统|各级行政机关)"
)
_ROWS = (("received", "本年新收总计"), ("total", "办理结果总计"))
_MOST_TOLD = 20  # bodies that a report's findings name one by one

# Departments that every government of a county or above has.
_EVERYWHERE = frozenset(
    {"发改", "教育", "民政", "司法", "财政", "人社", "卫健", "应急", "审计", "市场监管", "统计"}
)


@dataclass(frozen=True, slots=True)
class Below:
    """A body below and its two totals of the year, None where they are not stated."""

    agency: str | None
    received: Decimal | None
    handled: Decimal | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another body whose report of the year has the same tables, or is the same file."""

    agency: str | None
    region: Region | None
    same_bytes: bool = False


def check_bodies(
    report: AnnualReport, children: Sequence[AnnualReport], expected: int | None = None
) -> tuple[Finding, ...]:
    """G.1 and G.2 for a report and the known reports below it, G.3 for each of these against it.
    ``expected`` is how many bodies below it there are (None: not known)."""
    return (
        *check_totals(report, [below(child) for child in children], expected),
        *(finding for child in children for finding in same_tables(report, child)),
    )


def below(report: AnnualReport) -> Below:
    """What a report on a body below counts for in the sums."""
    return Below(report.agency, _total(report, "received"), _total(report, "total"))


def check_totals(
    report: AnnualReport, known: Sequence[Below], expected: int | None = None
) -> tuple[Finding, ...]:
    """G.1 and G.2 over both totals. Nothing for a report on neither form, or with none below."""
    if report.form not in FORMS or not known:
        return ()
    scope = aggregates(report)
    return tuple(
        finding
        for row, label in _ROWS
        for finding in _totals(report, known, row, label, scope, expected)
    )


def expected_below(code: str, bodies: Sequence[tuple[str | None, str | None]]) -> int:
    """How many bodies stand right below the government of this division, at the least: those
    known (type and division code of each), the governments of the divisions in it and the
    departments that every government has."""
    governed = {place for kind, place in bodies if kind == AGENCY_TYPES[0]}
    missing = [division for division in divisions_below(code) if division.code not in governed]
    kinds = {kind for kind, place in bodies if place == code}
    return len(bodies) + len(missing) + len(_EVERYWHERE - kinds)


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
    report: AnnualReport, children: Sequence[Below], row: str, label: str,
    scope: str | None, expected: int | None,
) -> Iterator[Finding]:  # fmt: skip
    """G.1 once for each child that is larger and once for all others, once for their sum; and
    G.2, over one row's total."""
    cells = (CellRef("requests", row, "total", report.year),)
    own = _total(report, row)
    stated = [(child, _of(child, row)) for child in children]
    known = [(child, value) for child, value in stated if value is not None]
    total = sum((value for _, value in known), Decimal(0))
    cover = f"已知下级 {len(known)} 个" + (f"，应有 {expected} 个" if expected is not None else "")
    if scope is None or own is None or not known:
        why = "没有写明是汇总报告" if scope is None else "总计没有写明"
        why = why if known else "下级的总计没有写明"
        summed = f"下级之和 {total:f}，" if known else ""
        message = f"{label}：{why}，不与下级核对（{summed}{cover}）。"
        yield make("G.1", "not_assessable", message, cells, None, own)
        return
    yield from _single(known, label, own, cells)
    short = total > own
    message = (
        f"{label}：汇总报告 {own:f}，{'小于' if short else '不小于'}下级之和 {total:f}（{cover}）。"
    )
    yield make("G.1", "fail" if short else "pass", message, cells, total, own)
    gap = f"，相差 {abs(own - total):f}" if own != total else ""
    message = f"{label}：汇总报告 {own:f}，下级之和 {total:f}（{cover}）{gap}。"
    if expected is None or len(known) != expected:
        yield make("G.2", "not_assessable", f"{message}下级不齐，不要求相等。", cells, total, own)
    else:
        yield make("G.2", "pass" if own == total else "fail", message, cells, total, own)


def _single(
    known: Sequence[tuple[Below, Decimal]], label: str, own: Decimal, cells: tuple[CellRef, ...]
) -> Iterator[Finding]:
    """G.1 for the bodies one by one: the larger ones by name, the largest first."""
    larger = sorted((item for item in known if item[1] > own), key=lambda item: -item[1])
    for child, value in larger[:_MOST_TOLD]:
        message = f"{label}：汇总报告 {own:f}，小于{child.agency or '一个下级'}一家的 {value:f}。"
        yield make("G.1", "fail", message, cells, value, own)
    if not larger:
        most = max(value for _, value in known)
        message = f"{label}：汇总报告 {own:f}，不小于任何一个下级（其中最多的 {most:f}）。"
        yield make("G.1", "pass", message, cells, most, own)


def _of(child: Below, row: str) -> Decimal | None:
    return child.received if row == "received" else child.handled


def _total(report: AnnualReport, row: str) -> Decimal | None:
    cell = report.cell("requests", row, "total")
    return cell.value if cell else None


def check_twins(report: AnnualReport, twins: Sequence[Twin]) -> tuple[Finding, ...]:
    """G.3: reports of other bodies for the same year that have the same tables or are the same
    file; a government and its own office are one body."""
    others = [
        twin
        for twin in twins
        if report.agency
        and twin.agency
        and not one_body(report.agency, report.region, twin.agency, twin.region)
    ]
    return tuple(_copied(report, twin) for twin in others[:_MOST_TOLD])


def _copied(report: AnnualReport, twin: Twin) -> Finding:
    what = "文件逐字节相同" if twin.same_bytes else "三张表完全相同"
    message = f"{report.agency}与{twin.agency}的{what}（{telling(report)} 个不为 0 的数）。"
    on_form = report.form in FORMS
    cells = tuple(CellRef("requests", row, "total", report.year) for row, _ in _ROWS)
    return make("G.3", "fail", message, cells if on_form else ())


def same_tables(
    report: AnnualReport, other: AnnualReport, *, same_bytes: bool = False
) -> tuple[Finding, ...]:
    """G.3 for two reports: one finding when they are of two bodies, one year and one form and
    print the same tables, or are the same bytes."""
    if (report.form, report.year) != (other.form, other.year):
        return ()
    copied = same_bytes or (
        report.form in FORMS
        and telling(report) >= TELLING
        and printed(report) == printed(other)
    )  # fmt: skip
    if not copied:
        return ()
    return check_twins(report, [Twin(other.agency, other.region, same_bytes)])
