"""What an answer is, told by its status and its first words: a page, a challenge, a soft 404.

Only the short pages are looked into; a report is never so short that it says nothing but that
it is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from archive import entity
from archive.warc_records import one_line
from crawler.outcomes import State
from reports.decode import decode

# 521: 加速乐, 412: 瑞数; both serve browsers and decline programs, which is not "gone"
_CHALLENGES = frozenset({412, 521})
MOST_HEADERS = 200
_FAULTS: Mapping[entity.Fault, tuple[State, str]] = {
    "mislabelled": ("mislabelled", "网站称内容用 {coding} 压缩，其实没有；按原样保存和读取。"),
    "spoiled": ("damaged", "压缩的内容损坏，无法解开。"),
    "cut": ("damaged", "压缩的内容没有传完。"),
    "unknown": ("damaged", "内容用 {coding} 压缩，无法解开。"),
    "too_large": ("too_large", "压缩的内容解开后超过 {most} 字节。"),
}
_LONGEST_STUB = 60_000
_FEW_WORDS = 300
_CHALLENGE = re.compile(
    rb"__jsluid|__jsl_clearance|\$_ts\s*=|window\[.{1,4}\$_ts|_\$jsvmprt|acw_sc__v2|/cdn-cgi/challenge"
)
_MISSING = (
    "页面不存在", "页面未找到", "未找到页面", "网页不存在", "找不到", "不存在或已", "已被删除", "已删除",
    "内容不存在", "文章不存在", "信息不存在", "无法找到", "走丢", "404",
)  # fmt: skip
_MISSING_TEXT = re.compile("|".join(_MISSING) + r"|not\s+found", re.IGNORECASE)
_MISSING_BYTES = re.compile(
    b"|".join(
        sorted({re.escape(word.encode(code)) for word in _MISSING for code in ("utf-8", "gb18030")})
    )
    + rb"|[Nn][Oo][Tt]\s+[Ff][Oo][Uu][Nn][Dd]"
)
# what is never closed goes on to the end, as in browsers: looking for its end again and again
# from every opening would take a hostile page's length squared
_HIDDEN = re.compile(
    r"<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_HOME = re.compile(r"/?(?:(?:index|default|home)\.\w{3,5})?")


def judge(
    status: int, body: bytes, *, cut: bool, content_type: str | None = None, sent_home: bool = False
) -> tuple[State, str]:
    """The state of an answer and a sentence about it. ``cut``: the size cap ended the body;
    ``sent_home``: a redirect led from the page to the site's home."""
    if status == 304:
        return "unchanged", "网站说没有变化。"
    if status in _CHALLENGES:
        return "challenge", f"网站返回 {status} 验证页，不再继续。"
    if not 200 <= status < 300:
        return "http_error", f"网站返回 {status}。"
    if cut:
        return "too_large", f"文件超过大小上限，只保存了前 {len(body)} 字节。"
    if not body.strip():
        return "empty", "网站返回空白内容。"
    if sent_home:
        return "soft_404", "网站把这个地址转到了首页。"
    if len(body) <= _LONGEST_STUB:
        return _stub(body, content_type)
    return "ok", ""


def damage(body: bytes, headers: Sequence[tuple[str, str]], most: int) -> tuple[State, str] | None:
    """What is wrong with a body as its headers describe it: a coding that breaks off or is
    spoiled, one that unpacks to more than ``most`` bytes, more headers than any site sends. A body
    that is not coded as it says (``mislabelled``) is still the page."""
    if len(headers) > MOST_HEADERS:
        return "damaged", f"网站返回了 {len(headers)} 个响应头。"
    found = entity.opened(body, headers, most)
    if found.fault is None:
        return None
    state, sentence = _FAULTS[found.fault]
    return state, sentence.format(coding=one_line(found.coding), most=most)


def is_home(url: str) -> bool:
    """Whether an address is a site's home page."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path.lower()) is not None


def words(body: bytes, content_type: str | None = None) -> str:
    """What a reader sees of an HTML page, roughly: tags, scripts and blanks taken out."""
    return "".join(_HIDDEN.sub("", decode(body, content_type)).split())


def _stub(body: bytes, content_type: str | None) -> tuple[State, str]:
    challenge = _CHALLENGE.search(body)
    missing = _MISSING_BYTES.search(body)
    if challenge is None and missing is None:
        return "ok", ""
    text = words(body, content_type)
    if len(text) > _FEW_WORDS:
        return "ok", ""
    if challenge is not None:
        return "challenge", "网站返回脚本验证页，不再继续。"
    if found := _MISSING_TEXT.search(_HIDDEN.sub(" ", decode(body, content_type))):
        return "soft_404", f"网站返回 200，但页面只说“{found[0]}”。"
    return "ok", ""
