"""Host names as witnesses of a place."""

from __future__ import annotations

import pytest

from reports.metadata.hosts import family_place, host_department, host_initials, host_places


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


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://jyt.ln.gov.cn/", "210000"),
        ("https://xjwqx.gxzf.gov.cn/", "450000"),
        ("http://www.shaanxi.gov.cn/", "610000"),
    ],
)
def test_a_province_has_a_short_domain_of_its_own(url: str, code: str) -> None:
    """ln is Liaoning's; shaanxi is told apart from shanxi."""
    assert host_places(url) == (code,)


def test_initials_mean_every_place_that_has_them() -> None:
    """gz is 广州, 赣州 and more; djk is one place alone."""
    assert {"440100", "360700"} < set(host_initials("http://sfj.gz.gov.cn/"))


@pytest.mark.parametrize("url", ["http://djk.example.com/", "http://www.gov.cn/", None, "http://["])
def test_initials_of_other_hosts_mean_nothing(url: str | None) -> None:
    """Only a government's own host has them."""
    assert host_initials(url) == ()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://mirror.example/OpennessAnnualReport/show/1.html", "340000"),
        ("http://a.gov.cn/gkmlpt/content/8/8053/post_1.html", "440000"),
        ("http://a.gov.cn/art/2024/1/1/art_1_2.html", None),
        ("http://a.gov.cn/public/a/b.html", None),
        (None, None),
    ],
)
def test_the_family_of_a_site_is_told_by_its_path(url: str | None, code: str | None) -> None:
    """Some provinces give all their bodies one platform; most products are sold everywhere."""
    assert family_place(url) == code


def test_the_department_stands_before_the_place() -> None:
    """sfj in sfj.gz.gov.cn; a government's own host has none."""
    hosts = ("http://sfj.gz.gov.cn/a", "http://www.gz.gov.cn/")
    assert [host_department(url) for url in hosts] == ["sfj", None]


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
