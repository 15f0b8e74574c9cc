"""The portal in a process of its own, and the command that serves it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import click

from archive.settings import Settings
from nianbao import desk

_START_SECONDS = 30.0


def _gunicorn(settings: Settings) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "portal.wsgi:app()",
        "--bind", f"{settings.host}:{settings.port}",
        "--workers", str(settings.portal_workers or len(os.sched_getaffinity(0))),
        "--threads", str(settings.portal_threads),
        "--access-logfile", "/dev/null",
        "--log-level", "warning",
        "--timeout", "60",
        # gunicorn's most: a long query and many choices still get our page, not its own
        "--limit-request-line", "8190",
    ]  # fmt: skip


def _environment(settings: Settings) -> dict[str, str]:
    counts = settings.home.absolute() / "metrics" / str(settings.port)
    shutil.rmtree(counts, ignore_errors=True)  # of workers that are no more
    counts.mkdir(mode=0o700, parents=True)
    return {
        # glibc gives each thread a heap of its own, eight times what is free in one: memory creeps
        "MALLOC_ARENA_MAX": "2",
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(counts),
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


def wait(process: subprocess.Popen[bytes]) -> int:
    """Waits until the portal ends or is interrupted; the exit code."""
    try:
        return 0 if process.wait() in {0, -signal.SIGTERM} else 1
    except KeyboardInterrupt:
        return 0


@contextmanager
def portal(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The portal in a process of its own, answering; ended on leaving."""
    _claim_port(settings)
    process = subprocess.Popen(_gunicorn(settings), env=_environment(settings))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the finally below is reached
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not answers(settings, "/healthz"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException("网站没有启动")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def answers(settings: Settings, path: str) -> bool:
    """Whether the portal answers 200 there."""
    try:
        with urllib.request.urlopen(
            f"http://{settings.host}:{settings.port}{path}", timeout=10
        ) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
