"""Addresses on list pages: joined, freed of session ids, and held against traps.

A list may go on for ever without meaning to (calendars, pagers that lead to themselves, paths
that grow); what such an address looks like is told here, by the address alone.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from crawler.addresses import host_of
from crawler.families.model import Issue, PageRequest

MOST_PAGES = 1_000
LONGEST = 2_000
_MOST_FIELDS = 100
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SESSION_NAMES = frozenset(
    {"jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "cfid", "cftoken"}
)
_PAGE_FIELDS = frozenset(
    {
        "page", "pageindex", "pageno", "pagenum", "pagenumber", "curpage", "cur_page", "currentpage",
        "current", "currpage", "p", "pn", "nowpage", "topage",
    }
)  # fmt: skip
_CALENDAR = re.compile(r"/calendar|rili|[?&](?:day|date|month|yuefen)=\d", re.IGNORECASE)
_MOST_REPEATS = 3


def join(base: str, href: str) -> str | None:
    """The absolute http(s) address a link means, without fragment and session id; None for any
    other (scripts, mail, broken brackets) and for one longer than any site's."""
    href = re.sub(r"[\t\r\n]", "", href[: LONGEST + 1]).strip().replace("\\", "/")
    if not href or len(href) > LONGEST:
        return None
    try:
        url = urldefrag(urljoin(base, href)).url
        return without_session(url) if host_of(url) else None
    except ValueError:  # a broken bracket in the host, seen in hand-written links
        return None


def without_session(url: str) -> str:
    """The address without ``;jsessionid=`` and its kin, which would make one page many."""
    url = _PATH_SESSION.sub("", url)
    lower = url.lower()
    if not any(f"{name}=" in lower for name in _SESSION_NAMES):
        return url
    return _with_fields(
        url, [pair for pair in fields_of(url) if pair[0].lower() not in _SESSION_NAMES]
    )


def fields_of(url: str) -> list[tuple[str, str]]:
    """The fields of an address's query, decoded, in its order; none where there are too many."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def field_of(url: str, *names: str) -> str | None:
    """The first of these fields in the address's query, in any case of letters."""
    wanted = {name.lower() for name in names}
    return next((value for name, value in fields_of(url) if name.lower() in wanted), None)


def with_field(url: str, name: str, value: str) -> str:
    """The address with one field set, in its place if it was there, else at the end."""
    fields = fields_of(url)
    if not any(key.lower() == name.lower() for key, _ in fields):
        return _with_fields(url, [*fields, (name, value)])
    changed = [(key, value if key.lower() == name.lower() else old) for key, old in fields]
    return _with_fields(url, changed)


def page_field(url: str) -> tuple[str, int] | None:
    """The field of an address that holds a page number, and the number."""
    for name, value in fields_of(url):
        if is_page_field(name) and re.fullmatch(r"[0-9]{1,6}", value):
            return name, int(value)
    return None


def is_page_field(name: str) -> bool:
    """Whether a field of that name holds the number of a page."""
    return name.lower().rpartition(".")[2] in _PAGE_FIELDS


def _with_fields(url: str, fields: list[tuple[str, str]]) -> str:
    return urlunsplit(urlsplit(url)._replace(query=urlencode(fields)))


def objection(page: str, request: PageRequest) -> Issue | None:
    """Why a further page is not followed from ``page``, by its address; None if it is."""
    url = request.url
    if host_of(url) is None or len(url) > LONGEST:
        return Issue("next_unusable", f"后一页的地址无法使用：{url[:200]}")
    if host_of(url) != host_of(page):
        return Issue("next_leads_out", f"后一页指向另一个网站，未跟随：{url[:200]}")
    if request.method == "GET" and url == without_session(urldefrag(page).url):
        return Issue("next_is_self", "翻页链接指向本页自己。")
    if _CALENDAR.search(url) and not _CALENDAR.search(page):
        return Issue("calendar", f"像是日历翻页，未跟随：{url[:200]}")
    numbered = page_field(url)
    if numbered and numbered[1] > MOST_PAGES:
        return Issue("page_cap", f"页码超过上限 {MOST_PAGES}：{url[:200]}")
    segments = [part for part in urlsplit(url).path.split("/") if part]
    if segments and max(Counter(segments).values()) > _MOST_REPEATS:
        return Issue("growing_path", f"地址中有重复的目录，像是没有尽头的链接：{url[:200]}")
    return None
