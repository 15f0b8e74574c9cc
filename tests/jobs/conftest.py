"""An open archive in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.settings import Settings
from jobs.context import Context, open_context
from samples.corpus import SampleReport, reports
from samples.render import text


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """The archive below ``tmp_path/home``."""
    with open_context(Settings(home=tmp_path / "home", lease_seconds=1.0)) as opened:
        yield opened


@pytest.fixture(scope="session")
def samples() -> tuple[SampleReport, ...]:
    """Made-up reports in the 2021 form, of one agency in different years first."""
    return tuple(report for report in reports() if report.form == "2021")


@pytest.fixture
def folder(tmp_path: Path, samples: tuple[SampleReport, ...]) -> Path:
    """Three made-up reports as text files."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for report in samples[:3]:
        (folder / f"{report.key}.txt").write_text(text(report), encoding="utf-8")
    return folder
