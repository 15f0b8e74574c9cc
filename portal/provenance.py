"""Where a report came from, as the page says it: address, time, digest, place in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Snapshot
from portal import words
from portal.security import web_address, web_host


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """Bytes and how to check them. ``url`` is None when it may not be linked; ``place`` names
    it all the same. Times are China's."""

    id: str
    url: str | None
    place: str
    host: str | None
    fetched: str
    fetched_day: str
    imported: bool
    sha256: str
    size: str
    content_type: str
    warc: str


def snapshot_view(snapshot: Snapshot) -> SnapshotView:
    """A snapshot as the page names it; of a local file only its name, never its folder."""
    linked = web_address(snapshot.url)
    return SnapshotView(
        id=snapshot.id,
        url=linked,
        place=linked or snapshot.file_name or "本地文件",
        host=web_host(snapshot.url),
        fetched=words.local_time(snapshot.fetched_at),
        fetched_day=words.local_day(snapshot.fetched_at),
        imported=snapshot.http_status is None,
        sha256=snapshot.sha256,
        size=words.size(snapshot.size),
        content_type=snapshot.content_type or "未说明",
        warc=f"{snapshot.warc_file} @ {snapshot.warc_offset}",
    )
