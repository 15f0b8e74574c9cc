"""Mail over TLS: to the server it was meant for, or not at all and the next time."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from archive import runs
from jobs.context import Context
from jobs.messages import tell
from tests.jobs.certificates import Authority, authority
from tests.jobs.mailbox import Mailbox, served

HOST = "127.0.0.1"
LATER = timedelta(hours=1)
Make = Callable[..., Mailbox]


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the house trusts."""
    return authority(tmp_path_factory.mktemp("trusted"), "trusted")


@pytest.fixture(autouse=True)
def trust(trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator with an authority of their own says it to OpenSSL."""
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))


@pytest.fixture
def make() -> Iterator[Make]:
    """Starts mail servers, which end with the test."""
    with ExitStack() as stack:
        yield lambda *given, **named: stack.enter_context(served(*given, **named))


def _ended(context: Context, url: str) -> Context:
    """The archive with mail set, and a run to be told."""
    settings = context.settings.model_copy(
        update={
            "mail_from": "archive@nianbao.example", "mail_to": "wang@nianbao.example",
            "smtp_url": SecretStr(url),
        }
    )  # fmt: skip
    number = runs.request(context.catalog, "crawl", "hubei").id
    runs.claim(context.catalog, "me", 60, only=number)
    runs.finish(context.catalog, number, "me", "done", {})
    return replace(context, settings=settings)


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_the_right_server_gets_mail_and_password(
    context: Context, make: Make, trusted: Authority, scheme: str, at_once: bool
) -> None:
    """By STARTTLS and where TLS begins at once; both only once nobody else can read them."""
    box = make(HOST, trusted.server(HOST), at_once=at_once)
    mailing = _ended(context, f"{scheme}://wang:p%40ss@{box.address}")
    assert (tell(mailing), box.given, len(box.mails)) == (True, ["p@ss"], 1)
    assert set(box.in_clear) <= {"EHLO", "STARTTLS"}


def _wrong(kind: str, trusted: Authority, folder: Path) -> ssl.SSLContext:
    if kind == "stranger":
        return authority(folder, "stranger").server(HOST)
    if kind == "name":
        return trusted.server("other.example")
    return trusted.server(HOST, until=datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
@pytest.mark.parametrize("kind", ["stranger", "name", "expired"])
def test_a_wrong_certificate_is_refused_and_the_mail_stays(
    context: Context, make: Make, trusted: Authority, tmp_path: Path, scheme: str, at_once: bool,
    kind: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Signed by a stranger, for another name, or past its end: neither password nor mail is given,
    one sentence says why, and the next time the same mail goes to the right server."""
    wrong = make(HOST, _wrong(kind, trusted, tmp_path), at_once=at_once)
    mailing = _ended(context, f"{scheme}://wang:secret@{wrong.address}")
    with caplog.at_level(logging.WARNING):
        first = tell(mailing)
    (line,) = [record.getMessage() for record in caplog.records]
    assert (first, wrong.given, wrong.mails) == (False, [], [])
    assert (line.startswith("邮件服务器的证书不可信"), "\n" in line, "secret" in line) == (
        True,
        False,
        False,
    )
    right = make(HOST, trusted.server(HOST), at_once=at_once)
    url = SecretStr(f"{scheme}://wang:secret@{right.address}")
    settings = mailing.settings.model_copy(update={"smtp_url": url})
    assert tell(replace(mailing, settings=settings), datetime.now(UTC) + LATER)
    assert (len(right.mails), "hubei" in str(right.mails[0].get_content())) == (1, True)


def test_a_server_that_cuts_the_handshake_loses_nothing(
    context: Context, make: Make, trusted: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    """One that promises STARTTLS and speaks none: nothing is given in clear."""
    box = make(HOST, trusted.server(HOST), broken=True)
    mailing = _ended(context, f"smtp://wang:secret@{box.address}")
    with caplog.at_level(logging.WARNING):
        assert not tell(mailing)
    assert (box.given, box.mails, len(caplog.records)) == ([], [], 1)
    assert set(box.in_clear) == {"EHLO", "STARTTLS"}
