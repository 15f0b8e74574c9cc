"""The search page's address and the query are one thing in two spellings."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.port import ReportQuery
from portal import state
from reports import divisions
from reports.model import AGENCY_TYPES, LEVELS

_CODES = [d.code for p in divisions.provinces() for d in (p, *divisions.children(p.code)[:2])]
_FORMS = ("free", "2019", "2021")
_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20)


def _some(values: list[str] | tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=4)


_YEARS = st.frozensets(st.integers(1990, 2099), max_size=4)
QUERIES = st.builds(
    ReportQuery,
    text=_TEXT.map(str.strip),
    years=_YEARS,
    regions=_some(_CODES),
    agency_types=_some(AGENCY_TYPES),
    agency_levels=_some(LEVELS),
    forms=_some(_FORMS),
    has_findings=st.sampled_from([None, True, False]),
    not_years=_YEARS,
    not_regions=_some(_CODES),
    not_agency_types=_some(AGENCY_TYPES),
    not_agency_levels=_some(LEVELS),
    not_forms=_some(_FORMS),
    sort=st.sampled_from(state.SORTS),
    page=st.integers(1, state.MAX_PAGE),
)
CHOICES = st.one_of(
    st.tuples(st.just("year"), st.integers(1990, 2099).map(str)),
    st.tuples(st.just("region"), st.sampled_from(_CODES)),
    st.tuples(st.just("type"), st.sampled_from(AGENCY_TYPES)),
    st.tuples(st.just("level"), st.sampled_from(LEVELS)),
    st.tuples(st.just("form"), st.sampled_from(_FORMS)),
    st.tuples(st.just("findings"), st.just("1")),
)


def _read(address: str) -> ReportQuery:
    return state.parse(parse_qsl(urlsplit(address).query))


@given(QUERIES)
def test_an_address_says_all_of_a_query(query: ReportQuery) -> None:
    """A query written as an address and read again is the same query."""
    assert _read(state.address(query)) == query


@given(st.lists(st.tuples(st.sampled_from(["q", "year", "-year", "region", "page", "sort",
                                           "findings", "-findings", "lang", "x"]),
                          st.text(max_size=12))))  # fmt: skip
def test_any_address_is_read_or_refused(given_pairs: list[tuple[str, str]]) -> None:
    """Whatever stands in an address, it is a query or a BadParameter with a sentence."""
    try:
        outcome: object = state.parse(given_pairs)
    except state.BadParameter as error:
        outcome = error.sentence
    assert isinstance(outcome, ReportQuery) or "网址中的参数" in str(outcome)


@given(QUERIES, CHOICES)
def test_a_choice_taken_back_is_gone(query: ReportQuery, choice: tuple[str, str]) -> None:
    """Adding or excluding a value and removing it leaves nothing of it, on page 1."""
    added = state.pairs(state.remove(state.add(query, *choice), *choice))
    excluded = state.pairs(state.remove(state.exclude(query, *choice), *choice))
    left = {choice, (f"-{choice[0]}", choice[1])} & {*added, *excluded}
    assert (left, [p for p in (*added, *excluded) if p[0] == "page"]) == (set(), [])


@given(QUERIES, CHOICES.filter(lambda choice: choice[0] != "findings"))
def test_a_page_of_links_is_written_as_each_alone(
    query: ReportQuery, choice: tuple[str, str]
) -> None:
    """Addresses written from common parts are those of the queries that they lead to."""
    name, value = choice
    turns = state.Turns(query, name)
    converted = turns.parameter.convert(value)
    assert (turns.add(converted), turns.exclude(converted), turns.remove(converted)) == tuple(
        state.address(turn(query, name, value)) for turn in (state.add, state.exclude, state.remove)
    )


@given(QUERIES, CHOICES)
def test_a_value_is_chosen_or_excluded_never_both(
    query: ReportQuery, choice: tuple[str, str]
) -> None:
    """Choosing a value ends its exclusion, and the other way round."""
    name, value = choice
    chosen = state.pairs(state.add(state.exclude(query, name, value), name, value))
    excluded = state.pairs(state.exclude(state.add(query, name, value), name, value))
    assert ((name, value) in chosen, (f"-{name}", value) in chosen,
            (name, value) in excluded, (f"-{name}", value) in excluded) == (
        True, False, False, True,
    )  # fmt: skip


def test_a_city_replaces_its_province() -> None:
    """湖北 and then 黄石 narrows to 黄石, and 湖北 again widens to 湖北."""
    city = state.add(state.add(ReportQuery(), "region", "420000"), "region", "420200")
    province = state.add(city, "region", "420000")
    assert [*city.regions, *province.regions] == ["420200", "420000"]


def test_places_apart_are_alternatives() -> None:
    """黄石 beside 江苏 keeps both."""
    both = state.add(state.add(ReportQuery(), "region", "420200"), "region", "320000")
    assert both.regions == {"420200", "320000"}


def test_an_old_code_is_the_division_of_today() -> None:
    """洪泽县's code of old (320829) asks for 洪泽区."""
    assert state.parse([("region", "320829")]).regions == {"320813"}


def test_empty_fields_of_a_form_ask_nothing() -> None:
    """A form sends its empty fields too; they mean nothing."""
    assert state.parse([("q", ""), ("year", ""), ("page", " ")]) == ReportQuery()


def test_names_that_others_append_are_left_alone() -> None:
    """Messengers append names of their own to links that people share."""
    assert state.parse([("from", "groupmessage"), ("utm_source", "x")]) == ReportQuery()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "abc"), ("year", "20２0"), ("year", "99999"), ("-year", "二〇二〇"),
        ("region", "999999"), ("region", "湖北"), ("-region", "42"), ("type", "不是类型"),
        ("level", "city"), ("form", "2020"), ("findings", "yes"), ("sort", "random"),
        ("page", "0"), ("page", "-1"), ("page", "1e3"), ("page", "1001"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused(name: str, value: str) -> None:
    """Each names its parameter."""
    with pytest.raises(state.BadParameter) as raised:
        state.parse([(name, value)])
    assert f"“{name}”" in raised.value.sentence


@pytest.mark.parametrize(
    "pairs",
    [
        [("page", "1"), ("page", "2")],
        [("sort", "newest"), ("sort", "oldest")],
        [("findings", "1"), ("-findings", "1")],
        [("year", str(year)) for year in range(1900, 1950)],
    ],
)
def test_contradictions_and_floods_are_refused(pairs: list[tuple[str, str]]) -> None:
    """Two pages at once, two sorts, with and without findings, fifty years."""
    with pytest.raises(state.BadParameter) as raised:
        state.parse(pairs)
    assert raised.value.sentence
