"""The versions of a report: every copy kept, address by address, and what changed between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.records import ReportRecord, Revision, Snapshot
from archive.visits import Withdrawal
from portal import words
from portal.differences import DifferenceView, difference_view
from portal.language import gettext as _
from portal.provenance import SnapshotView, snapshot_view


@dataclass(frozen=True, slots=True)
class VersionView:
    """A copy; ``last_seen`` where it was met again later, ``chosen`` when it speaks for the
    report. ``change`` is what it says otherwise than the one before it, and ``note`` says why
    there is none to show."""

    snapshot: SnapshotView
    anchor: str
    chosen: bool
    last_seen: str | None
    note: str | None
    change: DifferenceView | None


@dataclass(frozen=True, slots=True)
class AddressView:
    """The copies from one address, latest first."""

    place: str
    url: str | None
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """When a report was found withdrawn, and when it was last there."""

    since: str
    last_seen: str | None


@dataclass(frozen=True, slots=True)
class VersionsView:
    """All that the page of versions shows."""

    id: str
    heading: str
    title: str | None
    count: int
    revisions: int
    addresses: tuple[AddressView, ...]


def withdrawal_view(withdrawal: Withdrawal | None) -> WithdrawalView | None:
    """A withdrawal with its days in China."""
    if withdrawal is None:
        return None
    last = withdrawal.last_seen
    return WithdrawalView(
        since=words.local_day(withdrawal.since),
        last_seen=words.local_day(last) if last else None,
    )


def versions_view(record: ReportRecord, readers: Mapping[str, str]) -> VersionsView:
    """The versions of a report; ``readers`` names the reader version of each copy's reading."""
    copies = [record.snapshot, *record.copies]
    copies.sort(key=lambda copy: copy.url)  # stable below: each address by its latest copy
    changes = {(change.old_snapshot, change.new_snapshot): change for change in record.revisions}
    groups = [
        sorted(held, key=lambda copy: (copy.fetched_at, copy.id), reverse=True)
        for _, held in groupby(copies, key=lambda copy: copy.url)
    ]
    groups.sort(key=lambda held: held[0].fetched_at, reverse=True)
    return VersionsView(
        id=record.id,
        heading=words.report_name(record.report.agency, record.report.year),
        title=record.report.title,
        count=len(copies),
        revisions=len(record.revisions),
        addresses=tuple(_address(held, record.snapshot.id, changes, readers) for held in groups),
    )


def _address(
    held: Sequence[Snapshot],
    chosen: str,
    changes: Mapping[tuple[str, str], Revision],
    readers: Mapping[str, str],
) -> AddressView:
    versions: list[VersionView] = []
    for new, old in zip(held, [*held[1:], None], strict=True):
        change = changes.get((old.id, new.id)) if old else None
        versions.append(
            VersionView(
                snapshot=snapshot_view(new),
                anchor=f"v{new.id}",
                chosen=new.id == chosen,
                last_seen=_last_seen(new),
                note=None if change else _note(old, new, readers),
                change=difference_view(change.difference) if change else None,
            )
        )
    first = versions[0].snapshot
    return AddressView(first.place, first.url, tuple(versions))


def _last_seen(snapshot: Snapshot) -> str | None:
    again = snapshot.last_seen_at > snapshot.fetched_at
    return words.local_time(snapshot.last_seen_at) if again else None


def _note(old: Snapshot | None, new: Snapshot, readers: Mapping[str, str]) -> str:
    if old is None:
        return _("这个地址最早的存档。")
    if readers.get(old.id) != readers.get(new.id):
        return _("与前一版由不同版本的读取程序读出，重读之后才能比较。")
    return _("文件与前一版不同，读出的文字和数字没有变化。")
