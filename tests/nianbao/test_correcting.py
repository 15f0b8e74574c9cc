"""The commands on corrections, findings and take-downs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from archive import audit, reports
from archive.catalog import Catalog
from archive.settings import Settings
from samples.corpus import reports as made
from samples.render import text
from tests.nianbao.conftest import Run

KEY = "requests.received.total"


@contextmanager
def opened(home: Path) -> Iterator[Connection]:
    """The catalog below a folder, to read."""
    catalog = Catalog.open(Settings(home=home))
    try:
        with catalog.read() as conn:
            yield conn
    finally:
        catalog.close()


@pytest.fixture
def report_id(nianbao: Run, tmp_path: Path) -> str:
    """An imported report's id."""
    page = tmp_path / "report.txt"
    page.write_text(text(next(one for one in made() if one.form == "2021")), encoding="utf-8")
    assert nianbao("import", page).returncode == 0
    with opened(tmp_path / "home") as conn:
        (name,) = reports.ids(conn)
    return name


def _log(home: Path) -> list[tuple[str, str]]:
    with opened(home) as conn:
        return [(one.who.partition(" (")[0], one.action) for one in audit.entries(conn, 9)][::-1]


def test_a_cell_is_corrected_and_taken_back(nianbao: Run, report_id: str, tmp_path: Path) -> None:
    """The number is read from its print, listed, put in by `read`; taken back, none is listed."""
    done = nianbao("correct", "cell", report_id, KEY, "--printed", "9,876件", "--reason", "如原件")
    listed = nianbao("correct", "list")
    nianbao("read")
    with opened(tmp_path / "home") as conn:
        found = reports.get(conn, report_id)
    assert found is not None
    cell = next(cell for cell in found.report.cells if cell.key == KEY)
    nianbao("correct", "withdraw", report_id, KEY, "--reason", "看错了")
    assert (done.stdout.split("\t")[1:3], cell.raw, cell.origin) == (
        [KEY, "raw=9,876件 value=9876"], "9,876件", "correction",
    )  # fmt: skip
    assert (listed.stdout, nianbao("correct", "list").stdout) == (done.stdout, "")
    assert _log(tmp_path / "home") == [("command line", "report.correct")] * 2


def test_a_field_is_corrected(nianbao: Run, report_id: str, tmp_path: Path) -> None:
    """A corrected index number is what the report has once it is read again."""
    nianbao("correct", "field", report_id, "index_number", "X-1", "--reason", "如原件")
    nianbao("read")
    with opened(tmp_path / "home") as conn:
        found = reports.get(conn, report_id)
    assert found is not None
    assert found.report.index_number == "X-1"


def test_a_finding_is_judged(nianbao: Run, report_id: str, tmp_path: Path) -> None:
    """A total that does not tie out is listed with its key, and with its verdict once judged."""
    nianbao("correct", "cell", report_id, KEY, "--printed", "987654", "--reason", "如原件")
    nianbao("read")
    key, rule, before, _ = nianbao("findings", "list", report_id).stdout.split("\n")[0].split("\t")
    done = nianbao("findings", "judge", report_id, key, "misread", "--reason", "我们读错")
    after = nianbao("findings", "list", report_id).stdout.split("\n")[0].split("\t")
    assert (done.returncode, before, after[:3]) == (0, "-", [key, rule, "misread"])
    assert _log(tmp_path / "home")[-1] == ("command line", "finding.judge")


def test_a_report_is_hidden_and_shown(nianbao: Run, report_id: str, tmp_path: Path) -> None:
    """Hidden it is listed and is no report any more; shown again it is one."""
    nianbao("takedown", "hide", "report", report_id, "--reason", "含个人信息")
    listed = nianbao("takedown", "list").stdout.splitlines()
    with opened(tmp_path / "home") as conn:
        during = reports.ids(conn)
    nianbao("takedown", "show", report_id, "--reason", "已处理")
    with opened(tmp_path / "home") as conn:
        after = reports.ids(conn)
    assert ([line.split("\t")[0] for line in listed], during, after) == (
        ["report", "snapshot"], [], [report_id],
    )  # fmt: skip
    assert nianbao("takedown", "list").stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("correct", "field", "0" * 16, "year", "2022", "--reason", "x"),
        ("correct", "cell", "0" * 16, KEY, "--reason", "x"),
        ("correct", "cell", "0" * 16, KEY, "--printed", "1", "--missing", "--reason", "x"),
        ("correct", "cell", "0" * 16, KEY, "--printed", "1", "--number", "one", "--reason", "x"),
        ("correct", "cell", "0" * 16, KEY, "--printed", "1", "--number", "1e99", "--reason", "x"),
        ("correct", "withdraw", "0" * 16, KEY, "--reason", "x"),
        ("correct", "field", "0" * 16, "year", "2022"),
        ("findings", "list", "0" * 16),
        ("findings", "judge", "0" * 16, "0" * 16, "misread", "--reason", "x"),
        ("takedown", "hide", "report", "0" * 16, "--reason", "x"),
        ("takedown", "show", "0" * 16, "--reason", "x"),
    ],
)
def test_what_cannot_be_is_one_sentence(nianbao: Run, arguments: tuple[str, ...]) -> None:
    """An unknown id, no reason or a number that is none: one line on stderr, and exit code 2."""
    done = nianbao(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
