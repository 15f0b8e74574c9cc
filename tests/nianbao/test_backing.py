"""The commands ``backup`` and ``restore``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from samples.corpus import reports
from samples.render import text
from tests.nianbao.conftest import Run, command, environment


def test_an_archive_goes_into_a_file_and_back(nianbao: Run, tmp_path: Path) -> None:
    """After a restore into another folder every report is found, and verify has nothing to say."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, report in enumerate(reports()[:2]):
        (folder / f"{number}.txt").write_text(text(report), encoding="utf-8")
    nianbao("import", folder)
    made = nianbao("backup", tmp_path / "b.tar")

    def there(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments), env=environment(tmp_path / "other"), cwd=Path(__file__).parents[2],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    restored, again = there("restore", tmp_path / "b.tar"), there("restore", tmp_path / "b.tar")
    verified, found = there("verify"), there("search", "政府信息公开", "--json")
    assert (made.returncode, restored.returncode, verified.returncode, verified.stderr) == (
        0, 0, 0, "",
    ), restored.stderr  # fmt: skip
    assert json.loads(found.stdout)["total"] == 2
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
