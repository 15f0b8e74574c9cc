"""What real pages do to the tables of a report: each way by its name, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from reports.forms import FORMS
from tests.reports.table_variants import BLOCKS, BODIES, RESULTS, Line, Printed, Sheet, Table

_TRADITIONAL = str.maketrans("开关请规记类处发", "開關請規記類處發")


def _is_data(line: Line) -> bool:
    return any(cell.key for cell in line)


def _first_value(line: Line) -> int:
    return next(at for at, cell in enumerate(line) if cell.key or cell.text.isdigit())


def _drop_rows(page: Sheet, dice: Random) -> None:
    """A page is lost."""
    table = dice.choice(page.tables[:2])
    begin = dice.randrange(len(table.lines))
    for line in table.lines[begin : begin + dice.randrange(1, 8)]:
        for cell in line:
            if cell.key:
                page.truth.pop(cell.key, None)
    gone = table.lines[begin : begin + 8]
    del gone
    kept = [
        line for line in table.lines if not any(c.key and c.key not in page.truth for c in line)
    ]
    table.lines = kept


def _double(page: Sheet, dice: Random) -> None:
    """Each column printed twice."""
    for table in page.tables:
        table.lines = [
            [replace(c, across=1, down=1) for c in line for _ in "ab"] for line in table.lines
        ]


def _repeat_head(page: Sheet, dice: Random) -> None:
    """The head printed again below a page break."""
    for table in page.of("requests"):
        at = dice.randrange(table.head + 1, len(table.lines))
        table.lines[at:at] = [[replace(c) for c in line] for line in table.lines[: table.head]]


def _break_page(page: Sheet, dice: Random) -> None:
    """A table goes on as another table."""
    table = dice.choice(page.tables[:2])
    at = dice.randrange(2, len(table.lines))
    index = page.tables.index(table)
    page.tables[index : index + 1] = [
        Table(table.kind, table.lines[:at], min(table.head, at)), Table(table.kind, table.lines[at:]),
    ]  # fmt: skip


def _lose_head(page: Sheet, dice: Random) -> None:
    """The head of the requests table is lost, or a row of it."""
    for table in page.of("requests"):
        if table.head == 3:
            gone = dice.choice(((0, 3), (0, 1), (0, 2), (2, 3)))
            table.lines[gone[0] : gone[1]] = []
            table.head = 0


def _lose_heads(page: Sheet, dice: Random) -> None:
    """Heads of table two are lost."""
    for table in page.of("proactive"):
        table.lines = [line for line in table.lines if _is_data(line) or dice.random() < 0.6]


def _blank_column(page: Sheet, dice: Random) -> None:
    """A blank column before or after the numbers, without a head."""
    before, count = dice.random() < 0.5, dice.randrange(1, 4)
    for table in dice.choice((page.tables, page.tables[:1], page.tables[1:2], page.tables[2:])):
        for line in filter(_is_data, table.lines):
            at = _first_value(line) if before else len(line)
            line[at:at] = [Printed("") for _ in range(count)]


def _foreign_column(page: Sheet, dice: Random) -> None:
    """A column that no form has, with its head and with numbers or remarks."""
    texts = dice.choice((["7", "12", "0"], ["见说明", "", "另附"], ["", ""]))
    name = dice.choice(("备注", "占比", "同比", "说明"))
    for table in page.of("requests"):
        if table.head == 3:
            table.lines[1].append(Printed(name, down=2))
            table.lines[0][-1].across += 1
    for table in page.of("proactive"):
        for line in table.lines:
            if line[0].text == "信息内容":
                line.append(Printed(name))
    for table in page.tables[:2]:
        for line in filter(_is_data, table.lines):
            line.append(Printed(dice.choice(texts)))


def _number_too_many(page: Sheet, dice: Random) -> None:
    """A row with a number more than there are columns."""
    lines = [line for table in page.tables for line in table.lines if _is_data(line)]
    line = dice.choice([line for line in lines if len(line) > 6 or all(cell.text for cell in line)])
    at = dice.randrange(_first_value(line), len(line) + 1)
    line.insert(at, Printed(str(dice.randrange(500, 900))))


def _number_lost(page: Sheet, dice: Random) -> None:
    """A row with a cell less than there are columns."""
    lines = [line for table in page.tables for line in table.lines if _is_data(line)]
    line = dice.choice([line for line in lines if sum(bool(cell.key) for cell in line) > 1])
    at = dice.randrange(_first_value(line), len(line))
    if (key := line[at].key) is not None:
        page.truth.pop(key, None)
    del line[at]


def _number_split(page: Sheet, dice: Random) -> None:
    """A number cut over two cells."""
    for table in page.tables[1:]:
        for line in table.lines:
            for at, cell in enumerate(line):
                if cell.key and len(cell.text) == 3 and dice.random() < 0.05:
                    line[at : at + 1] = [Printed(cell.text[:2]), Printed(cell.text[2:])]
                    page.truth.pop(cell.key, None)
                    break


def _total_first(page: Sheet, dice: Random) -> None:
    """总计 before 自然人."""
    for table in page.of("requests"):
        if table.head == 3:
            table.lines[1].insert(0, table.lines[1].pop())
            for line in filter(_is_data, table.lines):
                line.insert(_first_value(line), line.pop())


def _no_total(page: Sheet, dice: Random) -> None:
    """No column 总计."""
    for table in page.of("requests"):
        if table.head == 3:
            table.lines[1].pop()
            for line in filter(_is_data, table.lines):
                page.truth.pop(line.pop().key or "", None)


def _swap_columns(page: Sheet, dice: Random) -> None:
    """The columns of table two in another order."""
    for table in page.of("proactive"):
        order = dice.sample(range(3), 3)
        for line in table.lines:
            ours = [at for at, cell in enumerate(line) if cell.key or _names_column(cell)]
            if len(ours) == 3:
                moved = [line[ours[at]] for at in order]
                for at, cell in zip(ours, moved, strict=True):
                    line[at] = cell


def _names_column(cell: Printed) -> bool:
    columns = (
        c for form in FORMS.values() for row in form.tables["proactive"] for c in row.columns
    )
    return any(column.label == cell.text for column in columns)


def _lay_out_remedies(page: Sheet, dice: Random) -> None:
    """Table four as three tables, as three rows, as five rows, or below each other."""
    table = page.of("remedies")[0]
    blocks = [table.lines[-1][at : at + 5] for at in (0, 5, 10)]
    way = dice.choice(("tables", "rows", "turned", "below", "list"))
    page.done.append(way)
    results = [Printed(text) for text in RESULTS]
    at = page.tables.index(table)
    if way in {"tables", "below"}:
        parts = [
            [*([[Printed("行政诉讼", across=5)]] if number else []), [Printed(BLOCKS[number], across=5)],
             [replace(cell) for cell in results], block]
            for number, block in enumerate(blocks)
        ]  # fmt: skip
        if way == "tables":
            page.tables[at : at + 1] = [Table("remedies", part) for part in parts]
        else:
            table.lines = [line for part in parts for line in part]
    elif way == "rows":
        table.lines = [[Printed("类别"), *results]]
        table.lines += [[Printed(BLOCKS[n]), *block] for n, block in enumerate(blocks)]
    elif way == "turned":
        table.lines = [[Printed("结果"), *(Printed(text) for text in BLOCKS)]]
        table.lines += [
            [Printed(text), *(block[n] for block in blocks)] for n, text in enumerate(RESULTS)
        ]
    else:
        table.lines = [
            [*([Printed(BLOCKS[b], down=5)] if not n else []), Printed(text), blocks[b][n]]
            for b in range(3) for n, text in enumerate(RESULTS)
        ]  # fmt: skip
    table.head = 0


def _two_parts(page: Sheet, dice: Random) -> None:
    """The requests table as a left and a right part, labels in both or in the left alone."""
    table = page.of("requests")[0]
    if table.head != 3:
        return
    cut, labels = dice.randrange(1, 6), dice.random() < 0.7
    left, right = [], []
    for line in filter(_is_data, table.lines):
        at = _first_value(line)
        left.append(line[: at + cut])
        right.append([*(map(replace, line[:at]) if labels else []), *line[at + cut :]])
    head = [Printed("自然人"), *(Printed(text) for text in BODIES), Printed("总计")]
    index = page.tables.index(table)
    page.tables[index : index + 1] = [
        Table("requests", [[Printed("项目"), *head[:cut]], *left]),
        Table("requests", [[*([Printed("项目")] if labels else []), *head[cut:]], *right]),
    ]


def _renumber(page: Sheet, dice: Random) -> None:
    """Labels numbered in another way."""
    way = dice.choice(("、", "．", " ", "", "(n)", "none"))
    for table in page.of("requests"):
        for line in filter(_is_data, table.lines):
            cell = line[_first_value(line) - 1]
            if cell.key is None and cell.text[:1].isdigit():
                number, words = cell.text[0], cell.text[2:]
                cell.text = f"（{number}）{words}" if way == "(n)" else f"{number}{way}{words}"
                if way == "none":
                    cell.text = f"3.{words}" if words == "其他" else words


def _relabel(page: Sheet, dice: Random) -> None:
    """Labels and heads broken over lines, spaced out, in traditional characters, with a mark."""
    ways: list[Callable[[str], str]] = [
        lambda text: "\n".join((text[: len(text) // 2], text[len(text) // 2 :])),
        " ".join, lambda text: text.translate(_TRADITIONAL), lambda text: f"{text}①", lambda text: f"{text}*",
    ]  # fmt: skip
    way = dice.choice(ways)
    for table in page.tables:
        for line in table.lines:
            for cell in line:
                if (
                    not cell.key
                    and len(cell.text) > 1
                    and not cell.text.isdigit()
                    and dice.random() < 0.5
                ):
                    cell.text = way(cell.text)


def _break_heads(page: Sheet, dice: Random) -> None:
    """Words of table two's heads cut over two rows."""
    for table in page.of("proactive"):
        lines: list[Line] = []
        for line in table.lines:
            if line[0].text != "信息内容":
                lines.append(line)
                continue
            at = dice.choice((3, 4))
            lines.append([line[0], *(Printed(cell.text[:at]) for cell in line[1:])])
            lines.append([Printed(cell.text[at:]) for cell in line[1:]])
        table.lines = lines


def _foreign_rows(page: Sheet, dice: Random) -> None:
    """Rows that no form has."""
    table = dice.choice(page.tables[:2])
    width = max(map(len, table.lines))
    words = ("网上申请件数", "信访转办", "小计", "（八）其他情形", "合计")
    line = [
        Printed(dice.choice(words)),
        *(Printed(str(dice.randrange(500, 900))) for _ in range(width - 1)),
    ]
    table.lines.insert(dice.randrange(table.head, len(table.lines) + 1), line)


def _foreign_table(page: Sheet, dice: Random) -> None:
    """A table of something else before them, with words of the form."""
    words = ("行政许可", "行政处罚", "总计", "规章", "合计", "政府采购", "其他")
    width = dice.choice((1, 3, 7))
    lines = [[Printed("事项"), *(Printed(f"{2020 + n}年") for n in range(width))]]
    lines += [
        [Printed(text), *(Printed(str(dice.randrange(500, 900))) for _ in range(width))]
        for text in dice.sample(words, 4)
    ]
    page.tables.insert(0, Table("proactive", lines))


def _units(page: Sheet, dice: Random) -> None:
    """Units inside cells, figures in full width."""
    full = str.maketrans("0123456789", "０１２３４５６７８９")
    ways: list[Callable[[str], str]] = [
        lambda text: f"{text}件", lambda text: text.translate(full), lambda text: f" {text} ",
        lambda text: f"{text} 件",
    ]  # fmt: skip
    for table in page.tables:
        for line in table.lines:
            for cell in line:
                if (
                    cell.key in page.truth
                    and cell.text
                    and "charges" not in cell.key
                    and dice.random() < 0.3
                ):
                    cell.text = dice.choice(ways)(cell.text)
                    page.truth[cell.key] = cell.text.strip()


def _lose_groups(page: Sheet, dice: Random) -> None:
    """Merged label cells are gone."""
    for table in page.of("requests"):
        for line in filter(_is_data, table.lines):
            at = _first_value(line)
            if at > 1 and "其他处理" not in line[at - 2].text:
                del line[: at - 1]


def _merge_labels(page: Sheet, dice: Random) -> None:
    """Group and row in one cell."""
    for table in page.of("requests"):
        for line in filter(_is_data, table.lines):
            at = _first_value(line)
            if at > 1 and "本年度" not in line[at - 2].text:
                line[at - 2 : at] = [Printed(line[at - 2].text + line[at - 1].text)]


def _single_other(page: Sheet, dice: Random) -> None:
    """The one old row （六）其他处理 on the form of 2021."""
    if page.form != "2021":
        return
    for table in page.of("requests"):
        rows = [
            line
            for line in table.lines
            if any((c.key or "").startswith("requests.other.") for c in line)
        ]
        if len(rows) != 3:
            return
        at = table.lines.index(rows[0])
        for line in rows:
            table.lines.remove(line)
            for cell in line:
                page.truth.pop(cell.key or "", None)
        names = [column.id for column in FORMS["2021"].tables["requests"][0].columns]
        parts = [str(dice.randrange(30)) for _ in names[1:]]
        texts = [*parts, str(sum(map(int, parts)))]
        keys = [f"requests.other.{name}" for name in names]
        page.truth.update(zip(keys, texts, strict=True))
        values = [Printed(text, key) for key, text in zip(keys, texts, strict=True)]
        table.lines.insert(at, [Printed("（六）其他处理", across=2), *values])


BENIGN: dict[str, Callable[[Sheet, Random], None]] = {
    "nothing": lambda page, dice: None, "rows lost": _drop_rows, "columns doubled": _double,
    "head repeated": _repeat_head, "page broken": _break_page, "head lost": _lose_head,
    "heads of table two lost": _lose_heads, "total first": _total_first, "no total": _no_total,
    "columns swapped": _swap_columns, "remedies laid out": _lay_out_remedies,
    "numbered in another way": _renumber, "labels changed": _relabel, "heads broken": _break_heads,
    "foreign rows": _foreign_rows, "foreign table": _foreign_table, "units": _units,
    "groups lost": _lose_groups, "labels merged": _merge_labels, "single row six": _single_other,
    "foreign column": _foreign_column, "blank column": _blank_column,
}  # fmt: skip
"""What leaves every number readable."""
HARD: dict[str, Callable[[Sheet, Random], None]] = {
    "number too many": _number_too_many, "number lost": _number_lost, "number split": _number_split,
    "two parts": _two_parts,
}  # fmt: skip
"""What may cost numbers."""


_NOT_TOGETHER = (
    {"remedies laid out", "number split"}, {"remedies laid out", "number lost"},
    {"remedies laid out", "number too many"},
    # what moves columns, and what takes away the words that would tell
    {"total first", "no total", "two parts", "head lost", "head repeated", "page broken", "single row six"},
    {"total first", "no total", "two parts", "columns doubled", "blank column", "foreign column"},
    {"columns swapped", "heads of table two lost", "columns doubled", "labels changed", "heads broken"},
    {"columns swapped", "page broken"}, {"foreign column", "head lost"}, {"foreign column", "heads broken"},
    {"foreign column", "heads of table two lost"}, {"remedies laid out", "columns doubled"},
    {"foreign table", "heads of table two lost", "heads broken", "rows lost"},
    {"columns doubled", "units"}, {"number split", "units"}, {"number split", "two parts"},
    {"number split", "numbered in another way"},
    {"number lost", "two parts"}, {"number too many", "two parts"}, {"blank column", "remedies laid out"},
    # two faults in a row that may hide each other
    {"number too many", "number lost", "number split", "blank column", "foreign column", "no total"},
    {"number lost", "columns doubled"}, {"number split", "columns doubled"},
    {"number too many", "columns doubled"}, {"number too many", "heads of table two lost"},
)  # fmt: skip
"""What no reader could tell apart when it is done to the same table."""


def change(page: Sheet, name: str, dice: Random) -> None:
    """Does to a report's tables what the name says, unless it would hide what was done before."""
    if any(name in group and not group.isdisjoint(page.done) for group in _NOT_TOGETHER):
        return
    if name == "foreign column" and "labels changed" in page.done:
        return  # it would be printed without its head
    page.done.append(name)
    {**BENIGN, **HARD}[name](page, dice)
