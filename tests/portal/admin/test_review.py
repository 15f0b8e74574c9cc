"""The review desk: what is worth a look, a report as we read it, and what is said of it."""

from __future__ import annotations

import pytest

from archive import corrections, judgements, reports, runs, snapshots, takedowns
from reports.model import AnnualReport, Issue
from tests.portal.admin.office import Browser, Desk
from tests.portal.page import get, href, link, one, text, texts
from tests.portal.shelf import HOSTILE, broken_sum, cells, report

KEY = "requests.received.total"
FINDING = judgements.finding_key(broken_sum())


@pytest.fixture
def name(desk: Desk) -> str:
    """A report with an issue and a finding that fails."""
    printed = cells("2021", {("remedies", "reconsideration", "upheld"): "10"})
    doubt = Issue("ocr_doubt", "tables", HOSTILE, {"cell": KEY})
    other = Issue("unit_unknown", "tables", "单位不明", {"row": "x"})
    read = report(cells=printed, findings=(broken_sum(),), issues=(doubt, other))
    return desk.shelf.put(read)


@pytest.fixture
def editor(desk: Desk, name: str) -> Browser:
    """An editor's browser, on a desk with that report."""
    return desk.browser("editor")


def _queued(desk: Desk) -> list[str]:
    return [run.kind for run in runs.recent(desk.catalog, 10)]


def _said(desk: Desk) -> list[corrections.Correction]:
    with desk.catalog.read() as conn:
        return corrections.history(conn, "http://www.example.gov.cn/nb/0.html")


def test_the_list_leads_to_the_report(editor: Browser, name: str) -> None:
    """With its issue's code; the report's page goes on in the same list."""
    page = editor.get("/admin/review?why=issues&code=ocr_doubt")
    assert texts(page, ".list td:nth-child(2)") == ["ocr_doubt · unit_unknown"]
    led = href(one(page, ".list tbody a"))
    assert led.startswith(f"/admin/reports/{name}?")
    back = link(editor.get(led), ".pager a", "回到列表")
    assert (back.count("why=issues"), back.count("code=ocr_doubt")) == (1, 1)


def test_a_step_leads_from_document_to_document(editor: Browser) -> None:
    """Next and previous, with keys for both; a document that is no report is among them."""
    other = AnnualReport(False, "不是年报")
    editor.desk.shelf.put(other, url="http://www.example.gov.cn/other.html")
    first = href(one(editor.get("/admin/review"), ".list tbody a"))
    step = one(editor.get(first), ".pager [rel=next][accesskey=n]")
    back = one(editor.get(href(step)), ".pager [rel=prev][accesskey=p]")
    assert href(back).split("?")[0] == first.split("?")[0]


@pytest.mark.parametrize("query", ["why=nothing", "page=0", f"code={'x' * 61}"])
def test_what_no_list_is(editor: Browser, query: str) -> None:
    """A bad parameter, with a way on."""
    assert editor.get(f"/admin/review?{query}", 400).select("main a[href]")


def test_a_page_of_the_list_ends(editor: Browser) -> None:
    """Fifty a page, none lost."""
    for year in range(1960, 2012):
        doubt = (Issue("unit_unknown", "tables", "单位不明"),)
        editor.desk.shelf.put(report(year=year, issues=doubt))
    shown = [len(editor.get(f"/admin/review?page={n}").select(".list tbody tr")) for n in (1, 2)]
    assert shown == [50, 3]


def test_a_report_is_shown_with_its_doubts(editor: Browser, name: str) -> None:
    """Issues as text, findings, fields, and each number leading to its form."""
    page = editor.get(f"/admin/reports/{name}")
    assert HOSTILE in text(page, ".rows li")
    assert "相差 11" in text(page, ".told-list li")
    assert href(one(page, f"[id='{KEY}'] a")) == f"/admin/reports/{name}/cells/{KEY}"


def test_a_viewer_is_shown_no_forms(desk: Desk, name: str) -> None:
    """Who may only look sees the same, and nothing to change."""
    page = desk.browser("viewer").get(f"/admin/reports/{name}")
    links = [href(found) for found in page.select("main a")]
    assert [found for found in links if found.startswith(f"/admin/reports/{name}/")] == []


def test_a_cell_is_corrected(editor: Browser, name: str) -> None:
    """Kept with the reason, queued for a worker, in the log, and shown as waiting."""
    answer = editor.post(f"/admin/reports/{name}/cells/{KEY}", raw="7", value="7", reason="看错")
    page = editor.get(answer.location)
    (said,) = _said(editor.desk)
    assert (said.name, said.value, said.read, said.who) == (
        KEY, {"raw": "7", "value": "7"}, {"raw": "0", "value": "0"}, "editor",
    )  # fmt: skip
    assert "等候重读" in text(page, ".told-list:last-of-type .badge")
    assert _queued(editor.desk) == ["read"]
    assert editor.desk.log()[0].action == "report.correct"


@pytest.mark.parametrize(
    ("form", "value"),
    [({"raw": "—", "value": ""}, {"raw": "—", "value": None}),
     ({"missing": "1", "raw": "7", "value": "7"}, {"raw": None, "value": None}),
     ({"raw": "1.5万元", "value": "15000.00"}, {"raw": "1.5万元", "value": "15000.00"})],
)  # fmt: skip
def test_what_a_cell_can_be(
    editor: Browser, name: str, form: dict[str, str], value: dict[str, str | None]
) -> None:
    """A mark, no cell at all, an amount."""
    editor.post(f"/admin/reports/{name}/cells/{KEY}", **form, reason="见原件")
    assert [one.value for one in _said(editor.desk)] == [value]


@pytest.mark.parametrize(
    "form",
    [{"raw": "7", "value": "7", "reason": " "}, {"raw": "7", "value": "1e999", "reason": "x"},
     {"raw": "", "value": "7", "reason": "x"}, {"raw": "7" * 101, "value": "7", "reason": "x"},
     {"raw": "7", "value": "NaN", "reason": "x"}, {"withdraw": "1", "reason": "x"},
     {"raw": "７", "value": "７", "reason": "x"}],
)  # fmt: skip
def test_what_a_cell_cannot_be(editor: Browser, name: str, form: dict[str, str]) -> None:
    """Said beside the form, which keeps what was typed; nothing is kept or queued."""
    answer = editor.post(f"/admin/reports/{name}/cells/{KEY}", **form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert (_said(editor.desk), _queued(editor.desk)) == ([], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("year", "2022"), ("agency_type", "公安"), ("region", "420281"), ("is_report", "false"),
     ("index_number", "")],
)  # fmt: skip
def test_a_field_is_corrected(editor: Browser, name: str, field: str, value: str) -> None:
    """Each by its form; an empty one means that the document does not say."""
    path = f"/admin/reports/{name}/fields/{field}"
    assert one(editor.get(path), "[name=value]") is not None
    editor.post(path, value=value, reason="见原件")
    assert [(said.name, said.value) for said in _said(editor.desk)] == [(field, value or None)]


def test_a_field_that_cannot_be_so_is_refused(editor: Browser, name: str) -> None:
    """In a sentence, in English as well."""
    answer = editor.post(f"/admin/reports/{name}/fields/year?lang=en", value="20x", reason="x")
    assert (answer.status_code, "year cannot be 20x." in answer.text) == (400, True)


@pytest.mark.parametrize("path", ["cells/requests.no.total", "fields/form", "findings/none"])
def test_what_is_not_there_is_not_found(editor: Browser, name: str, path: str) -> None:
    """Neither a form for it, nor is one taken."""
    editor.get(f"/admin/reports/{name}/{path}", 404)
    assert editor.post(f"/admin/reports/{name}/{path}", reason="x").status_code == 404


def test_a_correction_is_taken_back(editor: Browser, name: str) -> None:
    """With a reason; both stay in the history."""
    path = f"/admin/reports/{name}/cells/{KEY}"
    editor.post(path, raw="7", value="7", reason="看错")
    editor.post(path, withdraw="1", reason="原来没错")
    assert [said.withdrawn for said in _said(editor.desk)] == [False, True]
    assert texts(editor.get(path), ".told-list blockquote") == ["原来没错", "看错"]


def test_a_finding_is_judged(editor: Browser, name: str) -> None:
    """Readers see the state and the answer, the desk the reason and who said so."""
    path = f"/admin/reports/{name}/findings/{FINDING}"
    answer = editor.post(path, verdict="explained", reason="电话问过", answer="含上年结转")
    assert "判断已经记下" in text(editor.get(answer.location), ".done")
    public = get(editor.client, f"/reports/{name}")
    assert "机关已说明" in text(public, "#findings .judged")
    assert "含上年结转" in text(public, "#findings .judged")
    assert ("电话问过" in public.get_text(), _queued(editor.desk)) == (False, ["index"])
    assert texts(editor.get(path), ".told-list blockquote") == ["电话问过"]


@pytest.mark.parametrize("form", [{"verdict": "maybe", "reason": "x"}, {"verdict": "confirmed"}])
def test_no_other_judgement_is_taken(editor: Browser, name: str, form: dict[str, str]) -> None:
    """Nothing there is not, and none without a reason."""
    answer = editor.post(f"/admin/reports/{name}/findings/{FINDING}", **form)
    with editor.desk.catalog.read() as conn:
        assert (answer.status_code, judgements.history(conn, name, FINDING)) == (400, [])


def test_a_report_is_hidden_and_shown_again(desk: Desk, name: str) -> None:
    """Its public address tells the reason, the index is told; shown again it is there as before."""
    admin = desk.browser("admin")
    admin.post(f"/admin/reports/{name}/hide", what=name, reason="含个人信息")
    assert "含个人信息" in text(get(admin.client, f"/reports/{name}", 410), ".lead")
    admin.get(f"/admin/reports/{name}", 410)
    page = admin.get("/admin/hidden")
    assert (texts(page, ".told-list blockquote"), _queued(desk)) == (["含个人信息"], ["index"])
    admin.post(f"/admin/hidden/{name}/show", reason="已遮去")
    assert get(admin.client, f"/reports/{name}") is not None
    assert [entry.action for entry in desk.log()[:2]] == ["report.show", "report.hide"]


def test_one_copy_of_two_is_hidden(desk: Desk, name: str) -> None:
    """The report stays with the other."""
    read = report()
    copy = desk.shelf.keep(read, url="http://www.example.gov.cn/copy.html", body=b"copy")
    desk.shelf.file(copy, read)
    admin = desk.browser("admin")
    assert len(admin.get(f"/admin/reports/{name}/hide").select("[name=what] option")) == 3
    admin.post(f"/admin/reports/{name}/hide", what=copy.id, reason="含个人信息")
    assert get(admin.client, f"/reports/{name}") is not None
    get(admin.client, f"/reports/{name}/original?snapshot={copy.id}", 410)


@pytest.mark.parametrize(
    ("form", "status"), [({"reason": "x"}, 400), ({"what": "other", "reason": "x"}, 400)]
)
def test_nothing_else_is_hidden(desk: Desk, name: str, form: dict[str, str], status: int) -> None:
    """Neither what was not named nor what is no copy of the report."""
    answer = desk.browser("admin").post(f"/admin/reports/{name}/hide", **form)
    with desk.catalog.read() as conn:
        assert (answer.status_code, takedowns.hidden(conn)) == (status, [])


def test_hiding_and_showing_need_a_reason(desk: Desk, name: str) -> None:
    """Said beside the form, and nothing is done."""
    admin = desk.browser("admin")
    hide = admin.post(f"/admin/reports/{name}/hide", what=name, reason=" ")
    show = admin.post(f"/admin/hidden/{name}/show", reason="x")
    assert (hide.status_code, show.status_code) == (400, 400)
    with desk.catalog.read() as conn:
        assert takedowns.hidden(conn) == []


def _rejected(desk: Desk) -> str:
    url = "http://www.example.gov.cn/other.html"
    snapshot = desk.shelf.keep(report(), url=url)
    desk.shelf.file(snapshot, AnnualReport(False, f"不是年报{HOSTILE}"))
    return snapshot.id


def test_what_was_rejected_is_shown_and_claimed(editor: Browser) -> None:
    """Why it was taken for none, its sandboxed original, and a form that says that it is one."""
    other = _rejected(editor.desk)
    assert HOSTILE in editor.get(f"/admin/documents/{other}").get_text()
    original = editor.client.get(f"/admin/documents/{other}/original")
    assert original.headers["Content-Security-Policy"].startswith("sandbox;")
    assert editor.post(f"/admin/documents/{other}/is-report").status_code == 400
    answer = editor.post(f"/admin/documents/{other}/is-report", reason="正文是年报")
    assert "更正已经记下" in text(editor.get(answer.location), ".done")
    assert _queued(editor.desk) == ["read"]


def test_a_filed_document_leads_to_its_report(editor: Browser, name: str) -> None:
    """The page of a snapshot that is a report's copy."""
    with editor.desk.catalog.read() as conn:
        record = reports.get(conn, name)
    assert record is not None
    answer = editor.client.get(f"/admin/documents/{record.snapshot.id}")
    assert (answer.status_code, answer.location) == (303, f"/admin/reports/{name}")


def test_an_original_is_framed_and_can_do_nothing(editor: Browser, name: str) -> None:
    """In a sandbox that allows nothing, from our own address alone, on this page and no other."""
    answer = editor.client.get(f"/admin/reports/{name}")
    frame = one(editor.get(f"/admin/reports/{name}"), "iframe")
    assert (frame["sandbox"], str(frame["src"]).split("?")[0]) == ([], f"/reports/{name}/original")
    policies = [answer.headers["Content-Security-Policy"]]
    policies.append(editor.client.get("/admin/review").headers["Content-Security-Policy"])
    assert [policy.count("frame-src") for policy in policies] == [1, 0]
    assert "frame-src 'self'" in policies[0]
    original = editor.client.get(str(frame["src"]))
    told = original.headers["Content-Security-Policy"]
    assert (told.startswith("sandbox;"), told.endswith("frame-ancestors 'self'")) == (True, True)


@pytest.mark.parametrize("kind", ["application/pdf", "application/msword", "image/svg+xml", None])
def test_what_a_browser_does_not_show_is_a_link(desk: Desk, kind: str | None) -> None:
    """No frame, but where the bytes are."""
    name = desk.shelf.put(report(), body=b"x", content_type=kind)
    page = desk.browser("viewer").get(f"/admin/reports/{name}")
    assert page.select("iframe") == []
    assert f"/reports/{name}/original" in link(page, ".original a", "另开一窗")


def test_a_document_that_is_none_has_its_original_beside_it(editor: Browser) -> None:
    """Sent from the desk, for no public page has it."""
    desk = editor.desk
    desk.shelf.put(AnnualReport(False, "不是年报"), url="http://www.example.gov.cn/other.html")
    with desk.catalog.read() as conn:
        other = next(s.id for s in snapshots.all_(conn) if s.url.endswith("other.html"))
    answer = editor.client.get(f"/admin/documents/{other}")
    frame = one(editor.get(f"/admin/documents/{other}"), "iframe")
    assert (frame["sandbox"], frame["src"]) == ([], f"/admin/documents/{other}/original")
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
