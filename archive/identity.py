"""Ids of what we keep: short digests of what makes a thing that thing.

A rebuild from the WARC files gives every agency, report and snapshot its old address back.
"""

from __future__ import annotations

from hashlib import sha256

from reports.model import Region
from reports.names import plain_name

_DIGITS = 16


def _digest(*parts: str) -> str:
    joined = "\n".join(parts).encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:_DIGITS]


def snapshot_id(url: str, sha256_hex: str) -> str:
    """Id of the bytes with this digest (64 hex digits) at this address."""
    return _digest(url, sha256_hex)


def agency_id(name: str, region: Region | None) -> str:
    """Id of the body of that name in that division; the name is compared folded and without the
    places around the division, so that spacing, width, traditional characters and a printed
    province or city make no second agency (淮安市洪泽区人民政府, 洪泽区人民政府)."""
    return _digest(plain_name(name, region), region.code if region else "")


def twin_key(tables_digest: str | None, sha256_hex: str) -> str:
    """What two reports share that are one and the same: the digest of their tables, or where
    these tell too little their bytes."""
    return tables_digest or _digest("bytes", sha256_hex)


def report_id(agency: str, year: int) -> str:
    """Id of an agency's report on a year; ``agency`` is its id."""
    return _digest(agency, str(year))


def orphan_report_id(sha256_hex: str) -> str:
    """Id of a report whose agency or year is unknown: that of its first snapshot's bytes."""
    return _digest("orphan", sha256_hex)


def revision_id(old_snapshot: str, new_snapshot: str) -> str:
    """Id of the change from one snapshot to the next."""
    return _digest(old_snapshot, new_snapshot)
