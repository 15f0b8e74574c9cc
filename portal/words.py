"""The words of the pages: names of facets, levels, forms and sorts; times and numbers as read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from indexer.port import Sort
from portal.language import gettext, language, noted
from reports import divisions

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China's one zone; it has no summer time since 1991, so a fixed offset needs no zone data."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
TEN_THOUSAND, HUNDRED_MILLION = "万", "亿"
UNKNOWN_AGENCY = noted("未识别机关")
LEVEL_NAMES: Mapping[str, str] = {
    "national": noted("国家"),
    "province": noted("省级"),
    "prefecture": noted("地市级"),
    "county": noted("县级"),
    "township": noted("乡级"),
}
FORM_NAMES: Mapping[str, str] = {
    "free": noted("自由格式"),
    "2019": noted("2019 年版格式"),
    "2021": noted("2021 年版格式"),
}
SORT_NAMES: Mapping[Sort, str] = {
    "relevance": noted("相关"),
    "newest": noted("年度新到旧"),
    "oldest": noted("年度旧到新"),
    "agency": noted("机关名称"),
}
PARAMETER_NAMES: Mapping[str, str] = {
    "year": noted("年度"),
    "region": noted("地区"),
    "type": noted("机关类型"),
    "level": noted("层级"),
    "form": noted("格式"),
    "findings": noted("核对"),
}
FIELD_NAMES: Mapping[str, str] = {
    "is_report": noted("是否年报"),
    "title": noted("标题"),
    "agency": noted("机关"),
    "year": noted("年度"),
    "agency_type": noted("机关类型"),
    "agency_level": noted("层级"),
    "region": noted("地区"),
    "published_on": noted("公布日期"),
    "drafted_on": noted("成文日期"),
    "index_number": noted("索引号"),
    "form": noted("格式"),
}
"""What is read of a report besides its text and cells, by the names of `AnnualReport`."""
SEVERITY_NAMES: Mapping[str, str] = {
    "E": noted("数字不一致"),
    "W": noted("疑有误"),
    "I": noted("留意"),
}
FINDINGS_WITH = noted("有数字不一致")
FINDINGS_WITHOUT = noted("未见数字不一致")


def value_name(parameter: str, value: str) -> str:
    """A facet value as it is read: ``2020`` of year → ``2020 年``, a code → its place."""
    if parameter == "year":
        return gettext("%(year)s 年", year=value)
    if parameter == "region":
        return place_name(value)
    if parameter == "level":
        return gettext(LEVEL_NAMES.get(value, value))
    if parameter == "form":
        return gettext(FORM_NAMES.get(value, value))
    if parameter == "findings":
        found = FINDINGS_WITH if value == "1" else FINDINGS_WITHOUT
        return gettext(found)
    return gettext(value)


def place_name(code: str) -> str:
    """The name of a division of today, or its code when we know none."""
    division = divisions.by_code(code)
    return _named(division) if division else code


def _named(division: divisions.Division) -> str:
    """Provinces have English names; a place below is named as its reports name it."""
    return gettext(division.name) if division.code.endswith("0000") else division.name


def place_path(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(code, name) from the province down; a municipality is named once (重庆市, not twice)."""
    path: list[tuple[str, str]] = []
    for code in codes:
        name = place_name(code)
        if not path or path[-1][1] != name:
            path.append((code, name))
    return tuple(path)


def report_name(agency: str | None, year: int | None) -> str:
    """What a report is called: ``大冶市水利局 2023 年年报``."""
    name = agency or gettext(UNKNOWN_AGENCY)
    if year is None:
        return gettext("%(agency)s 年报", agency=name)
    return gettext("%(agency)s %(year)s 年年报", agency=name, year=year)


def local_time(moment: datetime) -> str:
    """``2021-01-20 09:30`` in China's time. Naive times are taken as UTC."""
    return _local(moment).strftime("%Y-%m-%d %H:%M")


def local_day(moment: datetime | date) -> str:
    """``2021年1月20日`` or ``20 January 2021``, a moment's day being China's."""
    day = _local(moment) if isinstance(moment, datetime) else moment
    if language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def _local(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(CHINA)


def grouped(value: Decimal | int) -> str:
    """``50423023.14`` → ``50,423,023.14``; no zeros that say nothing."""
    if isinstance(value, int):
        return f"{value:,}"
    number = Decimal(value)
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number.normalize():,f}"


def size(count: int) -> str:
    """Bytes as ``51 KB``; below 1 KB in full."""
    if count < 1024:
        return gettext("%(count)s 字节", count=count)
    if count < 1 << 20:
        return f"{count / 1024:.0f} KB"
    return f"{count / (1 << 20):.1f} MB"
