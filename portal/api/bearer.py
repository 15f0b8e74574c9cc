"""Who asks, by a bearer token (RFC 6750): the one gate to the operations of the desk.

Cookies give no right here, so that no other site's page can act for somebody who is logged in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, g, request

from archive import logins
from archive.audit import Actor
from archive.house_key import house_key
from archive.logins import LoginRefused
from archive.people import Account
from archive.roles import ACTIONS, may
from archive.tokens import Token
from portal.api.problems import ScopeMissing, TokenNeeded, TokenUnknown, TokenWaits
from portal.house import house
from portal.language import gettext

SCHEME_NAME = "token"
"""What the API's description calls it."""
SCHEME = 'Bearer realm="nianbao"'


@dataclass(frozen=True, slots=True)
class Caller:
    """An account, and the token that a program shows for it."""

    account: Account
    token: Token

    @property
    def actor(self) -> Actor:
        """The two as the audit log names them."""
        return Actor(self.account.name, self.account.id, f"{self.token.id} {self.token.name}")


def admit(action: str) -> None:
    """Lets whoever may do the action by the token shown go on. 401 without a good token, 403 where
    its owner's role or its scopes are not enough, 429 after too many wrong ones."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text.strip():
        raise TokenNeeded(headers={"WWW-Authenticate": SCHEME})
    token, account = _known(text.strip())
    if not may(account.role, action):
        abort(403)
    if not may(account.role, action, token.scopes):
        scope = ACTIONS[action].scope
        told = f'{SCHEME}, error="insufficient_scope", scope="{scope}"'
        sentence = gettext("这个令牌没有 %(scope)s 这一范围。", scope=scope)
        raise ScopeMissing(sentence, headers={"WWW-Authenticate": told})
    g.api_caller = Caller(account, token)


def caller() -> Caller:
    """Who asks, once admitted."""
    found = g.api_caller
    assert isinstance(found, Caller)
    return found


def _known(text: str) -> tuple[Token, Account]:
    at = house()
    key, address = house_key(at.settings), request.remote_addr or ""
    try:
        found = logins.by_token(at.catalog, key, text, address, datetime.now(UTC))
    except LoginRefused as refused:
        seconds = str(refused.values["seconds"])
        sentence = gettext(refused.words, **refused.values)
        raise TokenWaits(sentence, headers={"Retry-After": seconds}) from refused
    if found is None:
        raise TokenUnknown(headers={"WWW-Authenticate": f'{SCHEME}, error="invalid_token"'})
    return found
