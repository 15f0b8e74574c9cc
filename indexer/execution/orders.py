"""The orders that results are shown in, as keys for `indexer.execution.ranking`."""

from __future__ import annotations

import numpy as np

from indexer.execution.facets import Facets
from indexer.execution.matches import Matches, scores_of
from indexer.execution.ranking import Key
from indexer.port import Sort
from indexer.segments.postings import Ints
from indexer.snapshot import Snapshot


def sort_keys(sort: Sort, snapshot: Snapshot, facets: Facets, found: Matches) -> list[Key]:
    """The keys of a sort. Newer reports break ties, then the id; what has no year or no agency stands
    last in an order by it."""

    def ids(docs: Ints) -> Ints:
        names = snapshot.ids
        order = np.argsort(np.array([names[at] for at in docs.tolist()]), kind="stable")
        ranks = np.empty(len(docs), np.int64)
        ranks[order] = np.arange(len(docs))
        return ranks

    def newest(docs: Ints) -> Ints:
        return -facets.years[docs]

    def latest(docs: Ints) -> Ints:
        return -facets.published[docs]

    def agencies(docs: Ints) -> Ints:
        return facets.agency_ranks[docs]

    if sort == "relevance":
        return [lambda docs: -scores_of(found, docs), newest, latest, ids]
    if sort == "newest":
        return [newest, latest, agencies, ids]
    if sort == "oldest":
        return [
            lambda docs: np.where(facets.years[docs] == 0, 9999, facets.years[docs]),
            lambda docs: np.where(facets.published[docs] == 0, 9_999_999, facets.published[docs]),
            agencies,
            ids,
        ]
    return [agencies, newest, ids]
