"""The hours in which a site may be asked. Apart from the crawl itself, whose libraries take half a
second to import: the queue asks for no more than this."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.schedule import BEIJING
from archive.source_files import night_hours


def opens_at(night: str | None, now: datetime) -> datetime | None:
    """When a window of hours (Beijing's) opens next; None when it is open, or there is none."""
    if night is None:
        return None
    first, last = night_hours(night)
    local = now.astimezone(BEIJING)
    within = first <= local.hour < last if first < last else not last <= local.hour < first
    if within:
        return None
    opening = local.replace(hour=first, minute=0, second=0, microsecond=0)
    return (opening if opening > local else opening + timedelta(days=1)).astimezone(UTC)
