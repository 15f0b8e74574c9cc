"""Carrying out a run from the command line, watched by whoever sits at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from jobs.context import Context
from jobs.progress import Outcome, Progress
from jobs.worker import carry_out


def has_terminal() -> bool:
    """Whether a progress bar is to be seen."""
    return Console(stderr=True).is_terminal


@contextmanager
def watched() -> Iterator[Progress]:
    """A progress bar on stderr; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


def run(context: Context, kind: str, target: str = "") -> Outcome:
    """Carries out a run in this process with a progress bar."""
    with watched() as progress:
        _, outcome = carry_out(context, kind, target, progress=progress)
    return outcome
