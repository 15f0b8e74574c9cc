"""Copied passages are looked for when reports arrive, change or go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from archive import prints, reuse
from archive import reports as catalog_reports
from archive.catalog import Catalog
from jobs.context import Context
from jobs.reuse import find_reuse
from jobs.worker import carry_out
from reports.reader import read
from samples.corpus import SampleReport
from samples.render import text
from tests.reports.test_reuse import sentences

COPIED = sentences(4, 400)


@pytest.fixture
def folder(tmp_path: Path, samples: tuple[SampleReport, ...]) -> Path:
    """Reports of two bodies for one year, the same paragraph in both."""
    one = samples[0]
    other = next(s for s in samples if s.agency != one.agency and s.year == one.year)
    for name, sample in (("a", one), ("b", other)):
        lines = text(sample).split("\n")
        at = next(index for index, line in enumerate(lines) if line.startswith("一、"))
        lines.insert(at + 1, COPIED)
        (tmp_path / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
        assert read("\n".join(lines).encode()).agency == sample.agency
    return tmp_path


def _links(context: Context) -> dict[str, set[str]]:
    with context.catalog.read() as conn:
        names = catalog_reports.ids(conn)
        return {name: {link.other_report_id for link in reuse.of(conn, name)} for name in names}


def test_an_import_finds_copies(context: Context, folder: Path) -> None:
    """Each report names the other."""
    carry_out(context, "import", f'["{folder}"]')
    found = _links(context)
    one, other = found
    assert found == {one: {other}, other: {one}}


def test_a_copy_that_comes_later_is_told_of_the_first(context: Context, folder: Path) -> None:
    """The report that was there is looked at again."""
    carry_out(context, "import", f'["{folder / "a.txt"}"]')
    assert list(_links(context).values()) == [set()]
    carry_out(context, "import", f'["{folder / "b.txt"}"]')
    assert all(_links(context).values())


def test_nothing_waits_when_it_is_done(context: Context, folder: Path) -> None:
    """A second look has nothing to do; a kill before it would leave the list."""
    carry_out(context, "import", f'["{folder}"]')
    with context.catalog.read() as conn:
        assert prints.due(conn) == []
    with context.catalog.begin() as conn:
        prints.mark(conn, catalog_reports.ids(conn))
    assert find_reuse(context).counts["reuse"] == 0


class _Meddled(Catalog):
    """A catalog into which somebody writes just before its next write."""

    meddle: Callable[[], object] | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        meddle, self.meddle = self.meddle, None
        if meddle:
            meddle()
        with super().begin() as conn:
            yield conn


def test_what_is_written_while_texts_are_compared_counts(context: Context, folder: Path) -> None:
    """A report that arrives between comparing and putting down is found all the same."""
    carry_out(context, "import", f'["{folder / "a.txt"}"]')
    with context.catalog.begin() as conn:
        prints.mark(conn, catalog_reports.ids(conn))
    meddled = _Meddled.open(context.settings)
    assert isinstance(meddled, _Meddled)
    meddled.meddle = lambda: carry_out(context, "import", f'["{folder / "b.txt"}"]')
    find_reuse(replace(context, catalog=meddled))
    meddled.close()
    assert all(_links(context).values())
