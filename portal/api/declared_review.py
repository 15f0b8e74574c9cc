"""The operations of the desk on documents, declared: doubts, corrections, findings, take-downs and
what readers told."""

from __future__ import annotations

from typing import Any

from archive.corrections import FIELDS
from portal.api import desk_bodies, desk_documents, desk_judging, desk_parameters, review_models
from portal.api.operations import Operation
from portal.api.parameters import Parameters
from portal.language import noted as _

_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_FIELD: dict[str, Any] = {"type": "string", "enum": list(FIELDS)}
_CELL: dict[str, Any] = {"type": "string", "format": "cell"}


def _id(kind: str) -> dict[str, Any]:
    return {"type": "string", "format": f"{kind}-id"}


_DOCUMENT = ("snapshot_id", _id("snapshot"), _("文档的 id，也就是存档的 id。"))
_REPORT = ("report_id", _id("report"), _("年报的 id。"))
_REASON = "与原件核对过"

REVIEW: tuple[Operation, ...] = (
    Operation(
        name="review",
        rule="/review",
        summary=_("待审的文档"),
        description=_("读取时有疑问的文档，新的在前，各带缘由。"),
        parameters=desk_parameters.ReviewParameters,
        answer=review_models.ReviewAnswer,
        view=desk_documents.review_list,
        sample="/review?why=unsure",
        action="desk.see",
    ),
    Operation(
        name="document",
        rule="/documents/<snapshot_id>",
        summary=_("一份文档"),
        description=_("读出的各项信息、疑问，以及历次更正。"),
        parameters=Parameters,
        answer=review_models.DocumentAnswer,
        view=desk_documents.document,
        sample="/documents/0123456789abcdef",
        places=(_DOCUMENT,),
        action="desk.see",
    ),
    Operation(
        name="correct_field",
        rule="/documents/<snapshot_id>/fields/<field>",
        summary=_("更正信息"),
        description=_(
            "更正一项信息，也可以确认或否定这是年报（is_report）。更正在重读之后仍然有效，并安排一次读取。"
        ),
        parameters=Parameters,
        answer=review_models.CorrectionAnswer,
        view=desk_documents.correct_field,
        sample="/documents/0123456789abcdef/fields/year",
        places=(_DOCUMENT, ("field", _FIELD, _("哪一项信息。"))),
        method="PUT",
        action="report.correct",
        body=desk_bodies.FieldBody,
        sent={"value": "2023", "reason": _REASON},
    ),
    Operation(
        name="correct_cell",
        rule="/documents/<snapshot_id>/cells/<key>",
        summary=_("更正一格"),
        description=_("更正一格印着什么、是什么数。更正在重读之后仍然有效，并安排一次读取。"),
        parameters=Parameters,
        answer=review_models.CorrectionAnswer,
        view=desk_documents.correct_cell,
        sample="/documents/0123456789abcdef/cells/requests.received.total",
        places=(_DOCUMENT, ("key", _CELL, _("哪一格：表.行.列。"))),
        method="PUT",
        action="report.correct",
        body=desk_bodies.CellBody,
        sent={"raw": "12", "value": 12, "reason": _REASON},
    ),
    Operation(
        name="withdraw_correction",
        rule="/documents/<snapshot_id>/corrections/withdraw",
        summary=_("收回更正"),
        description=_("读取程序读出的重新作数。"),
        parameters=Parameters,
        answer=review_models.CorrectionAnswer,
        view=desk_documents.withdraw,
        sample="/documents/0123456789abcdef/corrections/withdraw",
        places=(_DOCUMENT,),
        method="POST",
        action="report.correct",
        body=desk_bodies.WithdrawalBody,
        sent={"name": "requests.received.total", "reason": _REASON},
        status=201,
    ),
    Operation(
        name="reread",
        rule="/documents/<snapshot_id>/reread",
        summary=_("重读文档"),
        description=_("用现在的读法再读一遍。"),
        parameters=Parameters,
        answer=review_models.RereadAnswer,
        view=desk_documents.reread,
        sample="/documents/0123456789abcdef/reread",
        places=(_DOCUMENT,),
        method="POST",
        action="report.reread",
        status=202,
    ),
    Operation(
        name="findings",
        rule="/reports/<report_id>/findings",
        summary=_("核对结果"),
        description=_("一份年报不符的核对结果，各带判断所用的 key 和历次判断。"),
        parameters=Parameters,
        answer=review_models.FindingsAnswer,
        view=desk_judging.finding_list,
        sample="/reports/0123456789abcdef/findings",
        places=(_REPORT,),
        action="desk.see",
    ),
    Operation(
        name="judge",
        rule="/reports/<report_id>/findings/<key>",
        summary=_("判断核对结果"),
        description=_("说明它是什么，附上机关的答复；判断为读错的不再计入。"),
        parameters=Parameters,
        answer=review_models.JudgementAnswer,
        view=desk_judging.judge,
        sample="/reports/0123456789abcdef/findings/0123456789abcdef",
        places=(_REPORT, ("key", _id("finding"), _("核对结果的 key。"))),
        method="POST",
        action="finding.judge",
        body=desk_bodies.JudgementBody,
        sent={"verdict": "explained", "reason": _REASON, "answer": "系笔误，已更正。"},
        status=201,
    ),
    Operation(
        name="hidden",
        rule="/hidden",
        summary=_("已隐藏的"),
        description=_("不再展示的年报和存档，新的在前。"),
        parameters=Parameters,
        answer=review_models.HiddenListAnswer,
        view=desk_judging.hidden_list,
        sample="/hidden",
        action="report.show",
    ),
    Operation(
        name="hide",
        rule="/hidden",
        summary=_("隐藏"),
        description=_("隐藏一份年报和它的全部存档，或一份存档。字节仍然封存；它的网址说明理由。"),
        parameters=Parameters,
        answer=review_models.HiddenAnswer,
        view=desk_judging.hide,
        sample="/hidden",
        method="POST",
        action="report.hide",
        body=desk_bodies.HideBody,
        sent={"kind": "report", "id": "0123456789abcdef", "reason": "含有个人信息"},
        status=201,
    ),
    Operation(
        name="show",
        rule="/hidden/<name>/show",
        summary=_("恢复"),
        description=_("重新展示；回答的是仍然隐藏的。"),
        parameters=Parameters,
        answer=review_models.HiddenListAnswer,
        view=desk_judging.show,
        sample="/hidden/0123456789abcdef/show",
        places=(("name", _id("hidden"), _("隐藏了的年报或存档的 id。")),),
        method="POST",
        action="report.show",
        body=desk_bodies.ShowBody,
        sent={"reason": _REASON},
    ),
    Operation(
        name="reading_errors",
        rule="/errors",
        summary=_("读者报错"),
        description=_("读者指出的读取错误；待看的等得最久的在前，其余新的在前。"),
        parameters=desk_parameters.ErrorsParameters,
        answer=review_models.ToldListAnswer,
        view=desk_judging.error_list,
        sample="/errors",
        action="errors.see",
    ),
    Operation(
        name="close_error",
        rule="/errors/<int:number>/close",
        summary=_("处理读者报错"),
        description=_("说明确有错误，或读取无误；处理过的不能再处理。"),
        parameters=Parameters,
        answer=review_models.ClosedAnswer,
        view=desk_judging.close_error,
        sample="/errors/1/close",
        places=(("number", _NUMBER, _("报错的编号。")),),
        method="POST",
        action="error.close",
        body=desk_bodies.CloseBody,
        sent={"verdict": "accepted", "note": "已经更正"},
    ),
)  # fmt: skip
