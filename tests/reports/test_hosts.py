"""Host names as witnesses of a place."""

from __future__ import annotations

import pytest

from reports.metadata.hosts import host_places


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://www.hbdaye.gov.cn/zfxxgk/", "420281"),  # a province before the name
        ("https://ruzhou.gov.cn/contents/1.html", "410482"),
        ("http://mzj.dazhou.gov.cn/xxgk-show.html", "511700"),  # a department's host
        ("http://rongan.gov.cn/", "450224"),
        ("https://jtt.shandong.gov.cn/", "370000"),
        ("http://www.baisha.gov.cn/", "469025"),  # an autonomous county without its people
    ],
)
def test_a_spelled_place_is_known(url: str, code: str) -> None:
    """The pinyin of a division's name in a government host names it."""
    assert code in host_places(url)


def test_labels_narrow_one_another() -> None:
    """A district's name borne by several is narrowed by the city beside it."""
    assert host_places("http://gulouqu.fuzhou.gov.cn/") == ("350102",)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.gy.gov.cn/",  # an abbreviation shared by far-apart places
        "http://daye.example.com/zfxxgk/",  # a mirror's own host
        "http://gov.cn.daye.example/",
        "http://[::1",  # no address at all
        None,
    ],
)
def test_other_hosts_say_nothing(url: str | None) -> None:
    """Abbreviations, mirrors and what is no address give no place."""
    assert host_places(url) == ()
