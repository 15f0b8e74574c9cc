"""The check rules as data: what each says, how grave a breach is, which version it is.

Source: the identity printed in the head of table three (“第一项加第二项之和，等于第三项加第四项
之和”), the rows and totals of both forms (国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号), the
text of a report held against its own tables, and against the tables of last year and of the
bodies below. Families: T2, T3, T4 tables two to four, N the text, X3 last year, G bodies below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.model import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: E a printed identity broken, W a probable error, I worth a look."""

    id: str
    severity: Severity
    version: int
    sentence: str


_PROACTIVE = (
    Rule("T2.1", "W", 1, "现行有效件数 = 上年现行有效件数 + 本年制发件数 − 本年废止件数"),
    Rule("T2.2", "W", 1, "本年废止件数 ≤ 上年现行有效件数 + 本年制发件数"),
    Rule("T2.3", "I", 1, "本年制发件数（除去本年废止的）≤ 现行有效件数"),
    Rule("T2.4", "W", 1, "没有规章制定权的机关，规章一行不应有数"),
    Rule("T2.5", "W", 1, "件数是不小于 0 的整数；收费金额以万元计、不小于 0、小数不超过六位"),
    Rule("T2.6", "I", 1, "处理决定数量不应从 50 件以上突然变为 0，或增至十倍以上"),
    Rule("T2.11", "E", 1, "对外公开总数量 ≥ 本年新公开数量"),
    Rule("T2.12", "W", 1, "对外公开总数量 ≤ 上年对外公开总数量 + 本年新公开数量"),
    Rule("T2.13", "I", 1, "本年新公开数量一般不大于本年新制作数量"),
    Rule("T2.14", "E", 1, "上一年项目数量 + 本年增/减 ≥ 0"),
    Rule("T2.15", "W", 1, "上一年项目数量 = 上年所报的项目数量 + 上年所报的本年增/减"),
    Rule("T2.16", "W", 1, "没有项目（上一年项目数量 + 本年增/减 = 0）就没有处理决定"),
    Rule("T2.17", "W", 1, "采购项目数量为 0 时采购总金额为 0，反之亦然"),
)
_REQUESTS = (
    Rule("T3.1", "E", 1, "每一列：本年新收 + 上年结转 = 办理结果总计 + 结转下年度继续办理"),
    Rule("T3.2", "E", 1, "每一列：各项办理结果之和 = （七）总计"),
    Rule("T3.3", "E", 1, "每一行：自然人与五类法人或其他组织之和 = 总计"),
    Rule("T3.4", "E", 1, "表三各格是不小于 0 的整数，不带单位和小数"),
    Rule("T3.5", "E", 1, "每一列：本年新收与上年结转都为 0 时，其余各格也为 0"),
    Rule(
        "T3.6",
        "E",
        1,
        "每一列：（七）总计、结转下年度都不大于本年新收 + 上年结转（T3.1 无法核对时）",
    ),
    Rule("T3.7", "I", 1, "结转下年度不应超过本年新收的四成（答复期限为 20 + 20 个工作日）"),
    Rule("T3.8", "W", 1, "有逾期不缴费而不再处理的申请，第六部分应写信息处理费"),
    Rule("T3.9", "W", 1, "各行合计相符而两列的差数一正一负相等：可能有一个数填错了列"),
    Rule("T3.10", "I", 1, "不相符的合计都经过同一格：可能是这一格误印或误读"),
    Rule("T3.11", "W", 1, "表三不应与上年的表三完全相同"),
    Rule("T3.12", "W", 1, "分项填了数，总计一列或一行不应全部空白"),
)
_REMEDIES = (
    Rule("T4.1", "E", 1, "行政复议：四种结果之和 = 总计"),
    Rule("T4.2", "E", 1, "未经复议直接起诉：四种结果之和 = 总计"),
    Rule("T4.3", "E", 1, "复议后起诉：四种结果之和 = 总计"),
    Rule("T4.4", "E", 1, "表四各格是不小于 0 的整数"),
    Rule("T4.5", "W", 1, "复议后起诉总计 ≤ 本年与上年的行政复议总计之和"),
    Rule("T4.6", "W", 1, "行政复议与直接起诉总计之和 ≤ 本年与上年的办理结果总计之和"),
    Rule("T4.7", "I", 1, "上年尚未审结的件数一般不大于本年总计"),
)
_YEARS = (
    Rule("X3.1", "E", 1, "每一列：上年报告的结转下年度继续办理 = 本年报告的上年结转（分项为 W）"),
    Rule("X3.4", "W", 1, "正文所说申请件数的同比增减，应与两年表格的本年新收相符"),
)
_TEXT = (
    Rule("N.1", "W", 1, "正文所说的收到申请件数，应与表格的本年新收（或加上年结转）相同"),
    Rule("N.2", "W", 1, "正文所说的结转、办结和各类处理件数，应与表格相同"),
    Rule("N.3", "W", 1, "正文所说的复议、诉讼件数，应与表格总计相同"),
    Rule("N.4", "W", 1, "正文说没有申请、复议、诉讼或已全部办结时，表格不应有数"),
    Rule("N.5", "I", 1, "正文所说的制发、废止规范性文件件数，应与表二相同"),
    Rule("N.6", "I", 1, "正文所说的占比，应与按表格算出的相同"),
    Rule("N.7", "W", 2, "标题、统计期限、正文和自述是同一个年度，并在次年发布"),
    Rule("N.8", "W", 2, "正文自称的机关，应是标题中的机关"),
    Rule("N.9", "I", 1, "六个部分齐全、依次、各一次，第五部分不是空话"),
    Rule("N.10", "I", 1, "第六部分应写明信息处理费的收取情况"),
)
_BODIES = (
    Rule("G.1", "W", 1, "汇总报告的总计，不小于任何一个下级的总计，也不小于已知下级之和"),
    Rule("G.2", "I", 1, "下级齐全的汇总报告，总计 = 下级之和"),
    Rule("G.3", "W", 1, "两个机关的三张表不应完全相同"),
)
RULES: Mapping[str, Rule] = {
    rule.id: rule for rule in (*_PROACTIVE, *_REQUESTS, *_REMEDIES, *_YEARS, *_TEXT, *_BODIES)
}
