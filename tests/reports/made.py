"""Reports made up for these tests: as values, and as printed text. Every cell is ``0`` unless a
test says otherwise; cells are named as in the form, ``requests.received.total``."""

from __future__ import annotations

from collections.abc import Mapping

from reports.forms import FORMS, Row
from reports.model import AnnualReport, Cell, FormId, Section, Unit
from reports.numbers import parse_cell

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TITLE = "大冶市水利和湖泊局2023年政府信息公开工作年度报告"
OPENING = "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。"

Cells = Mapping[str, str | None]
Rows = list[list[str]]


def made_report(
    cells: Cells | None = None,
    said: Mapping[int, str] | None = None,
    form: FormId = "2021",
    year: int = 2023,
) -> AnnualReport:
    """A report as values. ``cells`` overrides printed texts (None: the cell is missing; a
    variant row stands when it is named); ``said`` gives the text of sections by number."""
    made: list[Cell] = []
    given = dict(cells or {})
    rows = {name.rpartition(".")[0] for name in given}
    for table, row, column in FORMS[form].every_cell():
        key = f"{table}.{row.id}.{column.id}"
        if row.variant and f"{table}.{row.id}" not in rows:
            continue
        raw = given.get(key, "0")
        printed = parse_cell(raw) if raw is not None else None
        if printed is None:
            made.append(Cell(table, row.id, column.id, None, None, "missing", None))
        else:
            unit: Unit | None = "count" if printed.value is not None else None
            made.append(Cell(table, row.id, column.id, raw, printed.value, printed.state, unit))
    sections = tuple(
        Section(number, HEADINGS[number - 1], text) for number, text in (said or {}).items()
    )
    return AnnualReport(
        True, None, title=TITLE, year=year, form=form, sections=sections, cells=tuple(made)
    )


def printed_tables(form: FormId = "2021", cells: Cells | None = None) -> dict[int, Rows]:
    """The three tables as printed, heads included, by the number of their section."""
    given = dict(cells or {})

    def values(table: str, row: Row) -> list[str]:
        keys = [f"{table}.{row.id}.{column.id}" for column in row.columns]
        return [given.get(key, "0") or "" for key in keys]

    tables = FORMS[form].tables
    proactive: Rows = []
    article = None
    for row in tables["proactive"]:
        if row.article != article:
            article = row.article
            proactive.append([article or ""])
            proactive.append(["信息内容", *(column.label for column in row.columns)])
        proactive.append([row.label, *values("proactive", row)])
    requests: Rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
        ["自然人", "法人或其他组织", "总计"],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]
    requests += [
        [*row.label.split(" ", 1), *values("requests", row)]
        for row in tables["requests"]
        if not row.variant
    ]
    remedies: Rows = [
        ["行政复议", "行政诉讼"],
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3,
        [value for row in tables["remedies"] for value in values("remedies", row)],
    ]
    return {2: proactive, 3: requests, 4: remedies}


def printed_text(
    form: FormId = "2021",
    cells: Cells | None = None,
    said: Mapping[int, str] | None = None,
    title: str = TITLE,
    tables: Mapping[int, Rows] | None = None,
) -> str:
    """A report as plain text, table cells parted by tabs. ``tables`` replaces tables by the
    number of their section."""
    rows = {**printed_tables(form, cells), **(tables or {})}
    lines = [title, "", OPENING, ""]
    for number, heading in enumerate(HEADINGS, start=1):
        lines += [heading, "", (said or {}).get(number, "本节的文字由测试自拟。"), ""]
        lines += [
            "\t".join([*row, ""]) if len(row) == 1 else "\t".join(row)
            for row in rows.get(number, [])
        ]
        lines.append("")
    return "\n".join(lines)
