"""Generations, locks and damage."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.settings import Settings
from indexer import generations
from indexer.analysis import ANALYSER_VERSION
from indexer.generations import Layout
from indexer.open import open_engine, open_writer
from indexer.port import EngineDown, IndexBusy, ReportQuery
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import CORPUS, document, resolve


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An index folder that does not exist yet."""
    return Layout(tmp_path / "index")


def test_no_index_is_down(layout: Layout) -> None:
    """Searching says so in Chinese; counting and health do not raise."""
    engine = WhooshEngine(layout, resolve)
    with pytest.raises(EngineDown) as told:
        engine.search(ReportQuery())
    assert told.value.sentence == generations.NO_INDEX
    assert (engine.count(), engine.health().ok, list(engine.ids())) == (0, False, [])


def test_the_folder_is_private(layout: Layout) -> None:
    """Index files are pickles: no one else writes or reads them."""
    WhooshWriter(layout).replace(CORPUS)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (layout.index_dir, layout.generations)}
    assert modes == {0o700}


def test_a_rebuild_swaps_the_generation(layout: Layout) -> None:
    """The engine follows the pointer; the name tells the analyser's version."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.replace(CORPUS)
    assert engine.count() == len(CORPUS)
    name = writer.rebuild(CORPUS[:2])
    assert (engine.health().generation, engine.count()) == (name, 2)
    assert f"-a{ANALYSER_VERSION}-" in name
    engine.close()


def test_the_last_generation_is_kept_until_the_next_rebuild(layout: Layout) -> None:
    """Two generations lie on disk after any number of rebuilds."""
    writer = WhooshWriter(layout)
    names = [writer.rebuild(CORPUS[:count]) for count in (1, 2, 3, 4)]
    assert sorted(path.name for path in layout.generations.iterdir()) == sorted(names[-2:])


def test_a_failed_rebuild_changes_nothing(layout: Layout) -> None:
    """Documents that cannot be had leave the old generation current and no rest behind."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    name = writer.rebuild(CORPUS)
    with pytest.raises(ValueError, match="twice"):
        writer.rebuild([CORPUS[0], CORPUS[0]])
    assert [path.name for path in layout.generations.iterdir()] == [name]
    assert engine.count() == len(CORPUS)
    engine.close()


def test_a_failed_commit_changes_nothing(layout: Layout) -> None:
    """A document that cannot be indexed takes its whole batch back."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.replace(CORPUS)
    with pytest.raises(TypeError):
        writer.replace([document("new"), document("bad", metrics={"received": [1]})])
    assert engine.ids() == {each.id for each in CORPUS}
    assert writer.replace([document("new")]) == 1
    engine.close()


def test_one_writer_at_a_time(layout: Layout) -> None:
    """While another holds the lock every change is refused with a sentence."""
    writer = WhooshWriter(layout)
    writer.replace(CORPUS)
    with layout.lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy) as told:
            writer.remove([CORPUS[0].id])
    assert told.value.sentence.endswith("。")
    assert writer.remove([CORPUS[0].id]) == 1


def test_another_analysers_generation_is_not_read(layout: Layout) -> None:
    """Its terms are not the ones asked for; a rebuild mends it."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    name = writer.rebuild(CORPUS)
    other = name.replace(f"-a{ANALYSER_VERSION}-", "-a0-")
    layout.generation(name).rename(layout.generation(other))
    layout.pointer.write_text(other + "\n")
    assert engine.health().message == generations.OUTDATED
    with pytest.raises(EngineDown):
        writer.replace(CORPUS)
    writer.rebuild(CORPUS)
    assert engine.count() == len(CORPUS)
    engine.close()


def tear(path: Path) -> None:
    """Cuts a file in half, as a lost write would."""
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    """Leaves a file without a byte."""
    os.truncate(path, 0)


def noise(path: Path) -> None:
    """Overwrites a file, its length kept."""
    path.write_bytes(b"\xa5" * path.stat().st_size)


def mislead(path: Path) -> None:
    """Points out of the folder."""
    path.write_text("../../elsewhere\n")


Damage = tuple[str, Callable[[Path], object]]
DAMAGE: dict[str, Damage] = {
    "generation gone": ("generations/*", shutil.rmtree),
    "no manifest": ("generations/*/MANIFEST-*", Path.unlink),
    "torn manifest": ("generations/*/MANIFEST-*", tear),
    "no table of contents": ("generations/*/*.toc", Path.unlink),
    "torn table of contents": ("generations/*/*.toc", tear),
    "terms gone": ("generations/*/*.trm", Path.unlink),
    "terms empty": ("generations/*/*.trm", empty),
    "postings torn": ("generations/*/*.pst", tear),
    "postings noise": ("generations/*/*.pst", noise),
    "column noise": ("generations/*/*.key_id.col", noise),
}


def damage(layout: Layout, kind: str, generation: str = "*") -> None:
    """Harms a generation as a lost machine would: what was checked before the loss is forgotten."""
    pattern, harm = DAMAGE[kind]
    for path in list(layout.index_dir.glob(pattern.replace("*", generation, 1))):
        harm(path)
    for path in layout.generations.glob("*/CHECKED"):
        path.unlink()


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_index_is_down_until_rebuilt(layout: Layout, kind: str) -> None:
    """Damage is told as EngineDown, and a rebuild ends it for the engine that saw it."""
    writer = WhooshWriter(layout)
    writer.rebuild(CORPUS)
    damage(layout, kind)
    engine = WhooshEngine(layout, resolve)
    with pytest.raises(EngineDown):
        engine.search(ReportQuery(text="公安"))
    assert not engine.health().ok
    writer.rebuild(CORPUS)
    assert engine.search(ReportQuery(text="公安")).total == 2
    engine.close()


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_generation_falls_back_to_the_last(layout: Layout, kind: str) -> None:
    """The generation before is searched, and health says that a rebuild is due."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    last = writer.rebuild(CORPUS[:3])
    damage(layout, kind, writer.rebuild(CORPUS))
    health = engine.health()
    engine.close()
    assert (health.ok, health.damaged, health.generation, health.reports) == (True, True, last, 3)


def test_a_damaged_commit_falls_back_to_the_one_before(layout: Layout) -> None:
    """What the newest commit wrote is lost; the commit before is searched."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.rebuild(CORPUS)
    writer.replace([document("new")])
    newest = max(layout.generations.glob("*/*.toc"), key=lambda path: path.name)
    tear(newest)
    health = engine.health()
    engine.close()
    assert (health.damaged, health.reports) == (True, len(CORPUS))


def test_a_damaged_index_takes_no_commits(layout: Layout) -> None:
    """What was lost would stay lost: only a rebuild goes on from damage."""
    writer = WhooshWriter(layout)
    writer.rebuild(CORPUS[:3])
    damage(layout, "terms empty", writer.rebuild(CORPUS))
    with pytest.raises(EngineDown):
        writer.replace([document("new")])


@pytest.mark.parametrize("harm", [mislead, noise])
def test_a_damaged_pointer_leads_to_the_newest_generation(
    layout: Layout, harm: Callable[[Path], object]
) -> None:
    """Generations carry their time: without a pointer the newest whole one is searched."""
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    name = writer.rebuild(CORPUS)
    harm(layout.pointer)
    health = engine.health()
    engine.close()
    assert (health.damaged, health.generation) == (True, name)


def test_settings_open_both_sides(tmp_path: Path) -> None:
    """The index lies in the home folder; 湖北 is a place as in the divisions' own table."""
    settings = Settings(home=tmp_path)
    open_writer(settings).replace(CORPUS)
    assert open_engine(settings).search(ReportQuery(text="地区:湖北")).total == 3


def test_readers_do_not_load_the_writer() -> None:
    """The portal opens engines; nothing of the writing side comes with them."""
    check = "import sys, indexer.open; print('indexer.whoosh_writer' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", check],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert (ran.stdout, ran.stderr) == ("False\n", "")
