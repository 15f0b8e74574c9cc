"""Column types that keep our values exactly: UTC times, decimals and any text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, DateTime, Dialect, Text, bindparam
from sqlalchemy.types import TypeDecorator

from reports.model import to_json


def ids() -> BindParameter[str]:
    """The parameter ``ids``, any number of them, of a query that is made once and kept: what a page
    asks for costs more to make than to answer."""
    return bindparam("ids", expanding=True)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as naive UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC without its zone; ValueError for a naive one."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value.isoformat()}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored time with its zone."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class DecimalText(TypeDecorator[Decimal]):
    """A decimal stored as its text, so that 1.50 stays 1.50."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """The decimal's text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The decimal of that text."""
        del dialect
        return None if value is None else Decimal(value)


class Words(TypeDecorator[str]):
    """Text from outside: a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as UTF-8 can hold it."""
        del dialect
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text with each lone surrogate replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def _plain(value: Any) -> Any:
    known = isinstance(value, (Decimal, date)) or hasattr(value, "__dataclass_fields__")
    return to_json(value) if known else str(value)


def dumps(value: Any) -> str:
    """JSON text for a column, storable; what JSON does not know becomes its text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return storable(text)
