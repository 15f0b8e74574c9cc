"""Running the command line as a user does: a process of its own, its own data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*arguments: str | Path) -> list[str]:
    """The command line of ``nianbao`` with these arguments."""
    return [sys.executable, "-m", "nianbao.cli", *map(str, arguments)]


def environment(home: Path) -> dict[str, str]:
    """The environment with this data folder."""
    return {**os.environ, "NIANBAO_HOME": str(home)}


@pytest.fixture
def nianbao(tmp_path: Path) -> Run:
    """Runs a command in an empty data folder below ``tmp_path``."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments),
            env=environment(tmp_path / "home"),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
