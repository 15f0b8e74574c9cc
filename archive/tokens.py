"""Tokens: by which programs act for an account. Shown once, kept as a digest, and expiring.

Every function works in the caller's transaction, but `bearer`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from archive import people
from archive.audit import Actor, note
from archive.catalog import Catalog
from archive.desk_tables import accounts, tokens
from archive.errors import PeopleError
from archive.passwords import digest, new_secret
from archive.people import Account
from archive.roles import SCOPES

PREFIX = "nianbao_"
"""By which a token that was published by mistake is recognised."""
LONGEST = timedelta(days=366)

_NOTED_EVERY = timedelta(minutes=1)
_MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret; it is of use until ``expires_at`` or it was revoked."""

    id: int
    account_id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


def add(
    conn: Connection,
    by: Actor,
    user: str,
    name: str,
    scopes: Collection[str],
    lasts: timedelta,
    now: datetime,
) -> tuple[Token, str]:
    """Makes a token for the account of that name; with it its text, which is told this once.
    PeopleError for an unknown scope, no name, or one that would last too long."""
    account = people.get(conn, user)
    wanted = [scope for scope in SCOPES if scope in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise PeopleError("令牌的范围只能是 %(known)s，至少一个。", known="、".join(SCOPES))
    if not name.strip() or len(name) > _MOST_NAME:
        raise PeopleError("令牌要有名称，最多 100 个字符。")
    if not timedelta() < lasts <= LONGEST:
        raise PeopleError("令牌最多有效 %(days)s 天。", days=LONGEST.days)
    secret = PREFIX + new_secret()
    new = {"name": name.strip(), "scopes": wanted, "expires_at": now + lasts}
    values = {**new, "digest": digest(secret), "account_id": account.id, "created_at": now}
    row = conn.execute(insert(tokens).values(values).returning(tokens)).mappings().one()
    note(conn, by, "token.add", user, None, {"token": row["id"], **new})
    return _token(row), secret


def revoke(conn: Connection, by: Actor, token_id: int, now: datetime) -> Token:
    """Revokes a token. PeopleError when there is none of that number, or it was revoked."""
    row = conn.execute(select(tokens).where(tokens.c.id == token_id)).mappings().one_or_none()
    if row is None or row["revoked_at"] is not None:
        raise PeopleError("没有可以撤销的令牌 %(id)s。", id=token_id)
    conn.execute(update(tokens).where(tokens.c.id == token_id).values(revoked_at=now))
    owner = people.by_id(conn, row["account_id"])
    named = {"token": token_id, "name": row["name"]}
    note(conn, by, "token.revoke", owner.name if owner else "", named)
    return _token(row)


def of(conn: Connection, account_id: int | None = None) -> list[Token]:
    """An account's tokens (or everybody's), the newest first, spent ones too."""
    query = select(tokens).order_by(tokens.c.id.desc())
    if account_id is not None:
        query = query.where(tokens.c.account_id == account_id)
    return list(map(_token, conn.execute(query).mappings()))


def bearer(catalog: Catalog, secret: str, now: datetime) -> tuple[Token, Account] | None:
    """The token of that text and whose it is; None when it is none, has expired, was revoked, or
    the account is disabled. That it was used is noted once a minute."""
    good = (tokens.c.expires_at > now) & tokens.c.revoked_at.is_(None)
    known = (tokens.c.digest == digest(secret)) & accounts.c.disabled_at.is_(None)
    joined = tokens.join(accounts, accounts.c.id == tokens.c.account_id)
    with catalog.read() as conn:
        query = select(tokens).select_from(joined).where(known, good)
        row = conn.execute(query).mappings().one_or_none()
        account = people.by_id(conn, row["account_id"]) if row else None
    if row is None or account is None:
        return None
    token = _token(row)
    if token.last_used_at is None or now - token.last_used_at >= _NOTED_EVERY:
        with catalog.begin() as conn:
            own = update(tokens).where(tokens.c.id == token.id)
            conn.execute(own.values(last_used_at=now))
    return token, account


def _token(row: object) -> Token:
    values = {name: row[name] for name in Token.__dataclass_fields__}  # type: ignore[index]
    return Token(**{**values, "scopes": tuple(values["scopes"])})
