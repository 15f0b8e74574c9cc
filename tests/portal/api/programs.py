"""Programs that act at a desk by tokens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from archive import tokens
from archive.roles import SCOPES
from tests.portal.admin.office import HOUSE, Desk

V1 = "/api/v1"


@dataclass(frozen=True, slots=True)
class Program:
    """A program with a token of an account; ``number`` is the token's."""

    desk: Desk
    secret: str
    number: int

    def ask(self, method: str, path: str, status: int, **kept: Any) -> Any:
        """The JSON that is answered there, which must have that status."""
        answer = self.send(method, path, **kept)
        assert answer.status_code == status, answer.get_data(as_text=True)[:500]
        assert answer.content_type.startswith("application/json")
        return answer.get_json()

    def send(self, method: str, path: str, **kept: Any) -> TestResponse:
        """What is answered there; ``json`` and other arguments as Werkzeug's client has them."""
        headers = {"Authorization": f"Bearer {self.secret}"} | kept.pop("headers", {})
        client = self.desk.shelf.app.test_client(use_cookies=False)
        return client.open(V1 + path, method=method, headers=headers, **kept)


def program(desk: Desk, role: str = "admin", scopes: Collection[str] = SCOPES) -> Program:
    """A program of the account of that role, with a token of these scopes."""
    with desk.catalog.begin() as conn:
        lasts, now = timedelta(days=3), datetime.now(UTC)
        made, secret = tokens.add(conn, HOUSE, role, "nightly", scopes, lasts, now)
    return Program(desk, secret, made.id)
