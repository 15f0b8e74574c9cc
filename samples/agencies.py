"""The bodies that report in the samples: 15 by hand, and any number for large corpora."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reports.model import Level


@dataclass(frozen=True, slots=True)
class Agency:
    """A reporting body. ``kind`` names its paragraphs in ``data/prose.toml``, ``own`` is what it
    calls itself, ``scale`` about how many requests it receives a year."""

    slug: str
    name: str
    kind: str
    type: str
    level: Level
    region_code: str
    place: str
    own: str
    area_code: str
    scale: int
    site: str


AGENCIES: tuple[Agency, ...] = (
    Agency("hbkjt", "湖北省科学技术厅", "kj", "科技", "province", "420000", "湖北省", "我厅",
           "027", 34, "hubei"),
    Agency("jxcg", "武汉市江夏区城市管理执法局", "cg", "城管执法", "county", "420115", "江夏区",
           "我局", "027", 46, "hubei"),
    Agency("ydga", "宜都市公安局", "ga", "公安", "county", "420581", "宜都市", "我局",
           "0717", 38, "hubei"),
    Agency("fcjy", "襄阳市樊城区教育局", "jy", "教育", "county", "420606", "樊城区", "我局",
           "0710", 15, "hubei"),
    Agency("szjt", "苏州市交通运输局", "jt", "交通", "prefecture", "320500", "苏州市", "我局",
           "0512", 88, "jiangsu"),
    Agency("sycg", "沭阳县城市管理局", "cg", "城管执法", "county", "321322", "沭阳县", "我局",
           "0527", 29, "jiangsu"),
    Agency("kszf", "昆山市人民政府", "zf", "政府及办公厅(室)", "county", "320583", "昆山市",
           "市政府", "0512", 210, "jiangsu"),
    Agency("dsjd", "南京市江宁区人民政府东山街道办事处", "jd", "街道乡镇", "township", "320115",
           "江宁区", "街道办事处", "025", 9, "jiangsu"),
    Agency("sxsl", "绍兴市水利局", "sl", "水利", "prefecture", "330600", "绍兴市", "我局",
           "0575", 24, "zhejiang"),
    Agency("dqzf", "德清县人民政府", "zf", "政府及办公厅(室)", "county", "330521", "德清县",
           "县政府", "0572", 130, "zhejiang"),
    Agency("ywsc", "义乌市市场监督管理局", "sc", "市场监管", "county", "330782", "义乌市", "我局",
           "0579", 64, "zhejiang"),
    Agency("rajy", "瑞安市教育局", "jy", "教育", "county", "330381", "瑞安市", "我局",
           "0577", 26, "zhejiang"),
    Agency("scsj", "四川省审计厅", "sj", "审计", "province", "510000", "四川省", "我厅",
           "028", 18, "chuanyu"),
    Agency("myga", "绵阳市公安局", "ga", "公安", "prefecture", "510700", "绵阳市", "我局",
           "0816", 57, "chuanyu"),
    Agency("ybcg", "重庆市渝北区城市管理局", "cg", "城管执法", "county", "500112", "渝北区", "我局",
           "023", 52, "chuanyu"),
)  # fmt: skip

_COUNTY_BODIES: tuple[tuple[str, str, str, str, int], ...] = (
    ("人民政府", "zf", "政府及办公厅(室)", "政府", 90),
    ("城市管理局", "cg", "城管执法", "我局", 30),
    ("公安局", "ga", "公安", "我局", 35),
    ("教育局", "jy", "教育", "我局", 14),
    ("科学技术局", "kj", "科技", "我局", 4),
    ("交通运输局", "jt", "交通", "我局", 12),
    ("水利局", "sl", "水利", "我局", 9),
    ("市场监督管理局", "sc", "市场监管", "我局", 40),
    ("审计局", "sj", "审计", "我局", 5),
)
_STREETS = ("城东", "城西", "城南", "城北", "河滨", "桥头", "东湖", "西园", "南苑", "北坛")


@cache
def _places() -> tuple[dict[str, str], ...]:
    text = files("samples").joinpath("data/places.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def many() -> Iterator[Agency]:
    """Bodies for large corpora: 19 kinds in 250 counties, counties first, then kinds."""
    for suffix, kind, agency_type, own, scale in _COUNTY_BODIES:
        for place in _places():
            name = f"{place['city']}{place['county']}{suffix}"
            self_name = place["county"][-1] + own if kind == "zf" else own
            slug = f"{kind}{place['code']}"
            yield Agency(
                slug, name, kind, agency_type, "county", place["code"], place["county"],
                self_name, place["area_code"], scale, "many",
            )  # fmt: skip
    for street in _STREETS:
        for place in _places():
            yield _street_office(place, street)


def _street_office(place: dict[str, str], street: str) -> Agency:
    number = _STREETS.index(street)
    name = f"{place['city']}{place['county']}{street}街道办事处"
    return Agency(
        f"jd{place['code']}{number}", name, "jd", "街道乡镇", "township", place["code"],
        place["county"], "街道办事处", place["area_code"], 3, "many",
    )  # fmt: skip
