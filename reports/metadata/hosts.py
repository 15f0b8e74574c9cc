"""What a government site's host name says of its place: daye in ``www.hbdaye.gov.cn``.

Only hosts under gov.cn speak; a mirror keeps the path of a page but not its host. Abbreviations
(``gy``, ``qz``) are shared by far-apart places and say nothing.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from reports.divisions import region_codes

_LEAST = 4  # letters; shorter spellings are as often abbreviations
_RANKS = ("shi", "qu", "xian", "sheng", "zhou", "qi", "zf", "gov")
_PROVINCES = (
    "bj", "tj", "he", "hb", "sx", "nm", "nmg", "ln", "jl", "hl", "hlj", "sh", "js", "zj", "ah",
    "fj", "jx", "sd", "ha", "hn", "hub", "gd", "gx", "hi", "cq", "sc", "gz", "yn", "xz", "sn",
    "gs", "qh", "nx", "xj", "xa",
)  # fmt: skip


@cache
def _spelled() -> dict[str, tuple[str, ...]]:
    """Codes of the divisions of each spelling."""
    text = files("reports").joinpath("data/pinyin.tsv").read_text(encoding="ascii")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        code, spelling = line.split("\t")
        found.setdefault(spelling, []).append(code)
    return {spelling: tuple(codes) for spelling, codes in found.items()}


def host_places(url: str | None) -> tuple[str, ...]:
    """Codes of the divisions that the host spells, narrowed by the labels beside them; several
    when it is borne by several, empty when it spells none."""
    labels = _labels(url)
    found = [codes for label in labels if (codes := _codes(label))]
    if not found:
        return ()
    fitting = [
        code
        for codes in found
        for code in codes
        if all(set(region_codes(code)) & set(others) for others in found)
    ]
    if not fitting:
        return ()
    innermost = max(len(region_codes(code)) for code in fitting)
    return tuple(code for code in fitting if len(region_codes(code)) == innermost)


def _labels(url: str | None) -> list[str]:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return []
    if not host.endswith(".gov.cn"):
        return []
    return [label for label in host.removesuffix(".gov.cn").split(".") if label != "www"]


def _codes(label: str) -> tuple[str, ...]:
    """Divisions that a label spells: alone, with its rank behind or its province before it."""
    spelled = _spelled()
    starts = ["", *(prefix for prefix in _PROVINCES if label.startswith(prefix))]
    ends = ["", *(rank for rank in _RANKS if label.endswith(rank))]
    for start in starts:
        for end in ends:
            name = label[len(start) : len(label) - len(end)]
            if len(name) >= _LEAST and name in spelled:
                return spelled[name]
    return ()
