"""Which printed cell belongs to which column of a row of the form.

A row's values are the cells after its label. They are matched with the columns of the head
above them, else counted. Where more are printed than there are columns, the reading is taken in
which the row adds up and no printed number is dropped. A row that can be read in two ways is
not read: a number in a wrong cell is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from reports.document import GridCell
from reports.model import TableKind
from reports.numbers import parse_cell
from reports.tables.heads import Names

Cells = tuple[GridCell, ...]
_Way = Callable[[Sequence[GridCell]], Cells | None]
_Sums = Callable[[Sequence[GridCell]], bool | None]
_MAX_STRAYS = 40
_MOST_COMPANY = 30  # rows around one that are asked; a form has 25
_MAX_DROPPED = 2  # cells whose dropping is tried in every combination
_STEPS: dict[TableKind, int] = {"requests": 7, "remedies": 5}  # columns up to a total


@dataclass(frozen=True, slots=True)
class Line:
    """The values of a printed row. ``wanted`` are the form's columns in order, ``names`` those
    of the head above (empty when none is known); ``foreign`` when that head is of another row
    or form."""

    table: TableKind
    row: str
    label: str
    values: Cells
    wanted: tuple[str, ...]
    names: Names
    grid: int
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """Cells by column, and what was doubtful (``row_width``, ``table_layout``), if anything."""

    cells: dict[str, GridCell]
    doubt: str | None = None


def fit(line: Line, company: Sequence[Line]) -> Fitted:
    """The cells of a row; ``company`` are the rows printed like it, itself among them."""
    company = company[:_MOST_COMPANY]
    if line.foreign:
        return Fitted({}, "table_layout")
    known = [name for name in line.names if name]
    clear = bool(known) and len(set(known)) == len(known)
    if clear and len(line.values) == len(line.names):
        return _named(line, line.values, line.names)
    first = clear and len(known) < len(line.wanted) and tuple(known) == line.wanted[: len(known)]
    narrower = first and _has_blank_edge(line, company)
    wider = clear and len(line.names) > len(line.wanted) and set(line.wanted) <= set(known)
    if _in_order(known, line.wanted) and not wider and not narrower:
        found = _counted(line, company, whole=tuple(known) == line.wanted)
        if found.cells or not first or len(line.values) <= len(line.names):
            return found
    if not clear:
        return Fitted({}, "table_layout")
    cells, doubt = _chosen(line, company, line.names)
    return _named(line, cells, line.names, doubt) if cells else Fitted({}, doubt)


def _has_blank_edge(line: Line, company: Sequence[Line]) -> bool:
    """Whether the first or the last of the columns is blank in all rows printed alike."""
    rows = [other.values for other in company if len(other.values) == len(line.values)]
    return any(not any(row[at].text.strip() for row in rows) for at in (0, -1))


def _named(line: Line, cells: Cells, names: Names, doubt: str | None = None) -> Fitted:
    named = zip(names, cells, strict=True)
    return Fitted({name: cell for name, cell in named if name in line.wanted}, doubt)


def _counted(line: Line, company: Sequence[Line], *, whole: bool) -> Fitted:
    """Cells by their number, in the form's order."""
    cells, doubt = _chosen(line, company, line.wanted)
    if cells is None:
        return Fitted({}, doubt)
    if not whole and line.table == "requests" and _turned(line, company):
        return Fitted({}, "table_layout")
    return _named(line, cells, line.wanted, doubt)


def _turned(line: Line, company: Sequence[Line]) -> bool:
    """Whether rows below a head that does not say so seem to be printed in another order."""
    rows = [other.values for other in company if len(other.values) == len(line.wanted)]
    last = [_adds_up(row) for row in rows]
    first = [_adds_up((*row[1:], row[0])) for row in rows]
    if first.count(True) > last.count(True):
        return True
    return bool(line.names) and last.count(False) > last.count(True)


def _in_order(known: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the head names columns of the row in the form's order, or none of them."""
    ours = [wanted.index(name) for name in known if name in wanted]
    return ours == sorted(ours)


def _chosen(line: Line, company: Sequence[Line], names: Names) -> tuple[Cells | None, str | None]:
    """One cell for each of ``names`` and whether that was doubtful; None when there is no way,
    or more than one."""
    values, width = line.values, len(names)
    if len(values) == width:
        return values, None
    if len(values) < width:
        return None, "row_width"
    adds_up = _sums(line, names)
    rows = [other.values for other in company if len(other.values) == len(values)]
    ways = list(_ways(len(values), width, rows, summed=line.table != "proactive"))
    possible = _possible(ways, rows, adds_up) or _possible(ways, [values], adds_up)
    best = _best(values, possible)
    if best is None and len({_texts(way(values) or ()) for way, _ in possible}) == 1:
        only = possible[0][0](values)  # its sums do not hold as printed
        best = only if only and not _has_rival(values, only, adds_up) else None
    if best is not None and _is_lost(line, rows, best, adds_up):
        best = None
    if best is not None:
        return best, None
    return None if possible else _overfull(values, width, adds_up), "row_width"


def _possible(
    ways: Sequence[_Way], rows: Sequence[Cells], adds_up: _Sums
) -> list[tuple[_Way, int]]:
    """The ways in which all rows can be read, each with its score: the rows that add up less
    those that do not (a row of blanks and noughts says nothing)."""
    found = []
    for way in ways:
        reading = [cells for row in rows if (cells := way(row)) is not None]
        if len(reading) == len(rows):
            sums = [adds_up(cells) for cells in reading]
            found.append((way, sums.count(True) - sums.count(False)))
    return found


def _best(values: Sequence[GridCell], possible: Sequence[tuple[_Way, int]]) -> Cells | None:
    """The reading in which the most rows add up; None when several do equally and differ."""
    usable = [(way(values), score) for way, score in possible if score >= 0]
    most = max((score for _, score in usable), default=0)
    found = [cells for cells, score in usable if cells is not None and score == most]
    return found[0] if found and len({_texts(cells) for cells in found}) == 1 else None


def _is_lost(line: Line, rows: Sequence[Cells], cells: Cells, adds_up: _Sums) -> bool:
    """Whether a row with more cells than columns, with blanks among them and with too little
    company, does not even add up."""
    stated = [cell for cell in cells if cell.text.strip()]
    if line.table == "proactive" or len(rows) > 2 or not stated or len(stated) == len(cells):
        return False
    return adds_up(cells) is not True


def _has_rival(values: Cells, chosen: Cells, adds_up: _Sums) -> bool:
    """Whether the row adds up when others of its cells are left out or two are joined: one of
    its numbers may be a stray, or a piece of one."""
    excess = len(values) - len(chosen)
    if excess > _MAX_DROPPED:
        return False
    joined = [
        (*values[:at], replace(one, text=one.text + values[at + 1].text), *values[at + 2 :])
        for at, one in enumerate(values[:-1])
    ]
    for row in (values, *joined):
        for dropped in combinations(range(len(row)), len(row) - len(chosen)):
            kept = tuple(cell for at, cell in enumerate(row) if at not in dropped)
            if _texts(kept) != _texts(chosen) and (adds_up(kept) or _is_nought(kept)):
                return True
    return False


def _ways(count: int, width: int, rows: Sequence[Cells], *, summed: bool) -> Iterator[_Way]:
    """How ``width`` of ``count`` cells may be meant: a run of them, each printed several times,
    the whole printed several times, or all but the columns that are blank throughout."""
    for start in range(min(count - width + 1, _MAX_STRAYS)):
        yield _run(start, width)
    if count % width == 0:
        yield _repeated(count // width, 1, width)
        if width > 1:
            yield _repeated(count // width, width, width)
    blank = {at for at in range(count) if not any(row[at].text.strip() for row in rows)}
    if summed and len(rows) > 2 and len(blank) == count - width:
        yield lambda row: tuple(cell for at, cell in enumerate(row) if at not in blank)


def _run(start: int, width: int) -> _Way:
    def way(row: Sequence[GridCell]) -> Cells | None:
        if any(cell.text.strip() for cell in (*row[:start], *row[start + width :])):
            return None
        return tuple(row[start : start + width])

    return way


def _repeated(times: int, apart: int, width: int) -> _Way:
    def way(row: Sequence[GridCell]) -> Cells | None:
        found = []
        for at in range(width):
            first = at if apart > 1 else at * times
            copies = [row[first + copy * apart] for copy in range(times)]
            stated = [cell for cell in copies if cell.text.strip()]
            if len({cell.text for cell in stated}) > 1:
                return None
            found.append(stated[0] if stated else copies[0])
        return tuple(found)

    return way


def _is_nought(cells: Cells) -> bool:
    printed = [parse_cell(cell.text) for cell in cells]
    return all(cell is not None and not cell.value for cell in printed)


def _overfull(values: Cells, width: int, adds_up: _Sums) -> Cells | None:
    """Of more numbers than columns, the run that adds up when there is but one, or any when
    all are alike (noughts)."""
    stated = [at for at, cell in enumerate(values) if cell.text.strip()]
    values = values[stated[0] : stated[-1] + 1] if stated else ()
    runs = [values[at : at + width] for at in range(len(values) - width + 1)[:_MAX_STRAYS]]
    if len(runs) < 2 or len({_texts(run) for run in runs}) > 1:
        if len(values) - width > _MAX_DROPPED:
            return None
        runs = [run for run in runs if adds_up(run)]
    return runs[0] if runs and len({_texts(run) for run in runs}) == 1 else None


def _texts(cells: Sequence[GridCell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in cells)


def _sums(line: Line, names: Names) -> _Sums:
    """How the cells below ``names`` are added up; they say nothing when a column is lacking."""
    if line.table == "proactive" or not set(line.wanted) <= set(names):
        return _says_nothing
    order = [names.index(name) for name in line.wanted]
    step = _STEPS[line.table]
    return lambda row: _adds_up([row[at] for at in order], step)


def _says_nothing(_: Sequence[GridCell]) -> None:
    return None


def _adds_up(row: Sequence[GridCell], step: int = 7) -> bool | None:
    """Whether parts add up to their totals; None when nothing says so (blanks, noughts, a text
    among the numbers, a total that is not stated)."""
    if len(row) % step:
        return None
    told: list[bool | None] = []
    for start in range(0, len(row), step):
        printed = [parse_cell(cell.text) for cell in row[start : start + step]]
        if any(cell is None for cell in printed):
            return None
        numbers = [(cell.value if cell else None) or Decimal(0) for cell in printed]
        if any(numbers):
            total = printed[-1].value if printed[-1] else None
            told.append(None if total is None else sum(numbers[:-1]) == total)
    if not told or False in told:
        return False if told else None
    return None if None in told else True
