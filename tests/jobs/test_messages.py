"""Mails on what ended: gathered, told once, lost never, without a secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from pydantic import SecretStr

from archive import messages, runs
from archive.snapshots import keep
from jobs.context import Context, open_context
from jobs.errors import BadMailSettings
from jobs.mail import post_of
from jobs.messages import tell
from tests.archive.made import report, save
from tests.jobs.mailbox import Mailbox, served

EVERY = timedelta(minutes=30)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server."""
    with served() as box:
        yield box


def _by(context: Context, url: str, **more: str) -> Context:
    """The archive with mail set."""
    values = {"mail_from": "archive@nianbao.example", "mail_to": "wang@nianbao.example", **more}
    settings = context.settings.model_copy(update={**values, "smtp_url": SecretStr(url)})
    return replace(context, settings=settings)


@pytest.fixture
def mailing(context: Context, box: Mailbox) -> Context:
    """The archive with mail to that server."""
    return _by(context, f"smtp://{box.address}")


def _end(context: Context, target: str, state: str = "done", error: str | None = None) -> int:
    """A crawl that ended so; its number."""
    number = runs.request(context.catalog, "crawl", target).id
    runs.claim(context.catalog, "me", 60, only=number)
    runs.finish(context.catalog, number, "me", state, {}, error)
    return number


def _page(context: Context, number: int, *, well: bool) -> None:
    """A page of the source, kept now, that was read well or badly."""
    kept = keep(
        context.store, context.catalog, url=f"http://www.example.gov.cn/{number}",
        body=str(number).encode(), content_type="text/html", fetched_at=_now(), http_status=200,
        reason="OK", headers=(), source_id="hubei",
    )  # fmt: skip
    save(context.catalog, kept.snapshot, report(is_report=well))


def _words(mail: EmailMessage) -> str:
    return str(mail.get_content())


def _now() -> datetime:
    return datetime.now(UTC)


def test_a_mail_tells_what_ended(mailing: Context, box: Mailbox) -> None:
    """Failures come first with their cause; the subject counts; nothing is told twice."""
    _end(mailing, "hubei")
    _end(mailing, "wuhan", "failed", "连不上\r\n网站")
    done = (tell(mailing), tell(mailing, _now() + 2 * EVERY))
    (mail,) = box.mails
    assert (done, mail["Subject"], mail["To"]) == (
        (True, False), "年报存档：1 项失败，1 项完成", "wang@nianbao.example",
    )  # fmt: skip
    words = _words(mail)
    assert -1 < words.index("抓取 wuhan：连不上  网站") < words.index("抓取 hubei")


def test_many_runs_are_no_flood(mailing: Context, box: Mailbox) -> None:
    """What ends within half an hour of a mail is told together in the next, the most by number."""
    _end(mailing, "first")
    tell(mailing)
    for number in range(60):
        _end(mailing, f"s{number}", "failed")
        tell(mailing)
    early = len(box.mails)
    tell(mailing, _now() + EVERY)
    assert (early, len(box.mails), box.mails[-1]["Subject"]) == (1, 2, "年报存档：60 项失败")
    assert ("s49" in _words(box.mails[-1]), "另有 10 项" in _words(box.mails[-1])) == (True, True)


def test_a_server_that_is_down_loses_nothing(mailing: Context, box: Mailbox) -> None:
    """While it takes no mail nothing is told; later the same mail goes out, then what ended since."""
    box.closed = True
    _end(mailing, "hubei")
    during = [tell(mailing), tell(mailing)]
    _end(mailing, "wuhan")
    box.closed = False
    after = [tell(mailing, _now() + wait) for wait in (EVERY, EVERY * 1.5, EVERY * 2.1)]
    assert (during, after) == ([False, False], [True, False, True])
    assert [("hubei" in _words(mail), "wuhan" in _words(mail)) for mail in box.mails] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_worker_that_dies_before_sending_loses_nothing(mailing: Context, box: Mailbox) -> None:
    """A mail written down and not sent is sent by the next process, once, under its name."""
    _end(mailing, "hubei")
    with mailing.catalog.begin() as conn:
        lost = messages.take(conn, _now(), EVERY)
    with open_context(mailing.settings) as again:
        done = [tell(again, _now() + EVERY * times) for times in (0, 1, 3)]
    assert lost is not None
    assert (done, [mail["Message-ID"] for mail in box.mails]) == (
        [False, True, False], [f"<{lost.key}@nianbao.example>"],
    )  # fmt: skip


def test_workers_at_once_send_one_mail(mailing: Context, box: Mailbox) -> None:
    """Four that look at the same time: one of them sends."""
    _end(mailing, "hubei")
    with ThreadPoolExecutor(4) as pool:
        done = sorted(pool.map(lambda _: tell(mailing), range(4)))
    assert (done, len(box.mails)) == ([False, False, False, True], 1)


def test_old_runs_are_no_news(mailing: Context, box: Mailbox) -> None:
    """Mail turned on after years tells the last week."""
    _end(mailing, "hubei")
    assert (tell(mailing, _now() + timedelta(days=8)), box.mails) == (False, [])


def test_an_unknown_recipient_does_not_repeat_the_mail(
    context: Context, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The others get it once; the refused one is logged."""
    box.unknown.add("li@nianbao.example")
    both = _by(context, f"smtp://{box.address}", mail_to="wang@nianbao.example, li@nianbao.example")
    _end(both, "hubei")
    done = [tell(both), tell(both, _now() + 3 * EVERY)]
    assert (done, len(box.mails), "li@nianbao.example" in caplog.text) == ([True, False], 1, True)


def test_a_password_is_in_no_log(
    context: Context, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A login that is refused with the password in the answer: the log has the code alone."""
    caplog.set_level(logging.DEBUG)
    box.answer = "535 s3cret is wrong"
    _end(context, "hubei")
    done = tell(_by(context, f"smtp://me:s3%63ret@{box.address}"))
    assert (done, set(box.given)) == (False, {"s3cret"})
    assert ("535" in caplog.text, "s3cret" in caplog.text) == (True, False)


def test_a_password_does_not_go_out_in_the_clear(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that is not this machine's and knows no TLS is given none."""
    _end(context, "hubei")
    with served("127.0.0.2") as box:
        done = tell(_by(context, f"smtp://me:s3cret@{box.address}"))
    assert (done, box.given, box.mails) == (False, [], [])
    assert "不加密" in caplog.text


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("http://s3cret@host", "a@b.example"),
        ("smtp://", "a@b.example"),
        ("smtp://me:s3cret@host:port", "a@b.example"),
        ("smtp://me:s3cret@host", ""),
        ("smtp://me:s3cret@host", "nobody"),
    ],
)
def test_a_bad_setting_is_named_without_its_value(context: Context, url: str, to: str) -> None:
    """The sentence names the variable; what may hold a password is not in it."""
    with pytest.raises(BadMailSettings) as refused:
        post_of(_by(context, url, mail_to=to).settings)
    assert ("NIANBAO_" in str(refused.value), "s3cret" in str(refused.value)) == (True, False)


def test_settings_show_no_password(context: Context) -> None:
    """Neither the settings nor what is made of them print it."""
    settings = _by(context, "smtp://me:s3cret@host").settings
    assert "s3cret" not in f"{settings!r} {post_of(settings)!r}"


def test_a_changed_template_is_told(mailing: Context, box: Mailbox) -> None:
    """Of a crawl whose pages are read worse than those before it: the source and both shares."""
    for day, pages in ((1, range(8)), (2, range(8, 14))):
        for number in pages:
            _page(mailing, number, well=day == 1)
        _end(mailing, "hubei")
    tell(mailing)
    assert _words(box.mails[0]).splitlines()[0] == (
        "hubei：模板可能变了，新得的网页读得好的占 0%，以前占 100%"
    )
