"""The division a report comes from, and its witnesses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.divisions import by_code
from reports.metadata.regions import Located, locate

WUHAN, DAYE = "420100", "420281"


def _locate(
    agency: str | None,
    text: str = "",
    tags: Mapping[str, str] | None = None,
    url: str | None = None,
    hint: str | None = None,
) -> Located:
    return locate(agency, text, tags or {}, url, hint)


def _code(*given: object, **named: object) -> str | None:
    found = _locate(*given, **named).region  # type: ignore[arg-type]
    return found.code if found else None


def _issues(located: Located) -> list[str]:
    return [issue.code for issue in located.issues]


def _sources(located: Located) -> list[str]:
    return [item.source for item in located.evidence]


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("大冶市水务局", "420281"), ("黄石市大冶市水务局", "420281"), ("湖北省水利厅", "420000"),
        ("湖北省黄石市水利局", "420200"), ("重庆市渝中区财政局", "500103"), ("仙桃市财政局", "429004"),
        ("福州市鼓楼区教育局", "350102"), ("洪泽县人民政府", "320813"), ("襄樊市规划局", "420600"),
        ("海南州人民政府", "632500"), ("海南省人民政府", "460000"), ("恩施州财政局", "422800"),
        ("国家税务总局大冶市税务局", "420281"), ("国家统计局湖北调查总队", "420000"),
    ],
)  # fmt: skip
def test_the_agencys_own_name(agency: str, code: str) -> None:
    """The innermost place the name begins with, of today or of old."""
    assert _code(agency) == code


def test_a_place_in_the_middle_of_a_name_is_not_its_own() -> None:
    """市水务局驻大冶市办事处 does not begin with its place."""
    assert _code("市水务局驻大冶市办事处") is None


def test_a_name_borne_by_several_needs_a_witness() -> None:
    """鼓楼区 exists four times: without a witness there is no region, and we say so."""
    located = _locate("鼓楼区教育局")
    assert (located.region, _issues(located)) == (None, ["region_ambiguous"])


@pytest.mark.parametrize(
    ("text", "tags", "url", "hint", "source"),
    [
        ("电话：0591-12345678", {}, None, None, "area code"),
        ("联系电话（0591）1234567", {}, None, None, "area code"),
        ("邮政编码：350001", {}, None, None, "postcode"),
        ("邮 编 350001", {}, None, None, "postcode"),
        ("", {"siteidcode": "3501020001"}, None, None, "SiteIDCode"),
        ("", {}, "http://www.example.gov.cn/a?area=11350102MB1234567X", None, "credit code"),
        ("", {"printed:index_number": "11350102003612345K/2024-1"}, None, None, "credit code"),
        ("", {}, None, "350102", "manifest"),
    ],
)  # fmt: skip
def test_each_kind_of_witness(
    text: str, tags: dict[str, str], url: str | None, hint: str | None, source: str
) -> None:
    """Any one of them tells 福州市鼓楼区 from its namesakes, and is kept as evidence."""
    located = _locate("鼓楼区教育局", text, tags, url, hint)
    assert (located.region and located.region.code, _sources(located)) == (
        "350102",
        ["name", source],
    )


@pytest.mark.parametrize(
    "text", ["0000-1234567", "邮编：999999", "编号03501020", "传真0591", "2023-12345678"]
)
def test_figures_that_are_no_witness(text: str) -> None:
    """Unknown codes and other figures do not decide."""
    assert _code("鼓楼区教育局", text) is None


def test_a_witness_of_another_place_decides_nothing() -> None:
    """A telephone in Wuhan does not choose among the 鼓楼区."""
    assert _code("鼓楼区教育局", "电话027-12345678") is None


def test_a_witness_against_the_name_is_an_issue() -> None:
    """The name stays, the contradiction is noted."""
    located = _locate("大冶市水务局", "电话0591-1234567")
    assert (located.region and located.region.code, _issues(located)) == (
        DAYE,
        ["region_contradicted"],
    )


def test_a_manifest_against_the_name_is_no_issue() -> None:
    """A source covers many bodies; its region is only a hint."""
    assert _issues(_locate("大冶市水务局", hint=WUHAN)) == []


def test_a_telephone_printed_twice_is_one_witness() -> None:
    """Evidence is not multiplied by repetition."""
    located = _locate("大冶市水务局", "电话0714-1234567，传真0714-1234567")
    assert _sources(located) == ["name", "area code"]


def test_a_misprinted_place_is_resolved_by_its_witnesses() -> None:
    """漯河回族区 does not exist; telephone and postcode of Luoyang make it 瀍河回族区."""
    text = "电话：0379-12345678，邮政编码：471000"
    assert _code("漯河回族区教育局", text) == "410304"


def test_a_misprinted_place_is_noted() -> None:
    """As printed, and what it should be."""
    located = _locate("漯河回族区教育局", "电话：0379-12345678")
    data = next(issue.data for issue in located.issues if issue.code == "place_misprinted")
    assert data == {"printed": "漯河回族区", "code": "410304"}


def test_a_misprint_without_a_witness_is_not_resolved() -> None:
    """One character off is not enough by itself."""
    assert _code("漯河回族区教育局") is None


def test_the_place_the_text_names_most() -> None:
    """A body without a place in its name takes that of the text, when it is named twice."""
    assert _code("市教育局", "大冶市教育事业稳步发展。大冶市各学校均已公开信息。") == DAYE


def test_a_place_named_once_is_not_enough() -> None:
    """It may be anybody's."""
    assert _code("市教育局", "赴大冶市考察学习。") is None


def test_a_place_named_once_beside_its_telephone_is() -> None:
    """A witness stands beside it."""
    assert _code("市教育局", "地址：大冶市某路1号，电话0714-1234567") == DAYE


def test_the_manifest_is_the_last_resort() -> None:
    """Where nothing else speaks, the source's region does."""
    assert _code("市教育局", hint=WUHAN) == WUHAN


def test_a_place_in_the_text_of_an_unknown_body_is_not_its_region() -> None:
    """Without an agency the manifest counts, and the text alone does not."""
    assert (_code(None, "大冶市，大冶市"), _code(None, hint=DAYE)) == (None, DAYE)


def test_the_host_of_an_unknown_body_gives_its_region() -> None:
    """Its site is its government's."""
    assert _code(None, url="http://www.hbdaye.gov.cn/zwgk/") == DAYE


@pytest.mark.parametrize(
    ("text", "url", "code"),
    [
        ("在十堰市委市政府和市委市政府领导下", "http://www.djk.gov.cn/xxgk/", "420381"),
        ("电话：0719-5222222", "http://www.djk.gov.cn/xxgk/", "420381"),
        ("", "http://sfj.gz.gov.cn/gkmlpt/content/8/1/post_1.html", "440100"),
        ("", "http://www.djk.gov.cn/xxgk/", None),
        ("", "http://sfj.gz.gov.cn/content/8/1/post_1.html", None),
        ("在襄阳市委领导下", "http://www.djk.gov.cn/xxgk/", None),
    ],
)
def test_the_initials_of_a_host_need_another_witness(text: str, url: str, code: str | None) -> None:
    """Many places share them: a place around, a telephone or the family of the site decides."""
    assert _code(None, text, url=url) == code


def test_the_family_of_a_site_tells_namesakes_apart() -> None:
    """There is a 长安区 in 石家庄 and one in 西安, whose bodies share a family of sites."""
    url = "http://www.changanqu.gov.cn/zwgk/xxgknb/63ae9ee5f8fd1c4c2133970d.html"
    assert _code("长安区某某街道办事处", url=url) == "610116"


def test_the_family_of_a_site_contradicts_nothing() -> None:
    """A body elsewhere may have bought the same site."""
    located = _locate("大冶市水务局", url="http://a.example/gkmlpt/content/1/post_1.html")
    assert not _issues(located)


def test_a_manifest_code_of_no_division_is_nothing() -> None:
    """An unknown code gives no region."""
    assert _code("市教育局", hint="999999") is None


def test_an_old_code_in_the_manifest_means_todays_division() -> None:
    """320829 was 洪泽县."""
    assert _code("县教育局", hint="320829") == "320813"


@given(
    st.one_of(st.none(), st.text(alphabet="大冶市鼓楼区湖北省0379教育局", max_size=12)),
    st.text(alphabet="大冶市鼓楼区电话邮编0379-1234567：（） ", max_size=60),
)
def test_a_region_is_always_a_division_of_today_with_evidence(
    agency: str | None, text: str
) -> None:
    """What is found exists, and says why."""
    located = _locate(agency, text)
    codes = [located.region.code] if located.region else []
    assert (bool(codes), [by_code(code) is not None for code in codes]) == (
        bool(located.evidence),
        [True] * len(codes),
    )
