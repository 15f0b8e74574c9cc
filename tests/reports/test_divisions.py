"""Divisions by their codes and by their witnesses."""

from __future__ import annotations

from importlib.resources import files

import pytest

from reports.divisions import (
    Division,
    area_code,
    by_code,
    children,
    divisions,
    forerunners,
    former_names,
    postcode,
    provinces,
    region,
    region_codes,
    similar,
)
from reports.model import Region


def test_there_are_34_provinces() -> None:
    """The first level has 34 divisions."""
    assert len(provinces()) == 34


def test_every_heir_is_a_division_of_today() -> None:
    """No name of old points at a code that is itself gone."""
    heirs = {heir for old in former_names() for heir in old.heirs}
    assert heirs - {division.code for division in divisions()} == set()


def test_every_parent_is_a_division_of_today() -> None:
    """The tree has no loose branch."""
    parents = {division.parent for division in divisions() if division.parent}
    assert parents - {division.code for division in divisions()} == set()


def test_a_code_gives_its_division() -> None:
    """大冶市 is a county-level city under 黄石市."""
    assert by_code("420281") == Division("420281", "大冶市", "county", "420200")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("320813", ["洪泽县"]),
        ("420600", ["襄樊市"]),
        ("230725", ["带岭区"]),
        ("110101", []),
        ("330212", []),
        ("230719", []),
        ("420281", []),
    ],
)
def test_a_forerunner_is_the_division_itself_under_another_name(
    code: str, names: list[str]
) -> None:
    """Not 崇文区 of 东城区, which bore its name beside it, nor one of several made one."""
    assert [old.name for old in forerunners(code)] == names


def test_an_old_code_gives_the_division_that_took_over() -> None:
    """320829 was 洪泽县, which is 洪泽区 today."""
    division = by_code("320829")
    assert division is not None
    assert division.name == "洪泽区"


@pytest.mark.parametrize(("code", "whole"), [("310100", "310000"), ("429000", "420000")])
def test_a_grouping_code_means_the_province(code: str, whole: str) -> None:
    """市辖区 and 省直辖 are rows of the standard, no divisions."""
    assert by_code(code) == by_code(whole)


@pytest.mark.parametrize("code", ["320571", "420000000000", "", "四二〇〇〇〇", "210000x"])
def test_what_is_no_division_gives_none(code: str) -> None:
    """Development zones (320571 苏州工业园区) and malformed codes are unknown."""
    assert by_code(code) is None


def test_hong_kong_is_known_as_a_whole() -> None:
    """The code of a district of Hong Kong gives Hong Kong."""
    assert by_code("810003") == by_code("810000")


def test_a_county_has_province_and_city() -> None:
    """All three names are filled."""
    assert region("230804") == Region("230804", "黑龙江省", "佳木斯市", "前进区")


def test_a_municipality_repeats_itself_as_city() -> None:
    """重庆市 stands for the city of its counties too."""
    assert region("500153") == Region("500153", "重庆市", "重庆市", "荣昌区")


def test_a_municipality_as_a_whole_has_a_city_and_no_county() -> None:
    """上海市 is its own city."""
    assert region("310000") == Region("310000", "上海市", "上海市", None)


@pytest.mark.parametrize(("code", "name"), [("429004", "仙桃市"), ("419001", "济源市")])
def test_a_county_under_a_province_has_no_city(code: str, name: str) -> None:
    """省直辖县级市 have no prefecture."""
    assert (region(code).city, region(code).county) == (None, name)


def test_the_region_of_an_old_code_is_that_of_today() -> None:
    """371202 was 莱芜市莱城区 and is 济南市莱芜区."""
    assert region("371202") == Region("370116", "山东省", "济南市", "莱芜区")


def test_the_region_of_an_unknown_code_is_an_error() -> None:
    """The error names the code."""
    with pytest.raises(KeyError, match="999999"):
        region("999999")


def test_region_codes_go_from_province_to_county() -> None:
    """Outermost first."""
    assert region_codes("420281") == ("420000", "420200", "420281")


def test_region_codes_name_a_municipality_once() -> None:
    """There is no code 500100 in between."""
    assert region_codes("500153") == ("500000", "500153")


def test_children_of_a_province_include_counties_without_a_prefecture() -> None:
    """湖北省 has 13 prefectures and four counties of its own."""
    assert [len([d for d in children("420000") if d.level == level]) for level in ("prefecture", "county")] == [13, 4]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("0454", ("230800",)),
        ("0379", ("410300",)),
        ("010", ("110000",)),
        ("024", ("210100", "210400", "210500", "211200")),
        ("0391", ("410800", "419001")),
        ("0898", ("460000",)),
        ("0378", ("410200",)),
        ("0000", ()),
    ],
)
def test_an_area_code_gives_its_places(code: str, places: tuple[str, ...]) -> None:
    """Shared codes give several; a code given up (0378) still tells."""
    assert area_code(code) == places


@pytest.mark.parametrize(
    ("figures", "places"),
    [
        ("471000", ("410300",)),
        ("154002", ("230800",)),
        ("154100", ("230400",)),
        ("435100", ("420200",)),
        ("223100", ("320800",)),
        ("223600", ("321300",)),
        ("256100", ("370300",)),
        ("47100", ()),
        ("999999", ()),
    ],
)
def test_a_postcode_gives_its_places(figures: str, places: tuple[str, ...]) -> None:
    """Four figures tell where a zone of three is shared."""
    assert postcode(figures) == places


@pytest.mark.parametrize("table", ["area_codes.tsv", "postcodes.tsv"])
def test_witnesses_point_at_divisions_of_today(table: str) -> None:
    """Every code in the tables of witnesses is known."""
    lines = files("reports").joinpath(f"data/{table}").read_text(encoding="utf-8").splitlines()[1:]
    codes = {code for line in lines for code in line.split("\t")[1].split()}
    assert codes - {division.code for division in divisions()} == set()


def test_a_misprinted_county_is_found_by_its_prefecture() -> None:
    """漯河回族区 in 洛阳市 can only be 瀍河回族区."""
    assert similar("漯河回族区", "410300") == ("410304",)


@pytest.mark.parametrize(
    ("name", "within"),
    [("老城区", "410300"), ("城东区", "630100"), ("桥东区", "130700"), ("漯河回族区", "411100")],
)
def test_a_name_that_is_right_or_elsewhere_is_no_misprint(name: str, within: str) -> None:
    """Names known there, names that differ in a bearing, and other prefectures give nothing."""
    assert similar(name, within) == ()
