"""A small made-up corpus, and a document maker, for the tests of this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from indexer.port import ReportDocument

HUBEI, HUANGSHI, DAYE = "420000", "420200", "420281"
REGIONS = {
    "湖北": (HUBEI,),
    "湖北省": (HUBEI,),
    "黄石": (HUANGSHI,),
    "大冶市": (DAYE,),
    "台湾": ("710000",),
}


def resolve(name: str) -> tuple[str, ...]:
    """Codes of the few places that the tests name."""
    return REGIONS.get(name, ())


def document(id: str, **given: Any) -> ReportDocument:  # noqa: A002 - the field's own name
    """A document with everything that is not given left plain."""
    fields: dict[str, Any] = {
        "title": "年度报告",
        "agency": None,
        "year": 2020,
        "province": None,
        "city": None,
        "county": None,
        "region_codes": (),
        "agency_type": None,
        "agency_level": None,
        "form": None,
        "source_url": None,
        "published_on": None,
        "has_findings": False,
        "body": "",
    }
    return ReportDocument(id=id, **(fields | given))


_DAYE: dict[str, Any] = {
    "province": "湖北省",
    "city": "黄石市",
    "county": "大冶市",
    "region_codes": (HUBEI, HUANGSHI, DAYE),
    "agency_level": "county",
}
_NINGBO: dict[str, Any] = {
    "province": "浙江省",
    "city": "宁波市",
    "region_codes": ("330000", "330200"),
    "agency_level": "prefecture",
}

CORPUS: tuple[ReportDocument, ...] = (
    document(
        "daye-cg-2020",
        title="大冶市城市管理执法局2020年政府信息公开工作年度报告",
        agency="大冶市城市管理执法局",
        year=2020,
        agency_type="城管执法",
        form="2019",
        source_url="http://www.daye.example/cg2020.html",
        published_on=date(2021, 1, 20),
        has_findings=True,
        metrics={"received": 14, "penalties": 203},
        body="一、总体情况\n本局共作出行政处罚决定 203 件。\n待处理事项共 3 件。\n行政处罚\t203\t60\n",
        **_DAYE,
    ),
    document(
        "daye-cg-2021",
        title="大冶市城市管理执法局2021年政府信息公开工作年度报告",
        agency="大冶市城市管理执法局",
        year=2021,
        agency_type="城管执法",
        form="2021",
        published_on=date(2022, 1, 18),
        metrics={"received": 0, "penalties": 100},
        body="一、总体情况\n全年作出行政处罚 100 件，无行政复议。\n使用 A 类表格，面积⑴ 35㎡。\n",
        **_DAYE,
    ),
    document(
        "huangshi-2019",
        title="黄石市人民政府2019年政府信息公开工作年度报告",
        agency="黄石市人民政府",
        year=2019,
        agency_type="政府及办公厅(室)",
        form="2019",
        metrics={"received": 120.0},
        body="汇总全市各县人民政府的数据，依申请公开 120 件。统计期限为 ２０１９ 年。\n",
        **(
            _DAYE
            | {"county": None, "region_codes": (HUBEI, HUANGSHI), "agency_level": "prefecture"}
        ),
    ),
    document(
        "ningbo-ga-2020",
        title="宁波市公安局2020年政府信息公开工作年度报告",
        agency="宁波市公安局",
        year=2020,
        agency_type="公安",
        form="2019",
        has_findings=True,
        metrics={"received": 100, "charges": 1234.56},
        body="本局依法履职，受理申请 100 件。向司法部门移送 2 件，未作行政处罚统计。\n",
        **_NINGBO,
    ),
    document(
        "ningbo-sf-2022",
        title="宁波市司法局2022年政府信息公开工作年度报告",
        agency="宁波市司法局",
        year=2022,
        agency_type="司法",
        form="2021",
        metrics={"received": 101},
        body="“放管服”改革持续推进。与公安机关会商 4 次。\n",
        **_NINGBO,
    ),
    document(
        "hongkong-style-2018",
        title="某縣環境保護局２０１８年政府信息公開工作年度報告",
        agency=None,
        year=2018,
        form="free",
        body="主動公開政府信息 12 條，行政處罰 5 件。網址 ＷＷＷ．ＥＸＡＭＰＬＥ．ＣＮ/ａ?b=1\n",
    ),
    document("unread", title="未识别的文件", year=None, body="附件为空白模板，请填写哈哈哈三字。"),
)
