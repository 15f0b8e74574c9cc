"""Prints and passages: copies are found whatever figures change, and nothing else is."""

from __future__ import annotations

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.masked import BREAK, Masked, mask, own_names
from reports.model import AnnualReport, Region, Section
from reports.passages import LEAST, Part, printed, share, shared_passages
from reports.reuse import (
    MARKED,
    STRETCH,
    alike,
    marks,
    prints,
    report_prints,
    signature,
    stretch_values,
)

DAYE = Region("420281", "湖北省", "黄石市", "大冶市")
HONGZE = Region("320813", "江苏省", "淮安市", "洪泽区")
_SEEDS = st.integers(0, 2**32)


def sentences(seed: int, length: int) -> str:
    """Made-up sentences without meaning, with a figure here and there."""
    dice = Random(seed)
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        words = "".join(chr(dice.randrange(0x4E00, 0x9FA0)) for _ in range(dice.randrange(6, 30)))
        parts.append(f"{words}{dice.randrange(1, 9999)}件，其中{words[::-1]}。")
    return "".join(parts)


def other_figures(text: str) -> str:
    """The text with every figure another, some longer."""
    return "".join(str(int(char) + 7) if char.isdigit() else char for char in text)


def _stretches(text: str) -> set[str]:
    return {text[at : at + STRETCH] for at in range(len(text) - STRETCH + 1)}


@given(_SEEDS, st.integers(70, 600), st.integers(0, 800), st.integers(0, 800))
@settings(max_examples=60, deadline=None)
def test_a_passage_copied_with_other_figures_is_found(
    seed: int, length: int, before: int, after: int
) -> None:
    """Wherever it stands, it is one passage, and the sections share a print."""
    passage = sentences(seed, length)
    one = mask(sentences(seed + 1, before) + passage + sentences(seed + 2, after))
    other = mask(sentences(seed + 3, after) + other_figures(passage) + sentences(seed + 4, before))
    found = shared_passages(one, other)
    assert len(found) == 1
    assert found[0].length >= len(mask(passage).text)
    assert prints(one) & prints(other)


@given(_SEEDS, st.integers(0, 3000))
@settings(max_examples=40, deadline=None)
def test_texts_of_their_own_share_nothing(seed: int, length: int) -> None:
    """Neither a passage nor a print."""
    one, other = mask(sentences(seed, length)), mask(sentences(seed + 1, length))
    assert (shared_passages(one, other), prints(one) & prints(other)) == ([], set())


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.7, 0.9])
def test_the_estimate_is_near_the_truth(kept: float) -> None:
    """Over forty pairs of texts the estimated share of stretches is off by 0.06 on the average
    and by 0.25 at most (one standard deviation of 64 values is 0.06)."""
    errors = []
    for seed in range(40):
        shared = sentences(seed, int(1500 * kept))
        rest = 1500 - len(shared)
        pair = [mask(shared + sentences(seed + n, rest)).text for n in (1000, 2000)]
        one, other = map(_stretches, pair)
        exact = len(one & other) / len(one | other)
        first, second = (signature(stretch_values(text)) for text in pair)
        errors.append(abs(alike(first, second) - exact))
    assert (sum(errors) / len(errors) < 0.06, max(errors) < 0.25) == (True, True)


@given(_SEEDS)
@settings(max_examples=60, deadline=None)
def test_55_characters_in_a_row_share_a_mark(seed: int) -> None:
    """The window's promise, whatever stands around them."""
    run, *around = (sentences(seed + n, 200).replace("。", "").translate(_PLAIN) for n in range(5))
    one = stretch_values(around[0] + run[:55] + around[1], MARKED)
    other = stretch_values(around[2] + run[:55] + around[3], MARKED)
    assert set(marks(one)) & set(marks(other))


_PLAIN = {ord(char): None for char in "，0123456789"}


def test_the_body_and_its_place_do_not_count() -> None:
    """Copied from another body, names replaced: the masked texts are the same."""
    told = "2022年，{0}在{1}网站公开信息{2}条，{3}高度重视。"
    daye = told.format("大冶市水利局", "湖北省大冶市", 20, "我局")
    hongze = told.format("洪泽区水利局", "洪泽", 1_305, "本机关").replace("2022", "2023")
    one = mask(daye, own_names("大冶市水利局", DAYE))
    other = mask(hongze, own_names("淮安市洪泽区水利局", HONGZE))
    assert one.text == other.text == "0年某在某网站公开信息0条我高度重视"


@pytest.mark.parametrize(
    "text",
    [
        "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）的规定，编制本报告。",
        "本报告由总体情况、主动公开政府信息情况等六个部分组成。",
        "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。",
        "本报告电子版可在政府网站下载。如对本报告有疑问，请与办公室联系。",
        "我局无其他需要报告的事项。",
        "本机关按照《政府信息公开信息处理费管理办法》收取信息处理费0元。",
        "（一）主动公开",
        "行政许可\t0\t0\t0",
        "大冶市水利局",
    ],
)
def test_what_every_report_prints_is_left_out(text: str) -> None:
    """Sentences of the form, headings, table rows and signatures make no copies."""
    assert mask(text).text.replace(BREAK, "") == ""


def test_no_passage_runs_across_what_was_left_out() -> None:
    """Else the form's own sentences would be shown as copied."""
    text = f"{sentences(1, 60)}本报告所列数据的统计期限自1月1日起。{sentences(2, 60)}"
    assert len(shared_passages(mask(text), mask(text))) == 2


def test_a_section_stands_in_itself() -> None:
    """The share of it is all."""
    text = mask(sentences(3, 400))
    assert share(shared_passages(text, text), text) == 1.0


def test_differences_are_shown_as_printed() -> None:
    """White space, punctuation and figures are those of each text."""
    text = "全年共公开政府信息 20 条，全年共收到政府信息公开申请３件，均已在法定期限内作出答复并送达申请人，没有逾期未办结的情形。"
    theirs = text.replace(" 20 ", "1,305")
    one, other = mask(text), mask(theirs)
    (passage,) = shared_passages(one, other)
    assert list(printed(passage, one, text, other, theirs)) == [
        Part("全年共公开政府信息 "),
        Part("20", "1,305"),
        Part(text[len("全年共公开政府信息 20") : -1]),
    ]


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_taken(one: str, other: str) -> None:
    """Every masked character knows its place in print, and nothing raises."""
    masked = mask(one, ("大冶",))
    assert len(masked.text) == len(masked.starts) == len(masked.ends)
    assert all(0 <= a <= b <= len(one) for a, b in zip(masked.starts, masked.ends, strict=True))
    prints(masked)
    for passage in shared_passages(masked, mask(other)):
        list(printed(passage, masked, one, mask(other), other))


@pytest.mark.parametrize("text", ["", "短。", "\ud800" * 300, "同" * 50_000, "1 " * 20_000])
def test_odd_texts_have_bounded_prints(text: str) -> None:
    """Empty, a lone surrogate, one character over and over."""
    assert len(prints(mask(text))) <= 40


def test_prints_are_those_of_the_catalog() -> None:
    """They are kept: who changes them raises the reader version, and this sum."""
    sections = (Section(1, "一、总体情况", sentences(5, 900)), Section(2, None, "短。"))
    found = list(report_prints(AnnualReport(True, None, sections=sections)))
    told = repr([(place, sorted(values)) for place, values in found])
    assert sha256(told.encode()).hexdigest()[:16] == "66c3248ca159805b"


def test_the_shortest_passage_is_told() -> None:
    """One character less is none."""
    text = "".join(chr(0x4E00 + 7 * number) for number in range(LEAST)) + "。"
    whole, cut = Masked(mask(text).text), Masked(mask(text).text[:-1])
    assert (len(shared_passages(whole, whole)), shared_passages(whole, cut)) == (1, [])
