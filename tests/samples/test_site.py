"""The sample site: its pages and its server."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from samples.pages import COLUMNS, build
from samples.prose import NOTICE
from samples.site import serve

SITE = build()


def path_of(key: str) -> str:
    """Where the report of that key stands."""
    return next(path for path, report in SITE.reports.items() if report.key == key)


def test_every_page_says_it_is_sample_data() -> None:
    """Reports, lists, look-alikes, even robots.txt."""
    silent = [
        path for path, page in SITE.pages.items() if NOTICE not in page.body.decode("gb18030", "replace")
        and NOTICE not in page.body.decode("utf-8", "replace")
    ]  # fmt: skip
    assert silent == []


def test_families_have_their_addresses() -> None:
    """TRS, Hanweb and plain addresses, as such sites make them."""
    paths = [path_of(key) for key in ("hbkjt-2020", "szjt-2020", "sxsl-2020", "scsj-2020")]
    starts = ["/hubei/zwgk/zfxxgknb/202101/t202101", "/jiangsu/art/2021/1/",
              "/zhejiang/zwgk/ndbg/2021/", "/chuanyu/xxgk/gknb/202101/t202101"]  # fmt: skip
    assert [path.startswith(start) for path, start in zip(paths, starts, strict=True)] == [True] * 4


def test_gb_page_is_labelled_more_narrowly_than_it_is_encoded() -> None:
    """Labelled gb2312, yet it holds a character that only GB18030 reads."""
    body = SITE.pages[path_of("ywsc-2019")].body
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert (b"charset=gb2312" in body, "陶喆" in body.decode("gb18030")) == (True, True)


def test_one_report_is_plain_text() -> None:
    """A report as a .txt attachment with its table cells parted by tabs."""
    page = SITE.pages[path_of("rajy-2020")]
    assert (page.content_type, "四、结转下年度继续办理\t\t\t" in page.body.decode()) == (
        "text/plain; charset=utf-8",
        True,
    )


def test_form_tables_span_as_the_form_prints_them() -> None:
    """三、本年度办理结果 spans 20 rows in the 2019 form and 22 in the 2021 form."""
    old = SITE.pages[path_of("szjt-2020")].body.decode()
    new = SITE.pages[path_of("szjt-2021")].body.decode()
    assert ('rowspan="20"' in old, 'rowspan="22"' in new) == (True, True)


def test_all_columns_lead_to_all_their_reports() -> None:
    """Each column's list pages together name every report of the column once."""
    listed = "".join(
        page.body.decode()
        for path, page in SITE.pages.items()
        if path.startswith(tuple(column.home.rpartition(".")[0] for column in COLUMNS))
        or "/list_" in path
        or "/index_" in path
    )
    missing = [path for path in SITE.reports if path.rpartition("/")[2] not in listed]
    assert missing == []


def test_server_answers_and_remembers() -> None:
    """A page comes as it was built, and the request is noted with its headers."""
    with serve() as site:
        request = Request(f"{site.url}/robots.txt", headers={"User-Agent": "probe/1"})
        with urlopen(request) as answer:
            body = answer.read()
    seen = (site.paths(), site.asked[0].headers["user-agent"])
    assert (body, *seen) == (SITE.pages["/robots.txt"].body, ["/robots.txt"], "probe/1")


def test_server_tells_list_pages_apart_by_query() -> None:
    """A Hanweb list's second page differs from its first by the query alone."""
    home = COLUMNS[1].home
    with serve() as site:
        with urlopen(f"{site.url}{home}") as answer:
            first = answer.read()
        with urlopen(f"{site.url}{home}?uid=5243&pageNum=2") as answer:
            second = answer.read()
    assert first != second


def test_missing_page_is_404() -> None:
    """An unknown path answers 404."""
    with serve() as site, pytest.raises(HTTPError) as caught:
        urlopen(f"{site.url}/nowhere")
    with caught.value as error:
        assert error.code == 404
