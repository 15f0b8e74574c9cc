"""Tables as real pages mangle them: a number is read where it was printed, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document
from reports.forms import FORMS
from reports.inputs.docx import read_docx
from reports.inputs.html import read_html
from reports.inputs.plain import read_plain
from reports.model import FormId, Issue
from reports.tables.reading import detect_form, read_tables
from samples.tables import Printed
from tests.reports.offices import make_docx
from tests.reports.table_mangling import BENIGN, HARD, change
from tests.reports.table_variants import Sheet, cell_a_line, html, numbers, sheet, tabbed

DIALECTS = ("true", "none", "repeated", "wrong", "tabs", "lines")
EVERY = [*BENIGN, *HARD]


def _document(page: Sheet, dialect: str, dice: Random) -> Document:
    if dialect == "tabs":
        return read_plain(tabbed(page))
    if dialect == "lines":
        return read_plain(cell_a_line(page))
    return read_html(html(page, dice, dialect))


def _misread(page: Sheet, document: Document) -> tuple[list[str], list[str], list[Issue]]:
    """Cells that are read otherwise than printed, numbers that are not read, and Issues."""
    cells, issues = read_tables(document, FORMS[page.form])
    wrong, lost = [], []
    for cell in cells:
        printed = page.truth.get(cell.key)
        if cell.state == "missing":
            lost += [cell.key] if printed else []
        elif cell.raw != printed:
            wrong.append(f"{cell.key}: {cell.raw!r} for {printed!r}")
    return wrong, lost, list(issues)


def _pages(names: list[str], seeds: range, blanks: float) -> Iterator[tuple[Sheet, Random]]:
    for seed in seeds:
        for form in FORMS:
            dice = Random(f"{names}/{seed}/{form}")
            page = sheet("2019" if form == "2019" else "2021", numbers(form, dice, blanks))  # type: ignore[arg-type]
            for name in names:
                change(page, name, dice)
            yield page, dice


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", BENIGN)
def test_every_number_of_a_variant_is_read(name: str, dialect: str) -> None:
    """However the page is made, all that is printed is read where it was printed."""
    for page, dice in _pages([name], range(3), 0.0):
        wrong, lost, _ = _misread(page, _document(page, dialect, dice))
        assert (wrong, lost) == ([], []), page.done


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", EVERY)
def test_blank_cells_shift_no_number(name: str, dialect: str) -> None:
    """With a third of the noughts left blank, what cannot be read is missing, with an Issue."""
    for page, dice in _pages([name], range(3), 0.3):
        wrong, lost, issues = _misread(page, _document(page, dialect, dice))
        assert wrong == [], page.done
        assert not lost or issues, page.done


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(EVERY), min_size=2, max_size=4, unique=True),
    st.sampled_from(DIALECTS),
    st.sampled_from(["2019", "2021"]),
    st.integers(0, 2**32),
    st.sampled_from([0.0, 0.3]),
)
def test_no_number_is_read_into_another_cell(
    names: list[str], dialect: str, form: FormId, seed: int, blanks: float
) -> None:
    """Several things done to a page at once: every number is right, or missing with an Issue."""
    dice = Random(seed)
    page = sheet(form, numbers(form, dice, blanks))
    for name in names:
        change(page, name, dice)
    wrong, lost, issues = _misread(page, _document(page, dialect, dice))
    assert wrong == [], page.done
    assert not lost or issues, page.done


@pytest.mark.parametrize("name", ["nothing", "total first", "no total", "units"])
def test_a_word_document_is_read_alike(name: str) -> None:
    """The same tables in a DOCX."""
    for page, _ in _pages([name], range(2), 0.0):
        tables = [
            [[Printed(cell.text, cell.down, cell.across) for cell in line] for line in t.lines]
            for t in page.tables
        ]
        wrong, lost, _ = _misread(page, read_docx(make_docx(tables)))
        assert (wrong, lost) == ([], []), page.done


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", [n for n in BENIGN if n not in {"foreign table", "rows lost"}])
def test_the_form_is_told_by_any_variant(name: str, dialect: str) -> None:
    """What is left of the heads and rows still tells the forms apart."""
    for page, dice in _pages([name], range(2), 0.0):
        found = detect_form(_document(page, dialect, dice))
        assert found is FORMS[page.form], page.done
