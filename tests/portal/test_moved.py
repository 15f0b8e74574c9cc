"""Addresses of reports that a better reading has filed elsewhere."""

from __future__ import annotations

import pytest

from tests.portal.shelf import Shelf, report

READ = report()


@pytest.mark.parametrize("rest", ["", "/original", "/original?snapshot=a%20b", "/versions"])
def test_an_old_address_leads_to_the_new_one(shelf: Shelf, rest: str) -> None:
    """It is a permanent redirect, the rest of the address kept."""
    snapshot = shelf.keep(READ)
    old = shelf.file(snapshot, READ)
    new = shelf.file(snapshot, report(agency="大冶市水务局"))
    answer = shelf.client.get(f"/reports/{old}{rest}")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/reports/{new}{rest}")
