"""What rows and columns mean: none is missing, and each is reached from its label."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from portal.explanations import column_anchor, explained, explanation, row_anchor
from reports.forms import FORMS
from tests.portal.page import get, href, texts
from tests.portal.shelf import Shelf, report

ANCHORS = sorted(
    {
        anchor
        for form in FORMS.values()
        for table, row, column in form.every_cell()
        for anchor in (row_anchor(table, row.id), column_anchor(table, column.id))
    }
)


@pytest.mark.parametrize("anchor", ANCHORS)
def test_a_row_or_column_is_explained(anchor: str) -> None:
    """What it means, where it rests, and an example, each a text of its own."""
    item = explanation(anchor)
    said = {item.meaning, item.article, item.example}
    assert (len(said), all(len(text) > 3 for text in said)) == (3, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_holds_all(client: FlaskClient, lang: str) -> None:
    """Under their anchors, once each."""
    page = get(client, f"/help/rows?lang={lang}")
    found = [str(div["id"]) for div in page.select(".explained > div")]
    assert (sorted(found), len(found)) == (ANCHORS, len(set(found)))


def test_tables_keep_their_order() -> None:
    """As the forms print them."""
    assert [len(table.rows) > 2 for table in explained()] == [True, True, True]


def test_every_label_of_a_report_leads_to_its_meaning(shelf: Shelf) -> None:
    """No link of a table's head leads nowhere."""
    page = get(shelf.client, f"/reports/{shelf.put(report())}")
    leads = {href(a) for a in page.select("th a.about")}
    known = {f"/help/rows#{anchor}" for anchor in ANCHORS}
    assert (len(leads) > 40, leads <= known) == (True, True)


def test_english_labels_stand_below_the_printed(shelf: Shelf) -> None:
    """The print stays, with its language; the English is added."""
    page = get(shelf.client, f"/reports/{shelf.put(report())}?lang=en")
    assert (
        "1. state secret" in texts(page, "th small"),
        page.select_one(".requests table[lang=zh-CN]") is None,
    ) == (
        True,
        False,
    )
