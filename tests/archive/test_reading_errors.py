"""The queue of reading errors and how often one may add to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import reading_errors
from archive.catalog import Catalog
from archive.reading_errors import FROM_ONE, NewError, address_key

NOW = datetime(2024, 2, 1, tzinfo=UTC)


def _put(catalog: Catalog, number: int, address: str, at: datetime) -> None:
    new = NewError(f"r{number}", "report", "snapshot", None, "错了", None, None, address)
    with catalog.begin() as conn:
        reading_errors.put(conn, new, at)


def _wait(catalog: Catalog, address: str, at: datetime) -> int:
    with catalog.read() as conn:
        return reading_errors.seconds_to_wait(conn, address, at)


def test_the_wait_ends_an_hour_after_the_first_of_the_last_few(catalog: Catalog) -> None:
    """Not an hour after the last."""
    for number in range(FROM_ONE):
        _put(catalog, number, "one", NOW + timedelta(minutes=number))
    asked = NOW + timedelta(minutes=30)
    hour = NOW + timedelta(hours=1, seconds=1)
    assert (_wait(catalog, "one", asked), _wait(catalog, "one", hour)) == (1801, 0)


def test_all_together_have_a_limit(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks then waits, also one that never reported."""
    monkeypatch.setattr(reading_errors, "IN_ALL", 3)
    for number in range(3):
        _put(catalog, number, f"address {number}", NOW)
    assert _wait(catalog, "another", NOW) > 0


def test_an_older_form_of_a_receipt_stays(catalog: Catalog) -> None:
    """The second of the same name changes nothing."""
    _put(catalog, 1, "one", NOW)
    _put(catalog, 1, "two", NOW + timedelta(hours=1))
    with catalog.read() as conn:
        found = reading_errors.get(conn, "r1")
        waiting = reading_errors.waiting(conn)
    assert (found and found.created_at, waiting) == (NOW, 1)


def test_a_line_of_ipv6_is_one_address() -> None:
    """Its first 64 bits are; of IPv4 all count."""
    one, two = (address_key(b"key", f"2001:db8::{end}") for end in (1, 2))
    other = address_key(b"key", "2001:db8:0:1::1")
    assert (one == two, one == other) == (True, False)


@given(st.text(max_size=40))
def test_any_address_has_a_key(address: str) -> None:
    """Whatever a proxy says, it is 32 hexadecimal digits that depend on the key."""
    made = address_key(b"a", address)
    assert (len(made), made != address_key(b"b", address)) == (32, True)
