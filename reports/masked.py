"""Text made comparable for finding copies: what every report prints is left out, and what a
copyist changes (figures, years, the body's own names) is masked.

Each masked character knows where it stood in print, so that a copy can be shown as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reports.model import Region
from reports.names import plain_name
from reports.text import fold, fold_char, folds_evenly, squeeze

BREAK = "\n"
"""Stands where something was left out; no passage runs across it."""

_MASK = {"name": "某", "own": "我", "number": "0"}
MASKS = frozenset(_MASK.values())
"""What stands for a name, the body speaking of itself, a number; they may also stand for themselves."""

_LONGEST = 30_000  # masked characters of a section that are compared
_SHORT = 10  # characters; a shorter line without a full stop is a label, a cell or a signature
_STEM = 2  # characters that a place's short name has at least
_ODD = re.compile(r"\s")
_SENTENCE = re.compile("[^。;!?]+[。;!?]*")
_SUFFIX = re.compile("(?:特别行政区|(?:壮族|回族|维吾尔)?自治[区州县旗]|[省市区县州盟旗])$")
_VARIES = (
    r"(?P<own>[我本全](?:街道|机关|单位|[局委办厅院署处省市州盟县区旗镇乡]))"
    r"|(?P<number>[0-9]+(?:[.,:][0-9]+)*%?)"
    r"|(?P<gap>[\W_]+)"
)
_FURNITURE = re.compile(
    "^(?:[一二三四五六七八九十0-9]+[、.]|[(][一二三四五六七八九十0-9]+[)])?(?:"
    "(?:.{0,30}?(?:根据|按照|依据|依照)|现?将).{0,80}?政府信息公开(?:工作)?(?:条例|年度报告).{0,200}?"
    "(?:编制|制作|撰写|公布|发布|报告如下|要求).{0,20}$"
    "|(?:现?将|现).{0,60}?年度报告(?:予以)?(?:公布|公开|发布)?如下"
    "|.{0,12}?(?:本|该|年度)(?:年度)?报告(?:全文|共|由|包括|分为|内容|中?所列|中?的?数据|的?电子版|主要)"
    "|.{0,12}?全文(?:由|共|包括|分为)|.{0,24}?统计(?:期限|时间)"
    "|.{0,8}?(?:如|若)?对(?:本|该|此)?(?:年度)?报告.{0,30}?(?:疑问|疑义|意见|建议|问题)"
    "|.{0,12}?(?:可以?在|登录|请访问).{0,60}?(?:查阅|下载|浏览)"
    "|[(]?(?:通讯|通信|联系|办公)?(?:地址|电话|方式|人)[::]|邮政?编码?|传真|电子邮[箱件]|邮箱"
    "|[(]?本列数据的勾稽关系|注[::]"
    "|.{0,40}?《?政府信息公开信息处理费管理办法》?"
    "|.{0,20}?(?:没有|无|暂无|不存在)(?:其他)?(?:需要?|应当)(?:说明|报告)(?:和报告)?的(?:其他)?(?:事项|情况)"
    ")"
)


@dataclass(slots=True)
class Masked:
    """``text`` without white space and punctuation, a changing thing being one character of it;
    ``starts`` and ``ends`` are where each character stood in print."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def own_names(agency: str | None, region: Region | None) -> tuple[str, ...]:
    """The names that a body calls itself and its place by, folded, the longest first."""
    names: set[str] = set()
    if agency:
        names |= {squeeze(agency), plain_name(agency, region)}
    if region:
        for place in filter(None, (region.province, region.city, region.county)):
            name = squeeze(place)
            names |= {name, _SUFFIX.sub("", name)}
    usable = (name for name in names if len(name) >= _STEM)
    return tuple(sorted(usable, key=lambda name: (-len(name), name)))


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """The paragraphs of a section's text as they are compared; table rows are left out, and
    what goes beyond 30,000 characters."""
    varies = _varies(tuple(names))
    found = Masked()
    parts: list[str] = []
    start = 0
    for line in text.split("\n"):
        if line and "\t" not in line:
            folded, at = _folded(line, start)
            for sentence in _sentences(folded):
                if _FURNITURE.match(sentence[0]):
                    parts.append(BREAK)
                    found.starts.append(at[sentence.start()])
                    found.ends.append(at[sentence.start()])
                else:
                    _mask(varies, sentence, at, found, parts)
            if len(found.starts) > _LONGEST:
                break
        start += len(line) + 1
    found.text = "".join(parts)
    return found


@lru_cache(maxsize=64)
def _varies(names: tuple[str, ...]) -> re.Pattern[str]:
    """What is masked. Names one after another (湖北省大冶市) are one, for some bodies print
    fewer."""
    alternatives = "|".join(map(re.escape, names))
    own = f"(?P<name>(?:{alternatives})+)|" if alternatives else ""
    return re.compile(own + _VARIES)


def _folded(line: str, start: int) -> tuple[str, Sequence[int]]:
    """The line folded without white space, and where each character stood, one more entry for
    the end."""
    folded = fold(line)
    if folds_evenly(line) and not _ODD.search(folded):
        return folded, range(start, start + len(line) + 1)  # as most lines are
    at: list[int] = []
    chars = list(map(fold_char, line))
    for index, char in enumerate(chars):
        chars[index] = "".join(char.split())
        at += [start + index] * len(chars[index])
    at.append(start + len(line))
    return "".join(chars), at


def _sentences(folded: str) -> Iterator[re.Match[str]]:
    if len(folded) >= _SHORT or folded.endswith("。"):
        yield from _SENTENCE.finditer(folded)


def _mask(
    varies: re.Pattern[str],
    sentence: re.Match[str],
    at: Sequence[int],
    found: Masked,
    parts: list[str],
) -> None:
    """Puts the sentence's masked characters into ``parts``, and where they stood into ``found``."""
    text, here, last = sentence.string, sentence.start(), sentence.end()
    for match in varies.finditer(text, here, last):
        start, end = match.span()
        if start > here:
            parts.append(text[here:start])
            _plain(at[here:start], found)
        kind = match.lastgroup
        if kind is not None and kind != "gap":
            parts.append(_MASK[kind])
            found.starts.append(at[start])
            found.ends.append(at[end - 1] + 1)
        here = end
    parts.append(text[here:last])
    _plain(at[here:last], found)


def _plain(at: Sequence[int], found: Masked) -> None:
    found.starts += at
    if isinstance(at, range):
        found.ends += range(at.start + 1, at.stop + 1)
    else:
        found.ends += [index + 1 for index in at]
