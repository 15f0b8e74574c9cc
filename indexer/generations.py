"""Where the index lies on disk, and which commit of it is read.

::

    index/                      private (0700, files 0600): they are pickles and never served
        LOCK                    held by the one writer (flock)
        CURRENT                 the name of the generation that is read, replaced by renaming
        generations/
            <time>-a<analyser>-d<dictionary>-<random>/    one whole Whoosh index
                DICTIONARY      the words its texts were cut with, frozen (`indexer.dictionary`)
                MANIFEST-<n>    commit n: its files with sizes and sha256 (`indexer.manifests`)
                _MAIN_<n>.toc   Whoosh's table of contents of commit n
                MAIN_….trm …    the files of segments, written once
                CHECKED         files whose bytes were held against a manifest since the last boot

A commit writes its files, makes them last, and then renames its manifest into place: from there
on it is the generation's newest. The files of the commit before stay until the next. A rebuild
writes a generation aside, verifies it, and renames the pointer; the generation before stays until
the next rebuild begins.

A reader takes the newest commit whose files are all there with their sizes and digests. Where that
is not the newest, or not of the current generation, the index is damaged and due for a rebuild,
and is searched as it was before. A generation of another analyser is never read: its terms are not
the ones asked for.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from indexer.analysis import ANALYSER_VERSION
from indexer.durable import hinders, private
from indexer.manifests import commits, whole
from indexer.port import EngineDown, EngineHindered, SearchError
from indexer.sentences import said

NO_INDEX = said("还没有建立索引，暂时不能搜索。")
DAMAGED = said("索引读不出来，需要重建，暂时不能搜索。")
OUTDATED = said("索引是旧版本建立的，需要重建，暂时不能搜索。")
FALLEN_BACK = said("索引有损坏，正在用较早的一份；需要重建。")
HINDERED = said("内存、磁盘、打开的文件数或权限不够，这次没有完成；索引本身没有问题。")
INDEX_NAME = "MAIN"
DICTIONARY = "DICTIONARY"

_log = logging.getLogger(__name__)
_TRIES = 20
_NAME = re.compile(r"\d{8}T\d{6}-a(?P<analyser>\w+)-d[0-9a-f]{8}-[0-9a-f]+")


State = tuple[str, int, bool]
"""A generation, its commit, and whether a newer one is damaged."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of an index."""

    index_dir: Path

    @property
    def pointer(self) -> Path:
        """The file that names the current generation."""
        return self.index_dir / "CURRENT"

    @property
    def lock(self) -> Path:
        """The file that the writer holds."""
        return self.index_dir / "LOCK"

    @property
    def generations(self) -> Path:
        """The folder of the generations."""
        return self.index_dir / "generations"

    def generation(self, name: str) -> Path:
        """The folder of one generation."""
        return self.generations / name


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that can be read: its number, its segments as Whoosh's own objects, its files."""

    number: int
    schema: Schema
    segments: tuple[Any, ...]
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Readable:
    """The newest commit that can be read; ``damaged`` when a newer one should have been."""

    generation: str
    commit: Commit
    damaged: bool

    @property
    def state(self) -> State:
        """What tells it from every other."""
        return self.generation, self.commit.number, self.damaged


def current_generation(layout: Layout) -> str:
    """The name the pointer holds. EngineDown when there is no pointer, when it is damaged, and
    when the generation was made by another analyser."""
    try:
        name = layout.pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError as exc:
        raise EngineDown(NO_INDEX) from exc
    except (OSError, UnicodeDecodeError) as exc:
        if hinders(exc):
            raise
        raise EngineDown(DAMAGED) from exc
    match = _NAME.fullmatch(name)
    if match is None:
        raise EngineDown(DAMAGED)
    if match["analyser"] != ANALYSER_VERSION:
        raise EngineDown(OUTDATED)
    return name


def readable(layout: Layout, schema: Schema) -> Readable:
    """The commit to read: the newest whole one of the current generation, else of the newest
    other generation. EngineDown when there is none, EngineHindered when it cannot be told."""
    with hindrance_told():
        for _ in range(_TRIES):
            listed = _listed(layout)
            found = _whole(layout, schema)
            # a writer that went on meanwhile took files away: that is no damage
            if (found and not found.damaged) or listed == _listed(layout):
                break
    if found is None:
        raise EngineDown(DAMAGED)
    return found


def _listed(layout: Layout) -> object:
    """What a change of the index changes first."""
    folders = sorted(layout.generations.glob("*"))
    pointer = layout.pointer.read_bytes() if layout.pointer.exists() else b""
    return pointer, [(folder.name, commits(folder)) for folder in folders]


def _whole(layout: Layout, schema: Schema) -> Readable | None:
    try:
        current = current_generation(layout)
    except EngineDown as down:
        if down.sentence != DAMAGED:
            raise
        current = ""
    for name in [*([current] if current else []), *_others(layout, current)]:
        folder = layout.generation(name)
        numbers = commits(folder)
        for number in numbers:
            commit = _opened(folder, number, schema)
            if commit is not None:
                return Readable(name, commit, name != current or number != numbers[0])
    return None


def _others(layout: Layout, current: str) -> list[str]:
    matches = [_NAME.fullmatch(folder.name) for folder in layout.generations.glob("*")]
    names = [match[0] for match in matches if match and match["analyser"] == ANALYSER_VERSION]
    return sorted((name for name in names if name != current), reverse=True)


def _opened(folder: Path, number: int, schema: Schema) -> Commit | None:
    """A commit whose files are whole; None when they are not."""
    names = whole(folder, number)
    with suppress(EngineDown), closing(Files(folder)) as files, damage_told():
        if names is not None:
            toc = TOC.read(files, INDEX_NAME, gen=number, schema=schema)
            return Commit(number, schema, tuple(toc.segments), names)
    return None


class _File(StructFile):
    """A file that is read at given places without seeking: threads may share it."""

    def get(self, position: int, length: int) -> bytes:
        """Some bytes of the file."""
        return os.pread(self.file.fileno(), length, position)


class Files(FileStorage):
    """A generation's folder as Whoosh sees it, which closes what Whoosh leaves open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call] # Whoosh leaves it untyped
        self._opened: list[StructFile] = []

    def create_file(self, name: str, **kwargs: Any) -> StructFile:  # type: ignore[override] # Whoosh's has options that no one uses
        """A new file, its owner's alone."""
        made = open(Path(self.folder, name), "wb", opener=private)  # noqa: SIM115 - Path.open takes no opener; Whoosh closes it
        file = StructFile(made, name=name, **kwargs)
        self._opened.append(file)
        return file

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """A file for reading."""
        opened = Path(self.folder, name).open("rb")  # noqa: SIM115 - closed in `close`
        file = _File(opened, name=name, **kwargs)
        self._opened.append(file)
        return file

    def close(self) -> None:
        """Closes every file that is still open: those read, and those whose writing failed."""
        while self._opened:
            file = self._opened.pop()
            if not file.is_closed:
                with suppress(OSError):  # what could not be written cannot be now
                    file.close()


@contextmanager
def hindrance_told() -> Iterator[None]:
    """What says nothing about the index (memory, disk, open files, leave) becomes
    EngineHindered; every other error passes."""
    try:
        yield
    except (OSError, MemoryError) as exc:
        if not hinders(exc):
            raise
        _log.warning("the index is hindered: %r", exc)
        raise EngineHindered(HINDERED) from exc


@contextmanager
def damage_told() -> Iterator[None]:
    """Whatever Whoosh makes of a torn or missing file becomes EngineDown."""
    try:
        with hindrance_told():
            yield
    except SearchError:
        raise
    except Exception as exc:  # torn files fail as OSError, struct, pickle, index or other errors
        _log.warning("the index cannot be read: %r", exc)
        raise EngineDown(DAMAGED) from exc
