"""The registry of operations: what is declared here is routed, validated and documented alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.api.models import Answer
from portal.api.parameters import Parameters

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its address below `PREFIX` in Flask's writing, what it takes and gives, and
    the words that tell it. ``place`` documents the part of the address that is filled in: its
    name, JSON schema and sentence. ``sample`` is an address that answers, for the examples."""

    name: str
    rule: str
    summary: str
    description: str
    parameters: type[Parameters]
    answer: type[Answer]
    view: Callable[..., Answer]
    sample: str
    place: tuple[str, dict[str, Any], str] | None = None

    @property
    def path(self) -> str:
        """The address in OpenAPI's writing."""
        return PREFIX + self.rule.replace("<", "{").replace(">", "}")

    @property
    def paged(self) -> bool:
        """Whether it answers a page of a list."""
        return "cursor" in self.parameters.model_fields
