"""Accounts: what they may be called, what their passwords must be, and what changes end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import audit, passwords, people, sessions
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import PeopleError
from archive.roles import ACTIONS, ROLES, SCOPES, may
from archive.sessions import Lasting

BY = Actor("command line (root)")
GOOD = "correct horse battery"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LASTING = Lasting(timedelta(hours=2), timedelta(hours=12))


def _add(catalog: Catalog, name: str = "wang", role: str = "editor") -> people.Account:
    with catalog.begin() as conn:
        return people.add(conn, BY, name, role, password=GOOD)


def _log(catalog: Catalog) -> list[audit.Entry]:
    with catalog.read() as conn:
        return audit.entries(conn, 100)


def test_an_account_is_added(catalog: Catalog) -> None:
    """It is found by its name, and the log says who added it in which role."""
    made = _add(catalog)
    with catalog.read() as conn:
        assert people.get(conn, "wang") == made
    entry = _log(catalog)[0]
    assert (entry.who, entry.action, entry.target, entry.before) == (
        "command line (root)", "user.add", "wang", None,
    )  # fmt: skip
    assert entry.after == {"display_name": None, "email": None, "role": "editor"}


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("Wang", "editor", GOOD),
        ("w", "editor", GOOD),
        ("../x", "editor", GOOD),
        ("wang", "king", GOOD),
        ("wang", "editor", "eleven char"),
        ("wang", "editor", "my name is Wang!"),
        ("wang", "editor", "a" * 30),
        ("wang", "editor", "long" * 100),
    ],
)
def test_what_cannot_be_is_refused(catalog: Catalog, name: str, role: str, password: str) -> None:
    """A bad name, role or password is a sentence, and nothing is added or logged."""
    with pytest.raises(PeopleError, match=r"。$"), catalog.begin() as conn:
        people.add(conn, BY, name, role, password=password)
    with catalog.read() as conn:
        assert (people.all_(conn), audit.entries(conn, 1)) == ([], [])


def test_a_name_is_taken_once(catalog: Catalog) -> None:
    """A second account of a name is refused."""
    _add(catalog)
    with pytest.raises(PeopleError, match="已经存在"):
        _add(catalog)


def test_a_password_matches_however_it_is_typed() -> None:
    """Full-width letters are those that were meant; another password is not."""
    kept = passwords.hashed("ｐassword １２３４")
    found = [passwords.matches(text, kept) for text in ("password 1234", "password 1235", "")]
    assert found == [True, False, False]


def test_nothing_matches_no_password() -> None:
    """Where nothing is kept no password is right, nor one beyond the longest."""
    kept = passwords.hashed("x" * passwords.MOST)
    tried = ((GOOD, None), ("x" * (passwords.MOST + 1), kept), (GOOD, "no hash"))
    assert [passwords.matches(*pair) for pair in tried] == [False, False, False]


def test_a_change_is_logged_with_before_and_after(catalog: Catalog) -> None:
    """Only what differs is named; no change is no entry."""
    _add(catalog)
    with catalog.begin() as conn:
        people.change(conn, BY, "wang", role="admin", email="w@example.cn")
        people.change(conn, BY, "wang", role="admin")
    first, *_ = _log(catalog)
    assert (first.before, first.after, len(_log(catalog))) == (
        {"role": "editor", "email": None}, {"role": "admin", "email": "w@example.cn"}, 2,
    )  # fmt: skip


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled": True}])
def test_the_last_admin_stays(catalog: Catalog, change: dict[str, object]) -> None:
    """The one admin is neither disabled nor made less, unless there is another."""
    _add(catalog, "li", "admin")
    with pytest.raises(PeopleError, match="管理员"), catalog.begin() as conn:
        people.change(conn, BY, "li", **change)
    _add(catalog, "zhao", "admin")
    with catalog.begin() as conn:
        people.change(conn, BY, "li", **change)
        assert people.get(conn, "zhao").role == "admin"


@pytest.mark.parametrize(
    "change", [{"role": "admin"}, {"disabled": True}, {"email": "a@b.cn"}, "password"]
)
def test_what_changes_a_right_ends_sessions(catalog: Catalog, change: object) -> None:
    """Another role, a new password and being disabled end every session; another e-mail does
    not."""
    made = _add(catalog)
    with catalog.begin() as conn:
        secret = sessions.begin(conn, made.id, None, LASTING, NOW)
        if isinstance(change, dict):
            people.change(conn, BY, "wang", **change)
        else:
            people.set_password(conn, BY, "wang", "another long one")
    goes_on = sessions.current(catalog, secret, LASTING, NOW) is not None
    assert goes_on == (change == {"email": "a@b.cn"})


def test_no_secret_reaches_the_log(catalog: Catalog) -> None:
    """Setting a password leaves an entry without it, and a value named for one is refused."""
    _add(catalog)
    with catalog.begin() as conn:
        people.set_password(conn, BY, "wang", "another long one")
        with pytest.raises(ValueError, match="secret"):
            audit.note(conn, BY, "user.change", "wang", {"password_hash": "x"})
    last = _log(catalog)[0]
    assert (last.action, last.before, last.after) == ("password.reset", None, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (id, at, who, action, target) VALUES (1, 0, 'x', 'y', 'z')",
    ],
)
def test_the_log_is_only_added_to(catalog: Catalog, statement: str) -> None:
    """The database itself refuses to change or to take away an entry."""
    _add(catalog)
    before = _log(catalog)
    with pytest.raises(Exception, match="only ever added to"), catalog.begin() as conn:
        conn.exec_driver_sql(statement)
    assert _log(catalog) == before


def test_an_action_must_be_in_the_table(catalog: Catalog) -> None:
    """What the table of actions does not know is not logged."""
    with pytest.raises(ValueError, match="no such action"), catalog.begin() as conn:
        audit.note(conn, BY, "dance", "wang")
    assert _log(catalog) == []


def test_entries_are_narrowed_and_paged(catalog: Catalog) -> None:
    """By target and by action, latest first, and on from an entry."""
    for name in ("anna", "bela", "cora"):
        _add(catalog, name)
    with catalog.begin() as conn:
        people.change(conn, BY, "bela", role="viewer")
    with catalog.read() as conn:
        of_bela = [entry.action for entry in audit.entries(conn, 9, target="bela")]
        added = audit.entries(conn, 2, action="user.add")
        older = audit.entries(conn, 2, action="user.add", before=added[-1].id)
    assert (of_bela, [e.target for e in (*added, *older)]) == (
        ["user.change", "user.add"], ["cora", "bela", "anna"],
    )  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_may_what_lesser_ones_may(action: str) -> None:
    """Along the roles a right, once given, stays; an admin has every one."""
    rights = [may(role, action) for role in ROLES]
    assert (rights, rights[-1]) == (sorted(rights), True)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_token_needs_its_scope(action: str) -> None:
    """An admin's token without scopes may nothing; with all of them it may whatever is not for
    people alone."""
    allowed = may("admin", action, SCOPES)
    assert (may("admin", action, ()), allowed) == (False, ACTIONS[action].scope is not None)
