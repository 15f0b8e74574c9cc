"""Asking the bench as plainly as can be: no redirect followed, nothing unpacked."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """An answer as it came; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()


def ask(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(
            method,
            parts._replace(scheme="", netloc="", fragment="").geturl(),
            body,
            dict(headers or {}),
        )
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, answer.read())
    finally:
        connection.close()


def raw(url: str, most: int = 1 << 21, timeout: float = 10) -> tuple[bytes, str]:
    """The bytes that come, up to ``most`` of them, and how it ended: closed, reset, silent or
    more."""
    parts = urlsplit(url)
    got = b""
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout) as connection:
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        while len(got) < most:
            try:
                piece = connection.recv(65_536)
            except ConnectionResetError:
                return got, "reset"
            except TimeoutError:
                return got, "silent"
            if not piece:
                return got, "closed"
            got += piece
    return got, "more"
