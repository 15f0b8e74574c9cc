"""The report page beside the page it hangs on, and beside its files."""

from __future__ import annotations

from archive import attachments
from archive.records import Snapshot
from reports.model import Attachment
from tests.portal.page import SCRIPTS, get, href, text, texts
from tests.portal.shelf import HOSTILE, Shelf, report

PAGE = "http://www.example.gov.cn/nb/2023.html"
FILE = "http://www.example.gov.cn/nb/2023.pdf"
OTHER = "http://www.example.gov.cn/nb/2023.xls"


def _link(url: str, words: str) -> Attachment:
    kind = url.rpartition(".")[2]
    return Attachment(url, words, kind, "link", 3, "大冶市水利局2023年年报", ())


def _carry(shelf: Shelf, page: Snapshot, *links: Attachment) -> None:
    with shelf.catalog.begin() as conn:
        attachments.file(conn, page, links, ())


def _file(shelf: Shelf, url: str = FILE) -> str:
    """Keeps and files a report at that address; its id."""
    snapshot = shelf.keep(report(), url=url, body=b"%PDF-1.4", content_type="application/pdf")
    _carry(shelf, snapshot)
    return shelf.file(snapshot, report())


def _shell(shelf: Shelf, *links: Attachment) -> Snapshot:
    page = shelf.keep(report(), url=PAGE)
    shelf.file(page, report(is_report=False, reason="只有标题，没有报告正文。"))
    _carry(shelf, page, *links)
    return page


def test_a_file_leads_to_its_page(shelf: Shelf) -> None:
    """Our archived copy of the page, and the page itself."""
    id_ = _file(shelf)
    page = _shell(shelf, _link(FILE, "年报.pdf"))
    found = get(shelf.client, f"/reports/{id_}")
    links = [(a.get_text(), href(a)) for a in found.select("#attached a")]
    assert (text(found, "#attached dt"), links) == (
        "所在网页",
        [
            ("大冶市水利局2023年年报", f"/reports/{id_}/original?snapshot={page.id}"),
            ("www.example.gov.cn", PAGE),
        ],
    )


def test_the_archived_page_is_shown(shelf: Shelf) -> None:
    """Though it is no copy of the report, it can be opened from it."""
    id_ = _file(shelf)
    page = _shell(shelf, _link(FILE, "年报.pdf"))
    answer = shelf.client.get(f"/reports/{id_}/original?snapshot={page.id}")
    assert (answer.status_code, answer.data) == (200, f"<h1>{report().title}</h1>".encode())


def test_a_stranger_is_not_shown(shelf: Shelf) -> None:
    """A snapshot that neither is nor carries the report stays closed."""
    id_ = _file(shelf)
    stranger = shelf.keep(report(), url="http://www.example.gov.cn/x.html", body=b"x")
    answer = shelf.client.get(f"/reports/{id_}/original?snapshot={stranger.id}")
    assert answer.status_code == 404


def test_a_file_that_is_not_kept_leads_away(shelf: Shelf) -> None:
    """To the source's own address, without our good word."""
    id_ = _file(shelf)
    _shell(shelf, _link(FILE, "年报.pdf"), _link(OTHER, "附表.xls"))
    found = get(shelf.client, f"/reports/{id_}")
    (link,) = [a for a in found.select("#attached a") if a.get_text() == "附表.xls"]
    assert (href(link), link["rel"]) == (OTHER, ["nofollow", "noopener"])
    assert texts(found, "#attached dt") == ["所在网页", "附件"]


def test_the_report_shown_is_not_its_own_attachment(shelf: Shelf) -> None:
    """The page carries it alone: nothing under 附件."""
    id_ = _file(shelf)
    _shell(shelf, _link(FILE, "年报.pdf"))
    assert texts(get(shelf.client, f"/reports/{id_}"), "#attached dt") == ["所在网页"]


def test_a_page_with_text_lists_its_file_as_a_copy(shelf: Shelf) -> None:
    """Both are the report; the file is under 附件 and among the copies."""
    _file(shelf)
    page = shelf.keep(report(), url=PAGE)
    id_ = shelf.file(page, report())
    _carry(shelf, page, _link(FILE, "年报.pdf"))
    found = get(shelf.client, f"/reports/{id_}")
    assert "同一年报的存档" in text(found, "#attached")
    assert "同一年报的其他存档（1）" in texts(found, "#source h3")


def test_an_attached_report_of_another_year_has_its_own_page(shelf: Shelf) -> None:
    """Last year's report on the same page leads to our page of it."""
    id_ = _file(shelf)
    earlier = shelf.keep(report(), url=OTHER, body=b"%PDF-1.5")
    _carry(shelf, earlier)
    last = shelf.file(earlier, report(year=2022))
    _shell(shelf, _link(FILE, "年报.pdf"), _link(OTHER, "上年年报"))
    found = get(shelf.client, f"/reports/{id_}")
    leads = {a.get_text(): href(a) for a in found.select("#attached a")}
    assert leads["上年年报"] == f"/reports/{last}"


def test_without_page_or_file_nothing_is_said(shelf: Shelf) -> None:
    """Most reports stand alone."""
    assert get(shelf.client, f"/reports/{_file(shelf)}").select("#attached") == []


def test_hostile_words_stay_words(shelf: Shelf) -> None:
    """A link's words and title come from outside."""
    id_ = _file(shelf)
    _shell(shelf, _link(FILE, "年报"), _link(OTHER, HOSTILE))
    found = get(shelf.client, f"/reports/{id_}")
    assert (HOSTILE in text(found, "#attached"), found.select(SCRIPTS)) == (True, [])
