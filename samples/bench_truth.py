"""What a crawl of the test bench should have found, and how well one did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from samples.bench_apis import offered
from samples.bench_columns import Column
from samples.bench_delivery import attached, document

_VIEWER = "viewer.html"


@dataclass(frozen=True, slots=True)
class Truth:
    """A report on the bench. ``url`` is what the list links to, ``page`` the report's own page,
    ``document`` where its bytes stand; they differ where it is a file or in a frame."""

    column: str
    url: str
    page: str
    document: str
    agency: str
    region_code: str
    year: int
    title: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a crawl did: reports ``found`` out of ``there``; those missed; addresses of reports
    kept more than once; addresses kept that are no reports."""

    there: int
    found: int
    missed: tuple[Truth, ...]
    twice: tuple[str, ...]
    invented: tuple[str, ...]

    @property
    def perfect(self) -> bool:
        """Every report found, none twice, none invented."""
        return not (self.missed or self.twice or self.invented)

    def __str__(self) -> str:
        return (
            f"{self.found} of {self.there} found, {len(self.twice)} twice, "
            f"{len(self.invented)} invented"
        )


def truths(column: Column, root: str, day: int) -> Iterator[Truth]:
    """The reports that a column served at ``root`` offers on a day, newest first."""
    by_file = column.special is attached
    for number in offered(column, day):
        entry = column.ledger.entry(number)
        page = urljoin(root, column.path(number))
        yield Truth(
            column.shape.id, urljoin(root, column.link(number)), page,
            urljoin(root, document(number)) if by_file else page,
            entry.agency.name, entry.agency.region_code, entry.year, entry.title,
        )  # fmt: skip


def judged(there: Iterable[Truth], taken: Iterable[str]) -> Judgement:
    """Holds the addresses that a crawl kept as reports, each as often as it was kept, against
    what there is. An article, frame or viewer around a document counts for nothing."""
    known = {truth.document: truth for truth in there}
    around = {url for truth in known.values() for url in (truth.url, truth.page)} - set(known)
    kept = Counter(taken)
    viewed = {url for url in kept if _viewed(url) in known}
    return Judgement(
        len(known),
        len(known.keys() & kept.keys()),
        tuple(truth for url, truth in known.items() if url not in kept),
        tuple(url for url, times in kept.items() if url in known and times > 1),
        tuple(url for url in kept if url not in known and url not in around and url not in viewed),
    )


def _viewed(url: str) -> str:
    """The document that a viewer's address names; empty for any other address."""
    if _VIEWER not in url:
        return ""
    return urljoin(url, parse_qs(urlsplit(url).query).get("file", [""])[0])
