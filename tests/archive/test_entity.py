"""Content codings undone: what is whole comes back, and what is wrong with the rest is named."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entity import decoded, opened
from archive.errors import ArchiveError

PAGE = b"<html>" + b"a report " * 500
SQUEEZED = gzip.compress(PAGE, mtime=0)
MOST = 1 << 20


def _coded(body: bytes, coding: str, most: int = MOST) -> tuple[str | None, bytes]:
    found = opened(body, [("Content-Encoding", coding)], most)
    return found.fault, found.body


def _raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=300), st.lists(st.sampled_from(("gzip", "deflate", "raw")), max_size=3))
def test_codings_are_undone_in_turn(body: bytes, codings: list[str]) -> None:
    """Whatever was packed by known codings, one over the other, unpacks to the same bytes."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "raw": _raw,
    }
    packed = body
    for coding in codings:
        packed = packers[coding](packed)
    header = ", ".join("deflate" if coding == "raw" else coding for coding in codings)
    assert _coded(packed, header) == (None, body)


@pytest.mark.parametrize(
    ("body", "coding", "fault"),
    [
        (PAGE, "gzip", "mislabelled"),
        (PAGE, "deflate", "mislabelled"),
        (PAGE, "br", "mislabelled"),
        (PAGE, "utf-8", "mislabelled"),
        (b"%PDF-1.4 \x00\x01", "gzip", "mislabelled"),
        (SQUEEZED[: len(SQUEEZED) // 2], "gzip", "cut"),
        (SQUEEZED[:20] + bytes(20) + SQUEEZED[40:], "gzip", "spoiled"),
        (b"\x1b\x03\x00\x00\x02", "br", "unknown"),
        (SQUEEZED, ", ".join(["gzip"] * 9), "unknown"),
    ],
)
def test_what_is_wrong_is_named(body: bytes, coding: str, fault: str) -> None:
    """A body that is not coded is told from one that breaks off, is spoiled, or is coded otherwise."""
    assert _coded(body, coding)[0] == fault


def test_a_body_that_is_not_coded_is_given_as_it_is() -> None:
    """Sites that call plain pages gzip, or name a charset as coding, lose nothing."""
    bodies = {_coded(PAGE, coding)[1] for coding in ("gzip", "deflate", "br", "GBK", "identity")}
    assert bodies == {PAGE}


def test_all_members_of_a_gzip_are_read() -> None:
    """A gzip may be several, one after the other."""
    assert _coded(SQUEEZED * 3, "gzip") == (None, PAGE * 3)


@pytest.mark.parametrize("members", [1, 9])
def test_a_bomb_is_stopped_at_the_limit(members: int) -> None:
    """What unpacks to more than the limit, in one member or in many, is not unpacked."""
    bomb = gzip.compress(bytes(300_000)) * members
    with pytest.raises(ArchiveError, match="unpacks to more than"):
        decoded(bomb, [("content-encoding", "gzip")], 250_000)
