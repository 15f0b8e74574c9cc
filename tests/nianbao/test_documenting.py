"""The commands on single documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import reports, snapshots
from tests.jobs.test_attached import FULL
from tests.nianbao.conftest import Run
from tests.nianbao.test_correcting import opened

URL = "http://www.example.gov.cn/nb/{}.html"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A report's page as a file."""
    path = tmp_path / "2023.html"
    path.write_text(FULL, encoding="utf-8")
    return path


def _add(nianbao: Run, page: Path, number: int, **other: str) -> str:
    told = {"url": URL.format(number), "date": "2024-01-31", "reason": "邮件"} | other
    options = [part for name, value in told.items() for part in (f"--{name}", value)]
    done = nianbao("documents", "add", page, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\t")[0]


def test_a_file_is_added_and_related(nianbao: Run, page: Path, tmp_path: Path) -> None:
    """Kept as uploaded and read; two of one body are one report's; a third is a copy, and back;
    a file is attached to a page, and taken off."""
    first = _add(nianbao, page, 1)
    other = tmp_path / "2022.html"
    other.write_text(FULL.replace("2023年", "2022年"), encoding="utf-8")
    second = _add(nianbao, other, 2)
    assert nianbao("read").returncode == 0
    with opened(tmp_path / "home") as conn:
        one, two = (reports.by_snapshot(conn, name) or "" for name in (first, second))
        states = {kept.crawl_state for kept in snapshots.all_(conn)}
    done = [
        nianbao("documents", "copy", two, one, "--reason", "同一份"),
        nianbao("documents", "uncopy", two, "--reason", "不是"),
        nianbao("documents", "attach", URL.format(1), second, "--text", "全文", "--reason", "脚本"),
        nianbao("documents", "detach", first, URL.format(2), "--reason", "误"),
    ]
    assert ([run.returncode for run in done], states) == ([0] * 4, {"uploaded"})


@pytest.mark.parametrize(
    "asked",
    [("fetch", "http://127.0.0.1/x"), ("fetch", "ftp://a.gov.cn/"),
     ("copy", "none", "none", "--reason", "x"), ("uncopy", "none", "--reason", "x"),
     ("attach", "none", "none", "--reason", "x"), ("detach", "none", "none", "--reason", "x")],
)  # fmt: skip
def test_what_cannot_be(nianbao: Run, asked: tuple[str, ...]) -> None:
    """Wrong use, told in one line."""
    done = nianbao("documents", *asked)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_file_that_is_none(nianbao: Run, tmp_path: Path) -> None:
    """By its content, whatever its name."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no pdf")
    options = ("--url", URL.format(1), "--date", "2024-01-31", "--reason", "x")
    done = nianbao("documents", "add", path, *options)
    assert (done.returncode, "只收网页" in done.stderr) == (2, True)
