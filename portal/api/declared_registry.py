"""The operations on the registry of bodies, on copies, files and single documents, declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.api import desk_bodies, desk_models, desk_parameters, desk_registry
from portal.api import registry_models as models
from portal.api.models import Answer
from portal.api.operations import Operation
from portal.api.parameters import Parameters
from portal.api.sent import Body
from portal.language import noted as _

_AGENCY = (
    "agency_id", {"type": "string", "format": "agency-id"}, _("机关的 id。"),
)  # fmt: skip
_REASON = "机构改革"


def _of_body(
    deed: str, words: tuple[str, str], view: Callable[..., Answer], body: type[Body], **sent: Any
) -> Operation:
    """A deed on a body, at an address that ends with its name."""
    return Operation(
        name=f"agency_{deed}",
        rule=f"/agencies/<agency_id>/{deed}",
        summary=words[0],
        description=words[1],
        parameters=Parameters,
        answer=models.DecisionsAnswer,
        view=view,
        sample=f"/agencies/0123456789abcdef/{deed}",
        places=(_AGENCY,),
        method="POST",
        action="agency.change",
        body=body,
        sent={**sent, "reason": _REASON},
    )


REGISTRY: tuple[Operation, ...] = (
    Operation(
        name="agency_decisions",
        rule="/agencies/<agency_id>/decisions",
        summary=_("机关的决定"),
        description=_("对一个机关作出、仍然有效的决定。"),
        parameters=Parameters,
        answer=models.DecisionsAnswer,
        view=desk_registry.decisions,
        sample="/agencies/0123456789abcdef/decisions",
        places=(_AGENCY,),
        action="desk.see",
    ),
    _of_body(
        "rename", (_("机关改名"), _("旧名仍然能检索到；印着旧名的年报也归它。")),
        desk_registry.rename, models.RenameBody, name="大冶市水利和湖泊局",
    ),
    _of_body(
        "merge", (_("机关并入"), _("它的年报归另一个机关，旧网址通向那里；回答的是那个机关的决定。")),
        desk_registry.merge, models.OtherBody, other="0123456789abcdee",
    ),
    _of_body(
        "split", (_("机关拆分"), _("把一些年度的年报归到另一个机关，或一个新的机关。")),
        desk_registry.split, models.SplitBody, years=[2019], to="0123456789abcdee",
    ),
    _of_body(
        "parent", (_("上级机关"), _("说明谁是它的上级，或没有上级；不能绕成一圈。")),
        desk_registry.set_parent, models.ParentBody, parent="0123456789abcdee",
    ),
    _of_body(
        "successor", (_("承接机关"), _("说明谁承接它的职能，可以有多个；不能绕成一圈。")),
        desk_registry.add_successor, models.OtherBody, other="0123456789abcdee",
    ),
    Operation(
        name="end_decision",
        rule="/agencies/<agency_id>/decisions/<int:number>/end",
        summary=_("收回决定"),
        description=_("年报回到原来的机关；再先前的决定也不恢复。"),
        parameters=Parameters,
        answer=models.DecisionsAnswer,
        view=desk_registry.end_decision,
        sample="/agencies/0123456789abcdef/decisions/1/end",
        places=(
            _AGENCY,
            ("number", {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}, _("决定的编号。")),
        ),
        method="POST",
        action="agency.change",
        body=desk_bodies.ShowBody,
        sent={"reason": _REASON},
    ),
    Operation(
        name="mark_copy",
        rule="/reports/<report_id>/copy",
        summary=_("标明副本"),
        description=_("同一份年报发布了两次：检索只显示正本。"),
        parameters=Parameters,
        answer=models.CopyAnswer,
        view=desk_registry.mark_copy,
        sample="/reports/0123456789abcdef/copy",
        places=(("report_id", {"type": "string", "format": "report-id"}, _("年报的 id。")),),
        method="PUT",
        action="report.copy",
        body=models.CopyBody,
        sent={"of": "0123456789abcdee", "reason": _REASON},
    ),
    Operation(
        name="relate_file",
        rule="/documents/<snapshot_id>/files",
        summary=_("附件归属"),
        description=_("说明一个文件是这一页的附件，或者不是；文件随后重读。"),
        parameters=Parameters,
        answer=models.FileAnswer,
        view=desk_registry.relate_file,
        sample="/documents/0123456789abcdef/files",
        places=(("snapshot_id", {"type": "string", "format": "snapshot-id"}, _("网页的存档的 id。")),),
        method="PUT",
        action="report.attach",
        body=models.FileBody,
        sent={"file": "http://www.example.gov.cn/nb.pdf", "reason": _REASON},
    ),
    Operation(
        name="fetch_document",
        rule="/fetches",
        summary=_("按网址添加文档"),
        description=_("由工作进程按来源的规矩取这一个网址；指向内部网络的不取。"),
        parameters=Parameters,
        answer=desk_models.RunsAsked,
        view=desk_registry.fetch_document,
        sample="/fetches",
        method="POST",
        action="document.add",
        body=models.FetchBody,
        sent={"url": "http://www.example.gov.cn/nb/2023.html"},
        status=202,
    ),
    Operation(
        name="upload_document",
        rule="/documents",
        summary=_("上传文档"),
        description=_(
            "提交的就是文件：网页（HTML）、PDF、DOC 或 DOCX，按内容辨认，大小以工作台的为限。"
            "文件随后由工作进程读取。"
        ),
        parameters=desk_parameters.UploadParameters,
        answer=models.UploadAnswer,
        view=desk_registry.upload_document,
        sample=(
            "/documents?published_at=http://www.example.gov.cn/nb/2023.pdf"
            "&published_on=2024-01-31&reason=机关来函"
        ),
        method="POST",
        action="document.add",
        file=desk_registry.most_bytes,
        status=201,
    ),
)  # fmt: skip
