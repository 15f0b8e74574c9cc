"""The worker tells by mail what ended."""

from __future__ import annotations

import pytest

from tests.jobs.mailbox import served
from tests.nianbao.conftest import Run


def test_the_worker_sends_a_mail(nianbao: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that it carried out is told when it ends; without a server nothing is said."""
    nianbao("runs", "request", "verify")
    with served() as box:
        monkeypatch.setenv("NIANBAO_SMTP_URL", f"smtp://{box.address}")
        monkeypatch.setenv("NIANBAO_MAIL_FROM", "archive@nianbao.example")
        monkeypatch.setenv("NIANBAO_MAIL_TO", "wang@nianbao.example")
        done = nianbao("worker", "--once")
    assert (done.returncode, [mail["Subject"] for mail in box.mails]) == (
        0, ["年报存档：1 项完成"],
    )  # fmt: skip


def test_bad_mail_settings_are_wrong_use(nianbao: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker does not begin: one line without the password, and exit code 2."""
    monkeypatch.setenv("NIANBAO_SMTP_URL", "smtp://me:s3cret@host")
    done = nianbao("worker", "--once")
    assert (done.returncode, done.stderr) == (
        2, "nianbao: setting NIANBAO_MAIL_FROM: no mail address\n",
    )  # fmt: skip
