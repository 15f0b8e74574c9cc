"""The registry of sites to crawl: rows of the catalog, one TOML file each to edit and review."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from archive.errors import SourceError
from archive.tables import sources

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REGION = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Source:
    """A site and the list pages where it publishes reports. ``agency`` is given to reports
    that name none; links whose text holds ``link_text`` are reports, whatever else they say;
    ``delay`` in seconds; a crawl that finds fewer or more reports than expected is partial."""

    id: str
    name: str
    region_code: str | None = None
    agency: str | None = None
    listings: tuple[str, ...] = ()
    link_text: str | None = None
    enabled: bool = True
    delay: float | None = None
    expect_min: int | None = None
    expect_max: int | None = None


def put(conn: Connection, source: Source) -> None:
    """Adds the source or replaces the one of its id."""
    conn.execute(delete(sources).where(sources.c.id == source.id))
    conn.execute(insert(sources).values(asdict(source) | {"listings": list(source.listings)}))


def get(conn: Connection, source_id: str) -> Source | None:
    """The source of that id."""
    row = conn.execute(select(sources).where(sources.c.id == source_id)).mappings().one_or_none()
    return None if row is None else _from_row(row)


def all_(conn: Connection) -> list[Source]:
    """Every source, by id."""
    rows = conn.execute(select(sources).order_by(sources.c.id)).mappings()
    return [_from_row(row) for row in rows]


def _from_row(row: RowMapping) -> Source:
    return Source(**{**row, "listings": tuple(row["listings"])})


def load_toml(path: Path) -> Source:
    """The source that a TOML file describes: the fields of `Source`, with what is expected as
    ``expect.reports = {min = 16, max = 40}``; the id is the file's name when it has none.
    SourceError names the file and the key that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise SourceError(f"{path}: {exc.strerror}") from exc
    except ValueError as exc:  # neither UTF-8 nor TOML
        raise SourceError(f"{path}: {exc}") from exc
    try:
        return _from_toml({"id": path.stem, **data})
    except SourceError as exc:
        raise SourceError(f"{path}: {exc}") from None


def _from_toml(data: dict[str, Any]) -> Source:
    """Takes each known key out of the table; whatever is left is a mistake."""
    values: dict[str, Any] = {}
    expected = _table(data.pop("expect", {}), "expect", {"reports"})
    counts = _table(expected.get("reports", {}), "expect.reports", {"min", "max"})
    for bound in ("min", "max"):
        if bound in counts:
            values[f"expect_{bound}"] = _count(counts[bound], f"expect.reports.{bound}")
    for name in ("id", "name", "region_code", "agency", "link_text"):
        if name in data:
            values[name] = _text(data.pop(name), name)
    if "listings" in data:
        values["listings"] = _addresses(data.pop("listings"))
    if "enabled" in data:
        values["enabled"] = _typed(data.pop("enabled"), bool, "enabled", "true or false")
    if "delay" in data:
        values["delay"] = _seconds(data.pop("delay"))
    for name in data:
        known = ", ".join(field.name for field in fields(Source) if "expect" not in field.name)
        raise SourceError(f"unknown key {name} (known: {known}, expect.reports)")
    _check(values)
    return Source(**values)


def _check(values: Mapping[str, Any]) -> None:
    for name in ("name", "listings"):
        if not values.get(name):
            raise SourceError(f"{name} is missing")
    if not _ID.fullmatch(values["id"]):
        raise SourceError("id must be small letters, digits, dots and dashes")
    if "region_code" in values and not _REGION.fullmatch(values["region_code"]):
        raise SourceError("region_code must be six digits")
    if values.get("expect_min", 0) > values.get("expect_max", values.get("expect_min", 0)):
        raise SourceError("expect.reports.min is more than expect.reports.max")


def _typed(value: Any, kind: type, key: str, wanted: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise SourceError(f"{key} must be {wanted}")
    return value


def _table(value: Any, key: str, known: set[str]) -> dict[str, Any]:
    table: dict[str, Any] = _typed(value, dict, key, "a table")
    for name in table:
        if name not in known:
            raise SourceError(f"unknown key {key}.{name} (known: {', '.join(sorted(known))})")
    return table


def _text(value: Any, key: str) -> str:
    text = str(_typed(value, str, key, "text")).strip()
    if not text:
        raise SourceError(f"{key} is empty")
    return text


def _count(value: Any, key: str) -> int:
    count = int(_typed(value, int, key, "a whole number"))
    if count < 0:
        raise SourceError(f"{key} must not be negative")
    return count


def _seconds(value: Any) -> float:
    number = value if isinstance(value, float) else _typed(value, int, "delay", "a number")
    if not 0 <= number < float("inf"):
        raise SourceError("delay must be a number of seconds, 0 or more")
    return float(number)


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = tuple(
        _text(item, "listings") for item in _typed(value, list, "listings", "a list of addresses")
    )
    for url in addresses:
        if not url.startswith(("http://", "https://")):
            raise SourceError(f"listings: {url} is no http address")
    return addresses
