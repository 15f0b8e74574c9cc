"""What an address says of its place: daye in ``www.hbdaye.gov.cn``, and the family of its site.

Only hosts under gov.cn speak; a mirror keeps the path of a page but not its host. Abbreviations
(``gy``, ``qz``) are shared by far-apart places and say nothing alone: `host_initials` gives all
that they may mean, for other witnesses to narrow.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from reports.divisions import region_codes

_LEAST = 4  # letters; shorter spellings are as often abbreviations
_LEAST_INITIALS = 3
_RANKS = ("shi", "qu", "xian", "sheng", "zhou", "qi", "zf", "gov")
_SHORT_RANKS = ("", "s", "q", "x", "zf", "szf", "qzf", "xzf")
_PROVINCES = {
    "bj": "11", "tj": "12", "he": "13", "hb": "13 42", "hub": "42", "sx": "14 61", "sn": "61", "nm": "15", "nmg": "15",
    "ln": "21", "jl": "22", "hl": "23", "hlj": "23", "sh": "31", "js": "32", "zj": "33", "ah": "34", "fj": "35",
    "jx": "36", "sd": "37", "ha": "41", "hn": "41 43 46", "gd": "44", "gx": "45", "hi": "46", "cq": "50", "sc": "51",
    "gz": "52", "yn": "53", "xz": "54", "xa": "61", "gs": "62", "qh": "63", "nx": "64", "xj": "65",
}  # fmt: skip
# provinces whose own domain is short, and no other division's
_PROVINCE_HOSTS = {
    "tj": "120000", "nmg": "150000", "ln": "210000", "hlj": "230000", "sh": "310000", "js": "320000",
    "zj": "330000", "ah": "340000", "fj": "350000", "gd": "440000", "gxzf": "450000", "cq": "500000",
    "sc": "510000", "yn": "530000", "nx": "640000",
}  # fmt: skip
# families of sites that one province or city runs for its bodies, told by the path
_FAMILIES = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"/gkmlpt/", "440000"),
        (r"/(?:Openness|Xxgk)AnnualReport/|/Xxgknb/show/|/gknb_show\.php|^/public/\d{4,6}/\d{5,}\.html", "340000"),
        (r"/zwgk/public/\d{7}/\d{6,}\.html", "430000"),
        (r"/(?:gongkai|zwgk|news)/show/[0-9a-f]{14,32}\.html|/xxgk-show-\d+\.html", "510000"),
        (r"/gongkai/(?:site_\w+/)?channel_\w+/doc_[0-9a-f]+\.html", "370000"),
        (r"/[0-9a-f]{24}\.html$", "610100"),
        (r"/c\d{6}/\d{6}/c\d\d_\d+\.shtml", "230000"),
        (r"/cms/html/\w+/\d{4}-\d\d-\d\d/\d+\.html", "350000"),
    )
)  # fmt: skip


@cache
def _spelled(column: int = 1) -> dict[str, tuple[str, ...]]:
    """Codes of the divisions of each spelling (column 1) or of each initials (column 2)."""
    text = files("reports").joinpath("data/pinyin.tsv").read_text(encoding="ascii")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        fields = line.split("\t")
        found.setdefault(fields[column], []).append(fields[0])
    return {spelling: tuple(codes) for spelling, codes in found.items()}


def host_places(url: str | None) -> tuple[str, ...]:
    """Codes of the divisions that the host spells, narrowed by the labels beside them; several
    when it is borne by several, empty when it spells none."""
    labels = _labels(url)
    found = [codes for label in labels if (codes := _codes(label))]
    if not found:
        return ()
    return tuple(
        code
        for codes in found
        for code in codes
        if all(set(region_codes(code)) & set(others) for others in found)
    )


def host_initials(url: str | None) -> tuple[str, ...]:
    """Codes of all divisions whose initials a label of the host is, with or without those of its
    rank, or with its province before them: djk → 丹江口市; gz → 广州市, 赣州市 and a dozen more."""
    spelled = _spelled(2)
    for label in reversed(_labels(url)):
        for rank in _SHORT_RANKS:
            name = label.removesuffix(rank)
            if label.endswith(rank) and len(name) >= 2 and name in spelled:
                return spelled[name]
        for start, provinces in _PROVINCES.items():
            codes = spelled.get(label.removeprefix(start), ()) if label.startswith(start) else ()
            if codes := _inside(codes, provinces):
                return codes
    return ()


def family_place(url: str | None) -> str | None:
    """Code of the province or city whose family of sites an address belongs to, by its path (so
    that a mirror's address tells it as well)."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    return next((code for pattern, code in _FAMILIES if pattern.search(path)), None)


def host_department(url: str | None) -> str | None:
    """The label before the place in a host of three or more: sfj in ``sfj.gz.gov.cn``."""
    labels = _labels(url)
    return labels[0] if len(labels) > 1 else None


def _labels(url: str | None) -> list[str]:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return []
    if not host.endswith(".gov.cn"):
        return []
    return [label for label in host.removesuffix(".gov.cn").split(".") if label != "www"]


def _codes(label: str) -> tuple[str, ...]:
    """Divisions that a label spells: alone, with its rank behind or its province before it; or
    that its province before three initials or more leaves alone (xjnlk)."""
    if label in _PROVINCE_HOSTS:
        return (_PROVINCE_HOSTS[label],)
    spelled, initials = _spelled(), _spelled(2)
    starts = [("", ""), *(item for item in _PROVINCES.items() if label.startswith(item[0]))]
    for start, provinces in starts:
        for rank in ("", *_RANKS):
            name = label[len(start) :].removesuffix(rank)
            if label.endswith(rank) and len(name) >= _LEAST and name in spelled:
                return _inside(spelled[name], provinces) or spelled[name]
    for start, provinces in starts[1:]:
        found = _inside(initials.get(label[len(start) :], ()), provinces)
        if len(label) - len(start) >= _LEAST_INITIALS and len(found) == 1:
            return found
    return ()


def _inside(codes: tuple[str, ...], provinces: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code[:2] in provinces.split())
