"""The commands on people and tokens."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import audit
from archive.catalog import Catalog
from archive.settings import Settings
from tests.nianbao.conftest import command, environment

GOOD = "correct horse battery\n"
Given = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Runs a command with this on stdin."""

    def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments), input=text, env=environment(tmp_path / "home"),
            cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def test_an_account_and_its_token(given: Given, tmp_path: Path) -> None:
    """Added with a password from stdin, listed, given a token; the log says the command line."""
    added = given(GOOD, "user", "add", "wang", "--role", "admin", "--display-name", "王")
    token = given("", "token", "add", "wang", "nightly", "--scope", "run", "--days", "7")
    listed = given("", "token", "list", "wang")
    catalog = Catalog.open(Settings(home=tmp_path / "home"))
    with catalog.read() as conn:
        log = [(entry.who.partition(" (")[0], entry.action) for entry in audit.entries(conn, 9)]
    catalog.close()
    number, secret = token.stdout.rstrip().split("\t")
    assert (added.stdout, secret[:8], listed.stdout.split("\t")[:4]) == (
        "wang\tadmin\t王\t\n", "nianbao_", [number, "wang", "nightly", "run"],
    )  # fmt: skip
    assert log == [("command line", "token.add"), ("command line", "user.add")]
    assert secret not in listed.stdout


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("short\n", ("user", "add", "wang")),
        ("", ("user", "add", "wang")),
        (GOOD, ("user", "add", "Wang Li")),
        (GOOD, ("user", "passwd", "nobody")),
        ("", ("user", "role", "nobody", "admin")),
        ("", ("token", "add", "nobody", "x")),
        ("", ("token", "revoke", "7")),
    ],
)
def test_wrong_use_is_one_sentence(given: Given, text: str, arguments: tuple[str, ...]) -> None:
    """A bad password, name or number: one line on stderr, and exit code 2."""
    done = given(text, *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_roles_are_changed_and_accounts_disabled(given: Given) -> None:
    """Each prints the account as it is now; the last admin stays."""
    given(GOOD, "user", "add", "li", "--role", "admin")
    given(GOOD, "user", "add", "wang")
    steps = (("role", "wang", "editor"), ("disable", "wang"), ("enable", "wang"), ("disable", "li"))
    done = [given("", "user", *step) for step in steps]
    assert [one.stdout.split("\t")[:2] for one in done] == [
        ["wang", "editor"], ["wang（停用）", "editor"], ["wang", "editor"], [""],
    ]  # fmt: skip
    assert done[-1].returncode == 2


def test_how_an_owner_is_called_is_changed(given: Given) -> None:
    """What is given is changed, the rest stays; nothing given is wrong use."""
    given(GOOD, "user", "add", "wang", "--display-name", "王", "--email", "a@b.cn")
    changed = given("", "user", "change", "wang", "--email", "").stdout.rstrip("\n").split("\t")
    assert (changed, given("", "user", "change", "wang").returncode) == (
        ["wang", "viewer", "王", ""], 2,
    )  # fmt: skip
