"""The page of every check rule: what it says, how grave a breach is, how often it is one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template
from sqlalchemy import Connection

from archive import browsing
from portal.counted import counted
from portal.house import house
from portal.language import gettext as _
from portal.language import noted
from reports.rules import RULES, Rule

checks = Blueprint("checks", __name__)

LOOKED_AT = 1000
"""Reports that the shares are of: those that came last."""
_FAMILIES = {
    "T2": noted("表二：主动公开"),
    "T3": noted("表三：依申请公开"),
    "T4": noted("表四：复议和诉讼"),
    "X3": noted("与上年年报相比"),
    "N": noted("正文与表格相比"),
    "G": noted("与下级机关、其他机关相比"),
}


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with how often it passed, failed and could not be assessed."""

    rule: Rule
    sentence: str
    passed: int
    failed: int
    unclear: int


@dataclass(frozen=True, slots=True)
class ChecksView:
    """All rules by family, over ``reports`` reports."""

    reports: int
    families: tuple[tuple[str, tuple[RuleView, ...]], ...]


@checks.get("/about/checks")
def rules() -> str:
    """Every rule that reports are held against."""
    with house().catalog.read() as conn:
        view = _view(conn)
    return render_template("checks.html", view=view)


def _view(conn: Connection) -> ChecksView:
    count, judged = counted(conn, "judged", lambda: browsing.judged(conn, LOOKED_AT))

    def shown(rule: Rule) -> RuleView:
        told = judged.get(rule.id, {})
        numbers = (told.get(status, 0) for status in ("pass", "fail", "not_assessable"))
        return RuleView(rule, _(rule.sentence), *numbers)

    grouped = groupby(RULES.values(), key=lambda rule: rule.id.split(".")[0])
    families = tuple((_(_FAMILIES[name]), tuple(map(shown, some))) for name, some in grouped)
    return ChecksView(count, families)
