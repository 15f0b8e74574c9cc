"""The audit log: who did what to what, when, and what it was before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import audit
from archive.audit import Entry, Values
from portal.admin.desk import admin, needs
from portal.admin.words import ACTION_NAMES, local_time
from portal.house import house
from portal.language import gettext
from portal.state import BadParameter

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry in words; ``changes`` are (name, before, after), None where there was nothing."""

    at: str
    who: str
    action: str
    target: str
    changes: tuple[tuple[str, str | None, str | None], ...]


@admin.get("/log")
@needs("audit.see")
def audit_log() -> ResponseReturnValue:
    """The log, latest first, narrowed by who, what and to what."""
    wanted = {name: request.args.get(name, "").strip() or None for name in _FILTERS}
    action, before = wanted["action"], request.args.get("before", "")
    if action is not None and action not in ACTION_NAMES:
        raise BadParameter("action", action)
    if before and not (before.isascii() and before.isdecimal() and len(before) < 16):
        raise BadParameter("before", before)
    with house().catalog.read() as conn:
        found = audit.entries(conn, PAGE_SIZE + 1, before=int(before) if before else None, **wanted)
    shown = found[:PAGE_SIZE]
    older = None
    if len(found) > PAGE_SIZE:
        older = url_for("admin.audit_log", **wanted, before=shown[-1].id)  # type: ignore[arg-type]
    return render_template(
        "admin/log.html",
        entries=[entry_view(entry) for entry in shown], wanted=wanted, older=older,
        newest=None if not before else url_for("admin.audit_log", **wanted),  # type: ignore[arg-type]
        actions={name: gettext(words) for name, words in ACTION_NAMES.items()},
    )  # fmt: skip


_FILTERS = ("who", "action", "target")


def entry_view(entry: Entry) -> EntryView:
    """An entry of the log in words."""
    before: Values = entry.before or {}
    after: Values = entry.after or {}
    names = list(dict.fromkeys((*before, *after)))
    return EntryView(
        at=local_time(entry.at),
        who=entry.who,
        action=gettext(ACTION_NAMES.get(entry.action, entry.action)),
        target=entry.target,
        changes=tuple(
            (name, _told(before, name), _told(after, name))
            for name in names
            if (before.get(name), after.get(name)) != (None, None)
        ),
    )


def _told(values: Values, name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
