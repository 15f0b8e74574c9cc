"""Prints of a section's text, by which copies of it are found among any number of others.

A stretch of masked characters is told by its CRC-32. From these come two kinds of prints:

- **bands** of a MinHash over stretches of 8: the least values in 64 bins (one-permutation hashing
  with optimal densification, Li et al. 2012, Shrivastava 2017), four to a band. Two texts share
  one of the 16 bands when most of one stands in the other.
- **marks**: the least of every 32 stretches of 24 in a row (winnowing, Schleimer et al. 2003). Two
  texts share a mark wherever 55 masked characters in a row are the same, and three where 119
  are, however long they are. Of 24, since phrases of the trade are shorter.

Prints are fixed for ever by the text: a change here asks for a new ``READER_VERSION``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from struct import pack
from zlib import crc32

from reports.masked import BREAK, Masked, mask, own_names
from reports.model import AnnualReport

STRETCH = 8
"""Masked characters of a stretch that is counted."""
MARKED = 24
"""Masked characters of a stretch that may be a mark."""
BINS = 64
"""Values of a MinHash signature."""
LEAST = 150
"""Masked characters below which a section has no bands: short texts are alike by chance."""

_BAND = 4
_WINDOW = 32
_SPREAD = 0x9E3779B1  # an odd multiplier: CRC-32 alone is linear, near texts fall near
_WORD = 0xFFFFFFFF
_BIN_BITS = 26  # a value's upper 6 bits name its bin


def report_prints(report: AnnualReport) -> Iterator[tuple[int, set[int]]]:
    """Place (from 0) and prints of each section that has any."""
    names = own_names(report.agency, report.region)
    for position, section in enumerate(report.sections):
        found = prints(mask(section.text, names))
        if found:
            yield position, found


def prints(masked: Masked) -> set[int]:
    """Bands and marks of a text, as signed integers of 64 bits."""
    found = set(marks(stretch_values(masked.text, MARKED)))
    if len(masked.text) < LEAST:
        return found
    if minima := signature(stretch_values(masked.text)):
        found.update(bands(minima))
    return found


def stretch_values(text: str, length: int = STRETCH) -> list[int]:
    """A number below 2³² for every stretch of that length, in order."""
    values: list[int] = []
    for run in text.split(BREAK):
        data = run.encode("utf-32-le", "surrogatepass")
        size = 4 * length
        values += [
            crc32(data[at : at + size]) * _SPREAD & _WORD
            for at in range(0, len(data) - size + 1, 4)
        ]
    return values


def signature(values: Iterable[int]) -> tuple[int, ...]:
    """The least value of each bin; empty for no values. An empty bin borrows from a filled one
    that its own number chooses, so that equal sets borrow alike."""
    least = {value >> _BIN_BITS: value for value in sorted(set(values), reverse=True)}
    if not least:
        return ()
    return tuple(
        next(least[other] for other in _order(number) if other in least) for number in range(BINS)
    )


@cache
def _order(number: int) -> tuple[int, ...]:
    """The bins in the order in which this one looks for a value, itself first."""

    def place(other: int) -> bytes:
        return blake2b(pack("<2I", number, other), digest_size=8).digest()

    return (number, *sorted(set(range(BINS)) - {number}, key=place))


def bands(minima: tuple[int, ...]) -> Iterator[int]:
    """Each band of the signature as one number."""
    for start in range(0, len(minima), _BAND):
        data = pack(f"<{_BAND + 1}I", start, *minima[start : start + _BAND])
        yield int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


def marks(values: list[int]) -> Iterator[int]:
    """The least value of every window, where it changes; the last of equal ones. A text shorter
    than a window has none."""
    at = -1
    for end in range(_WINDOW, len(values) + 1):
        start = end - _WINDOW
        if at < start:
            least = min(values[start:end])
            at = end - 1 - values[start:end][::-1].index(least)
        elif values[end - 1] <= values[at]:
            at = end - 1
        else:
            continue
        yield values[at]


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of stretches that two signatures' texts have in common, estimated (Jaccard);
    0 where one has none."""
    if not one or not other:
        return 0.0
    return sum(map(int.__eq__, one, other)) / BINS
