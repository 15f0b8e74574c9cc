"""What every command needs: settings, the open archive, a progress bar, and telling an outcome."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from archive.settings import Settings
from jobs.context import Context, open_context
from jobs.progress import Outcome, Progress
from jobs.worker import carry_out

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS = {
    "listings": "列表页", "found": "发现", "fetched": "抓取", "attachments": "附件", "new": "新归档", "known": "已有", "unchanged": "未变",
    "adopted": "收回", "read": "读取", "reread": "随网页重读", "reports": "年报", "not_reports": "非年报", "changed": "有变化",
    "revisions": "修订", "compared": "与其他年报核对有变", "indexed": "已索引", "removed": "移出索引", "snapshots": "快照",
    "failed": "未取到", "torn": "切去残尾",
}  # fmt: skip


def settings() -> Settings:
    """The settings of this command line."""
    found = click.get_current_context().find_root().obj["settings"]
    if not isinstance(found, Settings):
        raise TypeError("settings are missing")
    return found


@contextmanager
def archive() -> Iterator[Context]:
    """The open archive."""
    with open_context(settings()) as context:
        yield context


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


def tell(outcome: Outcome) -> int:
    """Prints an outcome in one line, notes and failures a line each on stderr; its exit code."""
    counts = [f"{_WORDS[name]} {n}" for name, n in outcome.counts.items() if n and name in _WORDS]
    click.echo("，".join(counts) or "没有要做的事")
    return complain(outcome)


def complain(outcome: Outcome) -> int:
    """Prints notes and failures a line each on stderr; the outcome's exit code."""
    for note in outcome.notes:
        click.echo(one_line(f"{note.what}：{note.reason}"), err=True)
    for failure in outcome.failures:
        click.echo(one_line(f"nianbao: {failure.what}：{failure.reason}"), err=True)
    return 1 if outcome.failures else 0


def one_line(text: str) -> str:
    """The text as a terminal may be given it: a file's name or a site's words can hold line
    breaks, escape sequences and bytes that are no UTF-8."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.splitlines()))


def json_text(value: Any) -> str:
    """One JSON value on a line. A lone surrogate (Python's way to write a byte of a file's name
    that is no UTF-8) is escaped: nothing else can carry it."""
    text = json.dumps(value, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_json(value: Any) -> None:
    """One JSON value on a line."""
    click.echo(json_text(value))
