"""Scores of links: what is taken, what is left, and what a link tells of its report."""

from __future__ import annotations

import pytest

from crawler.families import ENOUGH, Listing, ReportLink, read_listing
from crawler.families.scoring import agency_of, judge, year_of
from samples.pages import COLUMNS, SiteColumn, build
from tests.crawler.made_lists import HOST, TITLE

SITE = build()
COLUMN = f"{HOST}/zwgk/zfxxgknb/index.html"
NEWS = f"{HOST}/xwzx/index.html"


def read(html: str, url: str = NEWS, link_text: str | None = None) -> Listing:
    """The listing of a piece of HTML."""
    return read_listing(html.encode(), url, link_text=link_text)


def only(html: str, url: str = NEWS) -> ReportLink:
    """The one link taken."""
    (link,) = read(html, url).links
    return link


@pytest.mark.parametrize(
    "title",
    [
        "清河县人民政府2020年政府信息公开工作年度报告",
        "2019年政务公开年报",
        "某局信息公开年度报告",
        "2018年年度报告",
        "2022 年政府信息公开工作年度报告（PDF）",
        "某局2012年度政府信息公开工作报告",
        "某市干部培训中心2021年政府信息公开年报",
        "清河县2020年政府信息公开工作年度报告（图片版）",
        "某市企业服务局2020年政府信息公开年报",
        "关于公布2020年政府信息公开工作年度报告的通知",
        "二〇一九年政府信息公开年报",
        "清河縣2020年政府信息公開工作年度報告",
    ],
)
def test_titles_of_reports_are_taken(title: str) -> None:
    """Usual titles of reports score enough."""
    assert judge(title).score >= ENOUGH


@pytest.mark.parametrize(
    "title",
    [
        "政府信息公开指南", "2022年部门预算公开说明", "关于企业年报公示的通知",
        "2021年法治政府建设年度报告", "政府信息公开目录", "2020年环境质量年报", "首页",
        "关于做好2022年政府信息公开工作年度报告编制工作的通知",
        "清河县2023年政府信息公开工作年度报告（文字解读）",
        "一图读懂2023年政府信息公开工作年度报告", "政府信息公开工作年度报告格式",
        "2020年政务公开工作总结", "2021年政务公开工作要点", "某公司2020年年报", "2021年度政府工作报告",
        "政府信息公开制度", "我县召开政府信息公开年报编制培训会",
    ],
)  # fmt: skip
def test_titles_of_look_alikes_are_left(title: str) -> None:
    """Guides, notices, explanations, budgets and other annual reports score too little."""
    assert judge(title).score < ENOUGH


def test_reasons_add_up_to_the_score() -> None:
    """Each reason says its points, and their sum is the score."""
    link = only(f'<a href="1.html">{TITLE}</a>')
    assert sum(int(reason.split()[0]) for reason in link.reasons) == link.score


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_every_report_of_the_sample_site_is_found(column: SiteColumn) -> None:
    """From the first list page of a column to the last, none of its reports is missed."""
    host = "http://www.example.gov.cn"
    waiting, done, found = [column.home], set(), set()
    while waiting:
        path = waiting.pop()
        done.add(path)
        listing = read_listing(SITE.pages[path].body, host + path)
        found |= {link.url.removeprefix(host) for link in listing.links}
        more = [page.url.removeprefix(host) for page in listing.next_pages]
        waiting += [path for path in more if path not in done and path not in waiting]
    assert {path for path, report in SITE.reports.items() if report.site == column.id} <= found


def test_a_bare_year_is_a_report_in_a_column_of_reports() -> None:
    """In a column of annual reports 2021年 over an article is enough, and nowhere else."""
    html = '<li><a href="202201/t20220105_7.html">2021年</a></li>'
    assert [link.year for link in read(html, COLUMN).links] == [2021]
    assert read(html, NEWS).links == ()


def test_a_bare_body_is_a_report_in_a_column_of_reports() -> None:
    """So is a body's name over an article; over a further column it is not."""
    html = '<a href="202201/t20220105_7.html">清河县教育局</a><a href="jyj/">清河县民政局</a>'
    assert [link.agency for link in read(html, COLUMN).links] == ["清河县教育局"]


def test_year_of_the_heading_above() -> None:
    """A link that names no year has the one that stands over it."""
    html = (
        "<dl><dt>2021年</dt><dd><a href='1.html'>某局政府信息公开年报</a></dd></dl>"
        "<dl><dt>2020年</dt><dd><a href='2.html'>某局政府信息公开年报</a></dd></dl>"
    )
    assert [link.year for link in read(html).links] == [2021, 2020]


def test_year_never_comes_from_a_date() -> None:
    """The date beside a link is kept as a date, and says nothing of the year."""
    link = only("<li><a href='/art/2022/1/5/art_1_2.html'>某局政府信息公开年报</a> 2022-01-05</li>")
    assert (link.year, str(link.date)) == (None, "2022-01-05")


def test_a_date_that_is_none_is_left() -> None:
    """A month 13 is no date."""
    assert only(f"<li><a href='1.html'>{TITLE}</a> 2022-13-05</li>").date is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某局2020年政府信息公开工作年度报告", 2020), ("（2021-03-02）某局2020年度报告", 2020),
        ("2021年公布的2020年度报告", 2020), ("某局信息公开年报", None), ("２０１９年年报", 2019),
        ("20201年", None), ("二〇二一年政府信息公开年报", 2021), ("二零一九年度年报", 2019),
    ],
)  # fmt: skip
def test_year_of_a_title(title: str, year: int | None) -> None:
    """The year before 年度, before 年, or alone, in any width and in Chinese numerals."""
    assert year_of(title) == year


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        (TITLE, "清河县教育局"), ("2022年清河县教育局政府信息公开工作年度报告", "清河县教育局"),
        ("清河县人民政府信息公开年度报告", "清河县人民政府"), ("2022年政府信息公开年报", None),
        ("【清河街道】2021年政务公开年报", "清河街道"), ("政府信息公开指南", None),
        ("清河县发展和改革局关于2020年政府信息公开的年度报告", "清河县发展和改革局"),
    ],
)  # fmt: skip
def test_body_of_a_title(title: str, agency: str | None) -> None:
    """The body as printed, None where the title names none."""
    assert agency_of(title) == agency


def test_link_that_leads_out_is_flagged() -> None:
    """A report at another host is taken and flagged; whether it is trusted is asked elsewhere."""
    assert only(f'<a href="http://mirror.example.com/1.html">{TITLE}</a>').leads_out


def test_look_alikes_are_kept_to_show() -> None:
    """What was left and speaks of disclosure is kept with its reasons; other links are not."""
    left = read('<a href="1.html">政府信息公开指南</a><a href="2.html">天气预报</a>').passed
    assert [(link.title, "-3 指南或样式" in link.reasons) for link in left] == [
        ("政府信息公开指南", True)
    ]


def test_the_source_s_link_text_is_taken() -> None:
    """A link that reads as the source says is taken, and the reason is given."""
    (link,) = read('<a href="1.html">清河县教育局</a>', link_text="教育局").links
    assert "来源指定的链接文字" in link.reasons[-1]


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "mailto:a@b.cn", "http://[bad", "", "x" * 3000]
)
def test_addresses_that_cannot_be_fetched_are_left(href: str) -> None:
    """Scripts, mail, broken and endless addresses are no links."""
    assert read(f'<a href="{href}">{TITLE}</a>').links == ()


def test_an_address_stands_once_with_its_best_title() -> None:
    """Two links to one page are one report, called by what tells more."""
    html = f'<a href="1.html">查看</a><a href="1.html">{TITLE}</a>'
    assert [link.title for link in read(html).links] == [TITLE]


def test_base_element_is_obeyed() -> None:
    """Relative links follow the page's <base>; a broken one is none."""
    html = f'<base href="/other/"><a href="1.html">{TITLE}</a>'
    assert only(html).url == f"{HOST}/other/1.html"
    assert only(html.replace("/other/", "http://[bad/")).url == f"{HOST}/xwzx/1.html"
