"""Families told apart, and what every family's page gives."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families import FAMILIES, Listing, read_listing
from crawler.families.page import ListPage
from crawler.families.recognise import recognise
from tests.crawler.made_lists import HOST, LISTS, TITLE


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_is_recognised_by_its_own_page(name: str) -> None:
    """`auto` names the family that the page was made in."""
    made = LISTS[name]
    assert recognise(ListPage.of(made.data, made.url))[0] == name


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "plain"])
def test_a_family_is_not_recognised_by_anothers_page(name: str) -> None:
    """No other family's page is taken for this one's."""
    others = [made for other, made in LISTS.items() if other != name]
    assert name not in {recognise(ListPage.of(made.data, made.url))[0] for made in others}


@pytest.mark.parametrize("name", FAMILIES)
def test_recognising_gives_its_reasons(name: str) -> None:
    """The signs that decided are kept in words."""
    assert read_listing(LISTS[name].data, LISTS[name].url).signs


@pytest.mark.parametrize("name", FAMILIES)
def test_the_report_is_found_and_the_guide_left(name: str) -> None:
    """Of the report and the guide on each page only the report is taken."""
    made = LISTS[name]
    urls = [link.url for link in read_listing(made.data, made.url).links]
    assert made.report in urls
    assert not any("guide" in url for url in urls)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_link_has_year_and_body(name: str) -> None:
    """The year and the body of the report are read from its link."""
    made = LISTS[name]
    links = {link.url: link for link in read_listing(made.data, made.url).links}
    link = links[made.report]
    assert (link.year, link.agency) == (2022, "清河县教育局")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_list_goes_on(name: str) -> None:
    """Each page names at least one further page, but for the one that offers everything."""
    made = LISTS[name]
    pages = read_listing(made.data, made.url).next_pages
    assert bool(pages) == (name != "hanweb_annual")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_may_be_named_by_the_source(name: str) -> None:
    """Named by the source, a family reads its page as `auto` does."""
    made = LISTS[name]
    named = read_listing(made.data, made.url, family=name)
    assert named.links == read_listing(made.data, made.url).links


def test_a_page_in_gbk_that_says_utf8_is_read() -> None:
    """Decoding follows the bytes where the label is wrong."""
    made = LISTS["plain"]
    listing = read_listing(made.html.encode("gb18030"), made.url, "text/html; charset=utf-8")
    assert [link.title for link in listing.links] == [TITLE]


def test_there_is_no_family_of_any_other_name() -> None:
    """A name that is none is the caller's mistake."""
    with pytest.raises(KeyError):
        read_listing(b"", HOST, family="nosuch")


def _askable(listing: Listing) -> bool:
    """Whether each address that a list page gave is one of http or https."""
    found = [link.url for link in listing.links] + [page.url for page in listing.next_pages]
    return all(url.startswith(("http://", "https://")) for url in found)


@given(data=st.binary(max_size=400), name=st.sampled_from([*FAMILIES, "auto"]))
@settings(max_examples=150, deadline=None)
def test_arbitrary_bytes_never_raise(data: bytes, name: str) -> None:
    """Whatever the bytes, every family gives a listing of addresses that can be asked."""
    assert _askable(read_listing(data, f"{HOST}/x/index.html", family=name))


_PIECES = [
    *(piece for made in LISTS.values() for piece in (made.html, made.html[::2], made.html[:150])),
    "<a href='", "createPageHTML(9,9,", "<record>", "<![CDATA[", "]]>", "<nextgroup>", "{", "[", '"',
    "<base href='http://[x'>", "jpage({ajaxParam:{", "xxgkAnnualReport.jsp?", "\x00", "\ud7ff", "<select name=area>",
    '{"articles":[1,{"title":3,"url":"x"}],"total":"9"}', '{"data":{"html":"<a>count=9 rows=0"}}',
]  # fmt: skip


@given(
    pieces=st.lists(st.sampled_from(_PIECES), max_size=6), name=st.sampled_from([*FAMILIES, "auto"])
)
@settings(max_examples=150, deadline=None)
def test_broken_pages_never_raise(pieces: list[str], name: str) -> None:
    """Pages cut and joined at random are read by every family without harm."""
    url = f"{HOST}/gkmlpt/index.htm?page=1"
    assert _askable(read_listing("".join(pieces).encode(), url, family=name))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["data", "html", "articles", "total", "pages", "title", "url", "date"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(value=_JSON, name=st.sampled_from(["jpaas", "gkmlpt", "sichuan", "plain", "auto"]))
@settings(max_examples=150, deadline=None)
def test_any_json_never_raises(value: object, name: str) -> None:
    """JSON of any shape under the names that answers use is read without harm."""
    read_listing(json.dumps(value).encode(), f"{HOST}/gkmlpt/api/all/1?page=1", family=name)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 60_000, "<![CDATA[" * 100_000, "createPageHTML(" * 60_000, "{" * 500_000,
        "<record><nextgroup>" * 60_000, "<a href='x'>年报" * 20_000, "var a=" * 100_000, "[" * 500_000,
        "<script>" + "createPageHTML(aaa,bbb,ccc,ddd);" * 20_000 + "</script>", " " * 1_000_000,
        "<script>" + "'" * 300_000 + "</script>", "xxgkAnnualReport.jsp" * 50_000,
        "<h3>2022年<a href=1>" * 10_000, "<select name=area><option value=1>" * 20_000,
    ],
    ids=lambda text: text[:16],
)  # fmt: skip
def test_hostile_pages_are_read_in_bounded_time(text: str) -> None:
    """Text that makes careless patterns run for hours gives a listing soon."""
    listing = read_listing(text.encode(), f"{HOST}/list.html")
    assert len(listing.next_pages) <= 1_000


@pytest.mark.parametrize("name", [*FAMILIES, "auto"])
def test_a_page_without_an_address_is_read(name: str) -> None:
    """Where the page's own address is none, absolute links are still found."""
    html = f'<a href="{HOST}/1.html">{TITLE}</a><a href="2.html">{TITLE}</a>'
    listing = read_listing(html.encode(), "http://[x", family=name)
    assert [link.url for link in listing.links] == [f"{HOST}/1.html"]
