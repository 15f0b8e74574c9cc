"""Analysis: the normal form, words and bigrams."""

from __future__ import annotations

import itertools
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import (
    WordTokenizer,
    bigrams,
    normal,
    reference_segmenter,
    segmenter,
    words,
)
from indexer.origins import normal_with_origins
from indexer.schema import schema
from reports.text import fold_char
from tests.indexer.corpus import CORPUS

PIECES = st.sampled_from(
    [
        *"政府信息公開处罰年月A9ａ９　 \t\n，。“⑴㎡½ｶ㎞",
        "2020 年",
        "\u200b",
        "\ud800",
        "Ⅷ",
        "é",
        "ß",
        "𠮷",
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=30).map("".join))
HAN_TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), max_size=6),
        st.sampled_from(
            ["行政处罚", "信息公开", "大冶市", "人民政府", "中华人民共和国", "城管局", "的", "了"]
        ),
    ),
    max_size=12,
).map("".join)


def test_white_space_beside_chinese_is_no_part_of_a_text() -> None:
    """Documents print blanks beside Chinese characters that nobody types."""
    assert normal("２０２０ 年　政府 信息\n公开 ") == "2020年政府信息公开"


def test_other_white_space_is_one_blank() -> None:
    """Numbers in neighbouring cells do not run together."""
    assert normal("GB/T\t2260\n\n 203") == "gb/t 2260 203"


@settings(deadline=None)
@given(TEXTS)
def test_both_ways_to_the_normal_form_agree(text: str) -> None:
    """The form with origins is the form without."""
    assert normal_with_origins(text).text == normal(text)


@settings(deadline=None)
@given(TEXTS)
def test_origins_never_go_back(text: str) -> None:
    """Each character of the normal form comes from its place in the source, in order."""
    source = normal_with_origins(text)
    origins = source.origins.tolist()
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@settings(deadline=None)
@given(TEXTS)
def test_each_origin_folds_to_its_character(text: str) -> None:
    """Told one by one: the source's character at an origin gives the normal one, or is the white
    space that a blank stands for."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # what is not a character is told as that
    source = normal_with_origins(text)
    for index, char in enumerate(source.text):
        came = fold_char(text[source.origins[index]])
        assert char in came or (char == " " and not came.strip())


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_what_stands_in_a_text_stands_in_its_normal_form(
    before: str, part: str, after: str
) -> None:
    """The normal form of a part is part of the normal form of the whole."""
    assert normal(part) in normal(before + part + after)


@settings(deadline=None)
@given(TEXTS)
def test_words_say_where_they_stand(text: str) -> None:
    """A word is the slice of the normal text that it names, after the one before."""
    folded = normal(text)
    found = list(words(folded))
    assert [word.text for word in found] == [folded[word.start : word.end] for word in found]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(deadline=None)
@given(TEXTS)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    """Every letter, digit and ideograph of a text is in one of its words, single ones too."""
    folded = normal(text)
    assert "".join(word.text for word in words(folded)) == re.sub(r"[\W_]", "", folded)


@settings(deadline=None)
@given(HAN_TEXTS)
def test_both_segmenters_give_the_same_words(text: str) -> None:
    """The fast path equals jieba word for word."""
    assert segmenter()(text) == reference_segmenter()(text)


def test_both_segmenters_agree_on_reports() -> None:
    """The same, on texts as they are indexed: many runs in one call."""
    text = "\n".join(document.title + document.body for document in CORPUS)
    assert list(words(normal(text))) == list(words(normal(text), reference_segmenter()))


def test_jieba_leaves_no_trace(tmp_path: Path) -> None:
    """It neither logs nor keeps a cache in the folder for temporary files, which is shared."""
    check = "from indexer.analysis import reference_segmenter as r; print(r()('行政处罚'))"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", check],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        cwd=Path(__file__).parents[2],
    )
    assert (ran.stdout, ran.stderr, list(tmp_path.iterdir())) == ("['行政处罚']\n", "", [])


def test_positions_are_consecutive() -> None:
    """Whoosh is given word numbers for positions, not character offsets."""
    tokens = [(token.text, token.pos) for token in WordTokenizer()("行政处罚 203 件，A 类。")]
    assert tokens == [("行政处罚", 0), ("203", 1), ("件", 2), ("a", 3), ("类", 4)]


def test_bigrams_overlap() -> None:
    """A string of n characters has n - 1 pairs, blanks and punctuation included."""
    assert bigrams(normal("县政府，a b")) == ["县政", "政府", "府,", ",a", "a ", " b"]


def test_an_endless_word_is_cut() -> None:
    """Garbage without blanks makes no term of its whole length."""
    assert max(len(word.text) for word in words("a" * 5000)) == 64


def test_the_schema_can_be_stored() -> None:
    """Stock Whoosh reads our index wherever our classes can be imported."""
    restored = pickle.loads(pickle.dumps(schema()))
    assert restored.names() == schema().names()
