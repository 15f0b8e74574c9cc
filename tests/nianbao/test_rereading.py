"""``nianbao read --stale``: what a better reader changes is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from archive import reports as catalog_reports
from archive.settings import Settings
from jobs.context import open_context
from samples.corpus import reports
from samples.render import text
from tests.nianbao.conftest import Run


@pytest.fixture
def old(nianbao: Run, tmp_path: Path) -> str:
    """An archive of one report that an older reader read with another total; its agency."""
    path = tmp_path / "a.txt"
    sample = next(sample for sample in reports() if sample.form == "2021")
    path.write_text(text(sample), encoding="utf-8")
    nianbao("import", path)
    with open_context(Settings(home=tmp_path / "home")) as context, context.catalog.begin() as conn:
        (record,) = catalog_reports.many(conn, catalog_reports.ids(conn))
        cells = tuple(
            replace(cell, raw="98765", value=Decimal(98765))
            if cell.key == "requests.received.total"
            else cell
            for cell in record.report.cells
        )
        read = replace(record.report, cells=cells, index_number="旧-1", reader_version="0")
        catalog_reports.save_reading(conn, record.snapshot, read)
    return record.report.agency or ""


def test_what_changed_is_printed(nianbao: Run, old: str) -> None:
    """Whose report, the field, the cell by its printed labels, the sums last; once."""
    first, second = nianbao("read", "--stale"), nianbao("read", "--stale")
    told = first.stdout.splitlines()
    assert (first.returncode, told[0].startswith(f"{old} ")) == (0, True)
    assert any(line.startswith("  索引号：旧-1 → ") for line in told)
    assert any("表三，" in line and "总计：98765 → " in line for line in told)
    assert any(line.startswith("重读 1 份，1 份读法不同：1 项信息，1 格，") for line in told)
    assert second.stdout.startswith("重读 0 份")


def test_a_dry_run_changes_nothing(nianbao: Run, old: str) -> None:
    """It prints what the run then prints, and leaves it to do."""
    dry, wet = (nianbao("read", "--stale", *more) for more in (["--dry-run"], []))
    assert old in dry.stdout
    assert dry.stdout.splitlines() == wet.stdout.splitlines()[:-1]


def test_changes_as_json_lines(nianbao: Run, old: str) -> None:
    """A line a document, then the sums."""
    change, last = map(json.loads, nianbao("read", "--stale", "--json").stdout.splitlines())
    (cell,) = change["cells"]
    assert (change["agency"], cell["old"]["value"], cell["row"]) == (old, 98765, "received")
    assert (last["summary"]["changed"], last["summary"]["by_field"]) == (1, {"index_number": 1})


@pytest.mark.parametrize("option", ["--dry-run", "--json"])
def test_options_of_stale_alone_are_wrong_use(nianbao: Run, option: str) -> None:
    """Without ``--stale`` there is nothing to compare with."""
    done = nianbao("read", option)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_one_report_is_previewed_and_read_again(nianbao: Run, old: str, tmp_path: Path) -> None:
    """By its id, whichever reader read it: first nothing changes, then it does, then nothing is left."""
    with open_context(Settings(home=tmp_path / "home")) as context, context.catalog.read() as conn:
        (name,) = catalog_reports.ids(conn)
    first = nianbao("read", name, "--dry-run")
    again = nianbao("read", name, "--dry-run", "--json")
    assert any("总计：98765 → " in line for line in first.stdout.splitlines())
    assert json.loads(again.stdout.splitlines()[0])["fields"][0]["old"] == "旧-1"
    assert nianbao("read", name).stdout.startswith(first.stdout)
    assert "1 份，0 份读法不同" in nianbao("read", name, "--dry-run").stdout


@pytest.mark.parametrize("arguments", [("none",), ("none", "--stale"), ("--dry-run",)])
def test_what_cannot_be_read_again_is_wrong_use(nianbao: Run, arguments: tuple[str, ...]) -> None:
    """Exit code 2."""
    assert nianbao("read", *arguments).returncode == 2
