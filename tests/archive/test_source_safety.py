"""A source that leads into a private network is refused when it is added or edited."""

from __future__ import annotations

import pytest

from archive import audit, source_safety, sources
from archive.audit import Actor
from archive.catalog import Catalog
from archive.errors import SourceError
from archive.settings import Settings
from archive.sources import Source

BY = Actor("wang", 1)
PUBLIC = "203.0.114.7"
NAMES = {
    "www.a.gov.cn": [PUBLIC],
    "inside.gov.cn": [PUBLIC, "10.0.0.8"],
    "six.gov.cn": ["fe80::1%eth0"],
    "metadata.gov.cn": ["169.254.169.254"],
    "mapped.gov.cn": ["::ffff:192.168.1.1"],
    "self.gov.cn": ["127.0.0.1"],
}


def _resolve(host: str) -> list[str]:
    if host not in NAMES:
        raise OSError(host)
    return NAMES[host]


def _source(*listings: str, hosts: tuple[str, ...] = ()) -> Source:
    return Source("x", "样本", listings=listings, hosts=hosts)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.a.gov.cn/", "file:///etc/passwd", "http://user:x@www.a.gov.cn/", "http:///x",
        "http://www.a.gov.cn:99999/", "http://127.0.0.1:8000/", "http://[::1]/", "http://10.1.2.3/",
        "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://inside.gov.cn/", "http://six.gov.cn/",
        "http://metadata.gov.cn/", "https://mapped.gov.cn/nb/", "http://SELF.gov.cn/",
    ],
)  # fmt: skip
def test_a_private_address_is_refused(catalog: Catalog, settings: Settings, url: str) -> None:
    """By its scheme, its number or what its name leads to; the reason names it, nothing is added."""
    wanted = [_source("http://www.a.gov.cn/"), _source("http://www.a.gov.cn/", url)]
    with pytest.raises(SourceError) as refused:
        source_safety.save(catalog, settings, BY, wanted, _resolve)
    with catalog.read() as conn:
        assert (url in str(refused.value), sources.all_(conn)) == (True, [])


def test_a_further_host_is_looked_at_too(settings: Settings) -> None:
    """Hosts that a source names beside its lists may not lead inside either."""
    told = source_safety.objection(
        [_source("http://www.a.gov.cn/", hosts=("inside.gov.cn",))], settings, _resolve
    )
    assert told == "x：inside.gov.cn 指向内部网络（10.0.0.8 是内部网络地址，不予抓取。）"


@pytest.mark.parametrize(
    "url", ["http://www.a.gov.cn/nb/", "https://not-known.gov.cn/", f"http://{PUBLIC}/"]
)
def test_a_public_source_is_added(catalog: Catalog, settings: Settings, url: str) -> None:
    """So is one whose name has no address just now; the log says what it holds."""
    source_safety.save(catalog, settings, BY, [_source(url)], _resolve)
    with catalog.read() as conn:
        entry = audit.entries(conn, 1)[0]
        assert sources.get(conn, "x") == _source(url)
    assert (entry.who, entry.before, (entry.after or {})["listings"]) == ("wang", None, [url])


def test_loopback_is_for_the_demo(settings: Settings) -> None:
    """With the setting, this machine may be crawled, and still no other private one."""
    demo = settings.model_copy(update={"allow_loopback": True})
    urls = ("http://127.0.0.1:8081/", "http://10.1.2.3/")
    told = [source_safety.objection([_source(url)], demo, _resolve) for url in urls]
    assert (told[0], told[1] is None) == (None, False)


def test_an_edit_logs_what_changed(catalog: Catalog, settings: Settings) -> None:
    """Before and after of what differs; the same again is no entry."""
    old, new = _source("http://www.a.gov.cn/"), _source("http://www.a.gov.cn/2/")
    for source in (old, new, new):
        source_safety.save(catalog, settings, BY, [source], _resolve)
    with catalog.read() as conn:
        found = [(entry.before, entry.after) for entry in audit.entries(conn, 9)]
    assert (found[0], len(found)) == (
        ({"listings": ["http://www.a.gov.cn/"]}, {"listings": ["http://www.a.gov.cn/2/"]}), 2,
    )  # fmt: skip
