"""Where the index lies on disk.

::

    index/                      private (0700): the files are pickles and never served
        LOCK                    held by the one writer (flock)
        CURRENT                 the name of the generation that is read, replaced by renaming
        generations/
            <time>-a<analyser>-<random>/    one whole Whoosh index

A rebuild writes a new generation beside the current one, verifies it, makes it durable and
renames the pointer. The one before stays until the next rebuild begins. Smaller commits go into
the current generation; there Whoosh's own table of contents, renamed into place, is the pointer.
A generation of another analyser version is never read: its terms are not the ones asked for.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from indexer.analysis import ANALYSER_VERSION
from indexer.port import EngineDown, SearchError
from indexer.schema import schema

NO_INDEX = "还没有建立索引，暂时不能搜索。"
DAMAGED = "索引读不出来，需要重建，暂时不能搜索。"
OUTDATED = "索引是旧版本建立的，需要重建，暂时不能搜索。"

_log = logging.getLogger(__name__)
_COMMIT = re.compile(r"_MAIN_(\d+)\.toc")
_NAME = re.compile(r"\d{8}T\d{6}-a(?P<analyser>\w+)-[0-9a-f]+")


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


def current_generation(layout: Layout) -> str:
    """The name the pointer holds. EngineDown when there is no pointer, when it is damaged, and
    when the generation was made by another analyser."""
    try:
        name = layout.pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError as exc:
        raise EngineDown(NO_INDEX) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise EngineDown(DAMAGED) from exc
    match = _NAME.fullmatch(name)
    if match is None:
        raise EngineDown(DAMAGED)
    if match["analyser"] != ANALYSER_VERSION:
        raise EngineDown(OUTDATED)
    return name


def last_commit(folder: Path) -> int:
    """The number of a generation's last commit; -1 when it has none."""
    names = (_COMMIT.fullmatch(entry.name) for entry in folder.glob("_MAIN_*.toc"))
    return max((int(match[1]) for match in names if match), default=-1)


class Files(FileStorage):
    """A generation's folder as Whoosh sees it, which closes what Whoosh leaves open when it fails
    half-way through opening."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call] # Whoosh leaves it untyped
        self._opened: list[StructFile] = []

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """A file for reading."""
        file: StructFile = super().open_file(name, **kwargs)  # type: ignore[no-untyped-call] # as above
        self._opened.append(file)
        return file

    def close(self) -> None:
        """Closes every file that is still open."""
        while self._opened:
            file = self._opened.pop()
            if not file.is_closed:
                file.close()

    def index(self) -> FileIndex:
        """The index of the generation; call it inside `damage_told`."""
        return FileIndex(self, schema=schema())


@contextmanager
def damage_told() -> Iterator[None]:
    """Whatever Whoosh makes of a torn or missing file becomes EngineDown."""
    try:
        yield
    except SearchError:
        raise
    except Exception as exc:  # torn files fail as OSError, struct, pickle, index or other errors
        _log.warning("the index cannot be read: %r", exc)
        raise EngineDown(DAMAGED) from exc
