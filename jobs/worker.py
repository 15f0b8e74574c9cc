"""Claiming runs and carrying them out, under a lease that is renewed while the work goes on."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from archive import runs
from archive.errors import CatalogError
from archive.runs import Run
from jobs.context import Context
from jobs.progress import Cancelled, Failure, Outcome, Progress, silent
from jobs.work import HANDLERS, Handler

_LOG_LINES = 200
_POLL_SECONDS = 0.5
_LOOK_SECONDS = 1.0  # between two looks at whether a run is still ours


def owner_name() -> str:
    """A name for this process in leases: host, process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def carry_out(
    context: Context,
    kind: str,
    target: str = "",
    *,
    progress: Progress = silent,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> tuple[Run, Outcome]:
    """Asks for a run and does it here, or follows it when another worker has claimed it.
    Returns the ended run with what came of it (counts alone when another did it)."""
    wanted = runs.request(context.catalog, kind, target)
    owner = owner_name()
    seconds = context.settings.lease_seconds
    while True:
        claimed = runs.claim(context.catalog, owner, seconds, only=wanted.id)
        if claimed is not None:
            outcome = perform(context, claimed, owner, progress, handlers)
            return _ended(context, wanted.id), outcome
        run = runs.get(context.catalog, wanted.id)
        if run is None or run.finished_at is not None:
            outcome = Outcome()
            outcome.count(run.counts if run else {})
            if run is not None and run.error:
                outcome.failures.append(Failure(f"{kind} {target}".strip(), run.error))
            return run or wanted, outcome
        progress("等待", 0, None)
        time.sleep(_POLL_SECONDS)


def work(
    context: Context, kinds: Collection[str] | None = None, *, progress: Progress = silent
) -> Iterator[tuple[Run, Outcome]]:
    """Carries out queued runs until none is due. One that fails is closed as failed, is told,
    and does not keep the next from its turn."""
    owner = owner_name()
    while True:
        run = runs.claim(context.catalog, owner, context.settings.lease_seconds, kinds)
        if run is None:
            return
        try:
            outcome = perform(context, run, owner, progress)
        except Exception as exc:  # noqa: BLE001 - a worker outlives whatever one run dies of
            outcome = Outcome()
            outcome.failures.append(Failure(f"{run.kind} {run.target}".strip(), str(exc)))
        yield _ended(context, run.id), outcome


def perform(
    context: Context,
    run: Run,
    owner: str,
    progress: Progress,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> Outcome:
    """Carries out one claimed run and closes it: done, partial (failures listed) or failed."""
    outcome = Outcome()
    try:
        with _lease(context, run, owner, progress) as (leased, report):
            outcome = handlers[run.kind](leased, run.target, report)
    except Cancelled:
        outcome.failures.append(Failure(run.kind, "已取消"))
        runs.finish(context.catalog, run.id, owner, "cancelled", dict(outcome.counts))
        return outcome
    except BaseException as exc:
        # closed as failed for whoever reads the queue, then told to the caller
        sentence = str(exc) or type(exc).__name__
        runs.finish(context.catalog, run.id, owner, "failed", dict(outcome.counts), sentence)
        raise
    for failure in outcome.failures[:_LOG_LINES]:
        runs.note(context.catalog, run.id, f"{failure.what}：{failure.reason}")
    if outcome.log:
        runs.note(context.catalog, run.id, "\n".join(outcome.log))
    state = "partial" if outcome.failures else "done"
    runs.finish(context.catalog, run.id, owner, state, dict(outcome.counts))
    return outcome


@contextmanager
def _lease(
    context: Context, run: Run, owner: str, progress: Progress
) -> Iterator[tuple[Context, Progress]]:
    """Renews the run's lease in the background, and looks every second whether it is still ours
    (cancelled, or taken up by another worker): once it is not, the context it gives says stop and
    the progress raises `Cancelled`. The hosts of a crawl are free when the block is left."""
    ended = threading.Event()
    leased = replace(context, stop=threading.Event())
    share = [0.0]

    def report(what: str, done: int, total: int | None) -> None:
        if leased.stop.is_set():
            raise Cancelled
        share[0] = done / total if total else 0.0
        progress(what, done, total)

    thread = threading.Thread(
        target=_watch, args=(leased, run, owner, share, ended), name=f"lease-{run.id}", daemon=True
    )
    thread.start()
    try:
        yield leased, report
    finally:
        ended.set()
        thread.join()
        if run.kind in runs.ASKING:
            runs.release(context.catalog, run.id, owner)


def _watch(
    context: Context, run: Run, owner: str, share: list[float], ended: threading.Event
) -> None:
    """Keeps the lease until ``ended``; sets the context's stop once it is lost."""
    seconds = context.settings.lease_seconds
    renewed, told = time.monotonic(), share[0]
    while not ended.wait(min(_LOOK_SECONDS, seconds / 3)):
        now, here = time.monotonic(), share[0]
        try:
            if here != told or now - renewed >= seconds / 3:
                ours = runs.renew(context.catalog, run.id, owner, seconds, progress=here)
                renewed, told = now, here
            else:
                ours = runs.held(context.catalog, run.id, owner)
        except CatalogError:  # a busy catalog: the lease still lasts a while
            ours = now - renewed < seconds
        if not ours:
            context.stop.set()
            return


def _ended(context: Context, run_id: int) -> Run:
    run = runs.get(context.catalog, run_id)
    if run is None:
        raise LookupError(f"run {run_id} has vanished")
    return run
