"""The example sources: each loads, none crawls, and there is one for every family."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.source_files import load_toml
from crawler.families import FAMILIES

FOLDER = Path(__file__).parents[2] / "docs" / "sources"


def test_every_family_has_its_example() -> None:
    """One file a family, and no other."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(FAMILIES)


@pytest.mark.parametrize("name", FAMILIES)
def test_an_example_loads_and_is_not_enabled(name: str) -> None:
    """It names its own family, and nothing is crawled by adding it as it stands."""
    source = load_toml(FOLDER / f"{name}.toml", FAMILIES)
    assert (source.family, source.enabled) == (name, False)


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "hanweb"])
def test_an_example_s_address_answers_nobody(name: str) -> None:
    """Addresses of examples are under .example (RFC 2606), but for the one list that was seen."""
    for url in load_toml(FOLDER / f"{name}.toml").listings:
        assert url.split("/")[2].endswith(".example")
