"""Who may do what: one table of actions, shared by pages, API, commands and the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["viewer", "editor", "admin"]
Scope = Literal["read", "edit", "run", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: each may do what those before it may."""
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a token may be used for, within its owner's role: see, say something of reports, have
work done, look after sources and people."""


@dataclass(frozen=True, slots=True)
class Need:
    """The least role that may do an action, and the scope that a token must have for it; with
    none it is for people alone."""

    role: Role
    scope: Scope | None


ACTIONS: Mapping[str, Need] = {
    "desk.see": Need("viewer", "read"),
    "runs.see": Need("viewer", "read"),
    "sources.see": Need("viewer", "read"),
    "session.begin": Need("viewer", None),
    "session.end": Need("viewer", None),
    "password.change": Need("viewer", None),
    "token.add": Need("viewer", None),
    "token.revoke": Need("viewer", None),
    "errors.see": Need("editor", "edit"),
    "error.close": Need("editor", "edit"),
    "finding.judge": Need("editor", "edit"),
    "report.correct": Need("editor", "edit"),
    "report.copy": Need("editor", "edit"),
    "report.attach": Need("editor", "edit"),
    "report.reread": Need("editor", "run"),
    "source.check": Need("editor", "run"),
    "run.request": Need("admin", "run"),
    "run.cancel": Need("admin", "run"),
    "source.put": Need("admin", "admin"),
    "document.add": Need("admin", "run"),
    "agency.change": Need("admin", "admin"),
    "report.hide": Need("admin", "admin"),
    "report.show": Need("admin", "admin"),
    "audit.see": Need("admin", "admin"),
    "user.see": Need("admin", "admin"),
    "user.add": Need("admin", None),
    "user.change": Need("admin", None),
    "password.reset": Need("admin", None),
}
"""Every action by its name. People and their secrets are no token's to change."""


def may(role: Role, action: str, scopes: Collection[str] | None = None) -> bool:
    """Whether someone of that role may do the action; with ``scopes``, by a token that has
    these. KeyError for an action that is not in the table."""
    need = ACTIONS[action]
    if ROLES.index(role) < ROLES.index(need.role):
        return False
    return scopes is None or need.scope in scopes
