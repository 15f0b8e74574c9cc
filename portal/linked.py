"""What pages say of themselves to machines (schema.org as JSON-LD), as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.listing import Agency
from portal.addresses import absolute
from portal.language import TAGS, language
from portal.language import gettext as _
from portal.links import Link

_CONTEXT = "https://schema.org"


def trail(above: Iterable[Link], name: str) -> dict[str, Any]:
    """A page's place under others: `BreadcrumbList`, this page last."""
    steps = [*((link.label, absolute(link.url)) for link in above), (name, None)]
    items = [
        {"@type": "ListItem", "position": at, "name": label} | ({"item": url} if url else {})
        for at, (label, url) in enumerate(steps, 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def organisation(body: Agency, place: str | None, parent: Agency | None) -> dict[str, Any]:
    """A body: `GovernmentOrganization`."""
    told: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "GovernmentOrganization",
        "name": body.name,
        "url": absolute(f"/agencies/{body.id}"),
    }
    if body.aliases:
        told["alternateName"] = list(body.aliases)
    if place:
        told["areaServed"] = {"@type": "AdministrativeArea", "name": place}
    if parent:
        told["parentOrganization"] = {
            "@type": "GovernmentOrganization",
            "name": parent.name,
            "url": absolute(f"/agencies/{parent.id}"),
        }
    return told


def catalogue(years: str | None) -> dict[str, Any]:
    """The whole portal: `DataCatalog`."""
    told = {
        "@context": _CONTEXT,
        "@type": "DataCatalog",
        "name": _("年报 Nianbao"),
        "description": _("全国政府信息公开工作年度报告，可检索、可核对、可引用。"),
        "url": absolute("/"),
        "inLanguage": TAGS[language()],
    }
    return told | ({"temporalCoverage": years.replace("–", "/")} if years else {})
