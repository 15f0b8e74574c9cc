"""Handing a mail to a server. What goes wrong is told without what was sent or by which password."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from archive.settings import Settings
from jobs.errors import BadMailSettings

_log = logging.getLogger(__name__)

_SECONDS = 20.0  # a server that says nothing so long is given up
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"smtp": 587, "smtps": 465}


class MailError(Exception):
    """A mail that no server took; one sentence without secrets."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail is handed in, from whom and to whom. ``tls`` is whether it begins at once."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    to: tuple[str, ...]


def post_of(settings: Settings) -> Post | None:
    """Where mail goes by the settings; None where none is wanted. BadMailSettings, without the
    setting's value, for one that cannot be used."""
    text = settings.smtp_url.get_secret_value()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadMailSettings("setting NIANBAO_SMTP_URL: no address of a server") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadMailSettings("setting NIANBAO_SMTP_URL: not smtp://host:port or smtps://host:port")
    return Post(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=_addresses("NIANBAO_MAIL_FROM", settings.mail_from)[0],
        to=_addresses("NIANBAO_MAIL_TO", settings.mail_to),
    )


def hand_in(post: Post, message: EmailMessage) -> None:
    """Gives the mail to the server. MailError when it takes it for no address; those that it
    refuses beside others are logged, for the others would get a second mail again and again."""
    try:
        server = _connected(post)
        try:
            refused = server.send_message(message, post.sender, post.to)
        finally:
            server.close()  # a server that is rude at parting has taken the mail all the same
    except ssl.SSLCertVerificationError as exc:
        raise MailError(f"邮件服务器的证书不可信，没有交给它：{exc.verify_message}") from None
    except smtplib.SMTPResponseException as exc:
        raise MailError(f"邮件服务器没有收下：{exc.smtp_code}") from None
    except (OSError, ValueError, smtplib.SMTPException) as exc:  # ValueError: signs it cannot send
        raise MailError(f"邮件没有送到服务器：{type(exc).__name__}") from None
    for address in refused:
        _log.warning("邮件服务器没有收下收件人 %s", address)


def _connected(post: Post) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if post.tls:
        server = smtplib.SMTP_SSL(post.host, post.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(post.host, post.port, timeout=_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not post.tls and server.has_extn("starttls"):
            server.starttls(context=context)
        elif not post.tls and post.password and post.host not in _LOCAL:
            raise MailError("邮件服务器不加密，密码没有交给它")
        if post.user and post.password:
            server.login(post.user, post.password)
    except BaseException:
        server.close()
        raise
    return server


def _addresses(setting: str, text: str) -> tuple[str, ...]:
    found = tuple(address for _, address in getaddresses([text]) if address)
    if not found or not all("@" in one and one.isprintable() and " " not in one for one in found):
        raise BadMailSettings(f"setting {setting}: no mail address")
    return found
