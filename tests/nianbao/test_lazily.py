"""What a command imports, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from nianbao.cli import COMMANDS, cli
from tests.nianbao.conftest import environment

HEAVY = frozenset(
    {"alembic", "bs4", "flask", "jieba", "lxml", "numpy", "pydantic", "pypdfium2", "rich",
     "scrapy", "sqlalchemy", "twisted", "whoosh"}
)  # fmt: skip
_CALL = """
import sys
from nianbao.cli import main
sys.argv[1:] = {arguments}
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def imported(arguments: list[str], home: Path) -> frozenset[str]:
    """The modules that a command has imported by its end."""
    done = subprocess.run(
        [sys.executable, "-c", _CALL.format(arguments=arguments)],
        env=environment(home),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return frozenset(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    """Neither libraries nor settings: asking what there is costs next to nothing."""
    assert not HEAVY & imported(arguments, tmp_path)


def test_the_queue_is_listed_without_crawler_or_index(tmp_path: Path) -> None:
    """A catalog that is there is opened by SQLAlchemy and pydantic alone."""
    imported(["runs", "list"], tmp_path)
    assert HEAVY & imported(["runs", "list"], tmp_path) == {"pydantic", "sqlalchemy"}


def test_a_search_imports_no_crawler_and_no_pages(tmp_path: Path) -> None:
    """Whatever a search needs, it is neither Scrapy nor Flask."""
    found = imported(["search", "信息"], tmp_path)
    assert not {"scrapy", "twisted", "flask", "lxml", "bs4", "rich"} & found


@pytest.mark.parametrize("command", ["import", "index", "verify"])
def test_work_but_crawling_imports_no_crawler(command: str, tmp_path: Path) -> None:
    """Scrapy takes half a second and is a crawl's alone."""
    arguments = [command, os.fspath(tmp_path)] if command == "import" else [command]
    assert not {"scrapy", "twisted"} & imported(arguments, tmp_path / "home")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_table_says(name: str) -> None:
    """Its module holds it under its name."""
    command = cli.get_command(click.Context(cli), name)
    assert (command and command.name) == name
