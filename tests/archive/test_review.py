"""What is worth a look at the review desk: by kind of doubt, in one order, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import review
from archive.review import Asked, Why
from reports.model import AnnualReport, Issue
from tests.portal.shelf import Shelf, open_shelf, report


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """One document of each kind of doubt, after one that was read well."""
    opened = open_shelf(tmp_path / "home")
    opened.put(report(year=2019, confidence={"year": 1.0}))
    opened.put(report(year=2020, issues=(Issue("unit_unknown", "tables", "单位不明"),)))
    opened.put(report(year=2021, confidence={"year": 0.9, "agency": 0.4}))
    opened.put(report(year=2022, issues=(Issue("ocr_used", "inputs", "由图像识别"),)))
    opened.put(AnnualReport(False, "不是年报", title=None), url="http://www.example.gov.cn/x.html")
    yield opened
    opened.close()


def _years(shelf: Shelf, asked: Asked) -> list[int | None]:
    with shelf.catalog.read() as conn:
        return [one.year for one in review.listed(conn, asked, 10)]


@pytest.mark.parametrize(
    ("why", "years"),
    [(None, [2020, 2021, 2022, None]), ("issues", [2020, 2022]), ("unsure", [2021]),
     ("ocr", [2022]), ("rejected", [None])],
)  # fmt: skip
def test_documents_are_listed_by_doubt(
    shelf: Shelf, why: Why | None, years: list[int | None]
) -> None:
    """Each under its kind, all of them without one; what was read well is in none."""
    assert sorted(_years(shelf, Asked(why)), key=str) == sorted(years, key=str)


def test_counts_are_those_of_the_lists(shelf: Shelf) -> None:
    """As many as are listed, and of one code as many as have it."""
    with shelf.catalog.read() as conn:
        assert review.counted(conn) == {
            None: 4, "issues": 2, "unsure": 1, "ocr": 1, "rejected": 1,
        }  # fmt: skip
        assert review.counted(conn, "unit_unknown")[None] == 1


def test_a_code_narrows_the_list(shelf: Shelf) -> None:
    """To the documents with such an issue, with its codes named."""
    assert _years(shelf, Asked(code="unit_unknown")) == [2020]


def test_what_a_document_is_doubted_for_is_named(shelf: Shelf) -> None:
    """Codes of its issues, and fields that rest on little."""
    with shelf.catalog.read() as conn:
        found = {one.year: one for one in review.listed(conn, Asked(), 10)}
    assert (found[2020].codes, found[2021].unsure) == (("unit_unknown",), ("agency",))
    assert (found[None].report_id, found[None].reason) == (None, "不是年报")


def test_next_and_before_follow_the_list(shelf: Shelf) -> None:
    """Going on from the first leads through all of it in order; going back leads back."""
    with shelf.catalog.read() as conn:
        names = [one.snapshot_id for one in review.listed(conn, Asked(), 10)]
        met, back = [names[0]], [names[-1]]
        while (after := review.near(conn, Asked(), met[-1]).after) is not None:
            met.append(after.snapshot_id)
        while (before := review.near(conn, Asked(), back[-1]).before) is not None:
            back.append(before.snapshot_id)
    assert (met, back) == (names, names[::-1])


def test_what_is_unknown_has_no_neighbours(shelf: Shelf) -> None:
    """A snapshot that there is not."""
    with shelf.catalog.read() as conn:
        assert review.near(conn, Asked(), "none") == review.Near(None, None)
