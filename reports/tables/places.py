"""What stands in each place of the form, when rows are printed more than once.

Reports repeat a row below a page break, print a table in two parts, or print another table with
words of the form. The first printing stays; a later one may fill what was left blank or out, if
nothing it prints differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.document import GridCell
from reports.model import TableKind
from reports.tables.fitting import Line

Key = tuple[TableKind, str]


@dataclass(slots=True)
class Places:
    """Cells by table and row, then column."""

    cells: dict[Key, dict[str, GridCell]] = field(default_factory=dict)
    _first: dict[Key, Line] = field(default_factory=dict)
    _later: list[tuple[Line, Key, dict[str, GridCell]]] = field(default_factory=list)

    def offer(self, line: Line, cells: dict[str, GridCell]) -> None:
        """A printed row with its cells by column (of the remedies ``row/column``)."""
        rows: dict[Key, dict[str, GridCell]] = defaultdict(dict)
        for name, cell in cells.items():
            row, _, column = name.rpartition("/")
            rows[line.table, row or line.row][column] = cell
        for key, found in rows.items():
            if key in self.cells:
                self._later.append((line, key, found))
            else:
                self.cells[key], self._first[key] = found, line

    def settle(self) -> Iterator[Line]:
        """Takes in what was printed again; yields the rows that were not taken, since a number
        differs (so in their grid, or in the row itself)."""
        differ = {id(line) for line, key, found in self._later if self._differs(key, found)}
        grids = {line.grid for line, _, _ in self._later if id(line) in differ}
        for line, key, found in self._later:
            first = self._first[key]
            if id(line) in differ:
                if not first.names and not line.names and first.grid != line.grid:
                    self.cells[key] = {}  # two tables without a head: nothing says which
                yield line
            elif not (line.grid in grids and line.grid != first.grid) and (
                line.names or not first.names
            ):
                self._fill(key, found)

    def _differs(self, key: Key, found: dict[str, GridCell]) -> bool:
        known = self.cells[key]
        return any(
            column in known and known[column].text.strip() and known[column].text != cell.text
            for column, cell in found.items()
        )

    def _fill(self, key: Key, found: dict[str, GridCell]) -> None:
        known = self.cells[key]
        for column, cell in found.items():
            if column not in known or not known[column].text.strip():
                known[column] = cell
