"""Search: results, facets as links, chips, pages; all of it addresses."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.port import FacetValue, ReportQuery
from portal import facets
from portal.search import sentence
from tests.portal.page import get, href, link, one, parameters, text, texts


def test_the_sentence_says_what_was_asked(client: FlaskClient) -> None:
    """Place, year, words and the count in one sentence on top."""
    page = get(client, "/search?q=行政处罚&region=420000&year=2020")
    assert text(page, "h1") == "湖北省 · 2020 年，含“行政处罚”的年报 1 份"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (ReportQuery(), "全部年报 7 份"),
        (ReportQuery(text='"行政处罚"'), "含“行政处罚”的年报 7 份"),
        (ReportQuery(text="新收>100"), "符合“新收>100”的年报 7 份"),
        (ReportQuery(years=frozenset((2019, 2020))), "2019、2020 年的年报 7 份"),
        (ReportQuery(not_years=frozenset((2019,))), "不含 2019 年的年报 7 份"),
        (ReportQuery(has_findings=True, agency_levels=frozenset(("county",))),
         "县级 · 有数字不一致的年报 7 份"),
    ],
)  # fmt: skip
def test_sentences_for_every_kind_of_question(query: ReportQuery, said: str) -> None:
    """Words stand in a report, conditions are met, exclusions are named."""
    assert sentence(query, 7) == said


def test_a_result_names_agency_place_year_and_type(client: FlaskClient) -> None:
    """The quiet line below the title."""
    page = get(client, "/search?q=渝北")
    assert texts(page, ".results .facts span") == [
        "重庆市渝北区公安局",
        "重庆市 渝北区",
        "2022 年",
        "公安",
    ]


def test_passages_mark_the_words(client: FlaskClient) -> None:
    """At most two passages, the reader's word marked in each."""
    page = get(client, "/search?q=行政处罚&year=2023&region=420000")
    passages = page.select(".passages p")
    marks = [text(passage, "mark") for passage in passages]
    assert (len(passages) in (1, 2), set(marks)) == (True, {"行政处罚"})


def test_a_report_with_findings_wears_a_badge(client: FlaskClient) -> None:
    """Only 洪泽's sums do not tie out."""
    page = get(client, "/search?q=2023")
    badged = [
        text(item, ".facts span") for item in page.select(".results li") if item.select(".badge")
    ]
    assert badged == ["淮安市洪泽区人民政府"]


def test_a_facet_value_adds_itself(client: FlaskClient) -> None:
    """Following 2020 beside 2019 asks for both years, with the words kept."""
    page = get(client, "/search?q=水利&year=2019")
    address = link(page, ".facets .value", "2020")
    assert parameters(address) == [("q", "水利"), ("year", "2019"), ("year", "2020")]


def test_a_facet_count_is_what_following_it_finds(client: FlaskClient) -> None:
    """For every value of every facet that a search for 2023 shows."""
    page = get(client, "/search?q=2023")
    promised = {href(one(item, ".value")): text(item, ".count").removesuffix(" 份")
                for item in page.select(".facets section li")}  # fmt: skip
    found = {address: _total(client, address) for address in promised}
    assert (found, len(promised) > 5) == (promised, True)


def _total(client: FlaskClient, address: str) -> str:
    return text(get(client, address), "h1").rsplit(" ", 2)[1]


def test_counts_ignore_their_own_facet(client: FlaskClient) -> None:
    """With one year chosen the other years still show what they hold."""
    page = get(client, "/search?year=2019")
    assert "2018 年" in " ".join(texts(page, ".facets .value"))


def test_minus_excludes_a_value(client: FlaskClient) -> None:
    """The − beside 水利 leaves all the others."""
    page = get(client, "/search")
    minus = one(page, '.facets .minus[aria-label="排除水利"]')
    assert text(get(client, href(minus)), "h1") == "不含水利的年报 3 份"


def test_chips_take_choices_back(client: FlaskClient) -> None:
    """Each chosen or excluded value is a chip that leads to the search without it."""
    page = get(client, "/search?year=2020&-type=公安")
    leads = [parameters(href(chip)) for chip in page.select(".chips li:not(.all) a")]
    assert leads == [[("-type", "公安")], [("year", "2020")]]


def test_all_choices_can_be_dropped_at_once(client: FlaskClient) -> None:
    """The words stay."""
    page = get(client, "/search?q=水利&year=2020&region=420000")
    assert parameters(href(one(page, ".chips .all a"))) == [("q", "水利")]


def test_a_chosen_province_opens_its_cities(client: FlaskClient) -> None:
    """Cities are shown below the province that is chosen, counties below a chosen city."""
    closed = texts(get(client, "/search"), ".facets .label")
    opened = texts(get(client, "/search?region=420200"), ".facets .label")
    found = [name in names for names in (closed, opened) for name in ("黄石市", "大冶市")]
    assert found == [False, False, True, True]


def test_a_municipality_stands_once(client: FlaskClient) -> None:
    """重庆市 as a city repeats 重庆市 the province; its counties stand right below it."""
    labels = texts(get(client, "/search?region=500000"), ".facets .label")
    assert (labels.count("重庆市"), "渝北区" in labels) == (1, True)


def test_a_new_query_keeps_the_choices(client: FlaskClient) -> None:
    """The box carries the chosen values as hidden fields, and not the page."""
    form = one(get(client, "/search?q=水利&year=2023&sort=newest&page=1"), "header form")
    hidden = [(field["name"], field["value"]) for field in form.select("[type=hidden]")]
    assert hidden == [("year", "2023"), ("sort", "newest")]


def test_results_come_in_pages(client: FlaskClient) -> None:
    """Ten on the first page, the rest on the next, no report twice."""
    first = get(client, "/search?sort=newest")
    second = get(client, href(one(first, ".pager [rel=next]")))
    ids = [href(found) for page in (first, second) for found in page.select(".results h2 a")]
    assert (len(first.select(".results > li")), len(set(ids))) == (10, 15)


def test_a_page_behind_the_last_leads_back(client: FlaskClient) -> None:
    """Page 9 of two says so and links the last."""
    page = get(client, "/search?page=9")
    assert ("没有第 9 页" in text(page, "main"), parameters(link(page, ".help a", "最后"))) == (
        True,
        [("page", "2")],
    )


def test_sorting_is_a_link(client: FlaskClient) -> None:
    """Oldest first begins with 2012."""
    page = get(client, link(get(client, "/search?q=水利局"), ".sorts a", "旧到新"))
    assert "2012 年" in text(page, ".results .facts")


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    """An empty result offers to drop each choice and shows how to write a query."""
    page = get(client, "/search?q=龙卷风预警&year=2020")
    drops = parameters(link(page, ".help a", "取消"))
    assert (text(page, "h1"), drops, len(page.select(".grammar dt")) > 3) == (
        "2020 年，含“龙卷风预警”的年报 0 份",
        [("q", "龙卷风预警")],
        True,
    )


def test_other_ways_of_saying_it_are_told(client: FlaskClient) -> None:
    """A synonym that was searched too is named above the results, and marked in them."""
    page = get(client, "/search?q=洪泽县 2023")
    assert texts(page, ".notice") == ["也搜索了：洪泽区"]
    assert "洪泽区" in texts(page, ".results .facts span")[0]


def test_a_name_put_right_is_searched_and_linked(client: FlaskClient) -> None:
    """The notice names both, the sentence speaks of what was searched, the link searches for it."""
    page = get(client, "/search?q=大治市水力局&year=2020")
    assert texts(page, ".notice") == [
        "没有找到含“大治市水力局”的年报，以下是“大冶市水利局”的结果。",
        "也搜索了：水务局",
    ]
    assert text(page, "h1") == "2020 年，含“大冶市水利局”的年报 1 份"
    assert parameters(link(page, ".notice a", "“大冶市水利局”")) == [
        ("q", "大冶市水利局"),
        ("year", "2020"),
    ]
    assert text(page, ".results h2 mark") == "大冶市水利局"


def test_pinyin_is_searched_as_the_name(client: FlaskClient) -> None:
    """In letters, blanks or not."""
    page = get(client, "/search?q=yubei gonganju")
    assert texts(page, ".results .facts span")[:1] == ["重庆市渝北区公安局"]


def test_a_name_that_may_have_been_meant_is_offered(client: FlaskClient) -> None:
    """Where nothing is found with it either, under these choices."""
    page = get(client, "/search?q=大治市&year=1999")
    assert text(page, ".notice") == "您要找的是不是“大冶市”？"
    assert parameters(link(page, ".notice a", "“大冶市”")) == [("q", "大冶市"), ("year", "1999")]


def test_most_of_the_words_are_told(client: FlaskClient) -> None:
    """When no report has all of them."""
    page = get(client, "/search?q=大冶 河道巡查 渔船")
    assert text(page, ".notice") == "没有同时含有这些词的年报，以下年报含有其中大部分。"
    assert len(page.select(".results li")) > 0


def test_notices_are_in_the_json(client: FlaskClient) -> None:
    """With passages of what was searched."""
    found = client.get("/search.json?q=大治市行政处法&year=2023").get_json()
    assert found["notices"] == ["没有找到含“大治市行政处法”的年报，以下是“大冶市行政处罚”的结果。"]
    assert found["hits"][0]["passages"]


@pytest.mark.parametrize("bad", ["年份:去年", "类型:不存在的类型", "新收>abc", "字" * 5000])
def test_a_bad_query_answers_200_with_a_sentence(client: FlaskClient, bad: str) -> None:
    """Words that are no query are told so, with the box still filled."""
    answer = client.get("/search", query_string={"q": bad, "year": "2020"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "sentence problem" in page, "2020 年" in page) == (200, True, True)


def test_search_json_has_the_shape_of_the_command_line(client: FlaskClient) -> None:
    """total, hits, facets as pairs, notices."""
    found = client.get("/search.json?q=行政处罚&year=2020").get_json()
    hit = found["hits"][0]
    shape = (sorted(found["facets"]), sorted(hit), found["facets"]["year"][0], found["total"])
    assert shape == (
        ["agency_level", "agency_type", "city", "form", "province", "year"],
        ["agency", "agency_type", "id", "passages", "region", "score", "source_url", "title",
         "url", "year"],
        [2023, 2],
        1,
    )  # fmt: skip


def test_a_bad_query_as_json_is_a_notice(client: FlaskClient) -> None:
    """The same shape, nothing found, the sentence among the notices."""
    answer = client.get("/search.json", query_string={"q": "新收>abc"})
    found = answer.get_json()
    assert (answer.status_code, found["total"], len(found["notices"])) == (200, 0, 1)


def test_many_values_wait_behind_a_disclosure() -> None:
    """Eight are in sight, and a chosen one is always."""
    counts: facets.Counts = {
        "year": tuple(FacetValue(str(y), str(y), 1) for y in range(2008, 2024))
    }
    query = ReportQuery(years=frozenset((2009,)))
    group = facets.groups(query, counts)[0]
    shown = [value.label for value in group.values]
    assert (len(shown), shown[-1], len(group.more)) == (9, "2009 年", 7)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/search?q=水利&year=2020&lang=en", "2020: 1 report containing “水利”"),
        ("/search?region=420000&lang=en", "Hubei: 12 reports"),
        ("/search?q=新收>-1&lang=en", "7 reports that meet “新收>-1”"),
        ("/search?q=OR&lang=en", "Both sides of OR need words, and not words to be excluded."),
    ],
)
def test_the_sentence_in_english(client: FlaskClient, path: str, sentence: str) -> None:
    """What was found, or why nothing was searched, in the words of the page."""
    assert text(get(client, path), "h1") == sentence
