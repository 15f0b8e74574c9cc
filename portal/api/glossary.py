"""Sentences on what the answers take over from `reports.model` and `reports.diff`, by name."""

from __future__ import annotations

from collections.abc import Mapping

GLOSSARY: Mapping[str, str] = {
    "Region": "今天的行政区划及其各级名称。",
    "Section": "年报的一个部分。一段一行；表的一行是各格以制表符分开的一行。",
    "Section.number": "一至六；不在六部分之内的为 null。",
    "Cell": "表中的一格。网页上的锚点是 表.行.列。",
    "Cell.table": "proactive 主动公开，requests 依申请公开，remedies 复议诉讼。",
    "Cell.row": "行的名称，见格式文档。",
    "Cell.column": "列的名称，见格式文档。",
    "Cell.raw": "原文，不含首尾空白；没有这一格时为 null。",
    "Cell.value": "读出的数，不损失任何一位；没有数时为 null，空白不是零。",
    "Cell.state": "number 是数，blank 空白，mark 是文字或符号，missing 没有这一格。",
    "Cell.unit": "count 件数，yuan 元。",
    "Cell.at": "它在原件中的位置。",
    "Cell.origin": "text 取自文字，ocr 取自图像识别，correction 经人更正。",
    "Place": "一格在原件中的位置：页（自 1 起，只有 PDF 有）、第几张表、行、列（自 0 起）、页上的方框（点）。",
    "CellRef": "核对所看的一格；year 是哪一年的年报。",
    "Finding": "一条核对的结果。",
    "Finding.rule": "规则的名称。",
    "Finding.severity": "E 数字不一致，W 疑有误，I 留意。",
    "Finding.status": "pass 相符，fail 不符，not_assessable 无法判断。",
    "Finding.blank_as_zero": "是否把空白的分项按零计。",
    "Finding.expected": "应当是多少。",
    "Finding.actual": "写的是多少。",
    "Issue": "没有读懂或有疑问的地方，是本站的事。",
    "Evidence": "某一项信息的一个依据，weight 在 0 与 1 之间。",
    "Difference": "两次读出的不同。",
    "CellChange": "改动的一格；一方没有这一格时，那一方为 null。",
    "SectionChange": "改动的一个部分：removed 是删去的行，added 是增加的行。",
    "FieldChange": "改动的一项信息。",
    "ReportAnswer.confidence": "各项信息的把握，0 至 1。",
    "ReportAnswer.reason": "不是年报时，为什么不是。",
    "ReportAnswer.form": "free 自由格式，2019、2021 为国务院办公厅的格式。",
}
