"""People and the log of what they did, in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import audit, people
from archive.roles import ACTIONS
from portal.admin.words import ACTION_NAMES
from tests.portal.admin.office import HOUSE, Desk
from tests.portal.page import one, text, texts

NEW = {"name": "wang", "role": "editor", "display_name": "王工", "email": "wang@example.cn"}
PASSWORD = "correct horse battery"


def test_an_account_is_added_with_a_link(desk: Desk) -> None:
    """Its owner sets the password by a link that is shown once; nobody else knows it."""
    answer = desk.browser("admin").post("/admin/new-user", **NEW)
    page = answer.get_data(as_text=True)
    link = page.partition("/admin/link/")[2].partition("<")[0]
    made = desk.account("wang")
    assert (made.role, made.display_name, made.email) == ("editor", "王工", "wang@example.cn")
    owner = desk.browser()
    assert owner.post(f"/admin/link/{link}", new=PASSWORD, again=PASSWORD).status_code == 303
    again = desk.browser()  # the link took the cookie away
    assert again.post("/admin/login", name="wang", password=PASSWORD).location == "/admin/"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"name": "viewer"}, "已经存在"), ({"name": "Wang"}, "小写字母"), ({"role": "king"}, "没有角色"),
     ({"email": "nowhere"}, "电子邮件地址写得不对")],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(
    desk: Desk, change: dict[str, str], sentence: str
) -> None:
    """With the reason beside the form, and nobody is added."""
    answer = desk.browser("admin").post("/admin/new-user", **(NEW | change))
    with desk.catalog.read() as conn:
        names = [account.name for account in people.all_(conn)]
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (400, True)
    assert names == ["admin", "editor", "viewer"]


def test_a_new_role_ends_logins_and_is_logged(desk: Desk) -> None:
    """What was before, what is now, and by whom."""
    theirs = desk.browser("viewer")
    answer = desk.browser("admin").post("/admin/users/viewer", role="editor", usable="1")
    assert (answer.status_code, theirs.client.get("/admin/").status_code) == (303, 303)
    entry = desk.log()[0]
    assert (entry.who, entry.action, entry.target, entry.before, entry.after) == (
        "admin", "user.change", "viewer", {"role": "viewer"}, {"role": "editor"},
    )  # fmt: skip


def test_an_account_is_disabled(desk: Desk) -> None:
    """Without the tick nobody logs in to it; the list says so."""
    admin = desk.browser("admin")
    admin.post("/admin/users/viewer", role="viewer")
    assert desk.account("viewer").disabled_at is not None
    assert any("已停用" in row for row in texts(admin.get("/admin/users"), ".rows li"))


def test_the_last_admin_stays(desk: Desk) -> None:
    """Neither disabled nor made less."""
    answer = desk.browser("admin").post("/admin/users/admin", role="viewer", usable="1")
    assert "至少要留一位可用的管理员" in answer.get_data(as_text=True)
    assert desk.account("admin").role == "admin"


def test_a_reset_link_is_shown_once(desk: Desk) -> None:
    """It is on no page that is loaded again, and not in the log."""
    admin = desk.browser("admin")
    made = admin.post("/admin/users/viewer/link")
    secret = made.get_data(as_text=True).partition("/admin/link/")[2].partition("<")[0]
    page = admin.get("/admin/users/viewer/link")
    assert (len(secret), secret in str(page), secret in repr(desk.log())) == (43, False, False)


def test_someone_who_is_not_there_is_not_found(desk: Desk) -> None:
    """404 with their name."""
    page = desk.browser("admin").get("/admin/users/nobody", 404)
    assert "没有用户 nobody。" in page.get_text()


def test_the_log_says_what_changed(desk: Desk) -> None:
    """Who, what, to what, before and after."""
    admin = desk.browser("admin")
    admin.post("/admin/users/viewer", role="editor", usable="1")
    row = one(admin.get("/admin/log"), "tbody tr")
    assert texts(row, "td")[1:4] == ["admin", "修改用户", "viewer"]
    assert (text(row, "del"), text(row, "ins")) == ("viewer", "editor")


@pytest.mark.parametrize(
    ("query", "found"), [("who=admin", 1), ("action=user.add", 3), ("target=editor", 1),
                         ("who=nobody", 0), ("who=admin&action=user.add", 0)],
)  # fmt: skip
def test_the_log_is_narrowed(desk: Desk, query: str, found: int) -> None:
    """By who, what and to what."""
    admin = desk.browser("admin")
    admin.post("/admin/users/viewer", role="editor", usable="1")
    assert len(admin.get(f"/admin/log?{query}").select("tbody tr")) == found


@pytest.mark.parametrize("query", ["action=walk", "before=x", "before=-1"])
def test_a_bad_filter_of_the_log_is_refused(desk: Desk, query: str) -> None:
    """400 with a sentence."""
    assert desk.browser("admin").get(f"/admin/log?{query}", 400).select_one(".status") is not None


def test_the_whole_log_can_be_paged_through(desk: Desk) -> None:
    """Page by page from the latest to the first, none twice, none lost."""
    with desk.catalog.begin() as conn:
        for number in range(120):
            audit.note(conn, HOUSE, "source.put", f"s{number}")
    admin, path, seen = desk.browser("admin"), "/admin/log?action=source.put", list[str]()
    while path:
        page = admin.get(path)
        seen += [texts(row, "td")[3] for row in page.select("tbody tr")]
        older = page.select_one(".pager [rel=next]")
        path = str(older["href"]) if older else ""
    assert seen == [f"s{number}" for number in reversed(range(120))]


def test_markup_in_the_log_stays_text(desk: Desk) -> None:
    """Whatever somebody typed into a name."""
    with desk.catalog.begin() as conn:
        people.change(conn, HOUSE, "viewer", display_name="<img src=x>")
        audit.note(
            conn, HOUSE, "source.put", "<img src=x>", None, {"<img>": datetime.now(UTC).isoformat()}
        )
    page = desk.browser("admin").get("/admin/log")
    assert (page.select("main img"), "<img src=x>" in page.get_text()) == ([], True)


def test_every_deed_has_a_name() -> None:
    """Each action that the log may hold is shown in words; those that only look are not logged."""
    looked = {name for name in ACTIONS if name.endswith(".see")}
    assert set(ACTION_NAMES) == set(ACTIONS) - looked
