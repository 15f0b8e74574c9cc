"""Shelves for the portal's tests: an empty one each, and a filled one that all may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from reports.model import Section
from tests.portal.shelf import HONGZE, YUBEI, Shelf, broken_sum, cells, open_shelf, report


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A shelf of one's own, empty and without an index."""
    opened = open_shelf(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A filled shelf: 大冶市水利局 2012–2023, 洪泽区 2023 with a broken sum, 渝北区 2022, and one
    that names no agency. To be read only."""
    opened = open_shelf(tmp_path_factory.mktemp("library") / "home")
    for year in range(2012, 2024):
        title = f"大冶市水利局{year}年政府信息公开工作年度报告"
        form = "free" if year < 2019 else "2019" if year < 2021 else "2021"
        printed = (
            cells(form, {("proactive", "penalties", "decisions"): "60"}) if year > 2018 else ()
        )
        opened.put(report(title=title, year=year, form=form, cells=printed))
    opened.put(
        report(
            title="2023年政府信息公开工作年度报告",
            agency="淮安市洪泽区人民政府",
            agency_type="政府及办公厅(室)",
            region=HONGZE,
            cells=cells(
                "2021",
                {
                    ("remedies", "reconsideration", "upheld"): "10",
                    ("remedies", "reconsideration", "corrected"): "1",
                },
            ),
            findings=(broken_sum(),),
        )
    )
    opened.put(
        report(title="渝北区公安分局年报", agency="重庆市渝北区公安局", agency_type="公安",
               region=YUBEI, year=2022)
    )  # fmt: skip
    opened.put(
        report(
            title="政府信息公开年度报告", agency=None, agency_type=None, agency_level=None,
            region=None, year=2020, form="free", cells=(),
            sections=(Section(None, None, "我局认真落实。\n项目\t件数\n新收\t3"),),
        )
    )  # fmt: skip
    opened.index()
    yield opened
    opened.close()


@pytest.fixture
def client(library: Shelf) -> FlaskClient:
    """A browser on the filled shelf."""
    return library.client
