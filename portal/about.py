"""Whom to write to, as the page about the portal names it."""

from __future__ import annotations

from portal.links import Link
from portal.security import web_address


def contact(setting: str) -> Link | None:
    """The setting ``contact`` as a link: a mail address, a web address, or words that lead
    nowhere. None where it is empty."""
    text = setting.strip()
    if not text:
        return None
    mail = "@" in text and not any(char.isspace() or char in ":/?&" for char in text)
    return Link(text, f"mailto:{text}" if mail else web_address(text) or "")
