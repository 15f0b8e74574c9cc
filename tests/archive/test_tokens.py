"""Tokens: made, used, expired, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import audit, logins, people, tokens
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import PeopleError
from archive.logins import LoginRefused, Visitor
from archive.sessions import Lasting

BY = Actor("command line (root)")
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def _token(catalog: Catalog, *scopes: str) -> tuple[tokens.Token, str]:
    with catalog.begin() as conn:
        people.add(conn, BY, "wang", "editor")
        return tokens.add(conn, BY, "wang", "nightly", scopes or ("read",), DAY, NOW)


def test_a_token_leads_to_its_owner(catalog: Catalog) -> None:
    """Its text gives scopes and account, and is not kept."""
    made, secret = _token(catalog, "run", "read")
    found = tokens.bearer(catalog, secret, NOW)
    assert found is not None
    with catalog.read() as conn:
        kept = str(conn.exec_driver_sql("SELECT * FROM tokens").all())
        log = str(audit.entries(conn, 9))
    assert (found[0].id, found[0].scopes, found[1].name) == (made.id, ("read", "run"), "wang")
    assert (secret[:8], secret in kept, secret in log) == ("nianbao_", False, False)


@pytest.mark.parametrize("case", ["expired", "revoked", "disabled", "made up"])
def test_a_token_that_is_not_good(catalog: Catalog, case: str) -> None:
    """After its time, revoked, of a disabled account, or invented: nobody's."""
    made, secret = _token(catalog)
    with catalog.begin() as conn:
        if case == "revoked":
            tokens.revoke(conn, BY, made.id, NOW)
        if case == "disabled":
            people.change(conn, BY, "wang", disabled=True)
    when = NOW + DAY if case == "expired" else NOW
    assert tokens.bearer(catalog, "nianbao_x" if case == "made up" else secret, when) is None


@pytest.mark.parametrize(
    ("name", "scopes", "lasts"),
    [
        (" ", ("read",), DAY),
        ("x" * 101, ("read",), DAY),
        ("a", (), DAY),
        ("a", ("read", "fly"), DAY),
        ("a", ("read",), timedelta()),
        ("a", ("read",), 400 * DAY),
    ],
)
def test_what_no_token_can_be(
    catalog: Catalog, name: str, scopes: tuple[str, ...], lasts: timedelta
) -> None:
    """No name, no known scope, no time or too much of it: refused, in a sentence."""
    with catalog.begin() as conn:
        people.add(conn, BY, "wang", "editor")
    with pytest.raises(PeopleError, match="令牌"), catalog.begin() as conn:
        tokens.add(conn, BY, "wang", name, scopes, lasts, NOW)
    with catalog.read() as conn:
        assert tokens.of(conn) == []


def test_use_is_noted_once_a_minute(catalog: Catalog) -> None:
    """The list says when a token was used last, give or take a minute."""
    _, secret = _token(catalog)
    seen = []
    for seconds in (0, 30, 70):
        tokens.bearer(catalog, secret, NOW + timedelta(seconds=seconds))
        with catalog.read() as conn:
            last = tokens.of(conn)[0].last_used_at
        seen.append((last - NOW).total_seconds() if last else None)
    assert seen == [0, 0, 70]


def test_a_token_is_revoked_once(catalog: Catalog) -> None:
    """A second time, or a number of none, is told."""
    made, _ = _token(catalog)
    with catalog.begin() as conn:
        tokens.revoke(conn, BY, made.id, NOW)
        with pytest.raises(PeopleError, match="没有可以撤销"):
            tokens.revoke(conn, BY, made.id, NOW)
        assert audit.entries(conn, 1)[0].before == {"token": made.id, "name": "nightly"}


def _tried(catalog: Catalog, text: str, now: datetime, address: str = "192.0.2.1") -> str:
    """What comes of a token shown from an address: whose it is, ``wrong``, or the wait."""
    try:
        found = logins.by_token(catalog, b"k" * 32, text, address, now)
    except LoginRefused as refused:
        return f"wait {refused.values['seconds']}"
    return found[1].name if found else "wrong"


def test_wrong_tokens_wait_longer_and_longer(catalog: Catalog) -> None:
    """Ten are looked at; after each further one the next waits twice as long. Other addresses and
    good tokens do not wait, and a day later all is forgotten."""
    _, secret = _token(catalog)
    assert [_tried(catalog, f"x{n}", NOW) for n in range(11)] == ["wrong"] * 11
    assert _tried(catalog, "y", NOW) == "wait 3"
    later = NOW + timedelta(seconds=2)
    assert [_tried(catalog, "y", later) for _ in range(2)] == ["wrong", "wait 5"]
    assert _tried(catalog, secret, later) == "wang"
    assert _tried(catalog, "y", later, "192.0.2.2") == "wrong"
    assert _tried(catalog, "y", NOW + 2 * DAY) == "wrong"


def test_wrong_tokens_keep_nobody_from_logging_in(catalog: Catalog) -> None:
    """They are counted apart from passwords: an old script does not lock its office out."""
    with catalog.begin() as conn:
        people.add(conn, BY, "li", "editor", password="correct horse battery")
    for number in range(20):
        _tried(catalog, f"x{number}", NOW)
    lasting = Lasting(DAY, DAY)
    visitor = Visitor("192.0.2.1")
    account, _ = logins.login(
        catalog, b"k" * 32, lasting, "li", "correct horse battery", visitor, NOW
    )
    assert account.name == "li"


def test_the_log_names_the_token(catalog: Catalog) -> None:
    """In ``after``, beside what was done; ``who`` stays the account."""
    with catalog.begin() as conn:
        by = Actor("wang", 1, "3 nightly")
        audit.note(conn, by, "run.request", "read", None, {"runs": [1]})
        audit.note(conn, by, "session.end", "wang")
        found = audit.entries(conn, 2)
    assert [(one.who, one.after) for one in found] == [
        ("wang", {"by_token": "3 nightly"}),
        ("wang", {"runs": [1], "by_token": "3 nightly"}),
    ]
