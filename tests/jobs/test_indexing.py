"""A damaged, outdated or lost index is rebuilt from the catalog, by whoever meets it first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from archive import report_desk, runs, tables
from archive import reports as catalog_reports
from archive.audit import Actor
from indexer.generations import Layout
from indexer.open import open_engine, open_writer
from jobs import indexing, steps
from jobs.context import Context
from jobs.imports import keep_files, local_files
from jobs.indexing import queue_repair
from jobs.worker import carry_out, owner_name
from jobs.worker import work as work_all
from samples.corpus import SampleReport
from samples.render import text
from tests.indexer.corpus import document


@pytest.fixture
def read(context: Context, folder: Path) -> Context:
    """The archive with three reports kept and read, not yet indexed."""
    keep_files(context, list(local_files([folder])))
    steps.read_pending(context)
    return context


@pytest.fixture
def indexed(read: Context) -> Context:
    """The same, indexed."""
    indexing.index_pending(read)
    return read


def layout(context: Context) -> Layout:
    """Where the index lies."""
    return Layout(context.settings.index_dir)


def lose(context: Context) -> None:
    """The whole folder is gone."""
    shutil.rmtree(context.settings.index_dir)


def tear(context: Context) -> None:
    """The only generation is damaged."""
    for path in layout(context).generations.glob("*/*.toc"):
        os.truncate(path, path.stat().st_size // 2)


def fall_back(context: Context) -> None:
    """The newest generation is damaged; the one before, which has fewer reports, stands in."""
    open_writer(context.settings).rebuild([])
    indexing.rebuild_index(context)
    name = layout(context).pointer.read_text().strip()
    (layout(context).generation(name) / "MANIFEST-1").unlink()


def outdate(context: Context) -> None:
    """Another version of the analyser made it."""
    name = layout(context).pointer.read_text().strip()
    other = name.replace("-a", "-a0", 1)
    layout(context).generation(name).rename(layout(context).generation(other))
    layout(context).pointer.write_text(other + "\n")


HARM = [lose, tear, fall_back, outdate]


@pytest.mark.parametrize("harm", HARM)
def test_the_queued_repair_brings_every_report_back(
    indexed: Context, harm: Callable[[Context], None]
) -> None:
    """After the worker has done what was queued the index has what the catalog has."""
    harm(indexed)
    queue_repair(indexed)
    states = [run.state for run, _ in work_all(indexed)]
    assert (states, indexing.compare_index(indexed).failures) == (["done"], [])


@pytest.mark.parametrize("harm", HARM)
def test_the_index_command_repairs_and_says_so(
    indexed: Context, harm: Callable[[Context], None]
) -> None:
    """Nothing waits for the index, and still all of it is built."""
    harm(indexed)
    _, outcome = carry_out(indexed, "index")
    told = [note.reason.startswith("已由目录重建") for note in outcome.notes]
    assert (told, open_engine(indexed.settings).count()) == ([True], 3)


def test_a_repair_is_queued_once(indexed: Context) -> None:
    """However often the damage is met, one run waits."""
    tear(indexed)
    asked = [queue_repair(indexed) for _ in range(3)]
    waiting = [run.kind for run in runs.recent(indexed.catalog, 9) if run.state == "queued"]
    assert (asked, waiting) == ([True, False, False], ["index"])


def test_nothing_is_queued_while_the_index_is_worked_on(indexed: Context) -> None:
    """A rebuild that somebody asked for mends it."""
    tear(indexed)
    runs.request(indexed.catalog, "index", "rebuild")
    runs.claim(indexed.catalog, owner_name(), 60.0)
    assert not queue_repair(indexed)


def test_a_sound_index_needs_no_repair(indexed: Context) -> None:
    """Nothing is queued."""
    assert not queue_repair(indexed)


def test_an_empty_archive_needs_no_index(context: Context) -> None:
    """No index, and nothing to put into one."""
    assert not queue_repair(context)


def test_a_repair_that_fails_is_tried_again_later(indexed: Context) -> None:
    """A full disk is not filled again every second."""
    tear(indexed)
    owner = owner_name()
    failed = runs.request(indexed.catalog, "index")
    runs.claim(indexed.catalog, owner, 60.0, only=failed.id)
    runs.finish(indexed.catalog, failed.id, owner, "failed", {}, "no room")
    queue_repair(indexed)
    assert runs.recent(indexed.catalog, 1)[0].run_after > datetime.now(UTC)


def test_the_first_index_is_no_repair(read: Context) -> None:
    """Reports that have never been indexed were not lost."""
    outcome = indexing.index_pending(read)
    assert (outcome.counts["indexed"], outcome.notes) == (3, [])


def test_a_report_read_after_the_loss_is_not_alone_in_the_index(
    indexed: Context, samples: tuple[SampleReport, ...], tmp_path: Path
) -> None:
    """One report waits when the index is found gone: all are built, not it alone."""
    lose(indexed)
    (tmp_path / "new.txt").write_text(text(samples[3]), encoding="utf-8")
    keep_files(indexed, list(local_files([tmp_path / "new.txt"])))
    steps.read_pending(indexed)
    indexing.index_pending(indexed)
    assert open_engine(indexed.settings).count() == 4


def test_a_report_that_went_is_taken_out(indexed: Context) -> None:
    """What the outbox names and the catalog no longer has leaves the index."""
    open_writer(indexed.settings).replace([document("gone")])
    with indexed.catalog.begin() as conn:
        conn.execute(insert(tables.outbox).values(report_id="gone"))
    outcome = indexing.index_pending(indexed)
    assert (outcome.counts["removed"], open_engine(indexed.settings).count()) == (1, 3)


def test_a_copy_is_no_document(indexed: Context) -> None:
    """Marked as another's copy a report leaves the index, by a commit and by a rebuild, and that
    counts as whole; taken back, it is in it again."""
    with indexed.catalog.begin() as conn:
        one, two, three = catalog_reports.ids(conn)
        report_desk.mark_copy(conn, Actor("wang"), two, one, "同一份")
    found = []
    for step in (indexing.index_pending, indexing.rebuild_index):
        step(indexed)
        found.append(sorted(open_engine(indexed.settings).ids()))
    whole = indexing.compare_index(indexed).failures
    with indexed.catalog.begin() as conn:
        report_desk.unmark_copy(conn, Actor("wang"), two, "不是")
    indexing.index_pending(indexed)
    assert (found, whole) == ([sorted((one, three))] * 2, [])
    assert sorted(open_engine(indexed.settings).ids()) == sorted((one, two, three))
