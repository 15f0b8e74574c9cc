"""The way through one list, page after page: where it goes round in circles or has no end.

What one page shows cannot tell; this remembers. A crawl keeps one `Trail` for each listing
address and asks it before it follows a page's further pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.families.addresses import MOST_PAGES
from crawler.families.model import Issue, Listing, PageRequest

_MOST_REPEATS = 3


@dataclass(slots=True)
class Trail:
    """What was asked for and seen so far. ``most``: how many pages of one list are read."""

    most: int = MOST_PAGES
    _asked: set[str] = field(default_factory=set)
    _pages: set[str] = field(default_factory=set)
    _repeats: int = 0
    _ended: bool = False

    def follow(self, listing: Listing) -> tuple[tuple[PageRequest, ...], tuple[Issue, ...]]:
        """The further pages of ``listing`` to ask for, none of them asked for before, and why the
        list ends here if it does: pages on end that show what was seen before, or the cap. Once
        ended it stays so; pages already asked for may still be read."""
        issues = self._look(listing)
        if self._ended:
            return (), issues
        chosen: list[PageRequest] = []
        for request in listing.next_pages:
            if request.key in self._asked:
                continue
            if len(self._asked) >= self.most:
                self._ended = True
                issue = Issue("page_cap", f"列表超过 {self.most} 页，其余未读。")
                return tuple(chosen), (*issues, issue)
            self._asked.add(request.key)
            chosen.append(request)
        return tuple(chosen), issues

    def _look(self, listing: Listing) -> tuple[Issue, ...]:
        known = listing.fingerprint in self._pages
        self._pages.add(listing.fingerprint)
        self._repeats = self._repeats + 1 if known else 0
        if self._ended or self._repeats < _MOST_REPEATS or not listing.next_pages:
            return ()
        self._ended = True
        message = f"连续 {_MOST_REPEATS} 页都是看过的内容，列表到此为止。"
        return (Issue("endless_pager", message),)
