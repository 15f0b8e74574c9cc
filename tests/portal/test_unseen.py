"""Characters that nobody sees: kept in the archive, shown by no page, table or feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reports.model import Section
from tests.portal.shelf import FETCHED, Shelf, broken_sum, cells, open_shelf, report

TURNED = "\x00\x08\x1b\x85\u202e\u2066水利\ufffe"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, str]]:
    """A report, edited since, that holds such characters wherever it prints a text; its id."""
    shelf = open_shelf(tmp_path_factory.mktemp("turned") / "home")
    for day, more in enumerate(("", "又")):
        read = report(
            title=f"{TURNED}{more}年报", agency=f"大冶市{TURNED}局", index_number=TURNED,
            sections=(Section(1, f"一、{TURNED}", f"{TURNED}{more}\n{TURNED}\t{TURNED}"),),
            cells=cells("2021", {("requests", "received", "total"): TURNED}),
            findings=(replace(broken_sum(), message=TURNED),),
        )  # fmt: skip
        kept = shelf.keep(
            read,
            url="http://a.gov.cn/1",
            body=more.encode(),
            fetched_at=FETCHED + day * timedelta(1),
        )
        id_ = shelf.file(kept, read)
    shelf.index()
    yield shelf, id_
    shelf.close()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/search?q=水利", "/search?q=%00%E2%80%AE水利", "/search.csv?q=水利", "/feed.atom",
        "/reports/{id}", "/reports/{id}.csv", "/reports/{id}/versions", "/reports/{id}/errors/new",
        "/reports/{id}/cells/requests.received.total", "/reports/{id}/cite.bib", "/agencies/",
        "/agencies.csv", "/agencies/{agency}", "/regions/420281", "/types/水利", "/years/2023",
        "/changes", "/changes.csv", "/changes.atom",
    ],
)  # fmt: skip
def test_nothing_unseen_is_sent(turned: tuple[Shelf, str], path: str) -> None:
    """No control character, and none that turns the words around it."""
    shelf, id_ = turned
    agency = shelf.client.get("/agencies.json").get_json()["agencies"][0]["id"]
    answer = shelf.client.get(path.format(id=id_, agency=agency))
    assert (answer.status_code, UNSEEN.findall(answer.get_data(as_text=True))) == (200, [])


def test_the_original_is_sent_as_it_came(shelf: Shelf) -> None:
    """Its bytes are what the digest is of."""
    body = f"<p>{TURNED}</p>".encode()
    id_ = shelf.put(report(), body=body)
    assert shelf.client.get(f"/reports/{id_}/original").data == body
