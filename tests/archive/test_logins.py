"""Logging in, staying logged in, and links that reset a password."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import audit, logins, people, sessions
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import ArchiveError, PeopleError
from archive.house_key import house_key
from archive.logins import LoginRefused, Visitor
from archive.people import Account
from archive.sessions import Lasting
from archive.settings import Settings

BY = Actor("command line (root)")
GOOD = "correct horse battery"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LASTING = Lasting(timedelta(hours=2), timedelta(hours=12))
KEY = b"k" * 32
MINUTE = timedelta(minutes=1)


@pytest.fixture
def wang(catalog: Catalog) -> Account:
    """An account."""
    with catalog.begin() as conn:
        return people.add(conn, BY, "wang", "editor", password=GOOD)


def _login(
    catalog: Catalog, password: str = GOOD, name: str = "wang", address: str = "192.0.2.1",
    now: datetime = NOW,
) -> str:  # fmt: skip
    visitor = Visitor(address, "Firefox")
    return logins.login(catalog, KEY, LASTING, name, password, visitor, now)[1]


def _fails(catalog: Catalog, **how: object) -> timedelta | None:
    """The wait that a login which is refused is told."""
    with pytest.raises(LoginRefused) as refused:
        _login(catalog, **how)  # type: ignore[arg-type] # as given
    return refused.value.wait


def test_the_right_password_begins_a_session(catalog: Catalog, wang: Account) -> None:
    """The secret leads to the account; the log says who came in."""
    found = sessions.current(catalog, _login(catalog, name=" Wang "), LASTING, NOW)
    assert found is not None
    session, account = found
    with catalog.read() as conn:
        entry = audit.entries(conn, 1)[0]
    assert (account, session.agent, entry.action, entry.account_id) == (
        wang, "Firefox", "session.begin", wang.id,
    )  # fmt: skip


def test_each_login_has_a_session_of_its_own(catalog: Catalog, wang: Account) -> None:
    """A secret is never given twice, and the catalog does not hold it."""
    one, other = _login(catalog), _login(catalog)
    with catalog.read() as conn:
        rows = conn.exec_driver_sql("SELECT * FROM sessions").all()
    assert (one != other, one in str(rows), len(rows)) == (True, False, 2)


@pytest.mark.parametrize("case", ["wrong", "unknown", "disabled", "no password"])
def test_refusals_look_alike(catalog: Catalog, wang: Account, case: str) -> None:
    """A wrong password, an unknown name, a disabled account and one without a password get the
    same sentence."""
    with catalog.begin() as conn:
        people.add(conn, BY, "blank", "viewer")
        if case == "disabled":
            people.change(conn, BY, "wang", disabled=True)
    name = {"unknown": "nobody", "no password": "blank"}.get(case, "wang")
    with pytest.raises(LoginRefused) as refused:
        _login(catalog, "wrong" if case == "wrong" else GOOD, name)
    assert (str(refused.value), refused.value.wait) == ("用户名或密码不对。", None)


def test_guesses_at_a_name_wait_longer_and_longer(catalog: Catalog, wang: Account) -> None:
    """After three wrong passwords each further one doubles the wait, from whatever address, up to
    a quarter of an hour."""
    now, waits = NOW, []
    for number in range(16):
        _fails(catalog, password="guess", address=f"192.0.2.{number}", now=now)
        wait = _fails(catalog, address="198.51.100.1", now=now) if number >= 3 else timedelta()
        waits.append(wait)
        now += wait or timedelta()
    assert [wait.total_seconds() for wait in waits if wait] == [
        2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900,
    ]  # fmt: skip


def test_an_address_that_guesses_at_many_names_waits(catalog: Catalog, wang: Account) -> None:
    """After ten wrong tries an address waits, whatever name it tries; others do not."""
    for number in range(11):
        _fails(catalog, name=f"name{number}")
    assert (_fails(catalog), bool(_login(catalog, address="198.51.100.7"))) == (
        timedelta(seconds=2), True,
    )  # fmt: skip


def test_the_right_password_clears_its_name_alone(catalog: Catalog, wang: Account) -> None:
    """What was tried at other names from the same address still counts."""
    for number in range(10):
        _fails(catalog, name=f"name{number}")
    _fails(catalog, password="typo", address="203.0.113.9")
    _login(catalog, address="203.0.113.9")
    _login(catalog, address="203.0.113.9")
    _fails(catalog, name="one-more")
    assert _fails(catalog) == timedelta(seconds=2)


def test_tries_are_forgotten_after_a_day(catalog: Catalog, wang: Account) -> None:
    """Whoever waited a day begins anew."""
    for _ in range(4):
        _fails(catalog, password="guess")
    later = NOW + timedelta(days=1, minutes=1)
    _fails(catalog, password="guess", now=later)
    assert _login(catalog, now=later)


def test_many_at_once_are_no_way_around_the_wait(catalog: Catalog, wang: Account) -> None:
    """Of guesses made at the same moment no more are looked at than of guesses in a row."""
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: _fails(catalog, password="guess"), range(12)))
    assert waits.count(None) == 4


def test_names_and_addresses_are_not_kept(catalog: Catalog, wang: Account) -> None:
    """What was typed as a name, and from where, is not to be found in the catalog."""
    _fails(catalog, name="my-secret-password", address="203.0.113.77")
    with catalog.read() as conn:
        rows = conn.exec_driver_sql("SELECT * FROM login_tries").all()
    told = str(rows)
    assert ("my-secret" in told, "203.0.113" in told, len(rows)) == (False, False, 2)


@pytest.mark.parametrize(
    ("steps", "goes_on"),
    [([60, 60, 60], True), ([121], False), ([100] * 7, True), ([100] * 8, False)],
)
def test_a_session_runs_out(
    catalog: Catalog, wang: Account, steps: list[int], goes_on: bool
) -> None:
    """Unused for two hours, or twelve hours after it began; each use (here after so many
    minutes) keeps it."""
    secret, now, found = _login(catalog), NOW, None
    for minutes in steps:
        now += minutes * MINUTE
        found = sessions.current(catalog, secret, LASTING, now)
    assert (found is not None) == goes_on


def test_sessions_are_listed_and_ended(catalog: Catalog, wang: Account) -> None:
    """The one used last comes first; one is ended, or all but one's own; others' are not."""
    with catalog.begin() as conn:
        other = people.add(conn, BY, "li", "viewer", password=GOOD)
    first, second, third = (_login(catalog, now=NOW + n * MINUTE) for n in range(3))
    with catalog.begin() as conn:
        ids = [session.id for session in sessions.of(conn, wang.id, LASTING, NOW)]
        stranger = sessions.end(conn, other, ids[0])
        one = sessions.end(conn, wang, ids[0])
        rest = sessions.end_all(conn, wang, but=ids[1])
    later = NOW + 3 * MINUTE
    alive = [bool(sessions.current(catalog, s, LASTING, later)) for s in (first, second, third)]
    assert (stranger, one, rest, alive) == (False, True, 1, [False, True, False])


def test_a_password_is_changed_by_its_owner(catalog: Catalog, wang: Account) -> None:
    """The old one is needed; every session ends, and a new one begins."""
    before = _login(catalog)
    with pytest.raises(PeopleError, match="现在的密码"):
        logins.change_password(catalog, wang, "wrong", "another long one", LASTING, NOW)
    secret = logins.change_password(catalog, wang, GOOD, "another long one", LASTING, NOW)
    found = [sessions.current(catalog, one, LASTING, NOW) is not None for one in (before, secret)]
    assert (found, bool(_login(catalog, "another long one"))) == ([False, True], True)


def test_a_reset_link_is_good_once(catalog: Catalog, wang: Account) -> None:
    """It sets the password, and then no more; the log names neither."""
    with catalog.begin() as conn:
        secret = logins.reset_link(conn, BY, "wang", NOW)
    logins.redeem(catalog, secret, "another long one", NOW + MINUTE)
    with pytest.raises(PeopleError, match="链接无效"):
        logins.redeem(catalog, secret, "yet another one", NOW + MINUTE)
    with catalog.read() as conn:
        log = str(audit.entries(conn, 9))
    assert (bool(_login(catalog, "another long one")), secret in log) == (True, False)


@pytest.mark.parametrize("case", ["late", "replaced", "disabled", "made up", "weak"])
def test_a_reset_link_that_is_not_good(catalog: Catalog, wang: Account, case: str) -> None:
    """After a day, after a second one, for a disabled account, invented, or with a password that
    may not be: nothing changes."""
    with catalog.begin() as conn:
        secret = logins.reset_link(conn, BY, "wang", NOW)
        if case == "replaced":
            logins.reset_link(conn, BY, "wang", NOW)
        if case == "disabled":
            people.change(conn, BY, "wang", disabled=True)
    given = "made-up" if case == "made up" else secret
    when = NOW + timedelta(days=1, seconds=1) if case == "late" else NOW
    with pytest.raises(PeopleError):
        logins.redeem(catalog, given, "short" if case == "weak" else "another long one", when)
    if case == "disabled":
        with catalog.begin() as conn:
            people.change(conn, BY, "wang", disabled=False)
    assert _login(catalog)


def test_the_house_has_one_key(settings: Settings) -> None:
    """Threads that ask for it first at the same time get the same, and it is private."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: house_key(settings), range(16)))
    files = [path.name for path in settings.home.iterdir()]
    assert (len(keys), files, (settings.home / "key").stat().st_mode & 0o777) == (
        1, ["key"], 0o600,
    )  # fmt: skip


def test_a_damaged_key_is_told(settings: Settings, tmp_path: Path) -> None:
    """A key cut short is not used."""
    settings.home.mkdir()
    (settings.home / "key").write_bytes(b"short")
    with pytest.raises(ArchiveError, match="damaged"):
        house_key(settings)
