"""Where a report came from, as the page says it: address, time, digest, place in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import UPLOADED, Snapshot
from portal import words
from portal.language import gettext as _
from portal.security import web_address, web_host


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """Bytes and how to check them. ``url`` is None when it may not be linked; ``place`` names
    it all the same. Times are China's; ``came`` says the day, ``came_at`` the time, and whether
    the bytes were fetched, imported or ``uploaded`` by a person."""

    id: str
    url: str | None
    place: str
    host: str | None
    fetched: str
    fetched_day: str
    came: str
    came_at: str
    imported: bool
    uploaded: bool
    sha256: str
    size: str
    content_type: str
    warc: str


def snapshot_view(snapshot: Snapshot) -> SnapshotView:
    """A snapshot as the page names it; of a local file only its name, never its folder."""
    linked = web_address(snapshot.url)
    day, time = words.local_day(snapshot.fetched_at), words.local_time(snapshot.fetched_at)
    uploaded = snapshot.crawl_state == UPLOADED
    imported = snapshot.http_status is None
    return SnapshotView(
        id=snapshot.id,
        url=linked,
        place=linked or snapshot.file_name or _("本地文件"),
        host=web_host(snapshot.url),
        fetched=time,
        fetched_day=day,
        came=_came(snapshot, day),
        came_at=_came_at(snapshot, time),
        imported=imported,
        uploaded=uploaded,
        sha256=snapshot.sha256,
        size=words.size(snapshot.size),
        content_type=snapshot.content_type or _("未说明"),
        warc=f"{snapshot.warc_file} @ {snapshot.warc_offset}",
    )


def _came(snapshot: Snapshot, day: str) -> str:
    if snapshot.crawl_state == UPLOADED:
        return _("%(when)s上传", when=day)
    if snapshot.http_status is None:
        return _("%(when)s导入", when=day)
    return _("%(when)s抓取", when=day)


def _came_at(snapshot: Snapshot, time: str) -> str:
    if snapshot.crawl_state == UPLOADED:
        return _("%(when)s 上传", when=time)
    if snapshot.http_status is None:
        return _("%(when)s 导入", when=time)
    return _("%(when)s 抓取", when=time)
