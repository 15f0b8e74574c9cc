"""Corpora by the hundred thousand: what they promise to the search benchmarks."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

from indexer.analysis import normal, words
from samples.bodies import agency_at, bodies
from samples.volume import LEAST, long_reports

REPORTS = list(long_reports(300))


def test_same_seed_gives_the_same_texts() -> None:
    """The generator repeats itself to the letter, and a longer stretch begins with a shorter."""
    assert list(long_reports(40)) == REPORTS[:40]


def test_reports_are_long_and_hold_the_commonest_phrase() -> None:
    """3,000 characters and more, each with 政府信息公开."""
    assert all(len(r.text) >= LEAST and "政府信息公开" in r.text for r in REPORTS)


def test_no_report_comes_twice() -> None:
    """Keys and texts are each report's own."""
    assert len({r.report.key for r in REPORTS}) == len({r.text for r in REPORTS}) == 300


def test_a_body_says_much_the_same_every_year() -> None:
    """The particulars of two years differ in names and numbers, and share most characters."""
    one, other = (Counter("".join(report.particulars)) for report in REPORTS[:2])
    assert 0.7 * one.total() < (one & other).total() < one.total()


def test_vocabulary_keeps_growing() -> None:
    """Each report of the second half brings words that the first half lacks."""
    cut = [{word.text for word in words(normal(made.text))} for made in REPORTS]
    before = set().union(*cut[:150])
    assert min(len(own - before) for own in cut[150:]) > 0


def test_a_renamed_place_bears_the_name_of_the_year() -> None:
    """A district that was a county reports as the county before."""
    district = next(body for body in bodies(7) if body.code == "320813")
    assert [agency_at(district, year).place for year in (2015, 2017)] == ["洪泽县", "洪泽区"]


def test_a_district_that_took_another_in_bears_its_own_name() -> None:
    """鄞州区 was never 江东区, which it took in in 2016."""
    district = next(body for body in bodies(7) if body.code == "330212")
    assert {agency_at(district, year).place for year in range(2008, 2024)} == {"鄞州区"}


def test_renamed_places_and_namesakes_come_early() -> None:
    """Among the first 600 bodies are ten and more whose names changed, and namesakes."""
    places = defaultdict(set)
    renamed = set()
    for body in islice(bodies(2024), 600):
        names = {agency_at(body, year).place for year in range(2008, 2024)}
        renamed |= {body.code} if len(names) > 1 else set()
        for name in names:
            places[name].add(body.code)
    shared = [name for name, codes in places.items() if len(codes) > 1]
    assert (len(renamed) >= 10, len(shared) >= 3) == (True, True)


def test_facets_are_varied() -> None:
    """Sixteen years, all forms, and several provinces, types and levels."""
    reports = [made.report for made in REPORTS]
    forms = {report.form for report in reports}
    types = {report.agency_type for report in reports}
    provinces = {report.region_code[:2] for report in reports}
    years = {report.year for report in reports}
    assert (forms, len(types) > 10, len(provinces) > 5, len(years)) == (
        {"free", "2019", "2021"}, True, True, 16,
    )  # fmt: skip
