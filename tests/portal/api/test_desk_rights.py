"""Who may do what by a token: generated over all operations, roles and scopes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from archive.roles import ACTIONS, ROLES, SCOPES, may
from portal.admin.desk import RULES
from portal.api.declared import PUBLIC
from portal.api.declared_desk import DESK
from tests.portal.admin.office import Desk, open_desk
from tests.portal.api.programs import Program, program

_DONE_BY = {
    "admin.request_run": "request_run", "admin.request_crawl": "request_run",
    "admin.crawl_plan": "plan_crawl",
    "admin.cancel_run": "cancel_run",
    "admin.new_source": "put_source", "admin.edit_source": "put_source",
    "admin.enable_source": "enable_source", "admin.check_source": "check_source",
    "admin.import_sources": "import_sources",
    "admin.report_cell": "correct_cell", "admin.report_field": "correct_field",
    "admin.say_report": "correct_field",
    "admin.report_finding": "judge",
    "admin.preview": "ask_preview",
    "admin.reread": "reread",
    "admin.hide_report": "hide", "admin.show_hidden": "show",
    "admin.close_error": "close_error",
    "admin.change_agency": "agency_rename",
    "admin.end_decision": "end_decision",
    "admin.report_copy": "mark_copy",
    "admin.report_files": "relate_file",
    "admin.fetch_document": "fetch_document",
    "admin.upload_document": "upload_document",
}  # fmt: skip
"""Every form of the desk, and the operation that does the same."""
_PEOPLES = {
    "admin.login": "a program has no session",
    "admin.logout": "a program has no session",
    "admin.end_session": "a program has no session",
    "admin.end_sessions": "a program has no session",
    "admin.own_password": "a secret of a person",
    "admin.reset_link": "a secret of a person",
    "admin.give_link": "a secret of a person",
    "admin.own_tokens": "a token that makes tokens could never be revoked",
    "admin.revoke_token": "a secret of a person",
    "admin.new_user": "who may do what is said by people",
    "admin.user": "who may do what is said by people",
}
"""Forms that only people send, each with the reason."""
_SUBSETS = list(chain.from_iterable(combinations(SCOPES, n) for n in range(1, len(SCOPES) + 1)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that all of these may do to what they are let do."""
    opened = open_desk(tmp_path_factory.mktemp("desk") / "home")
    yield opened
    opened.shelf.close()


def _ask(who: Program, operation: Any) -> TestResponse:
    sent = {} if operation.sent is None else {"json": operation.sent}
    return who.send(operation.method, operation.sample, **sent)


def test_whatever_a_page_changes_an_operation_does(office: Desk) -> None:
    """Every route of the desk that takes forms has an operation of the same action, or is one of
    the few that are people's alone."""
    rules = [rule for rule in office.shelf.app.url_map.iter_rules() if rule.endpoint in RULES]
    forms = {rule.endpoint for rule in rules if "POST" in (rule.methods or set())}
    operations = {one.name: one for one in DESK}
    assert forms == {*_DONE_BY, *_PEOPLES}
    assert {form: RULES[form] for form in _DONE_BY} == {
        form: operations[name].action for form, name in _DONE_BY.items()
    }
    assert all(operations[name].method != "GET" for name in _DONE_BY.values())


def test_whatever_a_page_shows_an_operation_answers() -> None:
    """Every action that is somebody's to see has one; what no token may do has none."""
    done = {one.action for one in DESK}
    assert {name for name, need in ACTIONS.items() if need.scope is None} & done == set()
    assert set(ACTIONS) - done == {name for name, need in ACTIONS.items() if need.scope is None}


@pytest.mark.parametrize("role", ROLES)
def test_each_token_is_let_do_what_the_table_says(office: Desk, role: Any) -> None:
    """At every operation, with each set of scopes: refused with 403 or not, by its action."""
    wrong = []
    for scopes in _SUBSETS:
        who = program(office, role, scopes)
        for operation in DESK:
            answer = _ask(who, operation)
            let = may(role, operation.action or "", scopes)
            if (answer.status_code in {401, 403}) == let or answer.status_code >= 500:
                wrong.append((scopes, operation.name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("operation", DESK, ids=lambda one: one.name)
def test_too_little_is_told_apart(office: Desk, operation: Any) -> None:
    """A role that is not enough and a scope that is missing have codes of their own; the scope that
    is needed is named."""
    need = ACTIONS[operation.action]
    other = [scope for scope in SCOPES if scope != need.scope]
    answer = _ask(program(office, "admin", other), operation)
    told = answer.headers["WWW-Authenticate"]
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "scope_missing")
    assert told == f'Bearer realm="nianbao", error="insufficient_scope", scope="{need.scope}"'
    if need.role != "viewer":
        lower = ROLES[ROLES.index(need.role) - 1]
        answer = _ask(program(office, lower), operation)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("operation", DESK, ids=lambda one: one.name)
@pytest.mark.parametrize("shown", [None, "Basic YTpi", "Bearer", "Bearer  ", "Bearer nianbao_x",
                                   "Bearer 令牌", "Token x"])  # fmt: skip
def test_nothing_without_a_good_token(tmp_path: Path, operation: Any, shown: str | None) -> None:
    """401 with the way to ask, before anything else is looked at; the same for a body that is
    none."""
    opened = open_desk(tmp_path / "home")
    client = opened.shelf.app.test_client()
    headers = {} if shown is None else {"Authorization": shown.encode().decode("latin-1")}
    answer = client.open(
        f"/api/v1{operation.sample.partition('?')[0]}?none=1", method=operation.method,
        headers=headers, data=b"{",
    )  # fmt: skip
    opened.shelf.close()
    code = answer.get_json()["error"]["code"]
    assert (answer.status_code, answer.headers["WWW-Authenticate"].split(",")[0]) == (
        401, 'Bearer realm="nianbao"',
    )  # fmt: skip
    assert code == ("token_unknown" if shown and shown[7:].strip() and "Bearer" in shown
                    else "token_needed")  # fmt: skip


@pytest.mark.parametrize("operation", DESK, ids=lambda one: one.name)
def test_a_cookie_gives_no_right(office: Desk, operation: Any) -> None:
    """Whoever is logged in at the desk is nobody here: no page can act for them."""
    browser = office.browser("admin")
    browser.client.set_cookie("desk", browser.secret, path="/")
    answer = browser.client.open(
        "/api/v1" + operation.sample, method=operation.method, json=operation.sent
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "token_needed")


@pytest.mark.parametrize("operation", DESK, ids=lambda one: one.name)
def test_nothing_is_kept_and_no_other_page_may_read(office: Desk, operation: Any) -> None:
    """no-store on answers and refusals, no Access-Control-Allow-Origin, no cookie."""
    refused = office.shelf.client.open("/api/v1" + operation.sample, method=operation.method)
    for answer in (_ask(program(office), operation), refused):
        told = ("Cache-Control", "Access-Control-Allow-Origin", "ETag", "Set-Cookie")
        assert [answer.headers.get(name) for name in told] == ["no-store", None, None, None]


@pytest.mark.parametrize("operation", PUBLIC, ids=lambda one: one.name)
def test_public_operations_heed_no_token(office: Desk, operation: Any) -> None:
    """A wrong one changes nothing there."""
    client = office.shelf.app.test_client(use_cookies=False)
    plain = client.get("/api/v1" + operation.sample)
    shown = client.get("/api/v1" + operation.sample, headers={"Authorization": "Bearer none"})
    assert (plain.status_code, plain.data) == (shown.status_code, shown.data)
