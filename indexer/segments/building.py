"""Many documents to segments, batch by batch, in one process or several."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

from indexer.analysis import segmenter
from indexer.dictionary import Dictionary
from indexer.generations import Files
from indexer.port import ReportDocument
from indexer.schema import schema
from indexer.segments.batch import BYTES_A_CHARACTER, Batch


def build(
    folder: Path,
    documents: Iterable[ReportDocument],
    dictionary: Dictionary,
    memory: int,
    processes: int,
) -> list[Any]:
    """Writes documents as segments into a folder, which is part of no index yet; the segments in
    the documents' order. ``memory`` is in bytes, for all processes together."""
    if processes <= 1:
        return [write(folder, batch, dictionary) for batch in _batches(documents, memory)]
    return _in_processes(folder, _batches(documents, memory // processes), dictionary, processes)


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


def _in_processes(
    folder: Path, batches: Iterator[list[ReportDocument]], dictionary: Dictionary, processes: int
) -> list[Any]:
    segments: dict[int, Any] = {}
    running: dict[Future[Any], int] = {}
    # spawned: a copy of a process with threads may hold a lock that no one will give back
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _end_with_parent) as pool:
        for number, batch in enumerate(batches):
            running[pool.submit(write, folder, batch, dictionary)] = number
            while len(running) >= processes + 1:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                segments |= {running.pop(one): one.result() for one in done}
        segments |= {number: one.result() for one, number in running.items()}
    return [segments[number] for number in sorted(segments)]


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
    batch = Batch(schema(), segmenter(dictionary))
    for document in documents:
        batch.add(document)
    with closing(Files(folder)) as files:
        return batch.write(files)
