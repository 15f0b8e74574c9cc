"""What a page holds besides its own text: files, frames, and where it sends its readers on.

Pages that hold none of it, which are most, are told apart by a glance at their bytes: taking one
apart costs more than fetching it.
"""

from __future__ import annotations

import re

from archive.frontier import Address
from crawler.addresses import Trust
from crawler.answers import words
from crawler.families.embedded import Inside, look_inside
from crawler.families.model import Issue

_WORTH_A_LOOK = re.compile(
    rb"<i?frame\b|<embed\b|<object\b|window\.open|http-equiv\s*=\s*[\"']?\s*refresh"
    rb"|location(?:\.href)?\s*=|location\.(?:replace|assign)"
    rb"|\.(?:pdf|docx?|wps|xlsx?|ofd|rtf|zip)(?![a-z])",
    re.IGNORECASE,
)
_HTML = re.compile(
    rb"<(?:!doctype|html|head|body|meta|script|div|p|a|table|iframe)\b", re.IGNORECASE
)
_MOST_BYTES = 4 << 20  # of a page that is taken apart; a tree takes fifty times its text
_MOST_FILES = 30
_MOST_FRAMES = 5
_FEW_WORDS = 1500


def look(body: bytes, url: str, content_type: str | None) -> Inside | None:
    """What the page holds, None for one that holds nothing and for what is no page."""
    body = body[:_MOST_BYTES]
    if not _HTML.search(body[:4096]) or not _WORTH_A_LOOK.search(body):
        return None
    return look_inside(body, url, content_type)


def led_to(
    asked: Address, body: bytes, url: str, content_type: str | None, trust: Trust
) -> tuple[list[Address], tuple[Issue, ...]]:
    """Addresses that a report's page leads to, each followed once, and what stays in doubt. A
    page in a frame is followed when the page around it says little itself."""
    inside = look(body, url, content_type) if asked.depth < 2 else None
    if inside is None:
        return [], ()
    found = [item.url for item in inside.files[:_MOST_FILES]]
    if (
        asked.depth == 0
        and inside.frames
        and len(words(body[:_MOST_BYTES], content_type)) < _FEW_WORDS
    ):
        found += [item.url for item in inside.frames[:_MOST_FRAMES]]
    onward, issues = inside.redirect, inside.issues
    if onward is not None and asked.depth == 0:
        found.append(onward.url)
    elif onward is not None:
        told = f"跳转之后的网页又要跳转，未再跟随：{onward.url[:200]}"
        issues = (*issues, Issue("redirect_loop", told))
    addresses = [
        Address(
            kind="attachment", url=one, title=asked.title, year=asked.year,
            depth=asked.depth + 1, list_no=asked.list_no, found_on=url,
        )
        for one in dict.fromkeys(found)
        if trust.objection(one) is None
    ]  # fmt: skip
    return addresses, issues
