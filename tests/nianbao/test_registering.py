"""The commands on bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples.corpus import reports as made
from samples.render import text
from tests.nianbao.conftest import Run


@pytest.fixture
def names(nianbao: Run, tmp_path: Path) -> tuple[str, str]:
    """Two bodies that have a report each, on two years."""
    first = next(one for one in made() if one.form == "2021")
    second = next(
        one for one in made()
        if one.form == "2021" and one.year != first.year and one.agency != first.agency
    )  # fmt: skip
    for number, one in enumerate((first, second)):
        (tmp_path / f"{number}.txt").write_text(text(one), encoding="utf-8")
    assert nianbao("import", tmp_path / "0.txt", tmp_path / "1.txt").returncode == 0
    return first.agency, second.agency


def _listed(nianbao: Run, words: str = "") -> list[list[str]]:
    return [line.split("\t") for line in nianbao("agencies", "list", words).stdout.splitlines()]


def test_a_body_is_merged_and_taken_back(nianbao: Run, names: tuple[str, str]) -> None:
    """Listed under both names with both reports, decided with a number, by which it ends."""
    one, other = names
    assert nianbao("agencies", "merge", one, other, "--reason", "合并").returncode == 0
    (row,) = _listed(nianbao)
    assert (set(row[1].split("、")), row[3]) == ({one, other}, "2")
    number, _, subject, *_ = nianbao("agencies", "decisions", other).stdout.split("\t")
    assert subject == "merge"
    assert nianbao("agencies", "take-back", number, "--reason", "误并").returncode == 0
    assert len(_listed(nianbao)) == 2


def test_other_decisions(nianbao: Run, names: tuple[str, str]) -> None:
    """Renamed, set above and after one another: each is listed."""
    one, other = names
    done = [
        nianbao("agencies", "rename", one, "新名称局", "--reason", "更名"),
        nianbao("agencies", "parent", "新名称局", other, "--reason", "归口"),
        nianbao("agencies", "parent", other, "--reason", "没有"),
        nianbao("agencies", "successor", other, "新名称局", "--reason", "承接"),
    ]
    assert [run.returncode for run in done] == [0] * 4
    lines = nianbao("agencies", "decisions", "新名称局").stdout.splitlines()
    assert [line.split("\t")[2].partition(".")[0] for line in lines] == [
        "name", "parent", "successor",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [("merge", "没有的局", "没有的局"), ("split", "x", "2021"), ("take-back", "99"),
     ("split", "没有的局", "2021", "--new", "某局")],
)  # fmt: skip
def test_what_cannot_be(nianbao: Run, names: tuple[str, str], asked: tuple[str, ...]) -> None:
    """Wrong use, told in one line."""
    del names
    done = nianbao("agencies", *asked, "--reason", "x")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
