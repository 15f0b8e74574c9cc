"""Queries nobody means: pieces of the query language, names, signs and noise in any order."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from indexer.port import ReportQuery, SearchError

_PIECES = (
    "政府信息公开", "信息", "的", "行政处罚", "2020", "年", "大冶市", "公安局", "年份:", "年份:2019-2022", "地区:湖北",
    "地区:", "类型:公安", "机关:大", "机关:人民政府", "新收>", "新收>100", "收费<=1e9", "OR", " OR ", "-", " -", "--",
    '"', "“", "”", " ", "　", "\t", "\n", "\x00", "(", ")", "*", "?", "~", "^", ":", "：", ",", "，", "<", ">=", "≥",
    "⑴", "㎡", "ＷＷＷ", "縣", "𠀀", "\ud800", "\u200b", "e\u0301", "信" * 40, "a" * 80, "1" * 60, "9" * 400,
)  # fmt: skip


def fuzzed(count: int, seed: int) -> list[str]:
    """Queries of one to thirty pieces, some of single characters of any kind between them."""
    source = Random(seed)
    made = []
    for _ in range(count):
        pieces = source.choices(_PIECES, k=source.randint(1, source.choice((2, 6, 30))))
        noise = "".join(chr(source.randrange(1, 0x2FFF)) for _ in range(source.randrange(3)))
        made.append("".join([*pieces, noise]) if source.random() < 0.7 else noise.join(pieces))
    return made


def survive(product: Any, count: int, seed: int = 3) -> dict[str, Any]:
    """Asks `ours.Product` them all, once it has answered something; how many had hits, how many a
    sentence, and the most milliseconds by the clock and of the processor, with the query that
    took most of the latter. Whatever is no `SearchError` is not caught."""
    product.engine.search(ReportQuery(text="信息"))
    found: dict[str, Any] = {"asked": count, "hits": 0, "sentences": 0, "ms": 0, "cpu": 0}
    for text in fuzzed(count, seed):
        begin, worked = time.perf_counter(), time.thread_time()
        try:
            found["hits"] += bool(product.engine.search(ReportQuery(text=text)).total)
        except SearchError:
            found["sentences"] += 1
        cpu = 1000 * (time.thread_time() - worked)
        found["ms"] = max(found["ms"], 1000 * (time.perf_counter() - begin))
        if cpu > found["cpu"]:
            found |= {"cpu": cpu, "text": repr(text)}
    return found
