"""The seven real documents through the whole house, and through SIGKILL."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from archive import reports as catalog_reports
from archive import snapshots
from archive.catalog import Catalog
from archive.settings import Settings
from tests.nianbao.conftest import Run, command, environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the seven documents were imported."""
    home = tmp_path_factory.mktemp("acceptance") / "home"
    subprocess.run(
        command("import", shared / "real"),
        env=environment(home), cwd=ROOT, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return home


def _search(home: Path, *arguments: str) -> Any:
    done = subprocess.run(
        command("search", *arguments, "--json"),
        env=environment(home), cwd=ROOT, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_penalties_are_found_in_six(home: Path) -> None:
    """行政处罚 stands in six of the seven: one has lost the page with it."""
    assert _search(home, "行政处罚")["total"] == 6


def test_the_seven_are_indexed(home: Path) -> None:
    """All seven are found, the one without an agency included."""
    agencies = {hit["agency"] for hit in _search(home, "信息公开")["hits"]}
    assert (len(agencies), None in agencies) == (7, True)


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("year", {2019: 1, 2020: 3, 2022: 1, 2023: 1}),
        ("form", {"2019": 4, "2021": 2}),
        ("agency_type", {"城管执法": 3, "政府及办公厅(室)": 2}),
        ("agency_level", {"county": 4, "province": 1}),
    ],
)
def test_facets_are_right(home: Path, facet: str, expected: dict[Any, int]) -> None:
    """The facets of 行政处罚 count the six documents as their right answers say."""
    counts = dict(_search(home, "行政处罚")["facets"][facet])
    assert {str(key): value for key, value in counts.items()} == {
        str(key): value for key, value in expected.items()
    }


def test_provinces_are_right(home: Path) -> None:
    """Five of the six are placed, each in its province."""
    counts = dict(_search(home, "行政处罚")["facets"]["province"])
    assert counts == {"黑龙江省": 1, "湖北省": 1, "河南省": 1, "江苏省": 1, "上海市": 1}


@pytest.mark.parametrize("province", ["湖北", "湖北省"])
def test_a_province_narrows_the_search(home: Path, province: str) -> None:
    """Both names of the province find its one report of 2020."""
    hits = _search(home, "行政处罚", "--year", "2020", "--province", province)["hits"]
    assert [hit["agency"] for hit in hits] == ["大冶市城市管理执法局"]


def test_two_sums_of_hongze_fail(home: Path) -> None:
    """洪泽区 2023 shows its two failing sums among the findings."""
    hit = next(h for h in _search(home, "洪泽区")["hits"] if h["year"] == 2023)
    catalog = Catalog.open(Settings(home=home))
    try:
        with catalog.read() as conn:
            record = catalog_reports.get(conn, hit["id"])
    finally:
        catalog.close()
    assert record is not None
    failing = {f.rule for f in record.report.findings if f.status == "fail"}
    assert failing == {"T4.1", "T4.3"}


def test_killed_imports_leave_exactly_seven(shared: Path, tmp_path: Path) -> None:
    """An import killed by SIGKILL at random moments and repeated leaves seven snapshots, seven
    reports, seven in the index, and an archive that verifies."""
    home = tmp_path / "home"
    dice = random.Random(7)
    for _ in range(6):
        process = subprocess.Popen(
            command("import", shared / "real"),
            env=environment(home), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(dice.uniform(0.8, 3.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    for step in ("import", "verify"):
        arguments = [step, shared / "real"] if step == "import" else [step]
        subprocess.run(
            command(*arguments), env=environment(home), cwd=ROOT, check=True, capture_output=True,
            timeout=300,
        )  # fmt: skip
    catalog = Catalog.open(Settings(home=home))
    try:
        with catalog.read() as conn:
            kept = len(snapshots.all_(conn))
            held = len(catalog_reports.ids(conn))
    finally:
        catalog.close()
    assert (kept, held, _search(home, "信息公开")["total"]) == (7, 7, 7)


def test_the_catalog_is_rebuilt_from_the_archive(
    shared: Path, home: Path, tmp_path: Path, nianbao: Run
) -> None:
    """With catalog and index lost, ``verify`` brings the same reports back from the WARC files,
    with the same ids."""
    expected = sorted(hit["id"] for hit in _search(home, "信息公开")["hits"])
    shutil.copytree(home / "warc", tmp_path / "home" / "warc")
    done = nianbao("verify")
    hits = json.loads(nianbao("search", "信息公开", "--json").stdout)["hits"]
    assert (done.returncode, sorted(hit["id"] for hit in hits)) == (0, expected)
