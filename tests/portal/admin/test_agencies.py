"""The registry of bodies at the desk, and what readers see of what was decided."""

from __future__ import annotations

import pytest

from archive import reports, runs
from archive.identity import agency_id
from indexer.open import open_engine
from indexer.port import ReportQuery
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import DAYE, report

WATER, LAKES = "大冶市水利局", "大冶市水利和湖泊局"


def _id(name: str) -> str:
    return agency_id(name, DAYE)


@pytest.fixture
def boss(desk: Desk) -> Browser:
    """An admin's browser, on a desk with two reports each of two bodies."""
    for name, year in ((WATER, 2019), (WATER, 2020), (LAKES, 2021), (LAKES, 2022)):
        desk.shelf.put(report(agency=name, year=year, title=f"{name}{year}年年报"))
    return desk.browser("admin")


def _merge(boss: Browser) -> None:
    boss.post(f"/admin/agencies/{_id(WATER)}/merge", other=LAKES, reason="机构改革")


def test_a_body_is_looked_up(boss: Browser) -> None:
    """By a part of its name; its page has its reports and its forms."""
    page = boss.get("/admin/agencies?q=湖泊")
    led = [href(found) for found in page.select(".rows a")]
    assert led == [f"/admin/agencies/{_id(LAKES)}"]
    page = boss.get(led[0])
    assert texts(page, ".rows a") == ["2022", "2021"]
    assert len(page.select("form.card")) == 5


def test_a_viewer_is_shown_no_forms(desk: Desk, boss: Browser) -> None:
    """Who may only look sees the same, and nothing to change."""
    del boss
    assert desk.browser("viewer").get(f"/admin/agencies/{_id(LAKES)}").select("form.card") == []


def test_a_merge_from_its_form(boss: Browser) -> None:
    """It leads to the other body, where it is told with its reason; the index follows; the page
    of the one that is merged leads on; by its old name the other is found."""
    answer = boss.post(f"/admin/agencies/{_id(WATER)}/merge", other=LAKES, reason="机构改革")
    assert answer.location.startswith(f"/admin/agencies/{_id(LAKES)}?")
    page = boss.get(answer.location)
    assert text(page, ".told-list li").startswith(f"{WATER}并入这里")
    assert [run.kind for run in runs.recent(boss.desk.catalog, 9)] == ["index"]
    assert boss.client.get(f"/admin/agencies/{_id(WATER)}").location == (
        f"/admin/agencies/{_id(LAKES)}"
    )
    found = boss.get(f"/admin/agencies?q={WATER}").select(".rows a")
    assert [href(one) for one in found] == [f"/admin/agencies/{_id(LAKES)}"]


def test_a_decision_is_taken_back_from_its_form(boss: Browser) -> None:
    """With a reason; without one it is said so, and the decision stands."""
    _merge(boss)
    page = boss.get(f"/admin/agencies/{_id(LAKES)}")
    action = str(one(page, ".told-list form")["action"])
    assert boss.post(action, reason=" ").status_code == 400
    assert boss.post(action, reason="误并").status_code == 303
    assert boss.get(f"/admin/agencies/{_id(LAKES)}").select(".told-list") == []


def test_years_are_split_off_from_the_form(boss: Browser) -> None:
    """To a new body of that name."""
    path = f"/admin/agencies/{_id(WATER)}/split"
    boss.post(path, year=["2019"], other="大冶市水文局", new="1", reason="分设")
    page = boss.get(f"/admin/agencies/{_id('大冶市水文局')}")
    assert (text(page, "h1"), texts(page, ".rows a")) == ("大冶市水文局", ["2019"])


@pytest.mark.parametrize(
    ("deed", "form"),
    [("merge", {"other": "没有的局"}), ("merge", {"other": WATER}), ("rename", {"name": LAKES}),
     ("split", {"other": LAKES}), ("split", {"year": ["１２３４"], "other": LAKES}),
     ("parent", {"other": WATER}), ("successor", {"other": "x" * 400}), ("parent", {})],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_form(
    boss: Browser, deed: str, form: dict[str, str]
) -> None:
    """One sentence in the form that was sent; nothing is done."""
    answer = boss.post(f"/admin/agencies/{_id(WATER)}/{deed}", **form, reason="x")
    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1
    assert [entry.action for entry in boss.desk.log()] == ["user.add"] * 3


def test_there_is_no_other_deed(boss: Browser) -> None:
    """An address that is none of the forms' is not there."""
    assert boss.post(f"/admin/agencies/{_id(WATER)}/burn", reason="x").status_code == 404


@pytest.mark.parametrize("query", ["q=" + "长" * 61])
def test_words_that_are_too_long(boss: Browser, query: str) -> None:
    """A bad parameter, told as such."""
    assert "网址中的参数" in boss.get(f"/admin/agencies?{query}", 400).get_text()


def test_readers_are_led_to_the_body_of_now(boss: Browser) -> None:
    """Page, data and API of the one that was merged answer 308, the question kept; so do its
    reports; its name is a name of the other."""
    _merge(boss)
    client = boss.desk.shelf.client
    for path in ("/agencies/{}?across=1", "/agencies/{}.json", "/api/v1/agencies/{}"):
        answer = client.get(path.format(_id(WATER)))
        assert (answer.status_code, answer.location) == (308, path.format(_id(LAKES)))
    page = get(client, f"/agencies/{_id(LAKES)}")
    assert texts(page, ".ledger .year") == ["2022", "2021", "2020", "2019"]
    assert WATER in text(page, ".also")


def test_years_are_followed_across(boss: Browser) -> None:
    """A body that took over from another links it, and shows the years of both when asked."""
    boss.post(f"/admin/agencies/{_id(WATER)}/successor", other=LAKES, reason="更名改制")
    client = boss.desk.shelf.client
    page = get(client, f"/agencies/{_id(LAKES)}")
    assert link(page, ".also a", WATER) == f"/agencies/{_id(WATER)}"
    assert texts(page, ".ledger .year") == ["2022", "2021"]
    both = get(client, link(page, ".also a", "前身与后继"))
    assert texts(both, ".ledger .year") == ["2022", "2021", "2020", "2019"]
    assert len(both.select("thead th a")) == 4
    before = get(client, f"/agencies/{_id(WATER)}")
    assert link(before, ".also a", LAKES) == f"/agencies/{_id(LAKES)}"


def test_reports_are_found_by_the_new_name(boss: Browser) -> None:
    """Those that print the old name as well as by that; a body nobody spoke of is as before."""
    boss.post(f"/admin/agencies/{_id(WATER)}/rename", name="大冶市水务局", reason="更名")
    boss.desk.shelf.index()
    engine = open_engine(boss.desk.shelf.settings)
    found = {
        name: sorted(hit.year or 0 for hit in engine.search(ReportQuery(f"机关:{name}")).hits)
        for name in (WATER, "大冶市水务局", LAKES)
    }
    assert found == {WATER: [2019, 2020], "大冶市水务局": [2019, 2020], LAKES: [2021, 2022]}


def test_the_report_leads_to_its_body(boss: Browser) -> None:
    """From the page where it is reviewed."""
    with boss.desk.catalog.read() as conn:
        (name, *_) = reports.ids(conn)
    page = boss.get(f"/admin/reports/{name}")
    assert link(page, ".onward a", "机关").startswith("/admin/agencies/")
