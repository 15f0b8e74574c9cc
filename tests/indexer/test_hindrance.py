"""What is no damage: a full disk, too many open files, a folder that may not be written."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.generations import HINDERED, Layout
from indexer.port import EngineHindered, ReportQuery
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import CORPUS, document, resolve

MANY = [document(f"new-{n}", body=f"第{n}件新内容，" * 200) for n in range(40)]


@contextmanager
def limited(what: int, most: int) -> Iterator[None]:
    """This process with so much of something."""
    soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (soft, hard))


@pytest.mark.parametrize("change", ["replace", "rebuild"])
@pytest.mark.parametrize("room", [0, 2_000, 20_000])
def test_a_full_disk_changes_nothing(tmp_path: Path, change: str, room: int) -> None:
    """The old state is searched on, nothing half written stays, and the sentence says why."""
    layout = Layout(tmp_path / "index")
    writer, engine = WhooshWriter(layout), WhooshEngine(layout, resolve)
    writer.rebuild(CORPUS)
    before = sorted(layout.index_dir.rglob("*"))
    with limited(resource.RLIMIT_FSIZE, room), pytest.raises(EngineHindered):
        getattr(writer, change)(MANY)
    health = engine.health()
    engine.close()
    assert (sorted(layout.index_dir.rglob("*")), health.damaged) == (before, False)
    assert writer.replace(MANY) == len(MANY)


def test_too_many_open_files_are_no_damage(tmp_path: Path) -> None:
    """The search fails with a sentence; no rebuild would help, and none is due."""
    layout = Layout(tmp_path / "index")
    WhooshWriter(layout).rebuild(CORPUS)
    engine = WhooshEngine(layout, resolve)
    with Path(os.devnull).open() as probe:
        free = probe.fileno()
    with limited(resource.RLIMIT_NOFILE, free):
        health = engine.health()
        with pytest.raises(EngineHindered):
            engine.search(ReportQuery())
    assert (health.ok, health.damaged, health.message) == (False, False, HINDERED)
    assert engine.count() == len(CORPUS)
    engine.close()


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    """Whatever the umask: files 0600, folders 0700."""
    layout = Layout(tmp_path / "index")
    mask = os.umask(0)
    try:
        writer = WhooshWriter(layout)
        writer.replace(CORPUS)
        writer.replace([document("new")])
        writer.rebuild(CORPUS)
    finally:
        os.umask(mask)
    paths = [layout.index_dir, *layout.index_dir.rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o700), (False, 0o600)}


READ = """
import os, sys
from pathlib import Path
from indexer.generations import Layout
from indexer.port import ReportQuery
from indexer.whoosh_engine import WhooshEngine
layout = Layout(Path(sys.argv[1]))
engine = WhooshEngine(layout, lambda name: ())
engine.search(ReportQuery(text="公安"))  # everything is loaded that another may not load
engine.close()
for checked in layout.generations.glob("*/CHECKED"):
    checked.unlink()
if os.getuid() == 0:
    os.setuid(65534)
print(engine.search(ReportQuery(text="公安")).total, os.access(layout.generations, os.W_OK))
"""


def test_a_reader_needs_no_leave_to_write(tmp_path: Path) -> None:
    """An index that its reader may only read is searched."""
    layout = Layout(tmp_path / "index")
    WhooshWriter(layout).rebuild(CORPUS)
    for path in [layout.index_dir, *layout.index_dir.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for above in list(layout.index_dir.parents)[:4]:
        above.chmod(0o755)  # pytest's own folders are closed to others
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(layout.index_dir)],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert (ran.stdout, ran.stderr) == ("2 False\n", "")
