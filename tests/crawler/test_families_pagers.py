"""How lists of each family go on, and where they are not followed."""

from __future__ import annotations

import json

import pytest

from crawler.families import PageRequest, read_listing
from crawler.families.trail import Trail
from tests.crawler.made_lists import HOST, LISTS, NEXT_GROUP, group, record, rows

LIST = f"{HOST}/zwgk/zfxxgknb/"
ARTICLE = "./202301/t20230116_77001.html"


def following(html: str, url: str = LIST, family: str = "auto") -> list[str]:
    """Addresses of the further pages."""
    return [page.url for page in read_listing(html.encode(), url, family=family).next_pages]


def codes(html: str, url: str = LIST) -> list[str]:
    """Codes of the issues."""
    return [issue.code for issue in read_listing(html.encode(), url).issues]


def trs(script: str, more: str = "") -> str:
    """A TRS list with a script."""
    return rows(ARTICLE, f"<script>{script}</script>{more}")


def test_trs_counts_from_zero() -> None:
    """createPageHTML(4, 0, …): page two is index_1, with the call's own extension."""
    made = LISTS["trs"]
    assert following(made.html, made.url) == [f"{LIST}index_{n}.shtml" for n in (1, 2, 3)]


def test_trs_call_may_be_made_of_variables() -> None:
    """Arguments that are variables are what the script set them to."""
    html = trs('var countPage = 3; createPageHTML(countPage, 0, "zfxxgknb", "htm");')
    assert following(html) == [f"{LIST}zfxxgknb_1.htm", f"{LIST}zfxxgknb_2.htm"]


def test_trs_first_page_that_calls_itself_one_counts_from_one() -> None:
    """Where the first page is number 1, page two is index_2."""
    html = trs('createPageHTML(3, 1, "index", "html");')
    assert following(html, f"{LIST}index.html") == [f"{LIST}index_2.html", f"{LIST}index_3.html"]


def test_trs_later_page_keeps_counting_from_zero() -> None:
    """index_1 is current 1 and not the first page; it names the others and not itself."""
    html = trs('createPageHTML(3, 1, "index", "html");')
    assert following(html, f"{LIST}index_1.html") == [f"{LIST}index_2.html"]


@pytest.mark.parametrize("name", ["countPage", "totalPage", "pageCount"])
def test_trs_count_variable_with_the_name_in_the_script(name: str) -> None:
    """A count in a variable, the name built in the script."""
    html = trs(f"""var {name} = 3; var u = "index_" + i + ".shtml";""")
    assert following(html, family="trs") == [f"{LIST}index_1.shtml", f"{LIST}index_2.shtml"]


def test_trs_name_from_the_pager_s_links() -> None:
    """Without a name in the script, name and extension are those of the pager's links."""
    html = trs("var countPage = 3;", '<div class="page"><a href="common_1.htm">下一页</a></div>')
    assert following(html, family="trs") == [f"{LIST}common_1.htm", f"{LIST}common_2.htm"]


def test_trs_name_from_the_page_s_own_address() -> None:
    """Else they are those of the page itself."""
    html = trs("var countPage = 2;")
    assert following(html, f"{LIST}common_gknb.shtml") == [f"{LIST}common_gknb_1.shtml"]


def test_trs_name_is_never_guessed() -> None:
    """Where nothing tells the name, the issue says so and no page is made up."""
    html = trs("var countPage = 3;")
    assert (following(html), codes(html)) == ([], ["pager_name_unknown"])


def test_ucap_counts_from_one() -> None:
    """createPageHTML('page_div', 3, 1, 'list', 'shtml', 52): page two is list_2."""
    made = LISTS["ucap"]
    assert following(made.html, made.url) == [
        f"{HOST}/qinghe/gknb/list_2.shtml", f"{HOST}/qinghe/gknb/list_3.shtml",
    ]  # fmt: skip


def test_vsb_counts_down() -> None:
    """下页 leads to zfxxgknb/3.htm: the list goes on there and down to 1."""
    made = LISTS["vsb"]
    assert following(made.html, made.url) == [
        f"{HOST}/zfxxgk/zfxxgknb/{number}.htm" for number in (3, 2, 1)
    ]


def test_hanweb_posts_for_the_records_after_those_on_the_page() -> None:
    """One record of 50 is there; the rest is asked for in groups, with jpage's own fields."""
    made = LISTS["hanweb"]
    pages = read_listing(made.data, made.url).next_pages
    proxy = f"{HOST}/module/web/jpage/dataproxy.jsp"
    assert [page.url for page in pages] == [
        f"{proxy}?startrecord=2&endrecord=46&perpage=15",
        f"{proxy}?startrecord=47&endrecord=50&perpage=15",
    ]
    assert {page.method for page in pages} == {"POST"}
    assert dict(pages[0].form) == {
        "col": "1", "appid": "1", "webid": "7", "path": "/", "columnid": "9012",
        "sourceContentType": "1", "unitid": "1101", "webname": "清河县政府网", "permissiontype": "0",
    }  # fmt: skip


def test_hanweb_next_group_goes_before_posting() -> None:
    """Where the page names the next group by address, that is asked for."""
    html = LISTS["hanweb"].html.replace("<recordset>", f"{NEXT_GROUP}<recordset>")
    assert following(html, LISTS["hanweb"].url) == [
        f"{HOST}/module/web/jpage/dataproxy.jsp?page=1&webid=7&columnid=9012"
    ]


PROXY = f"{HOST}/module/web/jpage/dataproxy.jsp?page=1&columnid=9012"


def test_hanweb_answer_is_read() -> None:
    """The proxy's XML gives its records and the group after it."""
    xml = group(record("/art/2021/1/5/art_9012_7.html"), NEXT_GROUP.replace("page=1", "page=2"))
    listing = read_listing(xml.encode(), PROXY, "text/xml")
    assert [link.url for link in listing.links] == [f"{HOST}/art/2021/1/5/art_9012_7.html"]
    assert len(listing.next_pages) == 1


def test_hanweb_empty_group_is_the_last() -> None:
    """An empty group names a next one without end; it is not followed."""
    assert following(group("", NEXT_GROUP.replace("page=1", "page=99")), PROXY) == []


def test_hanweb_answer_to_a_post_asks_for_the_group_after_it() -> None:
    """With a total in the answer the next group is asked for with the same fields."""
    url = f"{HOST}/module/jpage/morecolumndataproxy.jsp?startrecord=1&endrecord=45&perpage=15"
    asked = PageRequest(url, "POST", (("columnid", "1,2"),))
    xml = group(record("/art/2021/1/5/art_9012_7.html")).replace(
        "<datastore>", "<datastore><totalrecord>60</totalrecord>"
    )
    (page,) = read_listing(xml.encode(), url, asked=asked).next_pages
    assert ("startrecord=46&endrecord=60" in page.url, page.form) == (True, asked.form)


def test_hanweb_records_in_an_array_of_strings() -> None:
    """Older pages keep the first records as strings of a script."""
    html = (
        "<script>var InitData=['<li><a href=\\'/art/2014/5/20/art_1_2.html\\'>"
        "清河县2013年政府信息公开年报</a></li>'];</script>"
    )
    listing = read_listing(html.encode(), f"{HOST}/col/col1/index.html")
    assert [link.url for link in listing.links] == [f"{HOST}/art/2014/5/20/art_1_2.html"]


def test_annual_page_offers_every_body_and_year() -> None:
    """Two bodies and two years in the selects are four reports, each with its year and body."""
    made = LISTS["hanweb_annual"]
    found = {(link.agency, link.year) for link in read_listing(made.data, made.url).links}
    assert found == {
        (body, year) for body in ("清河县教育局", "清河县民政局") for year in (2021, 2022)
    }


def test_annual_links_are_taken_as_they_are() -> None:
    """Without selects only the addresses that are linked are reports, years from fbtime."""
    html = '<a href="/module/xxgk/xxgkAnnualReport.jsp?area=7&fbtime=2010">清河县审计局</a>'
    (link,) = read_listing(html.encode(), f"{HOST}/col/col1/index.html").links
    assert (link.year, link.agency) == (2010, "清河县审计局")


def test_jpaas_page_names_its_unit() -> None:
    """The unit is asked for with the parameters that the page gives it."""
    (url,) = following(LISTS["jpaas"].html, LISTS["jpaas"].url)
    assert url.startswith(
        f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?parseType="
    )
    assert "webId=77" in url
    assert "pageId=9001" in url


UNIT = f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=77&pageId=9001"


def _unit(pager: str) -> bytes:
    html = f'<ul><li><a href="/gknb/art/2023/art_{"a" * 32}.html">某局2022年政府信息公开年报</a></li></ul>'
    return json.dumps({"success": True, "data": {"html": html + pager}}).encode()


@pytest.mark.parametrize(
    "pager",
    ['<div class="pagination" rows="20" count="45" pageNo="1"></div>',
     "<div>{'rows':'20','count':'45','pageNo':'1'}</div>"],
)  # fmt: skip
def test_jpaas_unit_counts_its_pages(pager: str) -> None:
    """45 records, 20 a page: pages two and three are asked for by paramJson."""
    listing = read_listing(_unit(pager), UNIT, "application/json")
    assert len(listing.links) == 1
    assert [page.url.split("paramJson=")[1] for page in listing.next_pages] == [
        f"%7B%22pageNo%22%3A{number}%2C%22pageSize%22%3A20%7D" for number in (2, 3)
    ]


def test_gkmlpt_shell_asks_the_api() -> None:
    """The column stands behind the #, the site's number in the script, the folder is kept."""
    html = "<html><script>window._CONFIG = {SID: '990101', NAME: 'x'};</script></html>"
    assert following(html, f"{HOST}/qhjyj/gkmlpt/annualreport#2629") == [
        f"{HOST}/qhjyj/gkmlpt/api/all/2629?page=1&sid=990101"
    ]


def test_gkmlpt_shell_without_a_site_says_so() -> None:
    """A shell that does not tell its site cannot be read, and that is said."""
    assert codes("<html></html>", f"{HOST}/gkmlpt/annualreport#2629") == ["gkmlpt_unknown"]


def test_gkmlpt_answer_has_dates_and_pages() -> None:
    """Articles with their date by China's clock; three in all, one a page, are two pages more."""
    listing = read_listing(LISTS["gkmlpt"].data, LISTS["gkmlpt"].url)
    assert str(listing.links[0].date) == "2023-01-16"
    assert [page.url.split("page=")[1] for page in listing.next_pages] == [
        "2&sid=990101", "3&sid=990101",
    ]  # fmt: skip


def test_gkmlpt_link_that_leads_out_is_flagged() -> None:
    """An article at another host is flagged."""
    article = {"title": "某局2022年政府信息公开年报", "url": "https://mp.weixin.qq.com/s/abc"}
    data = json.dumps({"total": 1, "articles": [article]}).encode()
    (link,) = read_listing(data, LISTS["gkmlpt"].url).links
    assert link.leads_out


def test_sichuan_page_posts_a_form() -> None:
    """The script's fields are posted, variables by their values."""
    made = LISTS["sichuan"]
    (page,) = read_listing(made.data, made.url).next_pages
    assert (page.url, page.method) == (f"{HOST}/search/list.do", "POST")
    assert dict(page.form) == {
        "channel": "gknb", "deptId": "12", "pageNo": "1", "pageSize": "20",
    }  # fmt: skip


def test_sichuan_page_posts_json() -> None:
    """An object made into JSON is posted as JSON."""
    script = (
        "<script>axios({url:'/api/search',method:'post',x:1});$.ajax({url:'/api/search',type:'POST',"
        "contentType:'application/json',data:JSON.stringify({channelId:'7',pageNum:1})})</script>"
    )
    listing = read_listing(rows("/gongkai/show/" + "b" * 32 + ".html", script).encode(), LIST)
    (page,) = listing.next_pages
    assert json.loads(page.body or "") == {"channelId": "7", "pageNum": "1"}


def test_posted_answer_gives_links_and_the_pages_after_it() -> None:
    """Items with title and address, 45 in all, one shown with pages said: the others follow."""
    asked = PageRequest(f"{HOST}/search/list.do", "POST", (("pageNo", "1"), ("channel", "gknb")))
    item = {"title": "<em>某局</em>2022年政府信息公开年报", "url": f"/gongkai/show/{'c' * 32}.html",
            "publishTime": "2023-01-16 09:00"}  # fmt: skip
    data = json.dumps({"data": {"rows": [item], "total": 45, "pages": 3}}).encode()
    listing = read_listing(data, asked.url, asked=asked)
    assert [(link.title, str(link.date)) for link in listing.links] == [
        ("某局2022年政府信息公开年报", "2023-01-16")
    ]
    assert [dict(page.form)["pageNo"] for page in listing.next_pages] == ["2", "3"]


def test_anhui_counts_pages_in_a_field() -> None:
    """共3页 and a link with pageIndex are pages two and three."""
    made = LISTS["anhui"]
    assert following(made.html, made.url) == [
        f"{HOST}/openness/OpennessAnnualReport/?branch_id=5&pageIndex={n}" for n in (2, 3)
    ]


def test_plain_list_counts_pages_in_its_own_address() -> None:
    """cur_page in the address and 共4页 in the pager are the other three pages."""
    html = rows("1.html", '<div class="page">共 4 页</div>')
    url = f"{HOST}/info/iList.jsp?cat_id=7&cur_page=1"
    assert [page[-1] for page in following(html, url)] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("http://elsewhere.gov.cn/list_2.html", "next_leads_out"),
        ("/calendar/2024-05.html", "calendar"),
        ("list.jsp?year=2024&month=5", "calendar"),
        ("a/b/a/b/a/b/a/b/list_2.html", "growing_path"),
        ("list.jsp?page=99999", "page_cap"),
    ],
)
def test_traps_are_named_and_not_followed(href: str, code: str) -> None:
    """A next link that leads out, into a calendar, or on without end is left with its reason."""
    html = f'<a href="{href}">下一页</a>'
    assert (following(html), codes(html)) == ([], [code])


def test_next_link_to_itself_ends_the_list() -> None:
    """A pager that leads to its own page is its end."""
    assert following('<a href="?#top">下一页</a><a href="./">下页</a>') == []


@pytest.mark.parametrize(
    "href", ["list_2.jsp;jsessionid=AB12?x=1", "list_2.jsp?x=1&jsessionid=AB12"]
)
def test_session_ids_are_dropped(href: str) -> None:
    """The same page under two sessions is one page."""
    assert following(f'<a href="{href}">下一页</a>') == [f"{LIST}list_2.jsp?x=1"]


def test_a_pager_is_capped() -> None:
    """A list of a million pages is followed to the cap and no further."""
    assert len(following(trs('createPageHTML(999999, 0, "index", "html");'))) == 1_000


def test_onclick_pager_with_an_address() -> None:
    """A number whose script quotes one address leads there."""
    html = """<div class="page"><a href="javascript:;" onclick="go('/l/list_2.html')">2</a></div>"""
    assert following(html) == [f"{HOST}/l/list_2.html"]


def _endless(number: int, href: str = ARTICLE) -> str:
    return rows(href, f'<a href="list_{number + 1}.html">下一页</a>')


def test_trail_ends_a_pager_that_shows_the_same_for_ever() -> None:
    """Page after page with the same links: after three repeats the list is at its end."""
    trail, read, found = Trail(), 0, []
    for number in range(1, 50):
        page = read_listing(_endless(number).encode(), f"{LIST}list_{number}.html")
        asked, issues = trail.follow(page)
        read, found = number, [issue.code for issue in issues]
        if not asked:
            break
    assert (read, found) == (4, ["endless_pager"])


def test_trail_follows_a_list_that_brings_new_links() -> None:
    """Twenty pages with a new link each are all followed, each asked for once."""
    trail = Trail()
    counts = [
        len(
            trail.follow(read_listing(_endless(n, f"{n}.html").encode(), f"{LIST}list_{n}.html"))[0]
        )
        for n in range(1, 20)
    ]
    assert counts == [1] * 19


def test_trail_ends_at_its_cap() -> None:
    """A tar pit that invents new pages is left at the cap, and that is said."""
    trail = Trail(most=5)
    page = read_listing(trs('createPageHTML(99, 0, "index", "html");').encode(), LIST)
    asked, issues = trail.follow(page)
    assert (len(asked), [issue.code for issue in issues]) == (5, ["page_cap"])
