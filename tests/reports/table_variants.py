"""Tables of a report as real pages mangle them: a report with known numbers, printed in a way that is
drawn at random, so that what is read can be held against what was printed.

A table is rows of `Printed` cells; each knows the cell of the form that it prints, if any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from random import Random

from reports.forms import FORMS, Row
from reports.model import FormId, TableKind

Truth = dict[str, str]
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
BODIES = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
BLOCKS = ("行政复议", "未经复议直接起诉", "复议后起诉")


@dataclass(slots=True)
class Printed:
    """A printed cell: its text, how many columns and rows it covers, which cell of the form."""

    text: str
    key: str | None = None
    across: int = 1
    down: int = 1


Line = list[Printed]


@dataclass(slots=True)
class Table:
    """A printed table: ``head`` says how many rows from the top are its head (0: heads stand
    between the rows and begin with 信息内容)."""

    kind: TableKind
    lines: list[Line]
    head: int = 0


@dataclass(slots=True)
class Sheet:
    """A report's tables, and what was done to them."""

    form: FormId
    truth: Truth
    tables: list[Table]
    done: list[str] = field(default_factory=list)

    def of(self, kind: TableKind) -> list[Table]:
        """Its tables of a kind."""
        return [table for table in self.tables if table.kind == kind]


def numbers(form: FormId, dice: Random, blanks: float = 0.0) -> Truth:
    """A number for each cell of the form; each row adds up to its total."""
    truth: Truth = {}
    for kind, rows in FORMS[form].tables.items():
        for row in rows:
            if row.variant:
                continue
            keys = [f"{kind}.{row.id}.{column.id}" for column in row.columns]
            drawn = [
                dice.choice((0, 0, dice.randrange(1, 10), dice.randrange(10, 400))) for _ in keys
            ]
            if kind != "proactive":
                drawn[-1] = sum(drawn[:-1])
            for key, number in zip(keys, drawn, strict=True):
                truth[key] = "" if not number and dice.random() < blanks else str(number)
    return truth


def sheet(form: FormId, truth: Truth) -> Sheet:
    """The three tables as the form prescribes them."""
    tables = [_proactive(form, truth), _requests(form, truth), _remedies(form, truth)]
    return Sheet(form, dict(truth), tables)


def _values(kind: TableKind, row: Row, truth: Truth) -> Line:
    keys = [f"{kind}.{row.id}.{column.id}" for column in row.columns]
    return [Printed(truth[key], key) for key in keys]


def _proactive(form: FormId, truth: Truth) -> Table:
    lines: list[Line] = []
    article = None
    for row in FORMS[form].tables["proactive"]:
        wide = 4 - len(row.columns)
        if row.article != article:
            article = row.article
            lines.append([Printed(article or "", across=4)])
            labels = [column.label for column in row.columns]
            unit = {"采购总金额": "采购总金额（单位：万元）"}
            lines.append([Printed("信息内容"), *(Printed(unit.get(t, t)) for t in labels)])
            lines[-1][-1].across = wide
        lines.append([Printed(row.label), *_values("proactive", row, truth)])
        lines[-1][-1].across = wide
    return Table("proactive", lines)


def _requests(form: FormId, truth: Truth) -> Table:
    remark = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    lines: list[Line] = [
        [Printed(remark, across=3, down=3), Printed("申请人情况", across=7)],
        [Printed("自然人", down=2), Printed("法人或其他组织", across=5), Printed("总计", down=2)],
        [Printed(text) for text in BODIES],
    ]
    rows = [row for row in FORMS[form].tables["requests"] if not row.variant]
    results = [row for row in rows if row.id not in {"received", "carried_in", "carried_out"}]
    group = ""
    for row in rows:
        values = _values("requests", row, truth)
        first, _, last = row.label.partition(" ")
        labels = []
        if row is results[0]:
            labels.append(Printed("三、本年度办理结果", down=len(results)))
        if last and first != group:
            labels.append(Printed(first, down=sum(r.label.startswith(first + " ") for r in rows)))
        group = first
        labels.append(Printed(last or first, across=1 if last else 3 if row not in results else 2))
        lines.append([*labels, *values])
    return Table("requests", lines, 3)


def _remedies(form: FormId, truth: Truth) -> Table:
    rows = FORMS[form].tables["remedies"]
    lines: list[Line] = [
        [Printed("行政复议", across=5), Printed("行政诉讼", across=10)],
        [
            *(Printed(text, down=2) for text in RESULTS),
            *(Printed(text, across=5) for text in BLOCKS[1:]),
        ],
        [Printed(text) for text in RESULTS * 2],
        [cell for row in rows for cell in _values("remedies", row, truth)],
    ]
    return Table("remedies", lines, 3)


def html(page: Sheet, dice: Random, spans: str = "true") -> str:
    """An HTML page; merged cells are marked (``true``), marked wrongly (``wrong``), not marked
    (``none``) or printed in each place they cover across (``repeated``)."""
    tables = "".join(
        f"<p>说明文字。</p><table>{''.join(_html_row(line, dice, spans) for line in table.lines)}</table>"
        for table in page.tables
    )
    return f"<html><body><h1>2023年政府信息公开工作年度报告</h1>{tables}</body></html>"


def _html_row(line: Line, dice: Random, spans: str) -> str:
    cells = []
    for cell in line:
        across, down = cell.across, cell.down
        if spans == "wrong" and dice.random() < 0.3:
            across, down = dice.randrange(1, 4), dice.randrange(1, 4)
        marks = f' colspan="{across}" rowspan="{down}"' if spans in {"true", "wrong"} else ""
        text = escape(cell.text).replace("\n", "<br>")
        if dice.random() < 0.1 and len(cell.text) > 1 and "<br>" not in text:
            text = f"<span>{escape(cell.text[:1])}</span><span>{escape(cell.text[1:])}</span>"
        copies = cell.across if spans == "repeated" and not cell.key else 1
        cells += [f"<td{marks}><p>{text}</p></td>"] * copies
    return f"<tr>{''.join(cells)}</tr>"


def tabbed(page: Sheet) -> str:
    """Plain text, cells parted by tabs."""
    return "\n\n说明文字。\n\n".join(
        "\n".join(
            "\t".join([*_texts(line), *([""] if len(line) == 1 else [])]) for line in table.lines
        )
        for table in page.tables
    )


def cell_a_line(page: Sheet) -> str:
    """Plain text, each cell on a line of its own that begins with a tab."""
    return "\n\n说明文字。\n\n".join(
        "\n\n".join("\n".join(f"\t{text}" for text in _texts(line)) for line in table.lines)
        for table in page.tables
    )


def _texts(line: Line) -> Iterator[str]:
    return (cell.text.replace("\n", "") for cell in line)
