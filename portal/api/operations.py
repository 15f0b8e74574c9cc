"""The registry of operations: what is declared here is routed, validated and documented alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.roles import ACTIONS, Need
from portal.api.models import Answer
from portal.api.parameters import Parameters
from portal.api.sent import Body

PREFIX = "/api/v1"

Place = tuple[str, dict[str, Any], str]
"""A part of an address that is filled in: its name, JSON schema and sentence."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its address below `PREFIX` in Flask's writing, what it takes and gives, and
    the words that tell it. ``sample`` is an address that answers, for the examples, ``sent`` the
    body that goes with it. ``action`` is that of `archive.roles.ACTIONS` which it is, None for what
    all may ask. ``file`` tells how many bytes a body may have that is a file as it is. ``status``
    is that of success. The view is handed the parameters, the body where there is one, and the
    places by name."""

    name: str
    rule: str
    summary: str
    description: str
    parameters: type[Parameters]
    answer: type[Answer]
    view: Callable[..., Answer]
    sample: str
    places: tuple[Place, ...] = ()
    method: str = "GET"
    action: str | None = None
    body: type[Body] | None = None
    sent: Mapping[str, Any] | None = None
    file: Callable[[], int] | None = None
    status: int = 200

    @property
    def path(self) -> str:
        """The address in OpenAPI's writing."""
        return PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.rule)

    @property
    def paged(self) -> bool:
        """Whether it answers a page of a list."""
        return "cursor" in self.parameters.model_fields

    @property
    def need(self) -> Need | None:
        """The role and the scope that it needs. ValueError where no token may do it."""
        if self.action is None:
            return None
        if (need := ACTIONS[self.action]).scope is None:
            raise ValueError(f"{self.action} is for people alone")
        return need
