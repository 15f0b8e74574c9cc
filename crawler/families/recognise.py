"""Which family a list page belongs to, told by its address, its scripts and its links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crawler.families import (
    anhui,
    gkmlpt,
    hanweb,
    hanweb_annual,
    hunan,
    jpaas,
    plain,
    shandong,
    sichuan,
    trs,
    ucap,
    vsb,
)
from crawler.families.model import Found, PageRequest, Sign
from crawler.families.page import ListPage


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of site: what speaks for it on a page, and how its lists are read."""

    signs: Callable[[ListPage], Iterator[Sign]]
    read: Callable[[ListPage, PageRequest | None, str | None], Found]


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "trs": Family(trs.signs, trs.read),
        "hanweb": Family(hanweb.signs, hanweb.read),
        "hanweb_annual": Family(hanweb_annual.signs, hanweb_annual.read),
        "jpaas": Family(jpaas.signs, jpaas.read),
        "gkmlpt": Family(gkmlpt.signs, gkmlpt.read),
        "ucap": Family(ucap.signs, ucap.read),
        "vsb": Family(vsb.signs, vsb.read),
        "anhui": Family(anhui.signs, anhui.read),
        "hunan": Family(hunan.signs, hunan.read),
        "sichuan": Family(sichuan.signs, sichuan.read),
        "shandong": Family(shandong.signs, shandong.read),
        "plain": Family(plain.signs, plain.read),
    }
)
"""Every family by its name, in the order in which equal weights are decided."""


def recognise(page: ListPage) -> tuple[str, tuple[str, ...]]:
    """The family whose signs weigh most, and those signs in words."""
    best, heaviest = "plain", 0
    reasons: tuple[str, ...] = ()
    for name, family in FAMILIES.items():
        found = list(family.signs(page))
        weight = sum(sign.weight for sign in found)
        if weight > heaviest:
            best, heaviest, reasons = name, weight, tuple(sign.reason for sign in found)
    return best, reasons
