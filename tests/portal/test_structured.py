"""A report for machines that read pages."""

from __future__ import annotations

import json
from typing import Any

from tests.portal.page import get, one
from tests.portal.shelf import HOSTILE, Shelf, report

END = "</script><script>alert(1)</script>"


def _data(shelf: Shelf, id_: str) -> list[dict[str, Any]]:
    page = get(shelf.client, f"/reports/{id_}")
    found = json.loads(one(page, "script[type='application/ld+json']").get_text())
    graph: list[dict[str, Any]] = found["@graph"]
    return graph


def test_a_report_and_its_data_are_told_apart(shelf: Shelf) -> None:
    """Year, place and body, and where the data are to be had."""
    id_ = shelf.put(report())
    written, data = _data(shelf, id_)
    assert (
        written["@type"], written["temporalCoverage"], written["creator"]["name"],
        written["spatialCoverage"]["name"], data["@type"],
        [item["contentUrl"] for item in data["distribution"]],
    ) == (
        "Report", "2023-01-01/2023-12-31", "大冶市水利局", "湖北省黄石市大冶市", "Dataset",
        [f"http://localhost/reports/{id_}.json", f"http://localhost/reports/{id_}.csv"],
    )  # fmt: skip


def test_what_is_not_known_is_left_out(shelf: Shelf) -> None:
    """A report of nobody, in free form, is no dataset."""
    read = report(agency=None, agency_type=None, region=None, year=None, form="free", cells=())
    [written] = _data(shelf, shelf.put(read))
    assert {"creator", "temporalCoverage", "spatialCoverage"} & set(written) == set()


def test_a_title_cannot_end_the_script(shelf: Shelf) -> None:
    """Markup inside is escaped, and comes back as it was: the page has its data and our script."""
    id_ = shelf.put(report(title=END, agency=HOSTILE))
    html = shelf.client.get(f"/reports/{id_}").get_data(as_text=True)
    assert (html.count("<script"), _data(shelf, id_)[0]["name"]) == (2, END)


def test_the_canonical_address_is_the_language_s_own(shelf: Shelf) -> None:
    """Each language's page is itself."""
    id_ = shelf.put(report())
    found = [one(get(shelf.client, f"/reports/{id_}{asked}"), "link[rel=canonical]")["href"]
             for asked in ("", "?lang=en", "?utm=x")]  # fmt: skip
    page = f"http://localhost/reports/{id_}"
    assert found == [page, f"{page}?lang=en", page]
