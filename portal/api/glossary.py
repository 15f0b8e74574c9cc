"""Sentences on the answers and on what they take over from `reports.model` and `reports.diff`, by the
name of the model, or of the model and its field."""

from __future__ import annotations

from collections.abc import Mapping

from portal.api.desk_glossary import DESK_GLOSSARY
from portal.language import noted as _

GLOSSARY: Mapping[str, str] = {
    **DESK_GLOSSARY,
    "Urls": _("年报的各个网址。一格的网址是 page 加上 #表.行.列，例如 #requests.received.total。"),
    "SnapshotAnswer": _("一份存档：某个网址在某个时间的字节。"),
    "RevisionAnswer": _("同一网址前后两份存档读出的不同。"),
    "WithdrawnAnswer": _("源站撤下了这份年报。"),
    "ReportAnswer": _(
        "一份年报的全部：读出的一切（字段名与 extract 命令相同）、存档、修订、是否已撤。"
    ),
    "Hit": _("检索到的一份年报。"),
    "FacetCount": _("一个分面值和它的年报数；value 就是相应参数的值。"),
    "SearchAnswer": _("一页检索结果。"),
    "Suggestion": _("一个建议的名称，以及它通向哪里：机关页、地区页或一次检索。"),
    "SuggestAnswer": _("至多十个名称，最可能的在前。"),
    "ReportLine": _("列表中的一份年报。"),
    "AgencyAnswer": _("一个机关。"),
    "AgencyWithReports": _("一个机关和它的全部年报，年度新的在前。"),
    "AgenciesAnswer": _("一页机关，按名称（码位）排列。"),
    "RegionAnswer": _("一个行政区划。"),
    "FormerName": _("曾用名和用到哪一年。"),
    "RegionWithParts": _("一个行政区划、它的上级和下级。"),
    "RegionsAnswer": _("一页行政区划，按代码排列。"),
    "ChangeAnswer": _("一次变动。cells、sections、fields 是改动的处数，只有 edited 才有。"),
    "ChangesAnswer": _("一页变动，新的在前。"),
    "Problem": _("出了什么问题。code 不变，可供程序判断；message 给人看；parameter 是有误的参数。"),
    "ErrorAnswer": _("一切不成功的回答。"),
    "Region": _("今天的行政区划及其各级名称。"),
    "Section": _("年报的一个部分。一段一行；表的一行是各格以制表符分开的一行。"),
    "Section.number": _("一至六；不在六部分之内的为 null。"),
    "Cell": _("表中的一格。网页上的锚点是 表.行.列。"),
    "Cell.table": _("proactive 主动公开，requests 依申请公开，remedies 复议诉讼。"),
    "Cell.row": _("行的名称，见格式文档。"),
    "Cell.column": _("列的名称，见格式文档。"),
    "Cell.raw": _("原文，不含首尾空白；没有这一格时为 null。"),
    "Cell.value": _("读出的数，不损失任何一位；没有数时为 null，空白不是零。"),
    "Cell.state": _("number 是数，blank 空白，mark 是文字或符号，missing 没有这一格。"),
    "Cell.unit": _("count 件数，yuan 元。"),
    "Cell.at": _("它在原件中的位置。"),
    "Cell.origin": _("text 取自文字，ocr 取自图像识别，correction 经人更正。"),
    "Place": _(
        "一格在原件中的位置：页（自 1 起，只有 PDF 有）、第几张表、行、列（自 0 起）、页上的方框（点）。"
    ),
    "CellRef": _("核对所看的一格；year 是哪一年的年报。"),
    "Finding": _("一条核对的结果。"),
    "Finding.rule": _("规则的名称。"),
    "Finding.severity": _("E 数字不一致，W 疑有误，I 留意。"),
    "Finding.status": _("pass 相符，fail 不符，not_assessable 无法判断。"),
    "Finding.blank_as_zero": _("是否把空白的分项按零计。"),
    "Finding.expected": _("应当是多少。"),
    "Finding.actual": _("写的是多少。"),
    "Issue": _("没有读懂或有疑问的地方，是本站的事。"),
    "Evidence": _("某一项信息的一个依据，weight 在 0 与 1 之间。"),
    "Difference": _("两次读出的不同。"),
    "CellChange": _("改动的一格；一方没有这一格时，那一方为 null。"),
    "SectionChange": _("改动的一个部分：removed 是删去的行，added 是增加的行。"),
    "FieldChange": _("改动的一项信息。"),
    "ReportAnswer.confidence": _("各项信息的把握，0 至 1。"),
    "ReportAnswer.reason": _("不是年报时，为什么不是。"),
    "ReportAnswer.form": _("free 自由格式，2019、2021 为国务院办公厅的格式。"),
}
