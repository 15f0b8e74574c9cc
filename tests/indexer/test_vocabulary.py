"""Suggestions and misspelt names, from the vocabulary alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.dictionary import row_labels
from indexer.spelling import slip
from indexer.vocabulary import Vocabulary
from reports.divisions import divisions, former_names

NAMES = {
    "大冶市": 30, "大冶市城市管理执法局": 9, "大冶市公安局": 7, "大理市": 5, "大通县": 20,
    "黄石市": 25, "黄石市人民政府": 6, "荆州市": 12, "重庆市": 40, "重庆市渝北区人民政府办公室": 3,
    "苏州市": 50, "宿州市": 8, "陕西省": 9, "山西省": 8, "洛阳市瀍河回族区司法局": 2,
    "大冶市市场监督管理局": 2,
}  # fmt: skip
VOCABULARY = Vocabulary(NAMES)

SUGGESTED = {
    "大": (
        "大冶市",
        "大通县",
        "大冶市城市管理执法局",
        "大冶市公安局",
        "大理市",
        "大冶市市场监督管理局",
    ),
    "公安": ("大冶市公安局",),
    "人民政府": ("黄石市人民政府", "重庆市渝北区人民政府办公室"),
    "大冶市公安局": ("大冶市公安局",),
    "dayeshig": ("大冶市公安局",),
    "dayeshic": ("大冶市城市管理执法局",),
    "dysga": ("大冶市公安局",),
    "dayesga": ("大冶市公安局",),
    "cqs": ("重庆市", "重庆市渝北区人民政府办公室"),
    "yubei": ("重庆市渝北区人民政府办公室",),
    "suzhou": ("苏州市", "宿州市"),
    "shanxi": ("陕西省", "山西省"),
    "sanxi": (),
    "aye": (),
    "大ye": (),
    "行政复": ("行政复议",),
    "[": (),
    ".*": (),
}


@pytest.mark.parametrize(("typed", "names"), SUGGESTED.items())
def test_suggestions_in_order(typed: str, names: tuple[str, ...]) -> None:
    """Those that begin with it first, then most reports; nothing that does not hold it."""
    assert VOCABULARY.suggest(typed) == names


def test_at_most_ten() -> None:
    """A list to choose from, not a catalogue."""
    many = Vocabulary({f"大冶市第{number}中学": number for number in range(30)})
    assert [len(many.suggest(typed)) for typed in ("大", "中学", "dy", "zx")] == [10, 10, 10, 10]


CLOSEST = {
    "大治市": "大冶市",
    "大野市": "大冶市",
    "大冶是": "大冶市",
    "荆洲市": "荆州市",
    "大冶市成管局": "大冶市城管局",
    "成管局": "城管局",
    "大治市成管局": "大冶市城管局",
    "大治城管局": "大冶城管局",
    "大冶市城市管理执发局": "大冶市城市管理执法局",
    "大冶市城市管执法局": "大冶市城市管理执法局",
    "大冶市市场监督管理理局": "大冶市市场监督管理局",
    "湖北省大治市": "湖北省大冶市",
    "廛河回族区司法局": "瀍河回族区司法局",
    "洛阳市廛河回族区司法局": "洛阳市瀍河回族区司法局",
    "行政处法": "行政处罚",
    "部份公开": "部分公开",
    "大冶市公局安": "大冶市公安局",
    "黄石市人政民府": "黄石市人民政府",
    "daye": "大冶市",
    "dayeshi": "大冶市",
    "da ye": "大冶市",
    "dayeshi gonganju": "大冶市公安局",
    "dayechengguan": "大冶市城管",
    "dayyeshi": "大冶市",
    "chongqin": "重庆市",
    "suzhou": "苏州市",
    "dys": "大冶市",
}


@pytest.mark.parametrize(("typed", "meant"), CLOSEST.items())
def test_a_slip_is_taken_for_the_name(typed: str, meant: str | None) -> None:
    """Same sound, same look, a character too many in a long name; pinyin, whole or in two parts."""
    assert VOCABULARY.closest(typed) == meant


RIGHT = [
    "大冶市", "大冶", "黄冈市", "黄冈市公安局", "大冶市城管局", "大冶市财政局", "大冶市烟草局", "大同市",
    "太原市公安局", "襄樊市", "大冶市城市管理局", "行政处理", "政府信息公开", "今天天气", "公安", "市",
    "渝北区", "gdp", "pdf", "china", "http", "beijing", "a", "2020", "哈" * 60, "",
]  # fmt: skip


@pytest.mark.parametrize("typed", RIGHT)
def test_what_is_right_or_no_name_stays(typed: str) -> None:
    """Another place, another agency and plain words are never made a name of the vocabulary."""
    assert VOCABULARY.closest(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hetian gonganju", "和田县公安局"),
        ("hetian", "和田地区"),
        ("dailing caizhengju", "带岭区财政局"),
    ],
)
def test_places_that_only_agencies_name_are_known_by_sound(typed: str, meant: str) -> None:
    """Of places that sound alike the one that has the agency; districts of old."""
    known = Vocabulary({"和田地区": 9, "和田县公安局": 2, "伊春市带岭区财政局": 1})
    assert known.closest(typed) == meant


def test_no_division_is_taken_for_another() -> None:
    """Every name of today and of old is right, be it in the vocabulary or not."""
    names = [each.name for each in divisions()] + [each.name for each in former_names()]
    assert [(name, VOCABULARY.closest(name)) for name in names if VOCABULARY.closest(name)] == []


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.text("大治野冶市城成管局公安dayeshi ", max_size=12)))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever is typed: names of the vocabulary, or none."""
    suggested = VOCABULARY.suggest(text)
    assert set(suggested) <= NAMES.keys() | row_labels()
    assert VOCABULARY.closest(text) != text


@pytest.mark.parametrize(
    ("typed", "name", "likely"),
    [("大治市", "大冶市", True), ("大理市", "大冶市", False), ("黄石市", "黄冈市", False),
     ("甲乙丙", "丁戊己", False), ("城东区", "城西区", False), ("大冶", "大冶", True),
     ("政财局", "财政局", True), ("局政财", "财政局", False), ("公安据", "公安局", True), ("农业农机局", "农业农村局", False)],
)  # fmt: skip
def test_only_sound_and_look_make_a_slip(typed: str, name: str, likely: bool) -> None:
    """Any other character makes another name."""
    assert (slip(typed, name) is not None) == likely
