"""The writing side over Whoosh's files: one writer at a time, every change one commit.

A process killed at any moment, or a machine lost, leaves the commit before or the new one. Where
things lie: `indexer.generations`.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import TOC

from indexer import dictionary
from indexer.analysis import ANALYSER_VERSION
from indexer.durable import make_folder, private, replace_durably, sync
from indexer.generations import (
    DAMAGED,
    DICTIONARY,
    INDEX_NAME,
    Commit,
    Files,
    Layout,
    current_generation,
    damage_told,
    hindrance_told,
    readable,
)
from indexer.manifests import commits, whole, write_manifest
from indexer.port import EngineDown, IndexBusy, ReportDocument
from indexer.schema import schema
from indexer.segments.building import build
from indexer.segments.building import write as build_segment
from indexer.segments.reading import SegmentReader
from indexer.segments.tiers import joined, merged

MEMORY_BYTES = 512 << 20
"""What inverting a batch may take, all processes together."""


class WhooshWriter:
    """`indexer.port.IndexWriter` over the index in ``layout``; IndexBusy while another writes.
    ``memory`` is in bytes, what inverting may take in all ``processes`` of a rebuild together."""

    def __init__(self, layout: Layout, memory: int = MEMORY_BYTES, processes: int = 1) -> None:
        self._layout = layout
        self._memory = memory
        self._processes = processes
        self._schema: Schema = schema()

    def replace(self, documents: Iterable[ReportDocument]) -> int:
        """Adds or replaces by id in one commit; of an id given twice the last counts. How many.
        The first call makes the index. EngineDown when the index must be rebuilt first."""
        with self._held():
            batch = {document.id: document for document in documents}
            if not self._layout.pointer.exists():
                agencies = {document.agency or "" for document in batch.values()}
                self._swap(self._build(batch.values(), dictionary.build(agencies)))
                return len(batch)

            return self._commit(batch.values(), batch)[0] if batch else 0

    def remove(self, ids: Iterable[str]) -> int:
        """Takes reports out in one commit; how many were there."""
        with self._held():
            unwanted = set(ids)
            if not self._layout.pointer.exists() or not unwanted:
                return 0
            return self._commit((), unwanted)[1]

    def rebuild(self, documents: Iterable[ReportDocument], agencies: Iterable[str] = ()) -> str:
        """Builds a new generation aside, verifies it, swaps to it, and returns its name. The
        generation before stays until the next rebuild. ``agencies`` are names for its dictionary.
        ValueError for an id given twice."""
        with self._held():
            self._sweep()
            name = self._build(documents, dictionary.build(agencies))
            self._swap(name)
            return name

    @contextmanager
    def _held(self) -> Iterator[None]:
        with hindrance_told():
            make_folder(self._layout.generations)
            self._layout.index_dir.chmod(0o700)
            with open(self._layout.lock, "w", opener=private) as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as exc:
                    raise IndexBusy("索引正由另一个进程写入，请稍后再试。") from exc
                yield

    # -- commits

    def _commit(
        self, documents: Collection[ReportDocument], unwanted: Iterable[str]
    ) -> tuple[int, int]:
        """One change of the current generation: documents are added, ids taken out. How many of
        each."""
        current_generation(self._layout)
        newest = readable(self._layout, self._schema)
        if newest.damaged:
            raise EngineDown(DAMAGED)
        folder, commit = self._layout.generation(newest.generation), newest.commit
        _drop(folder, commit, commits(folder)[1:2])
        try:
            removed = self._write(folder, commit, documents, unwanted)
        except BaseException:
            _drop(folder, commit, commits(folder))  # a full disk has its room back
            raise
        _drop(folder, commit, [commit.number + 1])
        return len(documents), removed

    def _write(
        self,
        folder: Path,
        commit: Commit,
        documents: Collection[ReportDocument],
        unwanted: Iterable[str],
    ) -> int:
        """The commit after ``commit``; how many documents it takes out."""
        with closing(Files(folder)) as files:
            words = dictionary.load(folder / DICTIONARY)
            added = [build_segment(folder, documents, words)] if documents else []
            with damage_told():
                segments = list(commit.segments)
                removed = self._delete(files, segments, unwanted)
                segments = merged(files, self._schema, [*segments, *added])
            _seal(folder, files, self._schema, commit.number + 1, segments)
        return removed

    def _delete(self, files: Files, segments: list[Any], ids: Iterable[str]) -> int:
        """Marks documents deleted, and drops segments that have none left; how many there were."""
        found = 0
        for segment in list(segments):
            with closing(SegmentReader(files, self._schema, segment)) as reader:
                infos = (reader.info("id", name.encode("utf-8", "replace")) for name in ids)
                held = [reader.postings(info).docs for info in infos if info is not None]
            for document in [int(number) for docs in held for number in docs]:
                if not segment.is_deleted(document):
                    segment.delete_document(document)
                    found += 1
            if segment.deleted_count() == segment.doc_count_all():
                segments.remove(segment)
        return found

    # -- generations

    def _build(self, documents: Iterable[ReportDocument], words: dictionary.Dictionary) -> str:
        """A new generation, whole, verified and on disk; nothing points at it yet."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{stamp}-a{ANALYSER_VERSION}-d{words.digest}-{secrets.token_hex(4)}"
        folder = self._layout.generation(name)
        folder.mkdir(mode=0o700)
        seen: dict[str, None] = {}
        try:
            words.save(folder / DICTIONARY)
            with closing(Files(folder)) as files:
                parts = build(folder, _once(documents, seen), words, self._memory, self._processes)
                segments = joined(files, self._schema, parts)
                _seal(folder, files, self._schema, 1, segments)
            _drop(folder, None, [1])
            self._verify(folder, list(seen))
        except BaseException:
            shutil.rmtree(folder)
            raise
        sync(self._layout.generations)
        return name

    def _verify(self, folder: Path, ids: Sequence[str]) -> None:
        """Opens what was written, counts, and finds some; EngineDown when it is not whole."""
        if whole(folder, 1) is None:
            raise EngineDown("新索引没有写完整。")
        with closing(Files(folder)) as files, damage_told():
            toc = TOC.read(files, INDEX_NAME, gen=1, schema=self._schema)
            found = sum(segment.doc_count_all() for segment in toc.segments)
            if found != len(ids):
                raise EngineDown(f"新索引不完整：应有 {len(ids)} 份，实有 {found} 份。")
            wanted = {name.encode("utf-8", "replace") for name in (*ids[:1], *ids[-1:])}
            for segment in toc.segments:
                with closing(SegmentReader(files, self._schema, segment)) as reader:
                    wanted = {name for name in wanted if reader.info("id", name) is None}
            if wanted:
                raise EngineDown("新索引不完整：有的报告找不到。")

    def _swap(self, name: str) -> None:
        """Points readers at a generation, and makes that last."""
        replace_durably(self._layout.pointer, name + "\n")

    def _sweep(self) -> None:
        """Drops every generation that is neither current nor, where that is damaged, searched in
        its place: the last but one, and unfinished ones."""
        kept: set[str] = set()
        with suppress(OSError, UnicodeDecodeError):
            kept.add(self._layout.pointer.read_text(encoding="ascii").strip())
        with suppress(EngineDown):
            kept.add(readable(self._layout, self._schema).generation)
        for folder in self._layout.generations.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder)


def _once(documents: Iterable[ReportDocument], seen: dict[str, None]) -> Iterator[ReportDocument]:
    for document in documents:
        if document.id in seen:
            raise ValueError(f"report {document.id} was given twice")
        seen[document.id] = None
        yield document


def _seal(folder: Path, files: Files, made: Schema, number: int, segments: Sequence[Any]) -> None:
    """Makes segments, whose files are written, a commit."""
    TOC(made, list(segments), number).write(files, INDEX_NAME)
    names = {f"_{INDEX_NAME}_{number}.toc", DICTIONARY}
    own = {segment.segment_id() for segment in segments}
    names |= {entry.name for entry in folder.iterdir() if entry.name.split(".")[0] in own}
    for name in names:
        sync(folder / name)
    sync(folder)
    write_manifest(folder, number, names)


def _drop(folder: Path, commit: Commit | None, others: Iterable[int]) -> None:
    """Deletes what neither ``commit`` nor the other commits need."""
    kept = {"CHECKED", *(commit.files if commit else ())}
    for number in others:
        kept |= whole(folder, number) or frozenset()
    for entry in folder.iterdir():
        if entry.name not in kept:
            entry.unlink(missing_ok=True)
