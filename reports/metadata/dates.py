"""When a report was published and when it was signed, as printed or tagged; years in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reports.document import Document
from reports.model import Evidence
from reports.numbers import parse_count
from reports.text import squeeze

SIGNED_ON = re.compile(
    r"(20[0-4]\d)年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_ISO_DATE = re.compile(r"(20[0-4]\d|19\d\d)\D(\d{1,2})\D(\d{1,2})")
_PUBLISHED_LINE = re.compile(r"发布(?:日期|时间)[::]?(20[0-4]\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")
_CHINESE_YEAR = re.compile("二[〇○零0o][〇○零0o一二三四][〇○零0o一二三四五六七八九](?=年)")
_PINYIN = re.compile(r"(?<=[一-龥])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}\)")
_FIGURES = str.maketrans("〇○零o一二三四五六七八九", "0000123456789")
_HEAD_LINES = 12


def without_pinyin(text: str) -> str:
    """Squeezed text without the readings that mirrors put behind characters (``統(tǒng)``)."""
    return _PINYIN.sub("", text)


def in_figures(text: str) -> str:
    """Squeezed text with years in Chinese numerals (``二〇二三年``) in figures, and without the
    pinyin that mirrors put behind characters (``統(tǒng)計``)."""
    plain = without_pinyin(squeeze(text))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_FIGURES), plain)


def find_published(document: Document) -> Iterator[Evidence]:
    """The publication date that the page's tags, else its box or head, give (ISO 8601)."""
    for tag, source in (("pubdate", "tag"), ("printed:published", "box")):
        text = document.tags.get(tag) or ""
        if (match := _ISO_DATE.search(text)) and (day := _date(*match.groups())):
            yield Evidence("published_on", day, source, text, 0.9)
            return
    for line in list(document.paragraphs())[:_HEAD_LINES]:
        if (match := _PUBLISHED_LINE.search(squeeze(line))) and (day := _date(*match.groups())):
            yield Evidence("published_on", day, "text", match[0], 0.8)
            return


def find_drafted(document: Document) -> Iterator[Evidence]:
    """The date under the closing signature: a line of its own among the last (ISO 8601)."""
    for line in reversed(list(document.paragraphs())[-4:]):
        plain = in_figures(line)
        if (match := SIGNED_ON.fullmatch(plain)) and (day := _date(*match.groups())):
            yield Evidence("drafted_on", day, "signature", plain, 0.85)
            return


def _date(year: str, month: str, day: str) -> str | None:
    parts = [parse_count(part) for part in (year, month, day)]
    try:
        return date(*(int(part or 0) for part in parts)).isoformat()
    except ValueError:
        return None
