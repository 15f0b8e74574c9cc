"""The desk's words: roles, scopes, times to the minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.language import gettext, noted
from portal.words import CHINA

ROLE_NAMES: Mapping[str, str] = {
    "viewer": noted("查看者"),
    "editor": noted("编辑"),
    "admin": noted("管理员"),
}
SCOPE_NAMES: Mapping[str, str] = {
    "read": noted("查看"),
    "edit": noted("判断与更正"),
    "run": noted("安排任务"),
    "admin": noted("管理"),
}


def local_time(at: datetime) -> str:
    """A moment as China's clocks show it, to the minute."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def role_name(role: str) -> str:
    """A role as it is read."""
    return gettext(ROLE_NAMES.get(role, role))


def scope_name(scope: str) -> str:
    """A token's scope as it is read."""
    return gettext(SCOPE_NAMES.get(scope, scope))
