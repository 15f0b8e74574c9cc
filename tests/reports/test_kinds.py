"""Type and level of a body, by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.divisions import region
from reports.metadata.kinds import agency_level, agency_type, is_national, local_name
from reports.model import AGENCY_TYPES


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("大冶市人民政府", "政府及办公厅(室)"), ("湖北省人民政府办公厅", "政府及办公厅(室)"),
        ("洪山区政府办公室", "政府及办公厅(室)"), ("国务院办公厅", "政府及办公厅(室)"),
        ("武汉市城市管理执法委员会", "城管执法"), ("张店区综合行政执法局", "城管执法"),
        ("武汉市公安局", "公安"), ("武汉市公安局交通管理局", "交通"), ("湖北省司法厅", "司法"),
        ("武汉市教育局", "教育"), ("科学技术部", "科技"), ("武汉市经济和信息化局", "工信"),
        ("大冶市民政局", "民政"), ("大冶市财政局", "财政"), ("黄石市人力资源和社会保障局", "人社"),
        ("武汉市自然资源和规划局", "自然资源"), ("襄樊市国土资源局", "自然资源"), ("湖北省林业局", "自然资源"),
        ("武汉市生态环境局", "生态环境"), ("大冶市环境保护局", "生态环境"), ("武汉市住房保障和房屋管理局", "住建"),
        ("大冶市住房和城乡建设局", "住建"), ("湖北省交通运输厅", "交通"), ("大冶市水利和湖泊局", "水利"),
        ("武汉市水务局", "水利"), ("大冶市农业农村局", "农业农村"), ("武汉市商务局", "商务"),
        ("武汉市文化和旅游局", "文旅"), ("武汉市卫生健康委员会", "卫健"), ("大冶市应急管理局", "应急"),
        ("武汉市审计局", "审计"), ("大冶市市场监督管理局", "市场监管"), ("湖北省药品监督管理局", "市场监管"),
        ("武汉市国有资产监督管理委员会", "国资"), ("国家税务总局大冶市税务局", "税务"), ("武汉市统计局", "统计"),
        ("武汉市医疗保障局", "医保"), ("武汉市发展和改革委员会", "发改"), ("洪山街道办事处", "街道乡镇"),
        ("石桥镇人民政府", "街道乡镇"), ("清水乡人民政府", "街道乡镇"), ("武汉东湖新技术开发区管理委员会", "开发区"),
        ("某某经济开发区管委会", "开发区"), ("武汉市残疾人联合会", "其他"), ("大冶市档案馆", "其他"),
    ],
)  # fmt: skip
def test_the_type_is_in_the_name(name: str, kind: str) -> None:
    """The words of a body's name tell its field; a name of none of the list's is 其他."""
    assert agency_type(name) == kind


@given(st.text(max_size=30))
def test_a_type_is_always_one_of_the_list(name: str) -> None:
    """Nothing else is ever said."""
    assert agency_type(name) in AGENCY_TYPES


@pytest.mark.parametrize(
    ("name", "national"),
    [
        ("教育部", True), ("国家发展和改革委员会", True), ("国务院办公厅", True), ("审计署", True),
        ("中国证券监督管理委员会", True), ("国家税务总局", True), ("国家税务总局大冶市税务局", False),
        ("国家统计局湖北调查总队", False), ("中国人民银行武汉分行", False), ("大冶市教育局", False),
        ("武装部", False), ("国家林业和草原局办公室", True),
    ],
)  # fmt: skip
def test_national_bodies(name: str, national: bool) -> None:
    """Ministries and bodies of the State Council are; their branches in a place are not."""
    assert is_national(name) is national


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("国家税务总局大冶市税务局", "大冶市税务局"),
        ("国家统计局湖北调查总队", "湖北调查总队"),
        ("大冶市税务局", "大冶市税务局"),
        ("国家税务总局", "国家税务总局"),
    ],
)
def test_a_branch_has_a_name_of_its_own(name: str, local: str) -> None:
    """Without the ministry the name begins with its place."""
    assert local_name(name) == local


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("湖北省教育厅", "420000", "province"), ("武汉市教育局", "420100", "prefecture"),
        ("大冶市教育局", "420281", "county"), ("仙桃市教育局", "429004", "county"),
        ("重庆市教育委员会", "500000", "province"), ("重庆市渝中区教育委员会", "500103", "county"),
        ("洪山街道办事处", "420111", "township"), ("石桥镇人民政府", "420281", "township"),
        ("大冶经济技术开发区管委会", "420281", "county"), ("大冶市公安局石桥镇派出所", "420281", "county"),
    ],
)  # fmt: skip
def test_the_level_is_that_of_the_division(name: str, code: str, level: str) -> None:
    """A municipality is a province; bodies below a county are townships."""
    assert agency_level(name, region(code)) == level


@pytest.mark.parametrize(
    ("name", "level"), [("教育部", "national"), ("石桥镇人民政府", "township"), ("市教育局", None)]
)
def test_the_level_without_a_division(name: str, level: str | None) -> None:
    """Ministries and townships say it themselves; otherwise nobody knows."""
    assert agency_level(name, None) == level
