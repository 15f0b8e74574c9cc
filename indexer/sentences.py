"""Sentences for the reader: Chinese, and still knowing which sentence with which values.

A page in another language says the same sentence in its own words; whoever prints it as it is
prints Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """A sentence with its values put in; ``words`` is it without them (``%(name)s``)."""

    words: str
    values: Mapping[str, object]


def said(words: str, **values: object) -> Sentence:
    """The sentence of these words and values."""
    sentence = Sentence(words % values if values else words)
    sentence.words, sentence.values = words, values
    return sentence
