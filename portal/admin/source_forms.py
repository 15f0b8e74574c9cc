"""A source as a form: its fields ⇄ a `Source`, and what each field may hold, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from archive.errors import SourceError
from archive.source_files import from_table
from archive.sources import FAMILIES, Source
from portal.language import gettext, noted

HINTS: Mapping[str, str] = {
    "id": noted("编号：小写字母、数字、点和横线，最多 64 个字符。"),
    "name": noted("名称：不能空着。"),
    "region_code": noted("地区代码：六位数字的行政区划代码，例如 420281。"),
    "agency": noted("机关：报告没有写明机关时用这个名称。"),
    "listings": noted("列表页：http 或 https 地址，一行一个，至少一个。"),
    "hosts": noted("另外信任的主机：主机名，一行一个。"),
    "link_text": noted("链接文字：含有这几个字的链接都算年报。"),
    "family": noted("网站类型：拿不准就选 auto。"),
    "delay": noted("间隔：两次请求之间的秒数，0 或更多。"),
    "expect.reports.min": noted("最少份数：0 或更大的整数，不多于最多份数。"),
    "expect.reports.max": noted("最多份数：0 或更大的整数。"),
    "schedule": noted("时间表：例如“30d, 2d in 1-4”，平时每 30 天，一至四月每 2 天。"),
    "night": noted("时段：北京时间的两个钟点，例如 22-6，只在其间抓取。"),
}
"""What each key may hold: beside its field, and as the sentence when it does not."""
_LINES = ("listings", "hosts")
_TEXTS = ("id", "name", "region_code", "agency", "link_text", "family", "schedule", "night")
_COUNTS = {"expect_min": "min", "expect_max": "max"}


def fields(source: Source | None) -> dict[str, str]:
    """What a form on that source shows; one on a new source without."""
    shown = {name: str(getattr(source, name, None) or "") for name in _TEXTS}
    shown |= {name: "\n".join(getattr(source, name, ())) for name in _LINES}
    for name in ("delay", *_COUNTS):
        value = getattr(source, name, None)
        shown[name] = "" if value is None else f"{value:g}"
    shown["enabled"] = "1" if source is None or source.enabled else ""
    shown["family"] = shown["family"] or "auto"
    return shown


def sent(form: MultiDict[str, str]) -> dict[str, str]:
    """What a form says, as it was typed."""
    names = (*_TEXTS, *_LINES, "delay", *_COUNTS, "enabled")
    return {name: form.get(name, "").strip() for name in names}


def source_of(shown: Mapping[str, str]) -> Source:
    """The source that a form describes. SourceError names the key that is wrong."""
    table: dict[str, Any] = {name: shown[name] for name in _TEXTS if shown[name]}
    for name in _LINES:
        if lines := [line.strip() for line in shown[name].splitlines() if line.strip()]:
            table[name] = lines
    if shown["delay"]:
        table["delay"] = _number(shown["delay"])
    counts = {key: _count(shown[name]) for name, key in _COUNTS.items() if shown[name]}
    table |= {"expect": {"reports": counts}, "enabled": bool(shown["enabled"])}
    return from_table({"id": "", **table}, FAMILIES)


def told(wrong: SourceError) -> str:
    """Why not, in the reader's language."""
    hint = HINTS.get(wrong.key or "")
    if hint is not None:
        return gettext("这一项有误。%(hint)s", hint=gettext(hint))
    return gettext("不能收这个来源。%(reason)s", reason=str(wrong))


def told_of_file(wrong: SourceError, file: str) -> str:
    """Why a file is not taken: its name, the line, and what the key may hold."""
    line = wrong.line or 1
    if wrong.key is None:
        return gettext("文件 %(file)s 第 %(line)s 行不是 TOML。", file=file, line=line)
    hint = HINTS.get(wrong.key)
    reason = gettext(hint) if hint else gettext("没有 %(key)s 这一项。", key=wrong.key)
    return gettext("文件 %(file)s 第 %(line)s 行：%(reason)s", file=file, line=line, reason=reason)


def _number(text: str) -> float | str:
    """The number, or the text that is none, to be refused by its key."""
    try:
        return float(text)
    except ValueError:
        return text


def _count(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else text
