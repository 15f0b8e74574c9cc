"""A mail server on loopback that keeps what it takes."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BufferedIOBase
from typing import cast


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail, but for the addresses in ``unknown``; none at all while ``closed``. ``given`` are
    the passwords that it was given; ``answer`` is what it says of them. With ``tls`` it offers
    STARTTLS, or begins so ``at_once``; one that is ``broken`` offers it and ends there.
    ``in_clear`` are the commands that anybody on the way could have read."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, host: str, tls: ssl.SSLContext | None, *, at_once: bool, broken: bool
    ) -> None:
        super().__init__((host, 0), _Conversation)
        self.mails: list[EmailMessage] = []
        self.unknown: set[str] = set()
        self.given: list[str] = []
        self.answer = "235 welcome"
        self.closed = False
        self.tls, self.at_once, self.broken = tls, at_once, broken
        self.in_clear: list[str] = []

    @property
    def address(self) -> str:
        """Host and port."""
        return "{}:{}".format(*self.server_address[:2])


class _Conversation(socketserver.StreamRequestHandler):
    secured: ssl.SSLSocket | None = None

    def handle(self) -> None:
        box = cast("Mailbox", self.server)
        with suppress(OSError):  # a client that trusts us not goes away
            if box.tls and box.at_once:
                self._secure(box.tls)
            self._converse(box)

    def _secure(self, tls: ssl.SSLContext) -> None:
        self.secured = tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.secured.makefile("rb")
        self.wfile = cast("BufferedIOBase", self.secured.makefile("wb", 0))

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        if self.secured is not None:
            self.secured.close()

    def _converse(self, box: Mailbox) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if self.secured is None:
                box.in_clear.append(verb)
            if verb == "EHLO":
                offered = ["250-STARTTLS"] if box.tls and self.secured is None else []
                self._say("250-here", *offered, "250 AUTH PLAIN")
            elif verb == "STARTTLS" and box.tls:
                self._say("220 go on")
                if box.broken:
                    return
                self._secure(box.tls)
            elif verb == "AUTH":
                box.given.append(base64.b64decode(line.split(" ")[2]).decode().split("\0")[2])
                self._say(box.answer)
            elif verb == "RCPT" and any(f"<{one}>" in line for one in box.unknown):
                self._say("550 nobody here")
            elif verb == "DATA" and box.closed:
                self._say("451 later")
            elif verb == "DATA":
                self._say("354 go on")
                box.mails.append(self._mail())
                self._say("250 taken")
            else:
                self._say("250 yes")

    def _mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def served(
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    *,
    at_once: bool = False,
    broken: bool = False,
) -> Iterator[Mailbox]:
    """A mail server until the block is left."""
    with Mailbox(host, tls, at_once=at_once, broken=broken) as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()
