"""What every command needs: settings, the open archive, and telling an outcome. Nothing that is
slow to import: that waits until it is wanted."""

from __future__ import annotations

import getpass
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from jobs.progress import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from archive.audit import Actor
    from archive.settings import Settings
    from jobs.context import Context

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS = {
    "listings": "列表页", "found": "发现", "fetched": "抓取", "attachments": "附件", "new": "新归档", "known": "已有", "unchanged": "未变",
    "adopted": "收回", "read": "读取", "reread": "随网页重读", "reports": "年报", "not_reports": "非年报", "changed": "有变化",
    "revisions": "修订", "compared": "与其他年报核对有变", "indexed": "已索引", "removed": "移出索引", "snapshots": "快照",
    "failed": "未取到", "torn": "切去残尾", "files": "归档文件",
}  # fmt: skip


def settings() -> Settings:
    """The settings of this command line. UsageError for one that is none."""
    from pydantic import ValidationError  # noqa: PLC0415 - `--help` needs no settings

    from archive.settings import Settings  # noqa: PLC0415 - as above

    root = click.get_current_context().find_root().ensure_object(dict)
    if "settings" not in root:
        try:
            root["settings"] = Settings()
        except ValidationError as exc:
            error = exc.errors()[0]
            name = "_".join(map(str, error["loc"])).upper()
            raise click.UsageError(f"setting NIANBAO_{name}: {error['msg']}") from exc
    found = root["settings"]
    assert isinstance(found, Settings)
    return found


@contextmanager
def archive() -> Iterator[Context]:
    """The open archive."""
    from jobs.context import open_context  # noqa: PLC0415 - `--help` needs no archive

    with open_context(settings()) as context:
        yield context


@contextmanager
def deed() -> Iterator[Connection]:
    """A transaction in which something is done; what cannot be is wrong use, in its sentence."""
    from archive.errors import DeskError  # noqa: PLC0415 - `--help` needs no archive

    with archive() as context:
        try:
            with context.catalog.begin() as conn:
                yield conn
        except DeskError as exc:
            raise click.UsageError(str(exc)) from exc


def actor() -> Actor:
    """Whoever gives commands, as the audit log names them."""
    from archive.audit import Actor  # noqa: PLC0415 - most commands leave no entry

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a number without a name, as in containers
        name = "?"
    return Actor(f"command line ({name})")


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


def line(*cells: str) -> None:
    """Prints cells on a line, a tab between two."""
    click.echo("\t".join(map(one_line, cells)))


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
