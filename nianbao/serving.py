"""Commands that show: serve, demo."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import click

from archive import reports as catalog_reports
from archive import sources
from archive.settings import Settings
from archive.sources import Source
from jobs.context import open_context
from jobs.progress import Outcome
from nianbao import desk

_START_SECONDS = 30.0
_SAMPLES_PORT = 8081  # fixed, so that a repeated demo finds the same addresses again


def register(cli: click.Group) -> None:
    """Adds the commands."""
    for command in (serve, demo):
        cli.add_command(command)


def _gunicorn(settings: Settings) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "portal.wsgi:app()",
        "--bind", f"{settings.host}:{settings.port}",
        "--threads", str(settings.portal_threads),
        "--access-logfile", "/dev/null",
        "--log-level", "warning",
        "--timeout", "60",
        # gunicorn's most: a long query and many choices still get our page, not its own
        "--limit-request-line", "8190",
    ]  # fmt: skip


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "NIANBAO_HOME": str(settings.home.absolute()),
        "NIANBAO_ALLOW_LOOPBACK": str(settings.allow_loopback),
    }


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: setting port).")
def serve(port: int | None) -> None:
    """Serve the portal with gunicorn until stopped."""
    settings = desk.settings()
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    _claim_port(settings)
    click.echo(f"http://{settings.host}:{settings.port}")
    sys.stdout.flush()
    # gunicorn takes this process over: whoever stops or kills it has stopped the portal
    os.execve(sys.executable, _gunicorn(settings), _environment(settings))


def _claim_port(settings: Settings) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((settings.host, settings.port)) == 0:
            raise click.UsageError(f"端口 {settings.port} 已有别的程序在用")


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return 0 if process.wait() in {0, -signal.SIGTERM} else 1
    except KeyboardInterrupt:
        return 0


@contextmanager
def _portal(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The portal in a process of its own, answering; ended on leaving."""
    _claim_port(settings)
    process = subprocess.Popen(_gunicorn(settings), env=_environment(settings))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the finally below is reached
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(settings, "/healthz"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException("网站没有启动")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def _answers(settings: Settings, path: str) -> bool:
    try:
        with urllib.request.urlopen(
            f"http://{settings.host}:{settings.port}{path}", timeout=10
        ) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@click.command()
def demo() -> int:
    """Crawl the bundled sample site, index it, and serve it until stopped (or, with
    DEMO_ONCE=1, check that it answers and stop)."""
    settings = desk.settings().model_copy(update={"allow_loopback": True, "crawl_delay": 0.0})
    with _sample_site() as address:
        code = _crawl(settings, address)
        once = os.environ.get("DEMO_ONCE", "") not in {"", "0"}
        with _portal(settings) as process:
            query = urllib.parse.quote("行政处罚")
            answers = _answers(settings, "/") and _answers(settings, f"/search?q={query}")
            where = f"http://{settings.host}:{settings.port}"
            click.echo(f"首页与检索{'均有回应' if answers else '没有回应'}：{where}")
            if once:
                return max(code, 0 if answers else 1)
            click.echo("按 Ctrl-C 停止")
            return _wait(process)


@contextmanager
def _sample_site() -> Iterator[str]:
    from samples.site import serve as serve_samples  # noqa: PLC0415 - only the demo needs it

    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", _SAMPLES_PORT)) == 0
    with serve_samples(0 if taken else _SAMPLES_PORT) as site:
        yield site.url


def _crawl(settings: Settings, address: str) -> int:
    from samples.pages import COLUMNS  # noqa: PLC0415 - only the demo needs it

    outcome = Outcome()
    with open_context(settings) as context:
        for column in COLUMNS:
            source = Source(
                id=f"samples-{column.id}",
                name=f"{column.name}（示例，内容虚构）",
                region_code=column.region_code,
                listings=(f"{address}{column.home}",),
            )
            with context.catalog.begin() as conn:
                sources.put(conn, source)
            outcome.add(desk.run(context, "crawl", source.id))
        code = desk.tell(outcome)
        with context.catalog.read() as conn:
            totals = catalog_reports.totals(conn)
    click.echo(
        f"共 {totals.reports} 份年报，{totals.agencies} 个机关，{totals.first_year}–{totals.last_year} 年"
    )
    return code
