"""How a reader wants the pages set: kept without script, and nothing but that."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.portal.page import get, one
from tests.portal.shelf import Shelf


@pytest.fixture
def reader(library: Shelf) -> FlaskClient:
    """A browser that keeps cookies."""
    return library.app.test_client()


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "dark"), ("theme", "light"), ("text", "large")]
)
def test_a_choice_stands_on_the_next_page(reader: FlaskClient, name: str, value: str) -> None:
    """The root of every page says what was chosen."""
    reader.post("/look", data={name: value})
    assert one(get(reader, "/about"), "html")[f"data-{name}"] == value


def test_a_choice_can_be_taken_back(reader: FlaskClient) -> None:
    """The usual setting leaves no cookie."""
    reader.post("/look", data={"theme": "dark"})
    reader.post("/look", data={"theme": "auto"})
    assert reader.get_cookie("theme") is None


def test_an_unknown_choice_changes_nothing(reader: FlaskClient) -> None:
    """Only what the pages can be set in is kept."""
    assert "Set-Cookie" not in reader.post("/look", data={"theme": '"><script>'}).headers


def test_a_huge_choice_is_refused_unread(reader: FlaskClient) -> None:
    """Whoever sends more than a form of ours can hold has not filled in one."""
    answer = reader.post("/look", data={"theme": "dark", "back": "/" + "a" * 100_000})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (413, False)


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/about?lang=en", "/about?lang=en"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/a\r\nX: y", "/"),
        ("", "/"),
    ],
)
def test_a_choice_leads_back_to_this_house_only(reader: FlaskClient, back: str, leads: str) -> None:
    """To the page it was made on, and never to another host."""
    assert reader.post("/look", data={"text": "large", "back": back}).headers["Location"] == leads
