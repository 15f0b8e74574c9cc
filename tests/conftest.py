"""Fixtures of every room."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and right answers beside the checkout; skips without it."""
    if not (SHARED / "real").is_dir():
        pytest.skip("needs ../shared (real documents and their right answers)")
    return SHARED
