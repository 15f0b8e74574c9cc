"""Coming and going: the login page, its cookie, sessions, passwords and links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from archive import logins, people, sessions
from archive.desk_tables import sessions as session_table
from archive.sessions import Lasting
from tests.portal.admin.office import HOUSE, PASSWORD, Desk
from tests.portal.page import get, one, text, texts

NEW = "a wholly new password"


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    """A browser that knows nothing yet; ``viewer`` has a password."""
    with desk.catalog.begin() as conn:
        people.set_password(conn, HOUSE, "viewer", PASSWORD)
    return desk.shelf.app.test_client()


def _form_token(client: FlaskClient, path: str = "/admin/login") -> str:
    return str(one(get(client, path), "main [name=form_token]")["value"])


def _login(client: FlaskClient, password: str = PASSWORD) -> TestResponse:
    token = _form_token(client)
    data = {"name": "viewer", "password": password, "form_token": token}
    return client.post("/admin/login", data=data)


def _cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_one_logs_in_and_is_led_to_the_desk(client: FlaskClient) -> None:
    """The right password leads to the desk's first page, which knows who one is."""
    answer = _login(client)
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert "viewer" in client.get("/admin/").get_data(as_text=True)


def test_the_cookie_is_the_desks_alone(client: FlaskClient) -> None:
    """Not for scripts, not for other sites' forms, not for the public pages; replaced at login."""
    before = client.get("/admin/login").headers["Set-Cookie"]
    (cookie,) = _cookies(_login(client))
    assert cookie.partition(";")[2] == " HttpOnly; Path=/admin; SameSite=Lax"
    assert cookie.partition(";")[0] != before.partition(";")[0]


def test_under_https_the_cookie_is_secure(client: FlaskClient) -> None:
    """It never travels in the clear."""
    secure = client.get("/admin/login", base_url="https://nianbao.example")
    assert "; Secure;" in secure.headers["Set-Cookie"]


@pytest.mark.parametrize("name", ["viewer", "nobody"])
def test_a_wrong_password_is_a_sentence(client: FlaskClient, name: str) -> None:
    """The same whether there is such a name; no session begins."""
    data = {"name": name, "password": "wrong", "form_token": _form_token(client)}
    answer = client.post("/admin/login", data=data)
    assert ("用户名或密码不对。" in answer.get_data(as_text=True), answer.status_code) == (
        True,
        403,
    )
    assert client.get("/admin/").status_code == 303


def test_guesses_must_wait(client: FlaskClient) -> None:
    """After some the page says for how long, and so does the answer to programs."""
    for _ in range(4):
        _login(client, "wrong")
    answer = _login(client, "wrong")
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)


def test_login_leads_on_to_the_page_that_was_wanted(client: FlaskClient) -> None:
    """Whoever follows a link without being logged in comes out where they wanted to go."""
    asked = client.get("/admin/me?lang=en").location
    data = {"name": "viewer", "password": PASSWORD, "form_token": _form_token(client, asked)}
    assert client.post(asked, data=data).location == "/admin/me?lang=en"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/admin\\evil", "/"])
def test_login_leads_nowhere_else(client: FlaskClient, wanted: str) -> None:
    """Only to a page of the desk."""
    data = {"name": "viewer", "password": PASSWORD, "form_token": _form_token(client)}
    answer = client.post("/admin/login", data=data, query_string={"next": wanted})
    assert answer.location == "/admin/"


def test_logging_out_ends_the_session(desk: Desk) -> None:
    """The secret is of no use any more, and the browser forgets it."""
    browser = desk.browser("viewer")
    answer = browser.post("/admin/logout")
    assert "desk=;" in answer.headers["Set-Cookie"]
    browser.client.set_cookie("desk", browser.secret, path="/admin")
    assert browser.client.get("/admin/").status_code == 303


def test_a_disabled_account_is_out_at_once(desk: Desk) -> None:
    """A session does not outlive the right to it."""
    browser = desk.browser("viewer")
    with desk.catalog.begin() as conn:
        people.change(conn, HOUSE, "viewer", disabled=True)
    assert browser.client.get("/admin/").status_code == 303


@pytest.mark.parametrize(("path", "used"), [("/admin/runs", True), ("/admin/runs.json", False)])
def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(
    desk: Desk, path: str, used: bool
) -> None:
    """A run watched on a screen that was left does not count as use; a page that is asked for does."""
    browser, ago = desk.browser("viewer"), datetime.now(UTC) - timedelta(hours=1)
    with desk.catalog.begin() as conn:
        conn.execute(update(session_table).values(last_seen_at=ago))
    assert browser.client.get(path).status_code == 200
    with desk.catalog.read() as conn:
        seen = conn.scalar(select(session_table.c.last_seen_at))
    assert (seen != ago) == used


def test_public_pages_do_not_know_who_looks(desk: Desk) -> None:
    """A reader who is logged in at the desk sees what everyone sees."""
    inside, outside = desk.browser("admin").client, desk.browser().client
    assert inside.get("/about").data == outside.get("/about").data


def test_sessions_are_listed_and_ended(desk: Desk) -> None:
    """One sees where one is logged in, and ends one or all others."""
    browser, second, third = (desk.browser("viewer") for _ in range(3))
    page = browser.get("/admin/me")
    assert len(page.select(".rows li")) == 3
    browser.post(str(page.select(".rows form")[0]["action"]))
    assert len(browser.get("/admin/me").select(".rows li")) == 2
    browser.post("/admin/me/sessions/end")
    left = [one.client.get("/admin/").status_code for one in (browser, second, third)]
    assert left == [200, 303, 303]


def test_nobody_ends_anothers_session(desk: Desk) -> None:
    """Its number is of no use to others."""
    theirs, mine = desk.browser("admin"), desk.browser("viewer")
    lasting, now = Lasting.of(desk.shelf.settings), datetime.now(UTC)
    with desk.catalog.read() as conn:
        (session,) = sessions.of(conn, desk.account("admin").id, lasting, now)
    assert mine.post(f"/admin/me/sessions/{session.id}/end").status_code == 404
    assert theirs.client.get("/admin/").status_code == 200


def test_one_changes_ones_password(client: FlaskClient, desk: Desk) -> None:
    """With the old one; one stays logged in here and nowhere else."""
    here, elsewhere = desk.browser("viewer"), desk.browser("viewer")
    answer = here.post("/admin/me/password", old=PASSWORD, new=NEW, again=NEW)
    assert answer.status_code == 303
    assert "密码已经更改" in here.client.get(answer.location).get_data(as_text=True)
    assert elsewhere.client.get("/admin/").status_code == 303
    assert _login(client, NEW).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [("wrong", NEW, NEW, "现在的密码不对"), (PASSWORD, NEW, NEW + "x", "不一样"),
     (PASSWORD, "short", "short", "至少要有 12 个字符")],
)  # fmt: skip
def test_a_password_that_may_not_be_is_refused(
    client: FlaskClient, desk: Desk, old: str, new: str, again: str, sentence: str
) -> None:
    """With the reason beside the form, and nothing changes."""
    answer = desk.browser("viewer").post("/admin/me/password", old=old, new=new, again=again)
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (400, True)
    assert _login(client).status_code == 303


def test_a_refusal_is_told_in_english_too(client: FlaskClient, desk: Desk) -> None:
    """The archive's own sentences are translated with their values."""
    form = {"old": PASSWORD, "new": "short", "again": "short"}
    answer = desk.browser("viewer").post("/admin/me/password?lang=en", **form)
    assert "A password has at least 12 characters." in answer.get_data(as_text=True)


def test_a_link_sets_a_password_once(client: FlaskClient, desk: Desk) -> None:
    """Without being logged in; the second time it is refused."""
    with desk.catalog.begin() as conn:
        secret = logins.reset_link(conn, HOUSE, "viewer", datetime.now(UTC))
    token = _form_token(client, f"/admin/link/{secret}")
    data = {"new": NEW, "again": NEW, "form_token": token}
    first = client.post(f"/admin/link/{secret}", data=data)
    token = _form_token(client, f"/admin/link/{secret}")
    second = client.post(f"/admin/link/{secret}", data=data | {"form_token": token})
    assert (first.status_code, second.status_code) == (303, 400)
    assert _login(client, NEW).status_code == 303


def test_a_token_is_shown_once(desk: Desk) -> None:
    """With the answer to its form, and never again; it is revoked at a click."""
    browser = desk.browser("editor")
    made = browser.post("/admin/me/tokens", name="脚本", scope=["read", "run"], days="30")
    assert "nianbao_" in made.get_data(as_text=True)
    page = browser.get("/admin/me/tokens")
    assert ("nianbao_" in page.get_text(), "脚本" in text(page, ".rows li")) == (False, True)
    browser.post(str(one(page, ".rows form")["action"]))
    assert "已撤销" in text(browser.get("/admin/me/tokens"), ".rows li")


def test_a_token_without_a_name_is_refused(desk: Desk) -> None:
    """The sentence stands with the form."""
    answer = desk.browser("viewer").post("/admin/me/tokens", name="", scope="read", days="30")
    assert (answer.status_code, "令牌要有名称" in answer.get_data(as_text=True)) == (400, True)


def test_nobody_revokes_anothers_token(desk: Desk) -> None:
    """Not even an admin on this page."""
    desk.browser("viewer").post("/admin/me/tokens", name="a", scope="read", days="7")
    assert desk.browser("admin").post("/admin/me/tokens/1/revoke").status_code == 404


def test_what_was_done_is_logged_without_secrets(client: FlaskClient, desk: Desk) -> None:
    """Logging in, a token, a change of password: who and what, and no secret of theirs."""
    _login(client)
    browser = desk.browser("viewer")
    browser.post("/admin/me/tokens", name="a", scope="read", days="7")
    browser.post("/admin/me/password", old=PASSWORD, new=NEW, again=NEW)
    entries = [entry for entry in desk.log() if entry.who == "viewer"]
    assert [e.action for e in entries] == ["password.change", "token.add", "session.begin"]
    told = repr(entries)
    assert (NEW in told, PASSWORD in told, "nianbao_" in told) == (False, False, False)


def test_a_form_too_large_is_refused(desk: Desk) -> None:
    """Over a megabyte nothing is looked at."""
    answer = desk.browser("viewer").post("/admin/me/password", old="x" * (2 << 20))
    assert answer.status_code == 413


def test_the_desk_speaks_english(desk: Desk) -> None:
    """With the language in the address, and the desk's links carry it on."""
    page = desk.browser("viewer").get("/admin/me?lang=en")
    assert texts(page, ".desk-bar nav a")[-1] == "My account"
    assert all("lang=en" in str(a["href"]) for a in page.select(".desk-bar nav a"))
