"""Many documents to one segment, batch by batch, in one process or several."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import Any

from indexer.analysis import segmenter
from indexer.dictionary import Dictionary
from indexer.generations import Files
from indexer.port import ReportDocument
from indexer.schema import schema
from indexer.segments.batch import BYTES_A_CHARACTER, Batch
from indexer.segments.parts import join, save


def build(
    folder: Path,
    documents: Iterable[ReportDocument],
    dictionary: Dictionary,
    memory: int,
    processes: int,
) -> list[Any]:
    """Writes documents as one segment (none: no segment) into a folder, which is part of no index
    yet. ``memory`` is in bytes, for all processes together."""
    batches = _batches(documents, memory // max(processes, 1))
    first = next(batches, None)
    if first is None:
        return []
    second = next(batches, None)
    if second is None:
        return [write(folder, first, dictionary)]
    aside = folder / "aside"
    aside.mkdir()
    try:
        parts = _put_aside(aside, chain([first, second], batches), dictionary, processes)
        with closing(Files(folder)) as files:
            return [join(files, schema(), parts, memory)]
    finally:
        shutil.rmtree(aside)


def _batches(documents: Iterable[ReportDocument], memory: int) -> Iterator[list[ReportDocument]]:
    batch: list[ReportDocument] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += BYTES_A_CHARACTER * len(document.body)
        if size >= memory:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _put_aside(
    aside: Path, batches: Iterable[list[ReportDocument]], dictionary: Dictionary, processes: int
) -> list[Path]:
    """The batches inverted, each in a folder, in order."""
    if processes <= 1:
        return [
            _invert(aside / str(number), batch, dictionary) for number, batch in enumerate(batches)
        ]
    done: dict[int, Path] = {}
    running: dict[Future[Path], int] = {}
    # spawned: a copy of a process with threads may hold a lock that no one will give back
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _end_with_parent) as pool:
        for number, batch in enumerate(batches):
            running[pool.submit(_invert, aside / str(number), batch, dictionary)] = number
            while len(running) > processes:
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                done |= {running.pop(one): one.result() for one in ready}
        done |= {number: one.result() for one, number in running.items()}
    return [done[number] for number in sorted(done)]


def _invert(folder: Path, documents: Iterable[ReportDocument], dictionary: Dictionary) -> Path:
    save(folder, _batch(documents, dictionary))
    return folder


def _end_with_parent() -> None:
    """Has this process end when its parent has, however that was: no one else would tell it."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def write(folder: Path, documents: Iterable[ReportDocument], dictionary: Dictionary) -> Any:
    """Writes documents as one segment into a folder; it is part of no index yet."""
    with closing(Files(folder)) as files:
        return _batch(documents, dictionary).write(files)


def _batch(documents: Iterable[ReportDocument], dictionary: Dictionary) -> Batch:
    batch = Batch(schema(), segmenter(dictionary))
    for document in documents:
        batch.add(document)
    return batch
