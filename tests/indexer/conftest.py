"""Engines under test: each opens its reading and its writing side on an empty folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.compile import RegionResolver
from indexer.generations import Layout
from indexer.port import IndexWriter, SearchEngine
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from reports.divisions import codes_named
from tests.indexer.corpus import CORPUS, resolve
from tests.indexer.town import TOWN


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of one index."""

    engine: SearchEngine
    writer: IndexWriter


Opened = tuple[Pair, Callable[[], None]]


def _whoosh(folder: Path, resolver: RegionResolver = resolve) -> Opened:
    engine = WhooshEngine(Layout(folder / "index"), resolver)
    return Pair(engine, WhooshWriter(Layout(folder / "index"))), engine.close


ENGINES: dict[str, Callable[..., Opened]] = {"whoosh": _whoosh}


@pytest.fixture(params=ENGINES)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """An engine without an index yet."""
    opened, close = ENGINES[request.param](tmp_path)
    yield opened
    close()


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    """An engine that holds the corpus in several commits, with one report replaced."""
    opened, close = ENGINES[request.param](tmp_path_factory.mktemp("engine"))
    opened.writer.replace(CORPUS[:3])
    opened.writer.replace([*CORPUS[2:5]])
    opened.writer.replace(CORPUS[5:])
    yield opened.engine
    close()


@pytest.fixture(scope="module", params=ENGINES)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    """An engine that holds the town in two commits and knows the country's places."""
    opened, close = ENGINES[request.param](tmp_path_factory.mktemp("town"), codes_named)
    opened.writer.replace(TOWN[:6])
    opened.writer.replace(TOWN[6:])
    yield opened.engine
    close()
