"""What kind of body an agency is: its type and its level, from its name."""

from __future__ import annotations

import re

from reports.model import Level, Region
from reports.text import squeeze

OTHER = "其他"
TOWNSHIPS = "街道乡镇"
ZONES = "开发区"

# the first type whose words stand in the name; narrower kinds come before wider ones
_TYPES: tuple[tuple[str, str], ...] = (
    (ZONES, r"管委会(?:办公室)?$|(?:开发区|高新区|高新技术产业|园区|新区|示范区|保税区|度假区|试验区|产业区|工业区)(?:\S{0,8})管(?:理委员|委)会?"),  # noqa: E501
    ("城管执法", r"城市管理|城管|综合行政执法|综合执法|行政执法局|市容环境|市政市容"),
    (TOWNSHIPS, r"街道(?:办事处)?$|街道办|[镇乡](?:人民政府|政府)?$|苏木(?:人民政府)?$|[镇乡]人民政府"),
    ("政府及办公厅(室)", r"人民政府(?:办公[厅室])?$|政府办公[厅室]$|^国务院(?:办公厅)?$|[省市县区旗州盟](?:政府|府办)$|行政公署"),
    ("市场监管", r"市场监督|市场监管|工商行政管理|质量技术监督|食品药品监督|药品监督|知识产权"),
    ("自然资源", r"自然资源|国土|规划局|规划和自然|林业|海洋"),
    ("生态环境", r"生态环境|环境保护|环保局"),
    ("人社", r"人力资源|人社|劳动和?社会保障|人事局"),
    ("医保", r"医疗保障|医保"),
    ("卫健", r"卫生健康|卫健|卫生局|卫生厅|卫生和计划生育|疾病预防|中医药"),
    ("住建", r"住房|住建|城乡建设|建设局|建设厅|房产|房屋|建设委员会"),
    ("交通", r"交通|公路|铁路|港航|民航|民用航空|海事"),
    ("水利", r"水利|水务|水文"),
    ("农业农村", r"农业|农村|畜牧|渔业|乡村振兴|扶贫|农机|粮食"),
    ("应急", r"应急管理|应急局|安全生产|消防|地震|矿山安全"),
    ("商务", r"商务|招商|投资促进|口岸"),
    ("文旅", r"文化|旅游|文旅|文物|广播电视|广电|体育"),
    ("工信", r"工业和?信息化|工信|经济和信息化|经信|通信管理|工业经济|大数据|数据局"),
    ("发改", r"发展和改革|发展改革|发改|物价"),
    ("国资", r"国有资产|国资"),
    ("教育", r"教育|教体"),
    ("科技", r"科学技术|科技|科学和技术"),
    ("公安", r"公安|交警|交通警察"),
    ("司法", r"司法局|司法厅|司法部|司法行政|监狱|戒毒"),
    ("民政", r"民政"),
    ("财政", r"财政"),
    ("审计", r"审计"),
    ("税务", r"税务|国税|地税"),
    ("统计", r"统计|调查队"),
)  # fmt: skip
_GOVERNMENT = "政府及办公厅(室)"
_NATIONAL = re.compile(
    r"^(?:国务院|国家|中国|中华人民共和国)|^(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政"
    r"|人力资源(?:和)?社会保障|自然资源|国土资源|生态环境|环境保护|住房和城乡建设|交通运输|水利|农业|农业农村"
    r"|商务|文化|文化和旅游|应急管理|审计)部$|^(?:审计署|海关总署|中国人民银行|最高人民)"
)
# 国家税务总局武汉市税务局, 国家统计局湖北调查总队: what is left of the name is a body in a place
_BRANCH = re.compile(
    r"^(?:国家|中国|中华人民共和国)[一-龥]{2,10}?(?:总局|总署|局|银行)(?=.+(?:局|行|队|处|关)$)"
)
_TOWNSHIP = re.compile(r"(?:街道|街道办|街道办事处|苏木|[镇乡])(?:人民政府|政府|办事处)?$")


def agency_type(name: str) -> str:
    """The type a name states; ``其他`` for a name that is none of the list's."""
    plain = squeeze(name)
    for kind, words in _TYPES:
        if re.search(words, plain):
            return kind
        if kind == _GOVERNMENT:
            plain = plain.replace("人民政府", "")  # or every 人民政府 would be 民政
    return OTHER


def is_national(name: str) -> bool:
    """Whether the name is a ministry's or another body of the State Council."""
    plain = squeeze(name)
    return bool(_NATIONAL.search(plain)) and local_name(plain) == plain


def local_name(name: str) -> str:
    """The name without the ministry it is a branch of: 国家税务总局大冶市税务局 → 大冶市税务局."""
    return _BRANCH.sub("", squeeze(name))


def agency_level(name: str, region: Region | None) -> Level | None:
    """The level of the body: that of its division, or township for the bodies below a county;
    None where neither name nor region says."""
    plain = squeeze(name)
    if _TOWNSHIP.search(plain) and not plain.endswith("开发区"):
        return "township"
    if is_national(plain):
        return "national"
    return region_level(region)


def region_level(region: Region | None) -> Level | None:
    """The level of a division's own government and departments."""
    if region is None:
        return None
    if region.county is not None:
        return "county"
    municipal = region.city is not None and region.city == region.province
    return "prefecture" if region.city is not None and not municipal else "province"
