"""Folding of text and its offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text import fold, fold_with_offsets, join_cjk, squeeze, tidy

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("２０２３年（一）", "2023年(一)"),
        ("ＡBc", "abc"),
        ("⑴", "(1)"),
        ("⾏政复议", "行政复议"),
        ("⼈⺠政府⻔户", "人民政府门户"),
        ("政府資訊公開", "政府资讯公开"),
        ("臺灣說明", "台湾说明"),
        ("年\u200b报\ufeff", "年报"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    """Full width, radicals, traditional characters and zero-width characters fold away."""
    assert fold(printed) == folded


def test_wording_is_not_converted() -> None:
    """Traditional text folds character by character, never by phrase: 資訊 stays 资讯."""
    assert fold("資訊") != "信息"


@given(TEXTS)
def test_offsets_are_one_longer_than_the_folded_text(text: str) -> None:
    """Each folded character has an offset, and the length of the text closes the list."""
    folded, offsets = fold_with_offsets(text)
    assert (len(offsets), offsets[-1]) == (len(folded) + 1, len(text))


@given(TEXTS)
def test_offsets_never_run_backwards(text: str) -> None:
    """Folded text stands in the order of print."""
    _, offsets = fold_with_offsets(text)
    assert offsets == sorted(offsets)


@given(TEXTS)
def test_each_folded_character_comes_from_its_offset(text: str) -> None:
    """The characters at one offset are the fold of the printed character there."""
    folded, offsets = fold_with_offsets(text)
    pieces = dict.fromkeys(offsets[:-1], "")
    for char, at in zip(folded, offsets, strict=False):
        pieces[at] += char
    assert pieces == {at: fold(text[at]) for at in pieces}


@given(TEXTS)
def test_fold_and_fold_with_offsets_agree(text: str) -> None:
    """Both give the same folded text."""
    assert fold_with_offsets(text)[0] == fold(text)


@given(TEXTS, TEXTS)
def test_fold_goes_character_by_character(before: str, after: str) -> None:
    """Folding two pieces and joining them is folding the whole."""
    assert fold(before) + fold(after) == fold(before + after)


def test_an_expanding_character_maps_back_to_itself() -> None:
    """⑴ becomes three characters, all from the same place."""
    assert fold_with_offsets("甲⑴乙") == ("甲(1)乙", [0, 1, 1, 1, 2, 3])


def test_a_vanishing_character_leaves_no_offset() -> None:
    """A zero-width space is skipped."""
    assert fold_with_offsets("甲\u200b乙") == ("甲乙", [0, 2, 3])


def test_squeeze_drops_every_white_space() -> None:
    """Blanks, ideographic blanks, tabs and line ends all go."""
    assert squeeze(" 商 业\u3000企\t业\n") == "商业企业"


@given(TEXTS)
def test_squeezed_text_has_no_white_space(text: str) -> None:
    """No white space is left, whatever folding made of the text."""
    assert not any(char.isspace() for char in squeeze(text))


def test_tidy_keeps_the_words_as_printed() -> None:
    """Runs of white space become one blank; traditional characters and full width stay."""
    assert tidy("  政府資訊\n\t２０２３ 年 ") == "政府資訊 ２０２３ 年"


def test_join_cjk_keeps_blanks_between_latin_words() -> None:
    """White space beside a Chinese character goes, between Latin words it stays."""
    assert join_cjk("2020 年 annual report 报告") == "2020年annual report报告"
