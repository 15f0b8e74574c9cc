"""The demo as ``make demo`` runs it."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

from samples.bench_shapes import SHAPES
from tests.nianbao.conftest import command, environment

ROOT = Path(__file__).parents[2]


def test_the_demo_finds_every_report_of_every_family(tmp_path: Path) -> None:
    """With DEMO_ONCE it crawls all families, misses nothing, and ends well once the portal has
    answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    done = subprocess.run(
        command("demo"),
        env={**environment(tmp_path / "home"), "DEMO_ONCE": "1", "NIANBAO_PORT": port},
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    families = {shape.family for shape in SHAPES}
    told = {line.split("：")[0].strip() for line in done.stdout.splitlines()}
    whole = "应有 174 份，找到 174 份，误收 0 份" in done.stdout
    assert (done.returncode, families - told, whole) == (0, set(), True), done.stderr
