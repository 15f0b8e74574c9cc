"""Operations on findings, on what is hidden, and on what readers told us."""

from __future__ import annotations

from dataclasses import asdict

from archive import desk as deeds
from archive import error_desk, judgements, runs, takedowns
from archive.judgements import finding_key
from archive.records import Judgement
from archive.takedowns import Takedown
from portal.api import cursors
from portal.api import review_models as models
from portal.api.bearer import caller
from portal.api.deeds import deed
from portal.api.desk_bodies import CloseBody, HideBody, JudgementBody, ShowBody
from portal.api.desk_parameters import ErrorsParameters
from portal.api.paging import following, number, page
from portal.api.parameters import Parameters
from portal.api.problems import CannotBe
from portal.held import held_report
from portal.house import house
from portal.language import gettext


def finding_list(asked: Parameters, report_id: str) -> models.FindingsAnswer:
    """The failed findings of a report, with all that was said of each."""
    del asked
    with house().catalog.read() as conn:
        record = held_report(conn, report_id)
        failing = {finding_key(one): one for one in record.report.findings if one.status == "fail"}
        said = {key: judgements.history(conn, record.id, key) for key in failing}
    return models.FindingsAnswer(
        findings=tuple(
            models.JudgedFinding(
                key=key, rule=one.rule, severity=one.severity, message=one.message,
                judgements=tuple(map(_judgement, said[key])),
            )
            for key, one in failing.items()
        )
    )  # fmt: skip


def judge(
    asked: Parameters, sent: JudgementBody, report_id: str, key: str
) -> models.JudgementAnswer:
    """Says what a finding is."""
    del asked
    with deed() as conn:
        record, by = held_report(conn, report_id), caller().actor
        made = deeds.judge(conn, by, record.id, key, sent.verdict, sent.reason, sent.answer)
    runs.request(house().catalog, "index")
    return _judgement(made)


def hidden_list(asked: Parameters) -> models.HiddenListAnswer:
    """All that is hidden, latest first."""
    del asked
    with house().catalog.read() as conn:
        found = takedowns.hidden(conn)
    return models.HiddenListAnswer(hidden=tuple(map(_hidden, found)))


def hide(asked: Parameters, sent: HideBody) -> models.HiddenAnswer:
    """Hides a report with every copy of it, or one snapshot."""
    del asked
    with deed() as conn:
        deeds.hide(conn, caller().actor, sent.kind, sent.id, sent.reason)
        now = takedowns.of(conn, sent.id)
    runs.request(house().catalog, "index")
    assert now is not None
    return _hidden(now)


def show(asked: Parameters, sent: ShowBody, name: str) -> models.HiddenListAnswer:
    """Shows a report or a snapshot again; what is hidden still."""
    with deed() as conn:
        deeds.show(conn, caller().actor, name, sent.reason)
    runs.request(house().catalog, "index")
    return hidden_list(asked)


def error_list(asked: ErrorsParameters) -> models.ToldListAnswer:
    """One page of what readers told us."""
    after = cursors.opened("errors", asked.cursor, number) if asked.cursor else None
    with house().catalog.read() as conn:
        found = error_desk.listed(conn, asked.state, asked.limit + 1, after=after)
        counts = error_desk.counted(conn)
    shown, last = page(found, asked.limit)
    return models.ToldListAnswer(
        counts=counts,
        errors=tuple(models.ToldAnswer(**asdict(one)) for one in shown),
        next=following("errors", last.number) if last else None,
    )


def close_error(asked: Parameters, sent: CloseBody, number: int) -> models.ClosedAnswer:
    """Closes what a reader told us."""
    del asked
    with house().catalog.begin() as conn:
        closed = error_desk.close(conn, caller().actor, number, sent.verdict, sent.note.strip())
    if not closed:
        raise CannotBe(gettext("没有待看的第 %(number)s 条报错。", number=number))
    return models.ClosedAnswer(number=number, state=sent.verdict)


def _judgement(said: Judgement) -> models.JudgementAnswer:
    same = models.JudgementAnswer.model_fields
    return models.JudgementAnswer(**{name: getattr(said, name) for name in same})


def _hidden(deed: Takedown) -> models.HiddenAnswer:
    same = set(models.HiddenAnswer.model_fields) - {"id"}
    values = {name: getattr(deed, name) for name in same}
    return models.HiddenAnswer(id=deed.target_id, **values)
