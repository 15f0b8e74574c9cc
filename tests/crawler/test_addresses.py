"""Which addresses may be asked."""

from __future__ import annotations

import pytest

from crawler.addresses import Trust

TRUST = Trust.of(["http://xxgk.example.cn/nb/"], allow_loopback=False)


@pytest.mark.parametrize(
    "url",
    ["http://xxgk.example.cn/a", "https://XXGK.example.cn/a", "http://www.dongyang.gov.cn:81/a"],
)
def test_own_host_and_government_are_trusted(url: str) -> None:
    """The listing's own host, and every host under gov.cn."""
    assert TRUST.objection(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/", "http://www.dongyang.gov.cn.example.com/", "http://notgov.cn/",
        "ftp://www.dongyang.gov.cn/", "file:///etc/passwd", "http://[bad/",
        "http://user@evil.com/http://www.dongyang.gov.cn/",
        "http://user@www.dongyang.gov.cn/", "http://www.dongyang.gov.cn:99999/",
        "http://www.dongyang.gov.cn:http/",
    ],
)  # fmt: skip
def test_other_hosts_and_schemes_are_not(url: str) -> None:
    """Mirrors, look-alike names, other schemes, user names, and ports that are none."""
    assert TRUST.objection(url) is not None


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "fe80::1%eth0",
     "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1", "fd00::1", "224.0.0.1",
     "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "::10.0.0.1", "::ffff:0:10.0.0.1"],
)  # fmt: skip
def test_inner_networks_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared and multicast addresses, and those wrapped in IPv6."""
    assert TRUST.address_objection(address) is not None


@pytest.mark.parametrize("address", ["159.226.1.1", "2400:da00::1", "64:ff9b::9fe2:101"])
def test_public_networks_are_not(address: str) -> None:
    """Public addresses may be connected to."""
    assert TRUST.address_objection(address) is None


def test_loopback_needs_the_setting() -> None:
    """The setting allows loopback and nothing else."""
    trust = Trust.of([], allow_loopback=True)
    assert (trust.address_objection("127.0.0.1"), trust.address_objection("10.0.0.1") is None) == (
        None,
        False,
    )
