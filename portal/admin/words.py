"""The desk's words: roles, scopes, times to the minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.language import gettext, ngettext, noted
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
ACTION_NAMES: Mapping[str, str] = {
    "session.begin": noted("登录"),
    "session.end": noted("结束登录"),
    "password.change": noted("更改密码"),
    "password.reset": noted("重设密码"),
    "token.add": noted("生成令牌"),
    "token.revoke": noted("撤销令牌"),
    "user.add": noted("添加用户"),
    "user.change": noted("修改用户"),
    "run.request": noted("安排任务"),
    "run.cancel": noted("取消运行"),
    "source.check": noted("试看来源"),
    "source.put": noted("修改来源"),
    "error.close": noted("处理读者报错"),
    "finding.judge": noted("判断核对结果"),
    "report.correct": noted("更正"),
    "report.reread": noted("重读年报"),
    "report.copy": noted("标明副本"),
    "report.attach": noted("关联附件"),
    "document.add": noted("添加文档"),
    "agency.change": noted("修改机关"),
    "report.hide": noted("隐藏年报"),
    "report.show": noted("恢复年报"),
}


def local_time(at: datetime) -> str:
    """A moment as China's clocks show it, to the minute."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def lasting(seconds: float) -> str:
    """A span of time in seconds, minutes or hours, rounded down."""
    whole = int(seconds)
    if whole < 120:
        return ngettext("%(num)s 秒", "%(num)s 秒", whole)
    if whole < 3 * 3600:
        return ngettext("%(num)s 分钟", "%(num)s 分钟", whole // 60)
    return ngettext("%(num)s 小时", "%(num)s 小时", whole // 3600)


def role_name(role: str) -> str:
    """A role as it is read."""
    return gettext(ROLE_NAMES.get(role, role))


def scope_name(scope: str) -> str:
    """A token's scope as it is read."""
    return gettext(SCOPE_NAMES.get(scope, scope))
