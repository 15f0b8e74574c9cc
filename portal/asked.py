"""What the address of a list asks for, read strictly: one value of a kind, or a bad parameter."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import request

from portal.errors import NotHeld
from portal.language import gettext as _
from portal.state import MAX_PAGE, BadParameter

MOST = 60
"""Characters of a name that is asked for."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one(name: str, valid: Callable[[str], bool]) -> str | None:
    """The parameter's one value, None when it is not there or empty; BadParameter for a value
    that is not valid, and for several."""
    values = {_CONTROL.sub(" ", value).strip() for value in request.args.getlist(name)} - {""}
    for value in values:
        if not valid(value):
            raise BadParameter(name, value)
    if len(values) > 1:
        raise BadParameter(name, "、".join(sorted(values)))
    return values.pop() if values else None


def page() -> int:
    """The page asked for, from 1."""
    value = one("page", lambda text: bool(re.fullmatch("[0-9]{1,6}", text)))
    number = int(value or "1")
    if not 1 <= number <= MAX_PAGE:
        raise BadParameter("page", value or "")
    return number


def within_pages(number: int, total: int, size: int) -> None:
    """NotHeld for a page behind the last; the first is always there."""
    if number > max(1, -(-total // size)):
        raise NotHeld(_("没有第 %(page)s 页：一共只有 %(count)s 项。", page=number, count=total))
