"""The desk's work on the command line: the queue, sources, what readers told, the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest

from archive import audit, reading_errors, reports, sources
from archive.audit import Entry
from archive.catalog import Catalog
from archive.reading_errors import NewError
from archive.settings import Settings
from archive.sources import Source
from nianbao.cli import cli
from portal.api.declared_desk import DESK
from tests.nianbao.conftest import Run
from tests.portal.shelf import FETCHED, broken_sum, open_shelf, report

KEY = "requests.received.total"


COMMANDS = {
    "plan_crawl": "crawl",
    "ask_preview": "read",
    "preview": "read",
    "request_run": "runs request", "cancel_run": "runs cancel",
    "put_source": "sources add", "import_sources": "sources import",
    "enable_source": "sources enable", "check_source": "sources check",
    "correct_field": "correct field", "correct_cell": "correct cell",
    "withdraw_correction": "correct withdraw", "reread": "read",
    "judge": "findings judge", "hide": "takedown hide", "show": "takedown show",
    "close_error": "errors close",
    "runs": "runs list", "run": "runs show", "health": "health",
    "sources": "sources list", "source": "sources show", "source_files": "sources export",
    "review": "review list", "document": "correct list", "findings": "findings history",
    "hidden": "takedown list", "reading_errors": "errors list",
    "agency_decisions": "agencies decisions",
    "agency_rename": "agencies rename",
    "agency_merge": "agencies merge",
    "agency_split": "agencies split",
    "agency_parent": "agencies parent",
    "agency_successor": "agencies successor",
    "end_decision": "agencies take-back",
    "mark_copy": "documents copy",
    "relate_file": "documents attach",
    "fetch_document": "documents fetch",
    "upload_document": "documents add",
    "users": "user list", "audit": "audit list",
}  # fmt: skip
"""Every operation of the desk, and the command that does the same."""


def test_whatever_the_api_does_a_command_does() -> None:
    """Each operation of the desk has a command that there is."""
    context = click.Context(cli)
    assert set(COMMANDS) == {operation.name for operation in DESK}
    for name in COMMANDS.values():
        group, _, inner = name.partition(" ")
        command = cli.get_command(context, group)
        assert command is not None, name
        assert not inner or (isinstance(command, click.Group) and inner in command.commands), name


@contextmanager
def opened(home: Path) -> Iterator[Catalog]:
    """The catalog below a folder."""
    catalog = Catalog.open(Settings(home=home))
    try:
        yield catalog
    finally:
        catalog.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with a source, a report with a broken sum, and what a reader told of it."""
    shelf = open_shelf(tmp_path / "home")
    told = shelf.put(report(findings=(broken_sum(),)))
    shelf.index()
    with shelf.catalog.begin() as conn:
        sources.put(conn, Source("daye", "大冶市政府", listings=("http://1.1.1.1/",)))
        record = reports.get(conn, told)
        assert record is not None
        new = NewError("r", told, record.snapshot.id, KEY, "错了", "3", None, "k")
        reading_errors.put(conn, new, FETCHED)
    shelf.close()
    return tmp_path / "home"


def _log(home: Path) -> list[Entry]:
    with opened(home) as catalog, catalog.read() as conn:
        return audit.entries(conn, 20)


@pytest.mark.usefixtures("home")
def test_asking_twice_is_doing_once(nianbao: Run, home: Path) -> None:
    """The second request is answered with the same run; cancelling says what it was."""
    first = nianbao("runs", "request", "crawl", "daye").stdout
    again = nianbao("runs", "request", "crawl", "daye").stdout
    done = nianbao("runs", "cancel", first.strip())
    late = nianbao("runs", "cancel", first.strip())
    assert (again, done.returncode, late.returncode) == (first, 0, 2)
    cancelled, asked, _ = _log(home)
    assert (cancelled.action, cancelled.before) == ("run.cancel", {"run": 1, "state": "queued"})
    assert (asked.action, asked.after) == ("run.request", {"runs": [1], "new": 0})


def test_a_source_is_disabled_and_enabled(nianbao: Run, home: Path) -> None:
    """Each in the log; one that there is not is wrong use."""
    nianbao("sources", "disable", "daye")
    off = nianbao("sources", "list").stdout
    nianbao("sources", "enable", "daye")
    assert ("停用" in off, "停用" in nianbao("sources", "list").stdout) == (True, False)
    assert [(one.action, one.after) for one in _log(home)] == [
        ("source.put", {"enabled": True}), ("source.put", {"enabled": False}),
    ]  # fmt: skip
    assert nianbao("sources", "disable", "none").returncode == 2


def test_how_a_source_is_doing(nianbao: Run, home: Path) -> None:
    """How well its reports are read; nothing where it has none, wrong use where there is no such."""
    before = nianbao("sources", "show", "daye")
    shelf = open_shelf(home)
    shelf.put(report(year=2020), source_id="daye", url="http://1.1.1.1/nb/2020.html")
    shelf.close()
    after = nianbao("sources", "show", "daye")
    assert (before.stdout, after.stdout) == ("", "年报 1\t读取没有存疑 1\n")
    assert nianbao("sources", "show", "none").returncode == 2


def test_what_a_reader_told_is_closed_once(nianbao: Run, home: Path) -> None:
    """Listed with cell and proposal; closed with a note in the log; then none waits."""
    listed = nianbao("errors", "list").stdout.rstrip("\n").split("\t")
    done = nianbao("errors", "close", listed[0], "accepted", "--note", "如原件")
    late = nianbao("errors", "close", listed[0], "declined")
    assert listed[3:] == [KEY, "3", "错了"]
    assert (done.returncode, late.returncode, nianbao("errors", "list").stdout) == (0, 2, "")
    assert [(one.action, one.after) for one in _log(home)] == [
        ("error.close", {"state": "accepted", "note": "如原件"})
    ]


@pytest.mark.parametrize(
    ("narrowed", "lines"),
    [((), 2), (("--action", "run.request"), 1), (("--limit", "1"), 1), (("--before", "2"), 1),
     (("--who", "nobody"), 0)],
)  # fmt: skip
def test_the_log_is_listed(nianbao: Run, home: Path, narrowed: Any, lines: int) -> None:
    """Latest first, with number, time, who, what, to what, before and after; narrowed."""
    assert home.exists()
    nianbao("runs", "request", "verify")
    nianbao("sources", "disable", "daye")
    listed = nianbao("audit", "list", *narrowed).stdout.splitlines()
    assert (len(listed), {len(line.split("\t")) for line in listed} <= {7}) == (lines, True)


def test_all_that_was_said_of_a_finding(nianbao: Run, home: Path) -> None:
    """First to last, with reason and answer."""
    with opened(home) as catalog, catalog.read() as conn:
        (report_id,) = reports.ids(conn)
    key = nianbao("findings", "list", report_id).stdout.split("\t")[0]
    nianbao(
        "findings", "judge", report_id, key, "explained", "--reason", "来函", "--answer", "笔误"
    )
    nianbao("findings", "judge", report_id, key, "open", "--reason", "再看")
    told = nianbao("findings", "history", report_id, key).stdout.splitlines()
    assert [line.split("\t")[1:2] + line.split("\t")[3:] for line in told] == [
        ["explained", "来函", "笔误"], ["open", "再看", "-"],
    ]  # fmt: skip


def test_documents_worth_a_look(nianbao: Run, home: Path) -> None:
    """None where nothing was read with doubts; one taken for no report with its reason."""
    assert nianbao("review", "list").stdout == ""
    shelf = open_shelf(home)
    shelf.put(report(is_report=False, reason="不是年报", title="通知"), body=b"none")
    shelf.close()
    (line,) = nianbao("review", "list", "--why", "rejected").stdout.splitlines()
    assert line.split("\t")[1:] == ["-", "通知", "不是年报"]


def test_how_the_archive_is(nianbao: Run, home: Path, tmp_path: Path) -> None:
    """A line for each part; exit code 1 where there is no index."""
    done = nianbao("health")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "index", "held", "runs", "bytes",
    ]  # fmt: skip
    assert ("reports 1" in done.stdout, done.returncode) == (True, 0)
    for part in sorted((home / "index").rglob("*"), reverse=True):
        part.rmdir() if part.is_dir() else part.unlink()
    assert (nianbao("health").returncode, tmp_path.exists()) == (1, True)
