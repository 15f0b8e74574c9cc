"""Commands that read and keep: extract, import, verify, index."""

from __future__ import annotations

from pathlib import Path

import click

from jobs.imports import LocalFile, Unreadable, file_bytes, local_files
from jobs.reading import ReadingProcess, failed
from nianbao import carrying, desk
from reports.model import AnnualReport, Hints, to_json


def _files(paths: tuple[Path, ...]) -> list[LocalFile]:
    try:
        return list(local_files(paths))
    except FileNotFoundError as exc:
        raise click.UsageError(f"没有这个文件或文件夹：{exc.args[0]}") from exc


_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command()
@_PATHS
@click.option("--url", help="Address that the one file was published at.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (JSON Lines for several files).")
def extract(paths: tuple[Path, ...], url: str | None, as_json: bool) -> int:
    """Read files and print what they say; nothing is kept."""
    files = _files(paths)
    if url and len(files) != 1:
        raise click.UsageError("--url 只能和一个文件一起用")
    single = len(paths) == 1 and not paths[0].is_dir()
    failures = 0
    with ReadingProcess(desk.settings()) as process:
        for file in files:
            report = _extract(process, file, url)
            failures += any(issue.stage in {"decode", "read"} for issue in report.issues)
            if as_json:
                value = to_json(report)
                desk.print_json(value if single else {"file": file.path.name, **value})
            else:
                click.echo(_summary(desk.one_line(file.path.name), report))
    return 1 if failures else 0


def _extract(process: ReadingProcess, file: LocalFile, url: str | None) -> AnnualReport:
    try:
        data = file_bytes(file.path, desk.settings().max_archive_bytes)
    except Unreadable as exc:
        return failed("unreadable", f"文件取不出：{exc}。")
    return process.read(data, Hints(url or file.url, None, file.agency, file.region_code))


def _summary(name: str, report: AnnualReport) -> str:
    if not report.is_report:
        return f"{name}：不是年报（{report.reason}）"
    numbers = sum(cell.state == "number" for cell in report.cells)
    failing = [finding.message for finding in report.findings if finding.is_fault]
    head = (
        f"{name}：{report.agency or '未识别机关'} {report.year or '年度不明'} 年，"
        f"{numbers}/{len(report.cells)} 格有数，{len(failing)} 处不一致"
    )
    return "\n".join([head, *(f"  {message}" for message in failing)])


@click.command("import")
@_PATHS
def import_(paths: tuple[Path, ...]) -> int:
    """Archive, read, check and index local files or folders."""
    _files(paths)  # a bad path or manifest is wrong use, told before anything is queued
    target = desk.json_text([str(path.absolute()) for path in paths])
    with desk.archive() as context:
        return desk.tell(carrying.run(context, "import", target))


@click.command()
def verify() -> int:
    """Re-hash every snapshot, adopt orphan records, compare the index with the catalog."""
    with desk.archive() as context:
        return desk.tell(carrying.run(context, "verify"))


@click.command()
@click.option("--rebuild", is_flag=True, help="Build a new generation from the whole catalog.")
def index(rebuild: bool) -> int:
    """Bring the index up to the catalog."""
    with desk.archive() as context:
        return desk.tell(carrying.run(context, "index", "rebuild" if rebuild else ""))
