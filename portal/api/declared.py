"""Every operation of the API, declared: those that all may ask are here."""

from __future__ import annotations

from typing import Any

from portal.api import models, parameters, report_models, report_views, views
from portal.api.declared_desk import DESK
from portal.api.operations import Operation
from portal.language import noted as _

_ID: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_CODE: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{6}$"}

PUBLIC: tuple[Operation, ...] = (
    Operation(
        name="search",
        rule="/search",
        summary=_("检索年报"),
        description=_(
            "与检索页相同的检索：词、地区、年度、机关类型、层级、格式。可以取到前 10,000 份；"
            "要更多，请加条件。翻页之间索引有变动时，按相关排序的结果可能前后移动。"
        ),
        parameters=parameters.SearchParameters,
        answer=models.SearchAnswer,
        view=views.search,
        sample="/search?q=行政处罚&region=420000&limit=5",
    ),
    Operation(
        name="suggest",
        rule="/suggest",
        summary=_("建议名称"),
        description=_("机关和地区的名称，至多十个；可以输入汉字、拼音或拼音首字母。"),
        parameters=parameters.SuggestParameters,
        answer=models.SuggestAnswer,
        view=views.suggest,
        sample="/suggest?q=dys",
    ),
    Operation(
        name="report",
        rule="/reports/<report_id>",
        summary=_("一份年报"),
        description=_(
            "读出的一切：各部分文字、表中每一格（raw 是原文，value 是读出的数，at 是它在原件中的位置，"
            "origin 是怎样得来的）、核对结果、依据、存档、修订。空白格不是零，没有读出的为 null。"
            "归到别的机关或年度的年报，旧网址以 308 通向新的。"
        ),
        parameters=parameters.Parameters,
        answer=report_models.ReportAnswer,
        view=report_views.report,
        sample="/reports/0123456789abcdef",
        places=(("report_id", _ID, _("年报的 id。")),),
    ),
    Operation(
        name="agencies",
        rule="/agencies",
        summary=_("机关名录"),
        description=_("收录了年报的机关。翻页不受新增影响：每个机关只出现一次。"),
        parameters=parameters.AgenciesParameters,
        answer=models.AgenciesAnswer,
        view=views.agencies,
        sample="/agencies?region=420200&type=水利",
    ),
    Operation(
        name="agency",
        rule="/agencies/<agency_id>",
        summary=_("一个机关"),
        description=_("一个机关和它的全部年报。"),
        parameters=parameters.Parameters,
        answer=models.AgencyWithReports,
        view=views.agency,
        sample="/agencies/0123456789abcdef",
        places=(("agency_id", _ID, _("机关的 id。")),),
    ),
    Operation(
        name="regions",
        rule="/regions",
        summary=_("行政区划"),
        description=_("县级以上的行政区划（GB/T 2260），逐级取得。"),
        parameters=parameters.RegionsParameters,
        answer=models.RegionsAnswer,
        view=views.regions,
        sample="/regions?parent=420000",
    ),
    Operation(
        name="region",
        rule="/regions/<code>",
        summary=_("一个行政区划"),
        description=_("它的上级、下级、曾用名和收录的年报数。"),
        parameters=parameters.Parameters,
        answer=models.RegionWithParts,
        view=views.region,
        sample="/regions/420281",
        places=(("code", _CODE, _("行政区划代码。")),),
    ),
    Operation(
        name="changes",
        rule="/changes",
        summary=_("变动"),
        description=_(
            "新收录、悄悄改动和源站已撤的年报，新的在前。翻页时新发生的变动不会使旧的重复或遗漏。"
        ),
        parameters=parameters.ChangesParameters,
        answer=models.ChangesAnswer,
        view=views.changes,
        sample="/changes?kind=edited",
    ),
)

OPERATIONS = (*PUBLIC, *DESK)
