"""Commands that put the archive into one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from archive import backup as backups
from archive.errors import HomeInUse
from nianbao import carrying, desk

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@_FILE
def backup(file: Path) -> int:
    """Write catalog and WARC files into one file, consistent while everything runs."""
    with desk.archive() as context:
        return desk.tell(carrying.run(context, "backup", str(file.absolute())))


@click.command()
@_FILE
def restore(file: Path) -> int:
    """Put a backup into the data folder, which must be empty, and build its index."""
    if not file.is_file():
        raise click.UsageError(f"没有这个文件：{file}")
    try:
        done = backups.restore(desk.settings(), file)
    except HomeInUse as exc:
        raise click.UsageError(str(exc)) from exc
    click.echo(f"{done.begun_at:%Y-%m-%d %H:%M:%S} UTC 的备份：快照 {done.snapshots}")
    with desk.archive() as context:
        return desk.tell(carrying.run(context, "index", "rebuild"))
