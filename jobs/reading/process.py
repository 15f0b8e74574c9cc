"""A child process that reads documents, so that a hostile one harms nothing but itself.

The child has a limit on memory and CPU time, no core dumps, and ends with its parent. A document
that takes too long or kills the child becomes an Issue, and the next one gets a new child.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event
from types import TracebackType
from typing import Self

from archive.settings import Settings
from jobs.progress import Cancelled
from jobs.reading import office
from reports.document import Unreadable
from reports.model import AnnualReport, Hints, Issue, PageRead

_PR_SET_PDEATHSIG = 1  # Linux prctl(2)
_LOOK_SECONDS = 0.5  # between two looks at whether to stop
_START_SECONDS = 60.0  # a child imports its libraries before its first answer


def die_with_parent() -> None:
    """Has the kernel end this process when its parent ends (Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def failed(code: str, sentence: str) -> AnnualReport:
    """What stands in for a reading that did not come about."""
    return AnnualReport(False, sentence, issues=(Issue(code, "read", sentence),))


def _serve(pipe: Connection, parent: int, memory_bytes: int, cpu_seconds: int) -> None:
    die_with_parent()
    if os.getppid() != parent:  # it ended before the kernel was told
        return
    from reports.pages import read_page  # noqa: PLC0415 - parents never load what only children use

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _silence()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send("ready")
    while True:
        try:
            data, hints = pipe.recv()
        except EOFError:
            return
        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_seconds, hard))
        pipe.send(_guarded(read_page, data, hints))


def _silence() -> None:
    """Sends stderr to nowhere: what an interpreter or a library says as it dies of a document is
    no sentence for the reader; the Issue is."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _guarded(read: Callable[[bytes, Hints], PageRead], data: bytes, hints: Hints) -> PageRead:
    try:
        return read(data, hints)
    except MemoryError:
        return _failed("memory", "读取这个文件需要的内存超过上限。")
    except Exception as exc:  # noqa: BLE001 - the process edge: one bad document must not stop the rest
        return _failed("reader_error", f"读取时出错（{type(exc).__name__}）。")


def _failed(code: str, sentence: str) -> PageRead:
    return PageRead(failed(code, sentence))


def _is_ready(pipe: Connection) -> bool:
    try:
        return pipe.poll(_START_SECONDS) and pipe.recv() == "ready"
    except (EOFError, ConnectionResetError):
        return False


class ReadingProcess:
    """Reads documents one after another; use it in ``with``. Once ``stop`` is set, a document in
    hand is left and `Cancelled` raised."""

    def __init__(
        self,
        settings: Settings,
        stop: Event | None = None,
        serve: Callable[..., None] = _serve,
    ) -> None:
        self._settings = settings
        self._stopped = stop or Event()
        self._serve = serve
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first document."""
        return self._process.pid if self._process is not None else None

    def read(self, data: bytes, hints: Hints) -> AnnualReport:
        """The report in ``data``, which LibreOffice converts first where it must; an Issue says so
        when limits were exceeded. Never raises for what a document holds."""
        return self.read_page(data, hints).report

    def read_page(self, data: bytes, hints: Hints) -> PageRead:
        """The same, with the documents that ``data`` carries when it is an HTML page."""
        page = self._read(data, hints)
        if not office.needed(page.report):
            return page
        try:
            converted = office.converted(data, self._settings)
        except Unreadable as exc:
            return page if page.report.is_report else _failed(exc.code, exc.sentence)
        again = self._read(converted, replace(hints, content_type=None))
        return PageRead(office.noted(again.report, page.report))

    def _read(self, data: bytes, hints: Hints) -> PageRead:
        limit = self._settings.max_document_bytes
        if len(data) > limit:
            return _failed("too_large", f"文件有 {len(data)} 字节，超过读取上限 {limit} 字节。")
        for _ in range(2):  # a child may have died before it got the document: try a new one
            try:
                return self._ask(data, hints)
            except (EOFError, BrokenPipeError, ConnectionResetError):
                self._stop()
        return _failed("reader_killed", "读取进程超出限制，被终止。")

    def _ask(self, data: bytes, hints: Hints) -> PageRead:
        pipe = self._ready()
        pipe.send((data, hints))
        deadline = time.monotonic() + self._settings.read_seconds
        while not pipe.poll(min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic()))):
            if not self._stopped.is_set() and time.monotonic() < deadline:
                continue
            self._stop()
            if self._stopped.is_set():
                raise Cancelled
            return _failed("timeout", f"{self._settings.read_seconds:g} 秒内没有读完。")
        result = pipe.recv()
        if not isinstance(result, PageRead):
            raise TypeError(f"the reading process sent {type(result).__name__}")
        return result

    def _ready(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        limits = (self._settings.read_memory_bytes, int(self._settings.read_seconds) + 1)
        process = context.Process(
            target=self._serve, args=(theirs, os.getpid(), *limits), daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        if not _is_ready(ours):
            self._stop()
            # no fault of the document's: nothing may be noted of it
            raise RuntimeError("the reading process did not start")
        return ours

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
