"""Chance that repeats: the same words give the same numbers on every machine."""

from __future__ import annotations

from random import Random


def dice(*parts: object) -> Random:
    """A random source that depends on ``parts`` alone."""
    return Random("/".join(map(str, parts)))  # noqa: S311 - sample data has no secrets


def spread(source: Random, count: int, weights: tuple[float, ...]) -> list[int]:
    """``count`` split at random over as many parts as there are weights."""
    parts = [0] * len(weights)
    for index in source.choices(range(len(weights)), weights, k=count):
        parts[index] += 1
    return parts
