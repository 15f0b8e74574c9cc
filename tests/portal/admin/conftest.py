"""A desk with an account of each role, and browsers that are logged in as these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.admin.office import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of one's own."""
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.shelf.close()
