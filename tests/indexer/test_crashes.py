"""Writers killed and machines lost: a few rounds of what ``benchmarks/crashes.py`` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.generations import Layout
from indexer.manifests import commits, whole
from indexer.port import IndexBusy, ReportDocument
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import CORPUS, document, resolve
from tests.indexer.crashing import KINDS, Kind, crash


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_crash_leaves_the_last_or_the_next_state(tmp_path: Path, kind: Kind, seed: int) -> None:
    """Or, where fsynced bytes are lost too, one that says it is damaged and can be rebuilt."""
    assert crash(tmp_path, kind, seed).wrong == ""


def test_the_next_commit_takes_the_rests_away(tmp_path: Path) -> None:
    """Half segments and new files that a killed process left do not stay."""
    layout = Layout(tmp_path / "index")
    writer = WhooshWriter(layout)
    folder = layout.generation(writer.rebuild(CORPUS))
    for name in ("MAIN_half.trm", "_MAIN_2.toc.17", "MANIFEST-2.new", "CHECKED.1", "_MAIN_2.toc"):
        (folder / name).write_bytes(b"half")
    writer.replace([document("new")])
    kept = {"CHECKED"}.union(*(whole(folder, number) or () for number in commits(folder)))
    assert {entry.name for entry in folder.iterdir()} == kept


def test_a_failed_commit_leaves_no_rest(tmp_path: Path) -> None:
    """What it wrote before it failed is taken away at once."""
    layout = Layout(tmp_path / "index")
    writer = WhooshWriter(layout)
    folder = layout.generation(writer.rebuild(CORPUS))
    before = {entry.name for entry in folder.iterdir()}
    with pytest.raises(TypeError):
        writer.replace([document("bad", metrics={"received": [1]})])
    assert {entry.name for entry in folder.iterdir()} == before


def test_a_failed_repair_leaves_what_is_searched(tmp_path: Path) -> None:
    """The generation that stands in for a damaged one stays until the new one is whole."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.rebuild(CORPUS[:3])
    (layout.generation(writer.rebuild(CORPUS)) / "MANIFEST-1").unlink()
    with pytest.raises(ValueError, match="twice"):
        writer.rebuild([CORPUS[0], CORPUS[0]])
    health = engine.health()
    engine.close()
    assert (health.ok, health.damaged, health.reports) == (True, True, 3)


def test_a_commit_does_not_make_damage_pass_for_whole(tmp_path: Path) -> None:
    """Its manifest has the digests that older files were written with, not those they have now."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    folder = layout.generation(writer.rebuild(CORPUS))
    postings = next(folder.glob("*.pst"))
    postings.write_bytes(bytes(postings.stat().st_size))
    writer.replace([document("new")])
    (folder / "CHECKED").unlink()
    health = engine.health()
    engine.close()
    assert (health.ok, health.damaged) == (False, True)


def test_damage_that_a_search_meets_is_looked_for(tmp_path: Path) -> None:
    """Bytes harmed since they were checked: the state is checked again, and left."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    last = writer.rebuild(CORPUS[:3])
    folder = layout.generation(writer.rebuild(CORPUS))
    assert engine.count() == len(CORPUS)
    engine.close()
    terms = next(folder.glob("*.trm"))
    terms.write_bytes(bytes(terms.stat().st_size))
    health = engine.health()
    engine.close()
    assert (health.damaged, health.generation) == (True, last)


def test_what_is_written_is_asked_for_under_the_lock(tmp_path: Path) -> None:
    """Documents made as they are asked for are never older than what another process wrote."""
    layout = Layout(tmp_path / "index")
    busy: list[str] = []

    def asked() -> Iterator[ReportDocument]:
        try:
            WhooshWriter(layout).replace([])
        except IndexBusy as exc:
            busy.append(exc.code)
        yield document("new")

    WhooshWriter(layout).replace(asked())
    WhooshWriter(layout).rebuild(asked())
    assert busy == ["index_busy", "index_busy"]
