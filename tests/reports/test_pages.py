"""Pages read with what they carry: shells, full texts, lists, and what each says of its files."""

from __future__ import annotations

from reports.model import Evidence, Hints, PageRead
from reports.pages import ONLY_TITLE, read_page
from reports.reader import read
from tests.reports.made import HEADINGS, printed_text

PAGE = "http://slj.hbdaye.gov.cn/xxgk/nb/202401/t20240131_1.html"
NAME = "大冶市水利局2023年政府信息公开工作年度报告"
NAMELESS = printed_text(title="政府信息公开工作年度报告").replace("2023年", "当年")


def _page(body: str, head: str = "", title: str = NAME) -> PageRead:
    page = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), Hints(PAGE))


def _shell(body: str = f'<a href="a.pdf">{NAME}.pdf</a>', head: str = "") -> PageRead:
    return _page(f"<h1>{NAME}</h1><p>索引号：011336764/2024-00123</p>{body}", head)


def _told(page: PageRead, number: int = 0) -> dict[tuple[str, str], str]:
    return {(item.field, item.source): item.value for item in page.attachments[number].told}


def test_a_shell_is_no_report() -> None:
    """A page with title and link alone only points to the report."""
    page = _shell()
    assert (page.report.is_report, page.report.reason) == (False, ONLY_TITLE)


def test_a_shell_with_tags_is_called_the_same() -> None:
    """The reader's own reason is the one that is looked for."""
    head = '<meta name="PubDate" content="2024-01-31">'
    page = f"<html><head>{head}<title>{NAME}</title></head><body><a href='a.pdf'>附件</a></body>"
    assert read(page.encode(), Hints(PAGE)).reason == ONLY_TITLE


def test_a_shell_speaks_for_its_file() -> None:
    """Title, tags and box: body, year, place, date and number."""
    page = _shell(head='<meta name="PubDate" content="2024-01-31">')
    told = _told(page)
    assert {field: value for (field, source), value in told.items() if source == "page"} == {
        "year": "2023",
        "agency": "大冶市水利局",
        "region": "420281",
        "published_on": "2024-01-31",
        "index_number": "011336764/2024-00123",
    }


def test_a_link_speaks_as_a_title_does() -> None:
    """On any page: body and year of the report it names."""
    told = _told(_page(f'<p>附件一览</p><a href="a.pdf">附件1：{NAME}.pdf</a>', title="年报"))
    assert {field: value for (field, source), value in told.items() if source == "link"} == {
        "year": "2023",
        "agency": "大冶市水利局",
    }


def test_a_list_says_nothing_as_a_page() -> None:
    """Several years on one page: each link speaks for itself alone."""
    links = "".join(
        f'<a href="{year}.pdf">{NAME.replace("2023", str(year))}</a>' for year in (2022, 2023)
    )
    page = _shell(links)
    assert [_told(page, number) for number in (0, 1)] == [
        {("year", "link"): str(year), ("agency", "link"): "大冶市水利局"} for year in (2022, 2023)
    ]


def test_one_report_in_two_kinds_of_file_is_one_work() -> None:
    """PDF and Word of the same report both hear what the page says."""
    page = _shell(f'<a href="a.pdf">{NAME}.pdf</a><a href="a.docx">{NAME}.docx</a>')
    assert [("region", "page") in _told(page, number) for number in (0, 1)] == [True, True]


def test_a_full_text_stays_a_report() -> None:
    """A page that prints the report beside its PDF is read as ever; its link speaks alone."""
    body = "".join(f"<p>{heading}</p><p>按规定公开信息。</p>" for heading in HEADINGS)
    page = _page(f'<h1>{NAME}</h1>{body}<a href="a.pdf">{NAME}.pdf</a>')
    assert (page.report.is_report, {source for _, source in _told(page)}) == (True, {"link"})


def test_furniture_is_not_among_the_attachments() -> None:
    """Readers to download and help texts are left out."""
    page = _shell('<a href="a.pdf">附件</a><div id="footer"><a href="h.pdf">帮助</a></div>')
    assert [item.url.rpartition("/")[2] for item in page.attachments] == ["a.pdf"]


def test_a_page_without_documents_is_read_as_before() -> None:
    """Nothing but the reader's own report."""
    data = f"<html><title>{NAME}</title><p>{NAME}</p>".encode()
    assert read_page(data, Hints(PAGE)) == PageRead(read(data, Hints(PAGE)))


def test_what_the_page_says_fills_what_is_missing() -> None:
    """A file that names neither body nor year takes both, and the place, from its page."""
    told = _shell(head='<meta name="PubDate" content="2024-01-31">').attachments[0].told
    report = read(NAMELESS.encode(), Hints(page=told))
    assert report.region is not None
    assert (report.agency, report.year, report.region.code, str(report.published_on)) == (
        "大冶市水利局", 2023, "420281", "2024-01-31",
    )  # fmt: skip


def test_the_file_goes_before_its_page() -> None:
    """What the file prints stands, and the page's other word takes from the confidence."""
    said = (Evidence("year", "2022", "page", "2022年", 0.5),)
    with_page = read(printed_text().encode(), Hints(page=said))
    alone = read(printed_text().encode(), Hints())
    assert with_page.year == alone.year == 2023
    assert with_page.confidence["year"] < alone.confidence["year"]


def test_a_page_elsewhere_moves_no_file() -> None:
    """A place of the file's own is not replaced by the page's."""
    said = (Evidence("region", "320813", "page", "洪泽区", 0.5),)
    report = read(printed_text().encode(), Hints(page=said))
    assert report.region is not None
    assert report.region.code == "420281"
