"""What readers say that we read wrongly, queued for the review desk.

How often one may report is kept here too: so many an hour from one address, which is known by a
keyed digest alone, and so many in all. Every function works in the caller's transaction.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from sqlalchemy import ColumnElement, Connection, func, insert, select, true

from archive.tables import reading_errors

State = Literal["waiting", "accepted", "declined"]

FROM_ONE = 5
"""Most reports an hour from one address."""
IN_ALL = 200
"""Most reports an hour from all addresses together."""
_SPAN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NewError:
    """What a reader sent. ``receipt`` is the form's own random name, so that a form sent twice is
    one report; ``cell`` the anchor of a cell, None for the report as a whole."""

    receipt: str
    report_id: str
    snapshot_id: str
    cell: str | None
    said: str
    proposed: str | None
    contact: str | None
    address_key: str


@dataclass(frozen=True, slots=True)
class ReadingError:
    """A report in the queue as its sender may see it again."""

    number: int
    receipt: str
    report_id: str
    cell: str | None
    created_at: datetime
    state: State


def address_key(key: bytes, address: str) -> str:
    """The digest by which an address is known, keyed with the house's key. Of IPv6 the first 64
    bits count: one line has all the others."""
    try:
        parsed = ip_address(address)
    except ValueError:
        parsed = None
    if isinstance(parsed, IPv6Address):
        address = str(ip_network((parsed, 64), strict=False))
    return hmac.new(key, f"reading error {address}".encode(), sha256).hexdigest()[:32]


def seconds_to_wait(conn: Connection, address: str, now: datetime) -> int:
    """How long that address (its digest) must wait before it may report again; 0 for not."""
    own = _wait(conn, reading_errors.c.address_key == address, FROM_ONE, now)
    return max(own, _wait(conn, true(), IN_ALL, now))


def _wait(conn: Connection, whose: ColumnElement[bool], most: int, now: datetime) -> int:
    query = select(reading_errors.c.created_at).where(
        whose, reading_errors.c.created_at > now - _SPAN
    )
    latest = query.order_by(reading_errors.c.created_at.desc()).offset(most - 1).limit(1)
    limiting: datetime | None = conn.scalar(latest)
    return 0 if limiting is None else max(1, int((limiting + _SPAN - now).total_seconds()) + 1)


def put(conn: Connection, new: NewError, now: datetime) -> None:
    """Queues it. One that is there under the same receipt stays as it is."""
    if get(conn, new.receipt) is None:
        values = {name: getattr(new, name) for name in NewError.__dataclass_fields__}
        conn.execute(insert(reading_errors).values(**values, created_at=now, state="waiting"))


def get(conn: Connection, receipt: str) -> ReadingError | None:
    """The report with that receipt, without what only the desk may see."""
    columns = ("id", "receipt", "report_id", "cell", "created_at", "state")
    query = select(*(reading_errors.c[name] for name in columns))
    row = conn.execute(query.where(reading_errors.c.receipt == receipt)).first()
    return None if row is None else ReadingError(*row)


def waiting(conn: Connection) -> int:
    """How many wait for the desk."""
    query = select(func.count()).where(reading_errors.c.state == "waiting")
    return conn.scalar(query) or 0
