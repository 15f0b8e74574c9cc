"""One address of every kind of page, found on the portal that is looked at."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


def _json(address: str, path: str) -> Any:
    with urllib.request.urlopen(address + quote(path, safe="/?=&:%"), timeout=30) as answer:
        return json.load(answer)


def _agency(address: str, name: str) -> str:
    """The page of that body: where its report's title leads."""
    report = _json(address, f"/search.json?q=机关:{name}")["hits"][0]["url"]
    with urllib.request.urlopen(address + report, timeout=30) as answer:
        found = re.search(r"/agencies/\w+", answer.read().decode())
    assert found is not None
    return found[0]


@cache
def _receipt(address: str, report: str) -> str:
    """The receipt of a reading error that is reported once: so many an hour are taken."""
    form = f"{address}{report}/errors/new"
    with urllib.request.urlopen(form, timeout=30) as answer:
        token = re.search(r'name="token" value="([^"]+)"', answer.read().decode())
    assert token is not None
    sent = urlencode({"token": token[1], "said": "应为 4。"}).encode()
    with urllib.request.urlopen(form, sent, timeout=30) as answer:
        return str(urlsplit(answer.url).path)


def kinds(address: str) -> Mapping[str, str]:
    """A path for each kind of page, by a name for it."""
    faulty = _json(address, "/search.json?findings=1")["hits"][0]
    report = faulty["url"]
    return {
        "home": "/",
        "search": "/search?q=行政处罚&region=420000",
        "search-nothing": "/search?q=没有这样的词组合",
        "search-problem": "/search?q=OR",
        "report": report,
        "cell": f"{report}/cells/requests.received.total",
        "copied": f"{report}/copied",
        "versions": f"{report}/versions",
        "error-form": f"{report}/errors/new?cell=requests.received.total",
        "receipt": _receipt(address, report),
        "rows": "/help/rows",
        "changes": "/changes",
        "agency": _agency(address, faulty["agency"]),
        "home-metric": "/?map=refused_share",
        "agencies": "/agencies/?level=county",
        "regions": "/regions/",
        "region": "/regions/420000",
        "county": "/regions/420115",
        "types": "/types/",
        "type": f"/types/{quote('政府及办公厅(室)')}",
        "years": "/years/",
        "year": "/years/2021",
        "checks": "/about/checks",
        "about": "/about",
        "api": "/api/docs",
        "not-found": "/reports/none",
        "bad-parameter": "/search?year=abc",
    }
