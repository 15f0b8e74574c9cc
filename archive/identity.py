"""Ids of what we keep: short digests of what makes a thing that thing.

A rebuild from the WARC files gives every agency, report and snapshot its old address back.
"""

from __future__ import annotations

from hashlib import sha256

from reports.text import squeeze

_DIGITS = 16


def _digest(*parts: str) -> str:
    joined = "\n".join(parts).encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:_DIGITS]


def snapshot_id(url: str, sha256_hex: str) -> str:
    """Id of the bytes with this digest (64 hex digits) at this address."""
    return _digest(url, sha256_hex)


def agency_id(name: str, region_code: str | None) -> str:
    """Id of the body of that name in that division; the name is compared folded, so that
    spacing, width and traditional characters make no second agency."""
    return _digest(squeeze(name), region_code or "")


def report_id(agency: str, year: int) -> str:
    """Id of an agency's report on a year; ``agency`` is its id."""
    return _digest(agency, str(year))


def orphan_report_id(sha256_hex: str) -> str:
    """Id of a report whose agency or year is unknown: that of its first snapshot's bytes."""
    return _digest("orphan", sha256_hex)


def revision_id(old_snapshot: str, new_snapshot: str) -> str:
    """Id of the change from one snapshot to the next."""
    return _digest(old_snapshot, new_snapshot)
