"""Claiming runs and carrying them out, under a lease that is renewed while the work goes on."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from archive import runs
from archive.runs import Run
from jobs.context import Context
from jobs.progress import Cancelled, Failure, Outcome, Progress, silent
from jobs.work import HANDLERS, Handler

_LOG_LINES = 200
_POLL_SECONDS = 0.5


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
        with _lease(context, run, owner, progress) as report:
            outcome = handlers[run.kind](context, run.target, report)
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
def _lease(context: Context, run: Run, owner: str, progress: Progress) -> Iterator[Progress]:
    """Renews the run's lease in the background; the progress it gives raises `Cancelled` once
    the lease is lost (cancelled, or taken up by another worker)."""
    stop, lost = threading.Event(), threading.Event()
    share = [0.0]
    seconds = context.settings.lease_seconds

    def renew() -> None:
        while not stop.wait(seconds / 3):
            if not runs.renew(context.catalog, run.id, owner, seconds, progress=share[0]):
                lost.set()
                return

    def report(what: str, done: int, total: int | None) -> None:
        if lost.is_set():
            raise Cancelled
        share[0] = done / total if total else 0.0
        progress(what, done, total)

    thread = threading.Thread(target=renew, name=f"lease-{run.id}", daemon=True)
    thread.start()
    try:
        yield report
    finally:
        stop.set()
        thread.join()


def _ended(context: Context, run_id: int) -> Run:
    run = runs.get(context.catalog, run_id)
    if run is None:
        raise LookupError(f"run {run_id} has vanished")
    return run
