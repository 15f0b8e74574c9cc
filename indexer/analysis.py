"""Analysis: what of a text is indexed. Words for ranking, character bigrams for exact strings.

Everything starts from the *normal* form of a text: folded (`reports.text.fold`), white space
beside a Chinese character dropped (documents print ``2020 年``), other white space one blank.
A string stands in a report exactly when its normal form stands in the report's.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from whoosh.analysis.acore import Token
from whoosh.analysis.tokenizers import Tokenizer

from reports.text import fold, join_cjk

if TYPE_CHECKING:
    from indexer.dictionary import Dictionary  # which needs the normal form itself

ANALYSER_VERSION = "2"
"""Raised whenever the same text may give other terms; part of every generation's name."""

Segmenter = Callable[[str], list[str]]

_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = re.compile("[\u4e00-\u9fd5]+")
_PIECE = re.compile(
    "(?P<han>[\u4e00-\u9fd5]+)"  # what jieba knows
    "|(?:(?![\u2e80-\U0003ffff])[^\\W_]){1,64}"  # letters and digits, cut so that no term is huge
    "|[^\\W_]"  # rare ideographs, kana: each for itself
)
_PIECES = re.compile(_PIECE.pattern.replace("?P<han>", "?:"))
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fd6"  # what begins with a character that jieba knows


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands in the normal text, from ``start`` up to ``end``."""

    text: str
    start: int
    end: int


def normal(text: str) -> str:
    """The normal form: what is compared, cut into words and into bigrams."""
    return " ".join(join_cjk(fold(_encodable(text))).split())


def _encodable(text: str) -> str:
    """The text, with lone surrogates replaced; nearly always the text itself."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def reference_segmenter(dictionary: Dictionary | None = None) -> Segmenter:
    """jieba itself with the dictionary's words: what the fast path is held to."""
    return _reference(dictionary or _standard())


def segmenter(dictionary: Dictionary | None = None) -> Segmenter:
    """The fast path, jieba-rs, or jieba where it is not installed; both give the same words.
    Without a dictionary: with the divisions and terms that every dictionary has."""
    return _segmenter(dictionary or _standard())


@cache
def _standard() -> Dictionary:
    from indexer.dictionary import build  # noqa: PLC0415 - which needs the normal form itself

    return build(())


@lru_cache(maxsize=3)  # 100 MB each; a generation that comes overlaps with the one that goes
def _reference(dictionary: Dictionary) -> Segmenter:
    # A tokeniser of our own: no cache file in a shared folder is read and nothing is logged.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 has invalid escapes in plain strings
        import jieba  # noqa: PLC0415 - 0.3 s and 100 MB that only the fallback needs
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for entry in dictionary.entries:
        # jieba's add_word counts a known word's old frequency twice; jieba-rs takes it away.
        tokenizer.total -= tokenizer.FREQ.get(entry.word, 0)
        tokenizer.add_word(entry.word, entry.frequency, entry.tag)
    return lambda text: list(tokenizer.cut(text))


@lru_cache(maxsize=3)
def _segmenter(dictionary: Dictionary) -> Segmenter:
    try:
        import rjieba  # noqa: PLC0415 - may be absent
    except ImportError:
        return _reference(dictionary)
    tokenizer = rjieba.Jieba()
    for entry in dictionary.entries:
        tokenizer.add_word(entry.word, entry.frequency, entry.tag)
    cut: Segmenter = tokenizer.cut
    return cut


def words(normal_text: str, segment: Segmenter | None = None) -> Iterator[Word]:
    """The words of a normal text in order: Chinese by jieba, runs of letters or digits whole.
    Punctuation is no word. Adjacent words have consecutive places in the result."""
    segment = segment or segmenter()
    # One call for all Chinese runs; the line ends keep them apart.
    chinese = iter(segment("\n".join(_HAN.findall(normal_text))))
    for piece in _PIECE.finditer(normal_text):
        at, end = piece.span()
        if piece["han"] is None:
            yield Word(piece[0], at, end)
            continue
        while at < end:
            word = next(chinese)
            if word != "\n":
                yield Word(word, at, at + len(word))
                at += len(word)


def word_texts(normal_text: str, segment: Segmenter) -> list[str]:
    """The texts of `words`, for indexing: without making an object of each."""
    pieces = _PIECES.findall(normal_text)
    if not pieces:
        return []
    chinese = [piece for piece in pieces if _FIRST_HAN <= piece <= _LAST_HAN]
    # no word holds a NUL: joining and splitting whole runs costs less than a step for each word
    runs = iter("\0".join(segment("\n".join(chinese))).split("\0\n\0"))
    cut = [next(runs) if _FIRST_HAN <= piece <= _LAST_HAN else piece for piece in pieces]
    return "\0".join(cut).split("\0")


def bigrams(normal_text: str) -> list[str]:
    """The overlapping character pairs: a text of n characters has n - 1."""
    return [normal_text[at : at + 2] for at in range(len(normal_text) - 1)]


def _tokens(texts: Iterator[str], first: int) -> Iterator[Token]:
    token = Token(positions=True)
    for token.pos, token.text in enumerate(texts, first):
        yield token


class WordTokenizer(Tokenizer):
    """Whoosh's view of `words`. Pickled into a schema, it forgets its segmenter."""

    def __init__(self, segment: Segmenter | None = None) -> None:
        self._segment = segment

    def __getstate__(self) -> dict[str, Any]:
        return {"_segment": None}

    def __call__(self, value: str, start_pos: int = 0, **_kwargs: Any) -> Iterator[Token]:
        found = words(normal(value), self._segment)
        return _tokens((word.text for word in found), start_pos)


class BigramTokenizer(Tokenizer):
    """Whoosh's view of `bigrams`."""

    def __call__(self, value: str, start_pos: int = 0, **_kwargs: Any) -> Iterator[Token]:
        return _tokens(iter(bigrams(normal(value))), start_pos)


class CharTokenizer(Tokenizer):
    """The distinct characters, so that a single one can be searched."""

    def __call__(self, value: str, start_pos: int = 0, **_kwargs: Any) -> Iterator[Token]:
        return _tokens(iter(sorted(set(normal(value)) - {" "})), start_pos)
