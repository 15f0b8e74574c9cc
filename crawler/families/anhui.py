"""The platform of Anhui's sites: ``/OpennessAnnualReport/show/1.html``, ``/XxgkAnnualReport/show``,
``/Xxgknb/show``, ``/public/<body>/<id>.html``, ``gknb_show.php?id=1``.

Lists count pages in a field (``pageIndex``) or in links; the links of the report pages often say
no more than a year, and their address says the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.families import pagers
from crawler.families.links import links_of
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage

_REPORT = re.compile(
    r"/(?:OpennessAnnualReport|XxgkAnnualReport|Xxgknb)/(?:show/|\?|$)|gknb_show\.php\?",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"^(?:https?://[^/]{1,250})?/public/\d+/\d+\.html", re.IGNORECASE)
_LIST = re.compile(r"/(?:OpennessAnnualReport|XxgkAnnualReport|Xxgknb)(?:/|\?|$)", re.IGNORECASE)


def signs(page: ListPage) -> Iterator[Sign]:
    """What speaks for it."""
    if page.links_to(_REPORT):
        yield Sign(7, "报告地址形如 /OpennessAnnualReport/show/1.html")
    if page.links_to(_PUBLIC):
        yield Sign(5, "文章地址形如 /public/1/2.html")
    if _LIST.search(page.url):
        yield Sign(3, "列表地址在年报目录下")


def read(page: ListPage, _asked: PageRequest | None, link_text: str | None) -> Found:
    """Links, and the pages its count or its pager gives."""
    following = [*pagers.counted(page), *pagers.numbered(page)]
    return Found(links_of(page, link_text), tuple(following))
