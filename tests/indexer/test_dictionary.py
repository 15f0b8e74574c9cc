"""The user dictionary: what is in it, that both segmenters agree on it, and its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import normal, reference_segmenter, segmenter, words
from indexer.dictionary import build, load, row_labels, split_place
from indexer.port import EngineDown
from tests.indexer.corpus import CORPUS
from tests.indexer.test_analysis import HAN_TEXTS
from tests.indexer.town import TOWN

AGENCIES = ["大冶市蚕桑局", "大冶市城市管理执法局", "宁波市公安局", "渔政处", "A类单位"]
DICTIONARY = build(AGENCIES)
WORDS = [entry.word for entry in DICTIONARY.entries]


def test_it_has_places_short_cores_and_terms() -> None:
    """Divisions of today and of old, cores of agency names as people type them, the field's words."""
    assert {"大冶市", "襄樊市", "蚕桑局", "渔政处", "依申请公开", "规范性文件"} <= set(WORDS)


def test_it_has_no_whole_agency_and_no_long_core() -> None:
    """They would hide their parts from whoever writes them otherwise."""
    assert {"大冶市蚕桑局", "大冶市城市管理执法局", "城市管理执法局"}.isdisjoint(WORDS)


def test_names_of_two_characters_are_no_words() -> None:
    """城区 and 和县 stand inside too many other words."""
    assert {"城区", "和县", "郊区"}.isdisjoint(WORDS)


def test_the_order_of_agencies_does_not_matter() -> None:
    """The same names give the same digest, others another."""
    assert build(reversed(AGENCIES)).digest == DICTIONARY.digest != build(AGENCIES[1:]).digest


def test_the_digest_is_eight_figures() -> None:
    """It becomes part of a folder's name."""
    assert re.fullmatch("[0-9a-f]{8}", DICTIONARY.digest)


def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    """Entry for entry."""
    DICTIONARY.save(tmp_path / "words.txt")
    assert load(tmp_path / "words.txt").entries == DICTIONARY.entries


@pytest.mark.parametrize("kind", ["gone", "empty", "torn", "noise", "edited", "frequency"])
def test_a_damaged_file_is_told(tmp_path: Path, kind: str) -> None:
    """As EngineDown with a sentence: another dictionary would cut other words."""
    path = tmp_path / "words.txt"
    DICTIONARY.save(path)
    whole = path.read_bytes()
    damaged = {
        "gone": None,
        "empty": b"",
        "torn": whole[: len(whole) // 2],
        "noise": b"\xff" * 100,
        "edited": whole.replace("蚕桑局".encode(), "蚕桑处".encode()),
        "frequency": whole.replace(b" 3000 ns", b" many ns"),
    }[kind]
    path.unlink()
    if damaged is not None:
        path.write_bytes(damaged)
    with pytest.raises(EngineDown) as told:
        load(path)
    assert told.value.sentence.endswith("。")


def test_its_words_stay_whole() -> None:
    """What jieba alone breaks: 蚕桑 | 局."""
    assert segmenter(DICTIONARY)("大冶市蚕桑局信息处理费") == ["大冶市", "蚕桑局", "信息处理费"]


TEXTS = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from([word[:2] for word in WORDS]), HAN_TEXTS),
    max_size=6,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_both_segmenters_give_the_same_words_with_it(text: str) -> None:
    """Words added to jieba-rs weigh what they weigh in jieba."""
    assert segmenter(DICTIONARY)(text) == reference_segmenter(DICTIONARY)(text)


def test_both_segmenters_agree_on_reports_with_it() -> None:
    """The same, on texts as they are indexed."""
    text = normal("\n".join(each.title + each.body for each in (*CORPUS, *TOWN)))
    fast, reference = segmenter(DICTIONARY), reference_segmenter(DICTIONARY)
    assert list(words(text, fast)) == list(words(text, reference))


@pytest.mark.parametrize(
    ("name", "place", "core"),
    [
        ("大冶市城管局", "大冶市", "城管局"),
        ("湖北省黄石市大冶市公安局", "湖北省黄石市大冶市", "公安局"),
        ("大冶城管局", "大冶", "城管局"),
        ("襄樊市卫生局", "襄樊市", "卫生局"),
        ("重庆市", "重庆市", ""),
        ("新华社", "", "新华社"),
        ("市场监督管理局", "", "市场监督管理局"),
        ("", "", ""),
    ],
)
def test_a_name_is_a_place_and_a_core(name: str, place: str, core: str) -> None:
    """The longest places that it begins with, and the rest."""
    assert split_place(name) == (place, core)


def test_rows_are_called_by_their_short_names() -> None:
    """Without numbering and remarks; sentences are no names."""
    assert {"行政处罚", "规范性文件", "不予公开", "新收"} <= row_labels()
    assert all(2 <= len(label) <= 6 for label in row_labels())
