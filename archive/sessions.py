"""Sessions: who is logged in where. Of the secret that a browser holds, the catalog has a digest.

A session ends when it was not used for a while, and some time after it began however it is used.
Every function works in the caller's transaction, but `current`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from archive import people
from archive.audit import note
from archive.catalog import Catalog
from archive.desk_tables import accounts, sessions
from archive.passwords import digest, new_secret
from archive.people import Account
from archive.settings import Settings

_NOTED_EVERY = timedelta(minutes=1)  # reading pages does not write to the catalog each time
_MOST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long sessions last: unused, and at most."""

    idle: timedelta
    most: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Lasting:
        """As the settings say."""
        idle, most = settings.session_idle_seconds, settings.session_seconds
        return cls(timedelta(seconds=idle), timedelta(seconds=most))


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is logged in; ``agent`` is what it calls itself."""

    id: int
    account_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    agent: str | None


def begin(
    conn: Connection, account_id: int, agent: str | None, lasting: Lasting, now: datetime
) -> str:
    """Begins a session; the secret, which is told this once."""
    secret = new_secret()
    conn.execute(delete(sessions).where(sessions.c.expires_at < now))
    values = {"account_id": account_id, "created_at": now, "last_seen_at": now}
    values |= {"expires_at": now + lasting.most, "agent": agent[:_MOST_AGENT] if agent else None}
    conn.execute(insert(sessions).values(digest=digest(secret), **values))
    return secret


def current(
    catalog: Catalog, secret: str, lasting: Lasting, now: datetime, *, used: bool = True
) -> tuple[Session, Account] | None:
    """The session of that secret and whose it is; None when there is none, it has run out, or the
    account is disabled. That it was used is noted once a minute, unless it is a program that asks
    by itself and nobody ``used`` it."""
    joined = sessions.join(accounts, accounts.c.id == sessions.c.account_id)
    live = (sessions.c.expires_at > now) & (sessions.c.last_seen_at > now - lasting.idle)
    known = (sessions.c.digest == digest(secret)) & accounts.c.disabled_at.is_(None)
    with catalog.read() as conn:
        query = select(sessions).select_from(joined).where(known, live)
        row = conn.execute(query).mappings().one_or_none()
        account = people.by_id(conn, row["account_id"]) if row else None
    if row is None or account is None:
        return None
    session = Session(**{name: row[name] for name in Session.__dataclass_fields__})
    if used and now - session.last_seen_at >= _NOTED_EVERY:
        with catalog.begin() as conn:
            own = update(sessions).where(sessions.c.id == session.id)
            conn.execute(own.values(last_seen_at=now))
    return session, account


def of(conn: Connection, account_id: int, lasting: Lasting, now: datetime) -> list[Session]:
    """The sessions of an account that go on, the one used last first."""
    live = (sessions.c.expires_at > now) & (sessions.c.last_seen_at > now - lasting.idle)
    query = select(sessions).where(sessions.c.account_id == account_id, live)
    rows = conn.execute(query.order_by(sessions.c.last_seen_at.desc(), sessions.c.id.desc()))
    names = Session.__dataclass_fields__
    return [Session(**{name: row[name] for name in names}) for row in rows.mappings()]


def end(conn: Connection, account: Account, session_id: int) -> bool:
    """Ends one session of the account; whether there was one."""
    own = (sessions.c.id == session_id) & (sessions.c.account_id == account.id)
    ended = bool(conn.execute(delete(sessions).where(own)).rowcount)
    if ended:
        note(conn, account.actor, "session.end", account.name, {"session": session_id})
    return ended


def end_all(conn: Connection, account: Account, but: int | None = None) -> int:
    """Ends every session of the account, but the one of that number; how many."""
    own = (sessions.c.account_id == account.id) & (sessions.c.id != (but or 0))
    ended = conn.execute(delete(sessions).where(own)).rowcount
    if ended:
        note(conn, account.actor, "session.end", account.name, {"sessions": ended})
    return ended
