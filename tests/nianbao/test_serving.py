"""The portal as ``nianbao serve`` runs it: what its server lets through to our pages."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from tests.browser.conftest import portal


def test_a_long_query_gets_our_page(tmp_path: Path) -> None:
    """An address of eight thousand characters is answered with the portal's own sentence."""
    with (
        portal(tmp_path / "home") as address,
        urllib.request.urlopen(f"{address}/search?q={'a' * 8000}", timeout=10) as answer,
    ):
        assert "查询太长" in answer.read().decode()
