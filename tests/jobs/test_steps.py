"""Reading and indexing: what is left to do is in the catalog, and doing it twice is harmless."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from archive import reports as catalog_reports
from archive import snapshots
from indexer.generations import Layout
from indexer.open import open_engine, open_writer
from indexer.port import ReportQuery
from jobs import indexing, steps
from jobs.context import Context
from jobs.documents import index_document
from jobs.imports import keep_files, local_files
from reports.reader import read as read_report


@pytest.fixture
def read(context: Context, folder: Path) -> Context:
    """The archive with three reports kept and read, not yet indexed."""
    keep_files(context, list(local_files([folder])))
    steps.read_pending(context)
    return context


def test_reading_leaves_nothing_unread(read: Context) -> None:
    """A second round has nothing to do."""
    assert not steps.read_pending(read).counts


def test_stale_reading_changes_nothing_for_the_same_reader(read: Context) -> None:
    """What this reader has read is not stale."""
    assert not steps.read_pending(read, stale=True).counts


def test_read_reports_wait_for_the_index(read: Context) -> None:
    """Each report read stands in the outbox once indexed work is due."""
    with read.catalog.read() as conn:
        assert len({name for name, _ in catalog_reports.outbox(conn)}) == 3


def test_indexing_empties_the_outbox(read: Context) -> None:
    """After indexing nothing waits."""
    indexing.index_pending(read)
    with read.catalog.read() as conn:
        assert catalog_reports.outbox(conn) == []


def test_indexed_reports_are_found(read: Context) -> None:
    """The engine holds what the catalog holds."""
    indexing.index_pending(read)
    assert open_engine(read.settings).search(ReportQuery(text="政府信息公开")).total == 3


def test_indexing_twice_keeps_one_of_each(read: Context) -> None:
    """An index step repeated after a kill does not double a report."""
    with read.catalog.read() as conn:
        names = catalog_reports.ids(conn)
        documents = [index_document(record) for record in catalog_reports.many(conn, names)]
    open_writer(read.settings).replace(documents)
    indexing.index_pending(read)
    assert open_engine(read.settings).count() == 3


def test_the_figures_that_a_free_report_states_can_be_searched(read: Context) -> None:
    """Its prose takes the place of the cells it has not."""
    text = (
        "大冶市水务局2015年政府信息公开年度报告\n一、概述\n由大冶市水务局编制。\n二、主动公开政府信息情况\n"
        "三、依申请公开情况\n2015年，我局共收到政府信息公开申请12件。"
    )
    with read.catalog.read() as conn:
        record = next(iter(catalog_reports.many(conn, catalog_reports.ids(conn))))
    free = replace(record, report=read_report(text.encode()))
    assert index_document(free).metrics == {"received": 12.0}


def test_a_whole_index_agrees_with_the_catalog(read: Context) -> None:
    """Nothing to complain of after indexing."""
    indexing.index_pending(read)
    assert indexing.compare_index(read).failures == []


def test_a_report_missing_from_the_index_is_named(read: Context) -> None:
    """What the catalog knows and the index does not is a failure."""
    indexing.index_pending(read)
    name = next(iter(open_engine(read.settings).ids()))
    open_writer(read.settings).remove([name])
    assert [failure.what for failure in indexing.compare_index(read).failures] == [name]


def test_a_lost_index_is_rebuilt(read: Context) -> None:
    """From an empty index folder a rebuild brings every report back."""
    indexing.index_pending(read)
    before = set(open_engine(read.settings).ids())
    indexing.rebuild_index(read)
    assert set(open_engine(read.settings).ids()) == before


def test_a_rebuild_makes_a_new_generation(read: Context) -> None:
    """The pointer names another folder after a rebuild."""
    indexing.index_pending(read)
    before = open_engine(read.settings).health().generation
    indexing.rebuild_index(read)
    after = open_engine(read.settings).health().generation
    assert (before != after, Layout(read.settings.index_dir) is not None) == (True, True)


def test_a_page_that_unpacks_to_too_much_is_not_read(context: Context) -> None:
    """A compressed page larger than what may be read is a failure, never whole in memory."""
    limit = context.settings.max_document_bytes
    bomb = gzip.compress(bytes(limit + 1), compresslevel=1)
    snapshots.keep(
        context.store, context.catalog,
        url="http://www.example.gov.cn/a.html", body=bomb, content_type="text/html",
        http_status=200, headers=[("Content-Encoding", "gzip")],
    )  # fmt: skip
    outcome = steps.read_pending(context)
    assert [str(limit) in failure.reason for failure in outcome.failures] == [True]
