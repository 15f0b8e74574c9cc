"""Logging in: guesses that fail wait longer and longer, by the name that is tried and by the
address that tries.

A try is counted before its password is looked at, so that many at once are no way around it, and
is forgiven when it was right. Names and addresses are kept as keyed digests: people type passwords
into the wrong field, and an address says where somebody lives.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from archive import passwords, people, sessions, tokens
from archive.audit import Actor, note
from archive.catalog import Catalog
from archive.desk_tables import accounts, login_tries, reset_links
from archive.errors import PeopleError
from archive.passwords import digest, new_secret
from archive.people import Account
from archive.sessions import Lasting
from archive.tokens import Token

_FREE = {"name": 3, "address": 10}  # tries without a wait; an office shares an address
_LONGEST = timedelta(minutes=15)
_FORGOTTEN = timedelta(days=1)
LINK_LASTS = timedelta(hours=24)


class LoginRefused(PeopleError):
    """Not logged in; the sentence does not tell whether there is such a name. ``wait`` is how
    long the next try must wait, None when it was looked at and wrong."""

    def __init__(self, words: str, wait: timedelta | None = None) -> None:
        super().__init__(words, **({"seconds": _seconds(wait)} if wait else {}))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who knocks: the network address, and what the browser calls itself."""

    address: str
    agent: str | None = None


def login(
    catalog: Catalog,
    key: bytes,
    lasting: Lasting,
    name: str,
    password: str,
    visitor: Visitor,
    now: datetime,
) -> tuple[Account, str]:
    """The account, and the secret of a session that has just begun. ``key`` is the house's.
    LoginRefused."""
    name = name.strip().casefold()
    keys = {
        kind: _keyed(key, kind, it) for kind, it in (("name", name), ("address", visitor.address))
    }
    with catalog.begin() as conn:
        waits = max(_counted(conn, keys[kind], _FREE[kind], now) for kind in keys)
        if waits > timedelta():  # nothing was looked at, and nothing is counted
            raise LoginRefused("尝试次数太多，请 %(seconds)s 秒以后再试。", waits)
    with catalog.read() as conn:
        query = select(accounts).where(accounts.c.name == name)
        row = conn.execute(query).mappings().one_or_none()
    usable = row is not None and row["disabled_at"] is None
    kept = row["password_hash"] if row is not None and usable else None
    if not passwords.matches(password, kept) or row is None or kept is None:
        raise LoginRefused("用户名或密码不对。")
    account = people.account(row)
    with catalog.begin() as conn:
        _forgive(conn, keys)
        if passwords.outdated(kept):
            own = update(accounts).where(accounts.c.id == account.id)
            conn.execute(own.values(password_hash=passwords.hashed(password)))
        secret = sessions.begin(conn, account.id, visitor.agent, lasting, now)
        note(conn, account.actor, "session.begin", account.name)
    return account, secret


def by_token(
    catalog: Catalog, key: bytes, text: str, address: str, now: datetime
) -> tuple[Token, Account] | None:
    """The token of that text and whose it is; None for a wrong one, which is counted. LoginRefused
    for one that comes too soon after others from the same address. A good one never waits: nobody
    guesses 256 bits, and an old script must not lock out the others of its office."""
    if (found := tokens.bearer(catalog, text, now)) is not None:
        return found
    own = _keyed(key, "token", address)
    with catalog.read() as conn:
        until = conn.scalar(select(login_tries.c.blocked_until).where(login_tries.c.key == own))
    if until is None or until <= now:
        with catalog.begin() as conn:
            waits = _counted(conn, own, _FREE["address"], now)
        if waits <= timedelta():
            return None
        until = now + waits
    raise LoginRefused("尝试次数太多，请 %(seconds)s 秒以后再试。", until - now)


def change_password(
    catalog: Catalog, account: Account, old: str, new: str, lasting: Lasting, now: datetime
) -> str:
    """Changes the account's own password; the secret of a new session, all others having ended.
    PeopleError when the old one is wrong or the new one may not be."""
    with catalog.read() as conn:
        kept = conn.scalar(select(accounts.c.password_hash).where(accounts.c.id == account.id))
    if not passwords.matches(old, kept):
        raise PeopleError("现在的密码不对。")
    with catalog.begin() as conn:
        people.set_password(conn, account.actor, account.name, new)
        return sessions.begin(conn, account.id, None, lasting, now)


def reset_link(conn: Connection, by: Actor, name: str, now: datetime) -> str:
    """A secret by which the account's password can be set once, within a day. Links given
    before are void."""
    account = people.get(conn, name)
    conn.execute(delete(reset_links).where(reset_links.c.account_id == account.id))
    secret = new_secret()
    values = {"digest": digest(secret), "account_id": account.id, "expires_at": now + LINK_LASTS}
    conn.execute(insert(reset_links).values(values))
    note(conn, by, "password.reset", name, None, {"link_until": now + LINK_LASTS})
    return secret


def redeem(catalog: Catalog, secret: str, password: str, now: datetime) -> Account:
    """Sets the password of the account that a reset link was given for; the link is used up.
    PeopleError when it is not valid (any more), or the password may not be."""
    with catalog.begin() as conn:
        link = (reset_links.c.digest == digest(secret)) & (reset_links.c.expires_at > now)
        found = conn.scalar(select(reset_links.c.account_id).where(link))
        account = people.by_id(conn, found) if found is not None else None
        if account is None or account.disabled_at is not None:
            raise PeopleError("这个链接无效，或已经过期。")
        people.set_password(conn, account.actor, account.name, password)
        return account


def _keyed(key: bytes, kind: str, text: str) -> str:
    return hmac.digest(key, f"{kind}\n{text}".encode("utf-8", "surrogatepass"), "sha256").hex()


def _counted(conn: Connection, key: str, free: int, now: datetime) -> timedelta:
    """Counts a try; how long it must wait instead, nothing when it may go on."""
    conn.execute(delete(login_tries).where(login_tries.c.last_at < now - _FORGOTTEN))
    row = conn.execute(select(login_tries).where(login_tries.c.key == key)).one_or_none()
    if row is not None and row.blocked_until > now:
        waits: timedelta = row.blocked_until - now
        return waits
    tries = (row.tries if row else 0) + 1
    pause = min(timedelta(seconds=2 ** min(tries - free, 20)), _LONGEST)
    until = now + pause if tries > free else now
    conn.execute(delete(login_tries).where(login_tries.c.key == key))
    values = {"key": key, "tries": tries, "last_at": now, "blocked_until": until}
    conn.execute(insert(login_tries).values(values))
    return timedelta()


def _forgive(conn: Connection, keys: dict[str, str]) -> None:
    """A right try clears its name; its address only loses this one, for others may guess there."""
    conn.execute(delete(login_tries).where(login_tries.c.key == keys["name"]))
    own = update(login_tries).where(login_tries.c.key == keys["address"])
    last = login_tries.c.last_at
    conn.execute(own.values(tries=login_tries.c.tries - 1, blocked_until=last))


def _seconds(wait: timedelta) -> int:
    return int(wait.total_seconds()) + 1
