"""Which segments a commit merges: those of about one size, when there are too many of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Any

from whoosh.fields import Schema

from indexer.generations import Files
from indexer.segments.merging import merge
from indexer.segments.reading import SegmentReader

MOST_SEGMENTS = 8
"""More segments than this of about one size are merged by the next commit."""
_TIER = 4  # segments are about one size when neither is this many times the other


def joined(files: Files, made: Schema, segments: Sequence[Any]) -> list[Any]:
    """Several segments as one."""
    if len(segments) < 2:
        return list(segments)
    with ExitStack() as opened:
        readers = [
            opened.enter_context(closing(SegmentReader(files, made, segment)))
            for segment in segments
        ]
        return [merge(files, made, readers)]


def merged(files: Files, made: Schema, segments: list[Any]) -> list[Any]:
    """The segments, with too many of about one size made one, and so on up; order is kept within
    what is merged."""
    segments = sorted(segments, key=_living, reverse=True)
    while group := _alike(segments):
        rest = [segment for segment in segments if segment not in group]
        segments = sorted([*rest, *joined(files, made, group)], key=_living, reverse=True)
    return segments


def _alike(segments: Sequence[Any]) -> list[Any]:
    """The smallest segments of about one size, when there are too many; none otherwise."""
    group: list[Any] = []
    for segment in sorted(segments, key=_living):
        if group and _living(segment) > _TIER * max(sum(map(_living, group)) // len(group), 1):
            if len(group) > MOST_SEGMENTS:
                return group
            group = []
        group.append(segment)
    return group if len(group) > MOST_SEGMENTS else []


def _living(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())
