"""A revision as a reader sees it: each changed cell by its name, each changed line with the
characters that differ marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal import words
from portal.cell_words import cell_name
from portal.language import gettext as _
from portal.language import ngettext, noted
from portal.tables import CAPTIONS
from reports.diff import CellChange, Difference, FieldChange, SectionChange
from reports.forms import FORMS, Column, Row

_PARAMETERS = {"region": "region", "agency_level": "level", "form": "form"}
_TRUTH = {"true": noted("是"), "false": noted("否")}
_MOST_LINES = 200  # of one section; a text exchanged as a whole is better read as a whole
_MOST_CHARS = 4000  # beyond that marking characters takes longer than it helps

Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class CellView:
    """A changed cell; ``old`` and ``new`` as printed, or what stands for nothing printed."""

    anchor: str
    table: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line removed or added (``kind`` is ``del`` or ``ins``), in pieces: text, differs."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SectionChangeView:
    """A changed section; ``old_heading`` where it was another, ``cut`` lines are left out."""

    heading: str
    old_heading: str | None
    lines: tuple[LineView, ...]
    cut: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """A metadata field that changed."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """All that changed from one version to the next."""

    cells: tuple[CellView, ...]
    sections: tuple[SectionChangeView, ...]
    fields: tuple[FieldView, ...]

    @property
    def summary(self) -> str:
        """How much changed, in a few words."""
        return summary(len(self.cells), len(self.sections), len(self.fields))


def summary(cells: int, sections: int, fields: int) -> str:
    """``3 格数字、1 节文字``: how much a revision changed."""
    told = (
        ngettext("%(num)s 格表格", "%(num)s 格表格", cells) if cells else "",
        ngettext("%(num)s 节文字", "%(num)s 节文字", sections) if sections else "",
        ngettext("%(num)s 项信息", "%(num)s 项信息", fields) if fields else "",
    )
    return _("、").join(part for part in told if part)


def difference_view(difference: Difference) -> DifferenceView:
    """A difference with names in place of ids."""
    return DifferenceView(
        cells=tuple(map(_cell, difference.cells)),
        sections=tuple(map(_section, difference.sections)),
        fields=tuple(map(_field, difference.fields)),
    )


_NAMED: Mapping[tuple[str, str, str], tuple[Row, Column]] = {
    (table, row.id, column.id): (row, column)
    for form in FORMS.values()
    for table, row, column in form.every_cell()
}


def _cell(change: CellChange) -> CellView:
    captions: Mapping[str, str] = {str(kind): caption for kind, caption in CAPTIONS.items()}
    old = _printed(change.old_raw, change.old_state)
    new = _printed(change.new_raw, change.new_state)
    if old == new:  # two readers took the same print for different things
        old = f"{old}（{change.old_value if change.old_value is not None else '–'}）"
        new = f"{new}（{change.new_value if change.new_value is not None else '–'}）"
    key = f"{change.table}.{change.row}.{change.column}"
    return CellView(key, _(captions.get(change.table, change.table)), key_name(key), old, new)


def key_name(key: str) -> str:
    """The name of the cell ``table.row.column``; of one that no form has the ids of its row and
    column."""
    table, row, column = (*key.split(".", 2), "", "")[:3]
    named = _NAMED.get((table, row, column))
    return cell_name(*named) if named else f"{row} · {column}"


def _printed(raw: str | None, state: str | None) -> str:
    if state is None or state == "missing":
        return _("没有这一格")
    return (raw or "").strip() or _("空白")


def _section(change: SectionChange) -> SectionChangeView:
    heading = change.new_heading or change.old_heading or _("（没有标题的文字）")
    other = change.old_heading if change.old_heading != change.new_heading else None
    lines = _lines(change)
    return SectionChangeView(
        heading=heading,
        old_heading=other if change.new_heading else None,
        lines=lines[:_MOST_LINES],
        cut=max(0, len(lines) - _MOST_LINES),
    )


def _lines(change: SectionChange) -> tuple[LineView, ...]:
    """Removed and added lines; as many of the one as of the other stand in pairs, with what
    differs marked."""
    old, new = change.removed, change.added
    if len(old) != len(new):
        return (
            *(LineView("del", ((_shown(line), False),)) for line in old),
            *(LineView("ins", ((_shown(line), False),)) for line in new),
        )
    lines: list[LineView] = []
    for before, after in zip(old, new, strict=True):
        was, now = _marked(_shown(before), _shown(after))
        lines += (LineView("del", was), LineView("ins", now))
    return tuple(lines)


def _shown(line: str) -> str:
    return line.replace("\t", " │ ")


def _marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if len(old) + len(new) > _MOST_CHARS:
        return ((old, False),), ((new, False),)
    was: list[Piece] = []
    now: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was += [(old[a:b], tag != "equal")] if b > a else []
        now += [(new[c:d], tag != "equal")] if d > c else []
    return tuple(was), tuple(now)


def _field(change: FieldChange) -> FieldView:
    name = _(words.FIELD_NAMES[change.field]) if change.field in words.FIELD_NAMES else change.field
    return FieldView(name, _value(change.field, change.old), _value(change.field, change.new))


def _value(field: str, value: str | None) -> str:
    if value is None:
        return _("无")
    if field in ("region", "agency_level", "form"):
        return words.value_name(_PARAMETERS[field], value)
    if field == "agency_type":
        return _(value)
    return _(_TRUTH[value]) if field == "is_report" and value in _TRUTH else value
