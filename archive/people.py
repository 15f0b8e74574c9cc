"""Accounts: who works with the archive, in which role, and their passwords.

Every function works in the caller's transaction and adds what was done to the audit log. Whoever
loses a right loses every session with it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from archive import passwords
from archive.audit import Actor, changed, note
from archive.desk_tables import accounts, reset_links, sessions
from archive.errors import PeopleError
from archive.roles import ROLES, Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may log in, unless ``disabled_at`` says since when not."""

    id: int
    name: str
    display_name: str | None
    email: str | None
    role: Role
    created_at: datetime
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        """The account as the audit log names it."""
        return Actor(self.name, self.id)


def account(row: RowMapping) -> Account:
    """The account of a row."""
    return Account(**{name: row[name] for name in Account.__dataclass_fields__})


def get(conn: Connection, name: str) -> Account:
    """The account of that name. PeopleError when there is none."""
    row = conn.execute(select(accounts).where(accounts.c.name == name)).mappings().one_or_none()
    if row is None:
        raise PeopleError("没有用户 %(name)s。", name=name)
    return account(row)


def by_id(conn: Connection, account_id: int) -> Account | None:
    """The account of that number."""
    found = select(accounts).where(accounts.c.id == account_id)
    row = conn.execute(found).mappings().one_or_none()
    return None if row is None else account(row)


def all_(conn: Connection) -> list[Account]:
    """Every account, by name."""
    return list(map(account, conn.execute(select(accounts).order_by(accounts.c.name)).mappings()))


def add(
    conn: Connection,
    by: Actor,
    name: str,
    role: str,
    *,
    password: str | None = None,
    display_name: str | None = None,
    email: str | None = None,
) -> Account:
    """Adds an account; without a password nobody can log in to it before a reset. PeopleError
    for what cannot be, and for a name that is taken."""
    if not _NAME.fullmatch(name):
        raise PeopleError("用户名只能用小写字母、数字、点、横线和下划线，2 到 32 个字符。")
    if conn.scalar(select(accounts.c.id).where(accounts.c.name == name)) is not None:
        raise PeopleError("用户 %(name)s 已经存在。", name=name)
    values = {"display_name": display_name or None, "email": email or None, "role": role}
    _check(values)
    kept = _hashed(password, name) if password is not None else None
    made = {**values, "name": name, "password_hash": kept, "created_at": datetime.now(UTC)}
    conn.execute(insert(accounts).values(made))
    note(conn, by, "user.add", name, None, values)
    return get(conn, name)


def change(conn: Connection, by: Actor, name: str, **values: Any) -> Account:
    """Changes ``role``, ``display_name``, ``email`` or, with ``disabled``, whether the account may
    be used. PeopleError for what cannot be: an archive keeps one admin at least."""
    old = get(conn, name)
    _check(values)
    new: dict[str, Any] = {field: value for field, value in values.items() if field != "disabled"}
    if "disabled" in values:
        new["disabled_at"] = (old.disabled_at or datetime.now(UTC)) if values["disabled"] else None
    before, after = changed(asdict(old), new)
    if not after:
        return old
    conn.execute(update(accounts).where(accounts.c.id == old.id).values(after))
    _keep_an_admin(conn, old)
    if {"role", "disabled_at"} & after.keys():
        lock_out(conn, old.id)
    note(conn, by, "user.change", name, before, after)
    return get(conn, name)


def set_password(conn: Connection, by: Actor, name: str, password: str) -> None:
    """Gives the account a new password and ends its sessions and reset links. PeopleError for
    one that may not be."""
    found = get(conn, name)
    kept = _hashed(password, name)
    conn.execute(update(accounts).where(accounts.c.id == found.id).values(password_hash=kept))
    lock_out(conn, found.id)
    own = by.account_id == found.id
    note(conn, by, "password.change" if own else "password.reset", name)


def lock_out(conn: Connection, account_id: int) -> None:
    """Ends every session and reset link of the account."""
    for table in (sessions, reset_links):
        conn.execute(delete(table).where(table.c.account_id == account_id))


def _hashed(password: str, name: str) -> str:
    if (objection := passwords.objection(password, name)) is not None:
        raise objection
    return passwords.hashed(password)


def _check(values: dict[str, Any]) -> None:
    if "role" in values and values["role"] not in ROLES:
        known = "、".join(ROLES)
        raise PeopleError("没有角色 %(role)s（%(known)s）。", role=values["role"], known=known)
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        raise PeopleError("电子邮件地址写得不对。")


def _keep_an_admin(conn: Connection, old: Account) -> None:
    if old.role != "admin" or old.disabled_at is not None:
        return
    admins = (accounts.c.role == "admin") & accounts.c.disabled_at.is_(None)
    if not conn.scalar(select(func.count()).select_from(accounts).where(admins)):
        raise PeopleError("至少要留一位可用的管理员。")
