"""A list page's answer made into what the frontier takes: reports, further pages, doubts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from archive.frontier import Address
from crawler.addresses import Trust
from crawler.families import Listing, PageRequest, read_listing
from crawler.families.trail import Trail
from crawler.inside import look

_SESSION = re.compile(
    rb";(?:jsessionid|phpsessid)=|[?&;](?:jsessionid|phpsessid|sessionid|cfid)=", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Read:
    """A list page read: its listing, the addresses it leads to, and what the crawl's report is
    to say of it: the fingerprint, issues as [code, message], trusted no further hosts."""

    listing: Listing
    addresses: tuple[Address, ...]
    found: Mapping[str, Any]


class Lists:
    """Reads a source's list pages; remembers the way through each list (`Trail`)."""

    def __init__(self, family: str, link_text: str | None, trust: Trust, most_pages: int) -> None:
        self._family = family
        self._link_text = link_text
        self._trust = trust
        self._most = most_pages
        self._trails: dict[int, Trail] = {}

    def restore(self, known: list[Address], read: list[tuple[Address, Mapping[str, Any]]]) -> None:
        """Walks again the way that an interrupted crawl has gone."""
        for number in {address.list_no for address in known}:
            pages = tuple(page_of(address) for address in known if address.list_no == number)
            for address, found in read:
                if address.kind == "listing" and address.list_no == number:
                    self._trail(number).follow(
                        Listing((), pages, fingerprint=found.get("fingerprint", ""))
                    )

    def read(self, asked: Address, body: bytes, url: str, content_type: str | None) -> Read:
        """The list page that was asked for as ``asked`` and answered from ``url``."""
        fragment = urldefrag(asked.url).fragment
        if fragment and "#" not in url:
            url = f"{url}#{fragment}"  # it names the column where lists are made by scripts
        request = page_of(asked)
        posted = asked.post is not None or asked.depth > 0
        listing = read_listing(
            body, url, content_type,
            family=self._family, link_text=self._link_text, asked=request if posted else None,
        )  # fmt: skip
        pages, ended = self._trail(asked.list_no).follow(listing)
        addresses, left = self._reports(asked, listing, url)
        issues = [[issue.code, issue.message] for issue in (*listing.issues, *ended)]
        if sessions := len(_SESSION.findall(body)):
            issues.append(["session_ids", f"{sessions} 个链接带有会话号，已去掉。"])
        for page in pages:
            if self._trust.objection(page.url) is None:
                addresses.append(self._page(asked, page, url))
        if not addresses and asked.depth == 0:
            addresses += self._inside(asked, body, url, content_type, issues)
        found = {"fingerprint": listing.fingerprint, "issues": issues, "left": left}
        found["family"] = listing.family
        return Read(listing, tuple(addresses), found)

    def _trail(self, number: int) -> Trail:
        return self._trails.setdefault(number, Trail(self._most))

    def _reports(
        self, asked: Address, listing: Listing, url: str
    ) -> tuple[list[Address], dict[str, int]]:
        """The reports that may be asked for, and how many links to each other host there are."""
        addresses: list[Address] = []
        left: Counter[str] = Counter()
        for link in listing.links:
            if self._trust.objection(link.url) is not None:
                left[urlsplit(link.url).netloc.lower()[:200]] += 1
                continue
            addresses.append(
                Address(
                    kind="report", url=link.url, title=link.title, year=link.year,
                    list_no=asked.list_no, found_on=url, score=link.score, reasons=link.reasons,
                )
            )  # fmt: skip
        return addresses, dict(left)

    def _page(self, asked: Address, page: PageRequest, url: str) -> Address:
        post = None
        if page.method == "POST" or page.headers:
            post = {
                "method": page.method,
                "form": [list(pair) for pair in page.form],
                "body": page.body,
                "headers": [list(pair) for pair in page.headers],
            }
        return Address(
            kind="listing", url=page.url, post=post, list_no=asked.list_no, found_on=url, depth=1
        )

    def _inside(
        self,
        asked: Address,
        body: bytes,
        url: str,
        content_type: str | None,
        issues: list[list[str]],
    ) -> list[Address]:
        """Where a list page without a list leads: its redirect, or the frames it shows."""
        inside = look(body, url, content_type)
        if inside is None:
            return []
        issues += [[issue.code, issue.message] for issue in inside.issues]
        onward = [inside.redirect] if inside.redirect else list(inside.frames[:5])
        return [
            Address(kind="listing", url=one.url, list_no=asked.list_no, found_on=url, depth=1)
            for one in onward
            if self._trust.objection(one.url) is None
        ]


def page_of(address: Address) -> PageRequest:
    """The request that an address of the frontier stands for."""
    post = address.post or {}
    return PageRequest(
        address.url,
        method="POST" if post.get("method") == "POST" else "GET",
        form=_pairs(post.get("form")),
        body=post.get("body"),
        headers=_pairs(post.get("headers")),
    )


def _pairs(stored: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in stored or ())
