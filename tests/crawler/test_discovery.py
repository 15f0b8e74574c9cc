"""List pages read: links taken, links left, and how the list goes on."""

from __future__ import annotations

import pytest

from crawler.discovery import discover, score, year_of
from samples.pages import COLUMNS, SiteColumn, build

SITE = build()
BASE = "http://www.example.gov.cn/zwgk/zfxxgknb/index.html"


def walk(column: SiteColumn) -> tuple[set[str], list[str]]:
    """Report paths and list pages found from a column's first list page."""
    host = "http://www.example.gov.cn"
    waiting, lists, found = [host + column.home], [], set()
    while waiting:
        url = waiting.pop(0)
        lists.append(url)
        page = SITE.pages[url.removeprefix(host)]
        result = discover(page.body.decode(), url)
        found |= {link.url.removeprefix(host) for link in result.links}
        waiting += [page for page in result.next_pages if page not in lists + waiting]
    return found, lists


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_every_report_of_a_column_is_found(column: SiteColumn) -> None:
    """From the first list page to the last, none of the column's reports is missed."""
    expected = {path for path, report in SITE.reports.items() if report.site == column.id}
    assert expected - walk(column)[0] == set()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_only_pages_that_speak_of_annual_reports_are_taken(column: SiteColumn) -> None:
    """Guides and budgets are left; a notice on the reports may be taken, the reader tells."""
    extra = walk(column)[0] - set(SITE.reports)
    titles = {discoverable(path) for path in extra}
    assert not any("指南" in title or "预算" in title for title in titles)


def discoverable(path: str) -> str:
    """The title of a sample page."""
    text = SITE.pages[path].body.decode()
    return text[text.index("<title>") : text.index("</title>")]


def test_link_has_address_title_and_year() -> None:
    """A relative link becomes absolute; a title that was cut short is taken whole."""
    html = (
        '<li><a href="./202101/t20210115_1.html#top" title="某市公安局2020年政府信息公开工作年度报告">'
        "某市公安局2020年政府信息公…</a></li>"
    )
    link = discover(html, BASE).links[0]
    assert (link.url, link.title, link.year) == (
        "http://www.example.gov.cn/zwgk/zfxxgknb/202101/t20210115_1.html",
        "某市公安局2020年政府信息公开工作年度报告",
        2020,
    )


def test_trs_pager_gives_zero_based_pages() -> None:
    """createPageHTML(4, 0, …) stands for index_1 to index_3 with the pager's own extension."""
    html = '<script>createPageHTML(4, 0, "index", "shtml");</script>'
    assert discover(html, BASE).next_pages == tuple(
        f"http://www.example.gov.cn/zwgk/zfxxgknb/index_{n}.shtml" for n in (1, 2, 3)
    )


def test_trs_pager_definition_is_no_call() -> None:
    """The script's own definition of the function names no pages."""
    html = "<script>function createPageHTML(_nPageCount, _nCurrIndex, _sName, _sExt){}</script>"
    assert discover(html, BASE).next_pages == ()


@pytest.mark.parametrize("text", ["下一页", "下页", "[下一页]", "下一页 >", "Next"])
def test_next_link_by_its_words(text: str) -> None:
    """A next-page link is known by its words."""
    found = discover(f'<a href="list_2.html">{text}</a>', BASE)
    assert found.next_pages == ("http://www.example.gov.cn/zwgk/zfxxgknb/list_2.html",)


def test_numbers_turn_pages_only_inside_a_pager() -> None:
    """A bare number is a page in an element named as a pager, and nothing elsewhere."""
    html = '<div class="pagination"><a href="p2.html">2</a></div><p><a href="x.html">3</a></p>'
    assert discover(html, BASE).next_pages == ("http://www.example.gov.cn/zwgk/zfxxgknb/p2.html",)


def test_the_page_itself_is_no_next_page() -> None:
    """A pager's link to the page in hand is dropped."""
    assert discover('<a href="index.html#list">下一页</a>', BASE).next_pages == ()


@pytest.mark.parametrize("href", ["javascript:void(0)", "mailto:a@b.cn", "#", "http://[bad", ""])
def test_addresses_that_cannot_be_fetched_are_left(href: str) -> None:
    """Scripts, mail and broken addresses are no links."""
    html = f'<a href="{href}">某局2020年政府信息公开年报</a>'
    links = [link.url for link in discover(html, BASE).links]
    assert [url for url in links if url != BASE] == []


def test_base_element_is_obeyed() -> None:
    """Relative links follow the page's <base>."""
    html = '<base href="/other/"><a href="1.html">2020年政府信息公开年报</a>'
    assert discover(html, BASE).links[0].url == "http://www.example.gov.cn/other/1.html"


def test_source_can_name_the_link_text() -> None:
    """With the source's own link text, anchors that say only a body's name are taken."""
    found = discover('<a href="1.html">市教育局</a><a href="2.html">返回</a>', BASE, "教育局")
    assert [link.title for link in found.links] == ["市教育局"]


@pytest.mark.parametrize(
    "title",
    [
        "某县人民政府2020年政府信息公开工作年度报告",
        "2019年政务公开年报",
        "某局信息公开年度报告",
        "2018年年度报告",
        "2022 年政府信息公开工作年度报告（PDF）",
    ],
)
def test_titles_of_reports_score(title: str) -> None:
    """Usual titles of reports are taken."""
    assert score(title) >= 2


@pytest.mark.parametrize(
    "title",
    [
        "政府信息公开指南", "2022年部门预算公开说明", "关于企业年报公示的通知", "2021年法治政府建设年度报告",
        "政府信息公开目录", "2020年环境质量年报", "首页",
    ],
)  # fmt: skip
def test_titles_of_other_things_do_not(title: str) -> None:
    """Guides, budgets, companies' and other annual reports are left."""
    assert score(title) < 2


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某局2020年政府信息公开工作年度报告", 2020),
        ("（2021-03-02）某局2020年度报告", 2020),
        ("某局信息公开年报", None),
        ("２０１９年年报", 2019),
        ("20201年", None),
    ],
)
def test_year_of_a_title(title: str, year: int | None) -> None:
    """The year before 年, in any width; none where none is named."""
    assert year_of(title) == year


TITLE = "某局2020年政府信息公开年报"


@pytest.mark.parametrize("href", ["http://a.gov.cn:99999/", "http://a.gov.cn:x/", "http://[bad/"])
def test_a_broken_link_costs_nothing_but_itself(href: str) -> None:
    """A link whose host or port is none is left, and the next one taken."""
    html = f'<a href="{href}">{TITLE}</a><a href="/a.html">{TITLE}</a>'
    assert [link.url for link in discover(html, BASE).links] == ["http://www.example.gov.cn/a.html"]


def test_a_broken_base_is_no_base() -> None:
    """A base element with a broken address leaves links relative to the page."""
    html = f'<base href="http://[bad/"><a href="/a.html">{TITLE}</a>'
    assert [link.url for link in discover(html, BASE).links] == ["http://www.example.gov.cn/a.html"]


@pytest.mark.parametrize("label", ["9" * 5000, "1001"])
def test_what_is_no_page_number_turns_no_page(label: str) -> None:
    """In a pager, a number of any length is read without harm."""
    html = f'<div class="pager"><a href="/p2.html">{label}</a></div>'
    assert discover(html, BASE).next_pages == ()


def test_a_pager_script_with_an_absurd_count_is_left() -> None:
    """TRS's pager with a number longer than any list names no page."""
    assert discover(f'createPageHTML({"9" * 5000}, 0, "index", "html")', BASE).next_pages == ()
