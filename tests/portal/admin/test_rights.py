"""Every page of the desk before every role, generated from the table of routes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from archive.roles import ACTIONS, ROLES, may
from portal.admin.desk import RULES
from tests.portal.admin.office import Desk, open_desk

_VALUES = {"secret": "none", "source_id": "none", "name": "none"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that all of these may do to what they are let do."""
    opened = open_desk(tmp_path_factory.mktemp("desk") / "home")
    yield opened
    opened.shelf.close()


def _routes(desk: Desk) -> list[Rule]:
    return [r for r in desk.shelf.app.url_map.iter_rules() if r.rule.startswith("/admin")]


def _asked(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Method, address and endpoint of all that may be asked of the desk."""
    urls = desk.shelf.app.url_map.bind("localhost")
    for rule in _routes(desk):
        values = {name: _VALUES.get(name, 99) for name in rule.arguments}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, urls.build(rule.endpoint, values, method=method), rule.endpoint


def test_every_route_has_a_rule(office: Desk) -> None:
    """Each endpoint under /admin says which action it is, or that it is open; no rule is left
    over, and each action is one of the table."""
    assert {rule.endpoint for rule in _routes(office)} == set(RULES)
    assert {action for action in RULES.values() if action} <= set(ACTIONS)


def test_few_routes_are_open() -> None:
    """Without being logged in one may log in, and use a link that sets a password."""
    assert {name for name, action in RULES.items() if action is None} == {
        "admin.login", "admin.reset_link",
    }  # fmt: skip


@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_role_is_let_do_what_the_table_says(office: Desk, role: str | None) -> None:
    """On every route: refused (401, 403, or led to the login page) or not, by its action."""
    wrong = []
    for method, path, endpoint in _asked(office):
        browser, action = office.browser(role), RULES[endpoint]
        answer = browser.client.get(path) if method == "GET" else browser.post(path)
        to_login = answer.status_code == 303 and "/admin/login?next=" in answer.location
        refused = answer.status_code in {401, 403} or to_login
        if action is None:
            refused = to_login or answer.status_code == 401  # a wrong password is a 403, too
        let = action is None or any(known == role and may(known, action) for known in ROLES)
        if refused == let or answer.status_code >= 500:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("token", ["", "0" * 64, "表单"])
def test_no_form_is_taken_without_its_token(office: Desk, token: str) -> None:
    """On every route that takes forms: none, another one, or nonsense is refused."""
    posts = [path for method, path, _ in _asked(office) if method == "POST"]
    answers = {path: office.browser("admin").post(path, token) for path in posts}
    assert len(posts) > 5
    assert {path: a.status_code for path, a in answers.items() if a.status_code != 400} == {}
    assert all("已经过期" in answer.get_data(as_text=True) for answer in answers.values())


def test_a_token_of_another_session_is_refused(office: Desk) -> None:
    """What one browser was given is of no use in another, though the same person sits there."""
    one, other = office.browser("admin"), office.browser("admin")
    assert other.post("/admin/logout", one.token()).status_code == 400


def test_nothing_is_kept_by_anyone(office: Desk) -> None:
    """Every answer, refusals too, says no-store, noindex, and tells no other page its address."""
    wrong = []
    for method, path, _ in _asked(office):
        browser = office.browser("viewer")
        answer = browser.client.get(path) if method == "GET" else browser.post(path)
        told = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
        if [answer.headers.get(name) for name in told] != ["no-store", "noindex", "no-referrer"]:
            wrong.append((method, path))
    assert wrong == []


def test_a_page_without_a_rule_is_refused(tmp_path: Path) -> None:
    """A view that nobody gave a rule is seen by nobody, not even by an admin."""
    opened = open_desk(tmp_path / "home")
    rule = RULES.pop("admin.me")
    try:
        assert opened.browser("admin").client.get("/admin/me").status_code == 403
    finally:
        RULES["admin.me"] = rule
        opened.shelf.close()
