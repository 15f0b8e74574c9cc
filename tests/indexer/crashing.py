"""Rounds of crashes: a process changes an index until it is killed or its machine is lost, and the
index must open at the last state that was told, or the one that was being written."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Literal

from indexer.generations import Layout
from indexer.port import EngineDown, ReportDocument, ReportQuery
from indexer.whoosh_engine import WhooshEngine
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import document, resolve
from tests.indexer.losing import lose, record, spoil

Kind = Literal["killed", "lost", "spoiled"]
KINDS: tuple[Kind, ...] = ("killed", "lost", "spoiled")
Content = dict[str, int]
"""What an index holds: the year of each report by its id."""

_IDS = 24
_MEMORY = 60_000  # bytes: rebuilds of more than a few reports go batch by batch
_CHANGES_A_STEP = 200  # of files and folders, roughly
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.indexer.warm"])


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the index: everything anew, or some reports replaced and some removed."""

    rebuild: bool
    put: tuple[str, ...]
    removed: tuple[str, ...]
    year: int

    def documents(self) -> list[ReportDocument]:
        """The reports as they are put."""
        return documents_of(dict.fromkeys(self.put, self.year))

    def after(self, before: Content) -> Content:
        """What the index holds after the step."""
        kept = {} if self.rebuild else before
        merged = {**kept, **dict.fromkeys(self.put, self.year)}
        return {name: year for name, year in merged.items() if name not in self.removed}


def documents_of(content: Content) -> list[ReportDocument]:
    """The reports of which an index with that content is made."""
    return [
        document(name, title=f"第{year}版", year=year, body=f"第{name}份第{year}版的内容。" * 9)
        for name, year in content.items()
    ]


def step(seed: int, number: int) -> Step:
    """The step of that number, from 1 on; the same for the same seed."""
    dice = Random(f"{seed}:{number}")
    names = [str(name) for name in range(_IDS)]
    kind = "rebuild" if number == 1 else dice.choice(("replace", "replace", "remove", "rebuild"))
    some = tuple(dice.sample(names, dice.randint(1, _IDS)))
    if kind == "remove":
        return Step(rebuild=False, put=(), removed=some[: _IDS // 3], year=1000 + number)
    return Step(rebuild=kind == "rebuild", put=some, removed=(), year=1000 + number)


def contents(seed: int) -> Iterator[Content]:
    """What the index holds after step 0 (nothing), 1, 2 and so on."""
    content: Content = {}
    for number in count(1):
        yield content
        content = step(seed, number).after(content)


def _write_on(folder: Path, seed: int, die_at: int, tell: Connection) -> None:
    """Takes one step after the other, and tells each when it is done."""
    if die_at:
        record(folder / "disk", folder / "journal", die_at)
    writer = WhooshWriter(Layout(folder / "disk" / "index"), _MEMORY)
    for number in count(1):
        taken = step(seed, number)
        if taken.rebuild:
            writer.rebuild(taken.documents())
        elif taken.put:
            writer.replace(taken.documents())
        else:
            writer.remove(taken.removed)
        tell.send(number)


@dataclass(frozen=True, slots=True)
class Crash:
    """What a crash left: the step told last, the one the index shows (None: no index, or a state
    that never was) and whether it calls itself damaged; ``wrong`` says what must not be."""

    kind: Kind
    told: int
    found: int | None
    damaged: bool
    wrong: str = ""


def crash(folder: Path, kind: Kind, seed: int) -> Crash:
    """One round in an empty folder."""
    dice = Random(f"{seed}:{kind}")
    told = _until_killed(folder, kind, seed, dice)
    root = folder / "disk"
    if kind != "killed":
        lose(root, folder / "journal", dice)
        for checked in root.glob("index/generations/*/CHECKED*"):
            checked.unlink()  # as the next boot would have it
    if kind == "spoiled":
        spoil(root, dice, dice.randint(1, 4))
    return _judged(Layout(root / "index"), kind, told, seed)


def _until_killed(folder: Path, kind: Kind, seed: int, dice: Random) -> int:
    """Has a process write until its end; the step it told last."""
    for name in ("disk", "journal"):
        (folder / name).mkdir(parents=True)
    die_at = 0 if kind == "killed" else dice.randint(1, 8 * _CHANGES_A_STEP)
    hear, tell = _FORKED.Pipe(duplex=False)
    process = _FORKED.Process(target=_write_on, args=(folder, seed, die_at, tell))
    process.start()
    tell.close()
    told = 0
    with hear, suppress(EOFError):
        if kind == "killed":
            told = hear.recv()
            time.sleep(dice.random() * 0.6)
            process.kill()
        while True:
            told = hear.recv()
    process.join()
    return told


def _judged(layout: Layout, kind: Kind, told: int, seed: int) -> Crash:
    engine = WhooshEngine(layout, resolve)
    known = dict(zip(range(told + 2), contents(seed), strict=False))
    health = engine.health()
    content = held(engine)
    places = [number for number in reversed(known) if known[number] == content]
    found = places[0] if places and health.ok else None
    wrong = _wrong(kind, told, found, health.ok, health.damaged)
    if health.damaged:
        WhooshWriter(layout).rebuild(documents_of(known[told]))
    else:
        WhooshWriter(layout).replace(documents_of({"after": 1}))
    expected = known[told] if health.damaged else {**(content or {}), "after": 1}
    if not wrong and held(engine) != expected:
        wrong = "what was written next is not found"
    engine.close()
    return Crash(kind, told, found, health.damaged, wrong)


def _wrong(kind: Kind, told: int, found: int | None, ok: bool, damaged: bool) -> str:
    if ok and found is None:
        return "a state that never was"
    if damaged and ok and kind != "spoiled":
        return "damage where nothing lasting was lost"
    if found in {told, told + 1} or (told == 0 and not ok):
        return ""
    if kind != "spoiled":
        return "not the last state and not the next"
    return "" if damaged else "an older state that does not say so"


def held(engine: WhooshEngine) -> Content | None:
    """What the index holds, as its facets, hits and texts say; None when it is down."""
    try:
        page = engine.search(ReportQuery(page_size=2 * _IDS))
        texts = engine.search(ReportQuery(text='"版的内容"', page_size=2 * _IDS))
    except EngineDown:
        return None
    shown = {hit.id: hit.year or 0 for hit in page.hits}
    assert sum(value.count for value in page.facets["year"]) == page.total == len(shown)
    assert {hit.id for hit in texts.hits} == shown.keys()
    return shown
