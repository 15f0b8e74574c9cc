"""Passages and marks."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import normal
from indexer.highlight import Passage, highlight, mark
from reports.text import fold
from tests.indexer.test_analysis import TEXTS
from tests.indexer.test_grammar import QUERY_TEXTS

REPORT = (
    "一、总体情况\n"
    "本局严格执行条例，做好政府信息公开工作，完善制度，加强培训，主动接受社会监督，回应群众关切，"
    "全年作出行政处罚决定 203 件，其中城管类 150 件，余下各类共 53 件，均已依法公示并归档备查。\n"
    "行政处罚\t203\t60\n"
    "二、问题\n公开的内容还不够全面。"
)


def marked(passage: Passage) -> list[str]:
    """The strings a passage marks."""
    return [passage.text[start:end] for start, end in passage.marks]


def test_the_best_passage_comes_first() -> None:
    """The passage with most of the query is shown before one with a part of it."""
    best, second = highlight(REPORT, "行政处罚决定 城管")
    assert marked(best) == ["行政处罚决定", "城管"]
    assert second.text == "行政处罚\t203\t60"


def test_a_passage_is_a_piece_of_the_printed_text() -> None:
    """``start`` says where."""
    passages = highlight(REPORT, "公开", limit=5)
    assert [REPORT[p.start : p.start + len(p.text)] for p in passages] == [p.text for p in passages]


def test_a_passage_is_about_as_wide_as_asked() -> None:
    """A long paragraph is cut around its marks."""
    assert len(highlight(REPORT, "城管", width=30)[0].text) <= 30


def test_blanks_inside_a_number_are_marked_with_it() -> None:
    """``2020 年`` as printed answers 2020年."""
    text = "截至 2020 年底"
    assert [text[a:b] for a, b in mark(text, "2020年")] == ["2020 年"]


def test_folding_that_changes_lengths_moves_no_mark() -> None:
    """⑴ is three characters folded and ㎡ two: marks after them stay right."""
    text = "⑴ ⑵ 面積３５㎡，待處理２件"
    assert [text[a:b] for a, b in mark(text, "处理 35m2 面积")] == ["面積", "３５㎡", "處理"]


def test_part_of_a_folded_character_is_not_marked() -> None:
    """The 1 inside ⑴ has no place of its own in print."""
    assert mark("⑴", "1") == ()
    assert mark("⑴", "(1)") == ((0, 1),)


def test_excluded_words_are_not_marked() -> None:
    """Only what was asked for is."""
    assert mark("公安与司法", "公安 -司法") == ((0, 2),)


def test_filters_and_bad_queries_mark_nothing() -> None:
    """A query without words, and one that is none, give no passages."""
    assert highlight(REPORT, "年份:2020") == ()
    assert highlight(REPORT, "OR") == ()


def test_a_run_is_marked_whole_or_by_its_words() -> None:
    """行政处罚决定 where it stands, 行政处罚 and 决定 elsewhere."""
    assert mark("行政处罚决定", "行政处罚决定") == ((0, 6),)
    assert mark("决定行政处罚", "行政处罚决定") == ((0, 2), (2, 6))


def test_other_ways_of_saying_it_are_marked() -> None:
    """What was searched beside the words shows why a report was found."""
    text = "大冶市城市管理执法局2020年度报告"
    assert [text[a:b] for a, b in mark(text, "大冶城管局 年报")] == [
        "大冶",
        "城市管理执法局",
        "年度报告",
    ]


def test_exact_strings_mark_no_other_way() -> None:
    """They were not searched otherwise either."""
    assert mark("城市管理局", '"城管局"') == ()


def test_what_was_typed_is_the_better_passage() -> None:
    """A passage with the reader's own word comes before one with another way of saying it."""
    best, second = highlight("城市管理局发文。\n会同城管局。", "城管局", width=8)
    assert (marked(best), marked(second)) == (["城管局"], ["城市管理局"])


def test_table_cells_are_marked() -> None:
    """A row of a table is a line; a mark never runs over its tabs into another cell's number."""
    row = "（三）不予公开 1.属于国家秘密\t0\t1"
    assert [row[a:b] for a, b in mark(row, "不予公开 国家秘密 1")] == [
        "不予公开",
        "1",
        "国家秘密",
        "1",
    ]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), QUERY_TEXTS), TEXTS)
def test_any_query_marks_what_it_may(query: str, text: str) -> None:
    """Marks are in order, apart and inside the text, whatever is asked."""
    spans = mark(text, query)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(deadline=None)
@given(TEXTS, st.integers(0, 40), st.integers(1, 12))
def test_every_mark_folds_to_what_was_asked(text: str, start: int, length: int) -> None:
    """A mark's text, normalised, is the needle; without white space it folds to it."""
    needle = normal(re.sub('["＂“”]', "", text[start : start + length]))
    for first, end in mark(text, f'"{needle}"'):
        printed = text[first:end]
        assert normal(printed) == needle
        spaced = any(map(str.isspace, fold(printed)))
        assert fold(printed) == needle or spaced or "\ufffd" in needle


@settings(deadline=None)
@given(TEXTS, st.integers(1, 30))
def test_passages_hold_their_marks(text: str, width: int) -> None:
    """Marks lie inside their passage, in order and apart, and passages do not overlap."""
    passages = highlight(text, "政府信息公开 9 年", limit=3, width=width)
    edges = [edge for p in passages for span in p.marks for edge in span if edge > len(p.text)]
    assert edges == []
    assert all(a < b <= c < d for p in passages for (a, b), (c, d) in pairwise(p.marks))
    spans = sorted((p.start, p.start + len(p.text)) for p in passages)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
