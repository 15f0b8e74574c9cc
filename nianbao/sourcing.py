"""Commands on the registry of sites: list, show, add, import, export, enable, check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from archive import drift, source_files, source_safety, source_states
from archive import sources as registry
from archive.errors import SourceError
from archive.sources import Source
from crawler.check import Checked, check
from crawler.families import FAMILIES
from crawler.run import CrawlFailed
from jobs.checking import rows
from nianbao import desk


@click.group()
def sources() -> None:
    """The registry of sites to crawl."""


@sources.command("list")
def list_sources() -> None:
    """List the sources."""
    with desk.archive() as context, context.catalog.read() as conn:
        for source in registry.all_(conn):
            state = "" if source.enabled else "（停用）"
            click.echo(f"{source.id}\t{source.name}{state}\t{' '.join(source.listings)}")


@sources.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def add_sources(files: tuple[Path, ...]) -> None:
    """Add sources from TOML files, one source a file."""
    _put(_read(files))


@sources.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_sources(paths: tuple[Path, ...]) -> None:
    """Add every source of these folders and TOML files, or none when one is wrong."""
    _put(_read(_files(paths)))


@sources.command("export")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False))
def export_sources(names: tuple[str, ...], folder: Path | None) -> None:
    """Write sources as TOML: one file each into a folder, or to stdout."""
    for source in _chosen(names):
        text = source_files.dump_toml(source)
        if folder is None:
            click.echo(text)
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{source.id}.toml"
        path.write_text(text, encoding="utf-8")
        click.echo(str(path))


@sources.command("enable")
@click.argument("name", metavar="SOURCE")
def enable_source(name: str) -> None:
    """Have a source crawled by its schedule."""
    _enable(name, enabled=True)


@sources.command("disable")
@click.argument("name", metavar="SOURCE")
def disable_source(name: str) -> None:
    """Have a source crawled only when it is named."""
    _enable(name, enabled=False)


@sources.command("show")
@click.argument("name", metavar="SOURCE")
def show_source(name: str) -> None:
    """Show how a source is doing: its last crawl, how well it is read, what crawls brought."""
    _chosen((name,))
    with desk.archive() as context, context.catalog.read() as conn:
        last = source_states.last_crawls(conn, ended=True).get(name)
        read = drift.read(conn, [name]).get(name)
    if last is not None:
        counts = (f"{key} {number}" for key, number in last.counts.items() if number)
        click.echo("\t".join((f"最近一次抓取 {last.id}", last.state, *counts)))
    if read is None:
        return
    click.echo(f"年报 {read.reports}\t读取没有存疑 {read.clean}")
    for crawl in read.crawls:
        click.echo(f"带来 {crawl.pages}\t读取顺利 {crawl.well}\t{crawl.percent}%")
    if drift.fallen(read.crawls):
        click.echo("模板漂移：最近一次带来的页面读得比先前差")


@sources.command("check")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
def check_sources(names: tuple[str, ...]) -> int:
    """Fetch one list page of each source and show what would be taken."""
    settings, code = desk.settings(), 0
    for source in _chosen(names):
        try:
            checked = check(source, settings)
        except CrawlFailed as exc:
            checked = Checked(source, "failed", str(exc))
        for line in _lines(checked):
            click.echo(line)
        if checked.state != "ok":
            click.echo(desk.one_line(f"nianbao: {source.id}：{checked.reason}"), err=True)
            code = 1
    return code


def _lines(checked: Checked) -> Iterator[str]:
    """A source's state in a line, then what would be taken, left and doubted, a line each."""
    for cells in rows(checked):
        yield "\t".join(map(desk.one_line, cells))


def _read(files: Iterable[Path]) -> list[Source]:
    try:
        return [source_files.load_toml(path, FAMILIES) for path in files]
    except SourceError as exc:
        raise click.UsageError(str(exc)) from exc


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not found:
            raise click.UsageError(f"{path} 里没有 .toml 文件")
        yield from found


def _put(found: list[Source]) -> None:
    with desk.archive() as context:
        try:
            source_safety.save(context.catalog, context.settings, desk.actor(), found)
        except SourceError as exc:
            raise click.UsageError(str(exc)) from exc
    for source in found:
        click.echo(f"{source.id}\t{source.name}")


def _enable(name: str, *, enabled: bool) -> None:
    (source,) = _chosen((name,))
    with desk.archive() as context, context.catalog.begin() as conn:
        registry.edit(conn, desk.actor(), replace(source, enabled=enabled))


def _chosen(names: tuple[str, ...]) -> list[Source]:
    with desk.archive() as context, context.catalog.read() as conn:
        known = {source.id: source for source in registry.all_(conn)}
    for name in names:
        if name not in known:
            raise click.UsageError(f"没有来源 {name}（见 nianbao sources list）")
    return [known[name] for name in names] if names else list(known.values())
