"""The writing side over Whoosh: one writer at a time, every change one commit.

A process killed at any moment leaves the commit before or the new one. Where things lie:
`indexer.generations`.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.query.terms import Term
from whoosh.writing import SegmentWriter

from indexer.analysis import ANALYSER_VERSION
from indexer.generations import Files, Layout, current_generation, damage_told
from indexer.port import EngineDown, IndexBusy, ReportDocument
from indexer.schema import document_fields, schema

WRITER_MEGABYTES = 128
"""What a commit may hold in memory before it spills into the generation's folder."""


class WhooshWriter:
    """`indexer.port.IndexWriter` over the index in ``layout``; IndexBusy while another writes."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def replace(self, documents: Iterable[ReportDocument]) -> int:
        """Adds or replaces by id in one commit; of an id given twice the last counts. How many.
        The first call makes the index. EngineDown when the index must be rebuilt first."""
        batch = {document.id: document for document in documents}
        with self._held():
            if not self._layout.pointer.exists():
                self._swap(self._build(batch.values()))
                return len(batch)

            def change(writer: SegmentWriter) -> int:
                for document in batch.values():
                    writer.update_document(**document_fields(document))
                return len(batch)

            return self._commit(change) if batch else 0

    def remove(self, ids: Iterable[str]) -> int:
        """Takes reports out in one commit; how many were there."""
        unwanted = set(ids)
        with self._held():
            if not self._layout.pointer.exists() or not unwanted:
                return 0
            return self._commit(
                lambda writer: sum(int(writer.delete_by_term("id", name)) for name in unwanted)
            )

    def rebuild(self, documents: Iterable[ReportDocument]) -> str:
        """Builds a new generation aside, verifies it, swaps to it, and returns its name. The
        generation before stays until the next rebuild. ValueError for an id given twice."""
        with self._held():
            self._sweep()
            name = self._build(documents)
            self._swap(name)
            return name

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._layout.generations.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._layout.index_dir.chmod(0o700)
        with self._layout.lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise IndexBusy("索引正由另一个进程写入，请稍后再试。") from exc
            yield

    def _commit(self, change: Callable[[SegmentWriter], int]) -> int:
        """One change of the current generation."""
        folder = self._layout.generation(current_generation(self._layout))
        with closing(Files(folder)) as files:
            with damage_told():
                writer = SegmentWriter(files.index(), limitmb=WRITER_MEGABYTES)
            try:
                changed = change(writer)
            except BaseException:
                writer.cancel()
                raise
            writer.commit()
        _sync(folder)
        return changed

    def _build(self, documents: Iterable[ReportDocument]) -> str:
        """A new generation, whole, verified and on disk; nothing points at it yet."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{stamp}-a{ANALYSER_VERSION}-{secrets.token_hex(4)}"
        folder = self._layout.generation(name)
        folder.mkdir(mode=0o700)
        try:
            _fill(folder, documents)
        except BaseException:
            shutil.rmtree(folder)
            raise
        _sync(folder)
        _sync_folder(self._layout.generations)
        return name

    def _swap(self, name: str) -> None:
        """Points readers at a generation, and makes that last."""
        fresh = self._layout.pointer.with_suffix(".new")
        with fresh.open("w", encoding="ascii") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._layout.pointer)
        _sync_folder(self._layout.index_dir)

    def _sweep(self) -> None:
        """Drops every generation that is not current: the last but one, and unfinished ones."""
        try:
            kept = self._layout.pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            kept = ""
        for folder in self._layout.generations.iterdir():
            if folder.name != kept:
                shutil.rmtree(folder)


def _fill(folder: Path, documents: Iterable[ReportDocument]) -> None:
    index = FileIndex.create(Files(folder), schema())
    writer = SegmentWriter(index, limitmb=WRITER_MEGABYTES)
    seen: set[str] = set()
    last = None
    try:
        for last in documents:
            if last.id in seen:
                raise ValueError(f"report {last.id} was given twice")
            seen.add(last.id)
            writer.add_document(**document_fields(last))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    _verify(folder, len(seen), last.id if last else None)


def _verify(folder: Path, expected: int, last_id: str | None) -> None:
    """Opens what was written and counts; EngineDown when it is not whole."""
    with closing(Files(folder)) as files, damage_told(), files.index().searcher() as searcher:
        found = searcher.doc_count()
        if found != expected:
            raise EngineDown(f"新索引不完整：应有 {expected} 份，实有 {found} 份。")
        if last_id is not None and not list(searcher.docs_for_query(Term("id", last_id))):
            raise EngineDown("新索引不完整：最后一份找不到。")


def _sync(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_file():
            with entry.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
