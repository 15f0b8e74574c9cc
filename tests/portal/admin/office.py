"""The desk as people use it: accounts of each role, browsers, forms."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import audit, people, sessions
from archive.audit import Actor, Entry
from archive.catalog import Catalog
from archive.house_key import house_key
from archive.people import Account
from archive.roles import ROLES
from archive.sessions import Lasting
from tests.portal.shelf import Shelf, open_shelf

HOUSE = Actor("command line (root)")
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that may be logged in; ``secret`` is what its cookie holds."""

    client: FlaskClient
    desk: Desk
    secret: str

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        """The page there, which must answer with that status."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.get_data(as_text=True)[:800]
        return BeautifulSoup(answer.get_data(as_text=True), "lxml")

    def post(self, path: str, token: str | None = None, **data: Any) -> TestResponse:
        """What a form with these fields is answered, sent with the token that it would have (or
        with another)."""
        sent = data | {"form_token": self.token() if token is None else token}
        return self.client.post(path, data=sent)

    def token(self) -> str:
        """What the forms of this browser carry."""
        key = house_key(self.desk.shelf.settings)
        return hmac.digest(key, f"form\n{self.secret}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Desk:
    """A shelf with accounts; their names are their roles."""

    shelf: Shelf

    @property
    def catalog(self) -> Catalog:
        """The catalog below it."""
        return self.shelf.catalog

    def account(self, name: str) -> Account:
        """The account of that name."""
        with self.catalog.read() as conn:
            return people.get(conn, name)

    def browser(self, role: str | None = None) -> Browser:
        """A browser that the account of that role is logged in with; with none, nobody is."""
        client, secret = self.shelf.app.test_client(), "nobody's"
        if role is not None:
            lasting, now = Lasting.of(self.shelf.settings), datetime.now(UTC)
            with self.catalog.begin() as conn:
                number = people.get(conn, role).id
                secret = sessions.begin(conn, number, "Firefox", lasting, now)
        client.set_cookie("desk", secret, path="/admin")
        return Browser(client, self, secret)

    def log(self) -> list[Entry]:
        """The audit log, latest first."""
        with self.catalog.read() as conn:
            return audit.entries(conn, 100)


def open_desk(home: Path) -> Desk:
    """An empty shelf with an account of each role; none has a password."""
    shelf = open_shelf(home)
    with shelf.catalog.begin() as conn:
        for role in ROLES:
            people.add(conn, HOUSE, role, role)
    return Desk(shelf)
