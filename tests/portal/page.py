"""A page as a reader meets it: parsed HTML and the few questions tests ask of it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

SCRIPTS = "script:not([src^='/assets/']):not([type='application/ld+json'])"
"""What runs and is not ours: data for machines are never run."""


def get(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    """The page at that address, which must answer with that status."""
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The first element of that selector, which must be there."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def text(page: BeautifulSoup | Tag, selector: str) -> str:
    """The words of the first element of that selector, white space made one blank."""
    return " ".join(one(page, selector).get_text().split())


def texts(page: BeautifulSoup | Tag, selector: str) -> list[str]:
    """The words of every element of that selector."""
    return [" ".join(found.get_text().split()) for found in page.select(selector)]


def href(element: Tag) -> str:
    """Where a link leads."""
    return str(element["href"])


def link(page: BeautifulSoup | Tag, selector: str, label: str) -> str:
    """Where the first link of that selector leads whose words hold the label."""
    for found in page.select(selector):
        if label in found.get_text():
            return href(found)
    raise AssertionError(f"no link {label} among {selector}")


def parameters(address: str) -> list[tuple[str, str]]:
    """The parameters of an address."""
    return parse_qsl(urlsplit(address).query)
