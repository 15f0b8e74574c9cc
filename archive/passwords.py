"""Passwords: what one must be, and how it is kept and checked; the secrets that we make ourselves.

Argon2id with 32 MiB and three passes: 0.07 s on one core, so that eight threads of the portal take
256 MiB at most, more than OWASP's least (19 MiB, two passes). A password is hashed as NFKC, for
keyboards write the same characters in several ways.
"""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import sha256
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from archive.errors import PeopleError

LEAST, MOST = 12, 256
"""Characters of a password."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=32 << 10, parallelism=1)


def objection(password: str, name: str) -> PeopleError | None:
    """Why this may not be the password of the account of that name."""
    if len(password) < LEAST:
        return PeopleError("密码至少要有 %(least)s 个字符。", least=LEAST)
    if len(password) > MOST:
        return PeopleError("密码最多 %(most)s 个字符。", most=MOST)
    if name.casefold() in password.casefold():
        return PeopleError("密码里不能有用户名。")
    if len(set(password)) < 4:
        return PeopleError("密码里不同的字符太少。")
    return None


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(_plain(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password. It takes as long where nothing is kept, so that nobody learns
    from the time which names there are."""
    possible = kept is not None and len(password) <= MOST
    try:
        return _HASHER.verify(kept or _nobodys(), _plain(password[:MOST])) and possible
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def new_secret() -> str:
    """A secret of 256 random bits, as 43 characters that an address may hold."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret of ours; it is random, so that one pass of SHA-256 is enough."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(password: str) -> bytes:
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return hashed(new_secret())
