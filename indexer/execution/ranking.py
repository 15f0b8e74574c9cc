"""The best few of many documents by several keys, without sorting the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from indexer.segments.postings import Ints

Key = Callable[[Ints], Any]
"""The key of each of the documents, as an array: the smallest goes first."""

_GROUP = 256


def best(docs: Ints, keys: Sequence[Key], wanted: int) -> Ints:
    """The first ``wanted`` of ``docs``, in order; a later key decides among equals. Only those
    that the keys before left undecided are asked for it."""
    if wanted <= 0 or not len(docs):
        return docs[:0]
    if not keys:
        return docs[:wanted]
    key, *rest = keys
    values = np.asarray(key(docs))
    if len(docs) > wanted:
        near = _near(values, wanted)
        docs, values = docs[near], values[near]
    order = values.argsort(kind="stable")
    docs, values = docs[order], values[order]
    same = values[1 : wanted + 1] == values[:wanted][: len(values) - 1]
    if not same.any():
        return docs[:wanted]
    chosen: list[Ints] = []
    missing = wanted
    bounds = np.flatnonzero(np.diff(values)) + 1
    for group in np.split(docs, bounds[: wanted + 1]):
        if missing <= 0:
            break
        found = group if len(group) == 1 else best(group, rest, missing)
        chosen.append(found)
        missing -= len(found)
    return np.concatenate(chosen)[:wanted]


def _near(values: Any, wanted: int) -> Ints:
    """Where values are that may be among the ``wanted`` smallest: all up to the last of these."""
    if wanted < len(values) // _GROUP:
        # the smallest of each group bounds what is worth looking at, and costs one pass
        whole = len(values) // _GROUP * _GROUP
        lowest = values[:whole].reshape(-1, _GROUP).min(axis=1)
        bound = np.partition(lowest, wanted - 1)[wanted - 1]
        near = np.flatnonzero(values <= bound)
        if len(near) * 2 < len(values):
            return near[_near(values[near], wanted)] if len(near) > wanted else near
    bound = np.partition(values, wanted - 1)[wanted - 1]
    return np.flatnonzero(values <= bound)
