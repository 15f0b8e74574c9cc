"""A desk and a program that may do all there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.admin.office import Desk, open_desk
from tests.portal.api.programs import Program, program


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of one's own."""
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.shelf.close()


@pytest.fixture
def robot(desk: Desk) -> Program:
    """An admin's program, with a token of every scope."""
    return program(desk)
