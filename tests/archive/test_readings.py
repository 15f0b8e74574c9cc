"""Whatever the reader can say is stored and comes back equal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from archive import readings, reports
from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from reports.model import (
    AGENCY_TYPES,
    LEVELS,
    TABLES,
    AnnualReport,
    Cell,
    CellRef,
    Evidence,
    Finding,
    Issue,
    Place,
    Region,
    Section,
)
from tests.archive.made import local, report, save

words = st.text(max_size=12)
maybe = st.none() | words
decimals = st.decimals(allow_nan=False, allow_infinity=False)
floats = st.floats(allow_nan=False, allow_infinity=False, width=64)
small = st.integers(0, 500)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
places = st.builds(
    Place, small, small, small, st.none() | small, st.none() | st.tuples(*[floats] * 4)
)
refs = st.builds(CellRef, st.sampled_from(TABLES), words, words, st.none() | small)
sections = st.builds(Section, st.none() | st.integers(1, 6), maybe, st.text(max_size=60))
cells = st.builds(
    Cell,
    st.sampled_from(TABLES),
    words,
    words,
    maybe,
    st.none() | decimals,
    st.sampled_from(["number", "blank", "mark", "missing"]),
    st.sampled_from([None, "count", "yuan"]),
    st.none() | places,
    st.sampled_from(["text", "ocr", "correction"]),
)
findings = st.builds(
    Finding,
    words,
    st.sampled_from("EWI"),
    st.sampled_from(["pass", "fail", "not_assessable"]),
    st.booleans(),
    words,
    st.none() | decimals,
    st.none() | decimals,
    st.lists(refs, max_size=2).map(tuple),
)
issues = st.builds(Issue, words, words, words, st.dictionaries(words, plain, max_size=2))
evidences = st.builds(Evidence, words, words, words, words, floats)
annual_reports = st.builds(
    AnnualReport,
    is_report=st.just(True),
    reason=maybe,
    title=maybe,
    agency=maybe,
    year=st.none() | st.integers(1990, 2090),
    agency_type=st.none() | st.sampled_from(AGENCY_TYPES),
    agency_level=st.none() | st.sampled_from(LEVELS),
    region=st.none() | st.builds(Region, words, words, maybe, maybe),
    published_on=st.none() | st.dates(),
    drafted_on=st.none() | st.dates(),
    index_number=maybe,
    form=st.sampled_from([None, "free", "2019", "2021"]),
    sections=st.lists(sections, max_size=3).map(tuple),
    cells=st.lists(cells, max_size=3).map(tuple),
    findings=st.lists(findings, max_size=2).map(tuple),
    issues=st.lists(issues, max_size=2).map(tuple),
    evidence=st.lists(evidences, max_size=2).map(tuple),
    confidence=st.dictionaries(words, floats, max_size=2),
    reader_version=words,
)


def _numbers(read: AnnualReport) -> list[str]:
    """Each decimal as its text: equal decimals may be written differently."""
    values: list[Decimal | None] = [cell.value for cell in read.cells]
    values += [value for item in read.findings for value in (item.expected, item.actual)]
    return [str(value) for value in values]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WarcStore, Catalog]]:
    """One archive for all that hypothesis draws."""
    chosen = Settings(home=tmp_path_factory.mktemp("house"))
    catalog, store = Catalog.open(chosen), WarcStore(chosen.warc_dir, 1 << 20)
    yield store, catalog
    store.close()
    catalog.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(read=annual_reports)
def test_a_reading_comes_back_equal(house: tuple[WarcStore, Catalog], read: AnnualReport) -> None:
    """Saved and got again, a report is the same, every decimal to the digit; saving it once
    more changes nothing."""
    store, catalog = house
    snapshot = local(store, catalog, uuid4().bytes)
    saved = save(catalog, snapshot, read)
    with catalog.begin() as conn:
        found = readings.load(conn, [snapshot.id])[snapshot.id]
    again = save(catalog, snapshot, read)
    assert (found, _numbers(found)) == (read, _numbers(read))
    assert (saved.changed, again.changed, again.report_id) == (True, False, saved.report_id)


def test_what_json_does_not_know_is_kept_in_words(store: WarcStore, catalog: Catalog) -> None:
    """An issue may carry decimals, tuples or paths; it is stored, and saving again is no
    change."""
    data = {"value": Decimal("2.50"), "box": (1, 2), "path": Path("a/b"), "where": Place(0, 1, 2)}
    read = report(issues=(Issue("unit_unknown", "tables", "单位不明", data),))
    snapshot = local(store, catalog, b"x")
    saved = save(catalog, snapshot, read)
    with catalog.read() as conn:
        found = reports.get(conn, saved.report_id or "")
    assert found is not None
    assert found.report.issues[0].data == {
        "value": 2.5,
        "box": [1, 2],
        "path": "a/b",
        "where": {"table": 0, "row": 1, "column": 2, "page": None, "box": None},
    }
    assert save(catalog, snapshot, read).changed is False


def test_text_that_utf8_cannot_hold_is_stored(store: WarcStore, catalog: Catalog) -> None:
    """A lone surrogate in a broken document does not stop it from being filed."""
    read = report(title="年\ud800报", sections=(Section(1, None, "\udfff"),))
    saved = save(catalog, local(store, catalog, b"x"), read)
    with catalog.read() as conn:
        found = reports.get(conn, saved.report_id or "")
    assert found is not None
    assert (found.report.title, found.report.sections[0].text) == ("年\ufffd报", "\ufffd")
