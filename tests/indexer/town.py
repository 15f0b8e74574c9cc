"""A corpus of near-twins for the tests of language: the same bodies in neighbouring years, bodies
that name each other, old and new names."""

from __future__ import annotations

from typing import Any

from indexer.port import ReportDocument
from tests.indexer.corpus import document

PLACES: dict[str, tuple[str, str, str | None, tuple[str, ...]]] = {
    "大冶市": ("湖北省", "黄石市", "大冶市", ("420000", "420200", "420281")),
    "阳新县": ("湖北省", "黄石市", "阳新县", ("420000", "420200", "420222")),
    "黄石市": ("湖北省", "黄石市", None, ("420000", "420200")),
    "襄阳市": ("湖北省", "襄阳市", None, ("420000", "420600")),
    "洪泽区": ("江苏省", "淮安市", "洪泽区", ("320000", "320800", "320813")),
    "重庆市": ("重庆市", "重庆市", None, ("500000",)),
    "六安市": ("安徽省", "六安市", None, ("340000", "341500")),
    "厦门市": ("福建省", "厦门市", None, ("350000", "350200")),
}


def _report(id: str, agency: str, place: str, body: str, **given: Any) -> ReportDocument:  # noqa: A002 - as in document
    year = 2000 + int(id[-2:])
    province, city, county, codes = PLACES[place]
    fields: dict[str, Any] = {
        "title": f"{agency}{year}年政府信息公开工作年度报告",
        "agency": agency,
        "year": year,
        "province": province,
        "city": city,
        "county": county,
        "region_codes": codes,
        "body": body,
    }
    return document(id, **(fields | given))


TOWN: tuple[ReportDocument, ...] = (
    _report(
        "cg19", "大冶市城市管理执法局", "大冶市",
        "2018年和2020年相比，占道经营查处件数略有变化。2020年将继续，2020年目标另行公布。",
        agency_type="城管执法", metrics={"received": 3},
    ),
    _report(
        "cg20", "大冶市城市管理执法局", "大冶市",
        "一、总体情况\n本局查处占道经营 14 起，渣土车违规 9 起。\n行政处罚\t203\t60\n未发生行政复议。",
        agency_type="城管执法", metrics={"received": 14, "penalties": 203},
    ),
    _report(
        "cg21", "大冶市城市管理执法局", "大冶市",
        "与2020年相比，占道经营下降。2020年结转的申请2020年底前办结，2020年无遗留。",
        agency_type="城管执法", metrics={"received": 0},
    ),
    _report(
        "cz20", "大冶市财政局", "大冶市",
        "“三公”经费预决算按时公开。会同大冶市城管局公开收费标准。",
        agency_type="财政", metrics={"received": 5},
    ),
    _report(
        "hs20", "黄石市城市管理委员会", "黄石市",
        "指导大冶市、阳新县开展违法建设治理，生活垃圾分类稳步推进。",
        agency_type="城管执法",
    ),
    _report("yx20", "阳新县综合行政执法局", "阳新县", "拆除违建两处，信访事项按期答复。"),
    _report(
        "xf09", "襄樊市卫生局", "襄阳市",
        "襄樊市卫生系统公开医疗收费。无人申请公开。", form="free",
    ),
    _report("xy20", "襄阳市卫生健康委员会", "襄阳市", "疫情信息每日发布，依申请公开 31 件。"),
    _report("hz15", "洪泽县人民政府", "洪泽区", "洪泽县政务服务中心设公开专栏。", form="free"),
    _report("hz23", "淮安市洪泽区人民政府", "洪泽区", "汇总全区各镇、街道办事处的数据。"),
    _report("cq21", "重庆市公安局", "重庆市", "户籍业务一网通办，全年受理公开申请一百余件。"),
    _report("la18", "六安市环境保护局", "六安市", "公开环评审批 35 件，面积⑴ 35㎡。"),
    _report("la21", "六安市生态环境局", "六安市", "排污许可證信息全部公開，無舉報。"),
    _report("xm22", "厦门市人力资源和社会保障局", "厦门市", "就业创业政策解读 12 篇，GB/T 2260 已应用。"),
)  # fmt: skip
ALL = {each.id for each in TOWN}
