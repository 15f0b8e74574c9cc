"""An archive of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty home."""
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog file as the migrations make it; copied, for that is quicker than migrating."""
    home = tmp_path_factory.mktemp("template")
    Catalog.open(Settings(home=home)).close()
    return home / "catalog.sqlite3"


@pytest.fixture
def catalog(settings: Settings, migrated: Path) -> Iterator[Catalog]:
    """A new catalog."""
    settings.home.mkdir(mode=0o700)
    shutil.copy(migrated, settings.home)
    opened = Catalog.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def store(settings: Settings) -> Iterator[WarcStore]:
    """A new store."""
    opened = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    yield opened
    opened.close()
