"""What stands where on the sample site: four column pages, one a family, and their articles.

=============  =========  ====================================================================
``/hubei/``    TRS        ``zwgk/zfxxgknb/index.html``, ``202101/t20210115_100123.html``
``/jiangsu/``  Hanweb     ``col/col9012/index.html``, ``art/2021/1/15/art_9012_100123.html``
``/zhejiang/`` plain      ``zwgk/ndbg/list.html``, ``zwgk/ndbg/2021/100123.html``, one ``.txt``
``/chuanyu/``  TRS        the same with ``.shtml``
=============  =========  ====================================================================

``/robots.txt`` closes ``/hubei/internal/``, where a draft lies that the list links to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urljoin

from samples import render
from samples.corpus import SampleReport, reports

_PER_PAGE = 12
_GB_KEYS = frozenset({"sxsl-2018", "ywsc-2019", "dqzf-2021"})
_TEXT_KEY = "rajy-2020"
_CLOSED = "/hubei/internal/"
_ROBOTS = f"# 示例数据，内容虚构\nUser-agent: *\nDisallow: {_CLOSED}\n"

Family = Literal["trs", "hanweb", "plain"]


@dataclass(frozen=True, slots=True)
class SiteColumn:
    """One site's column of annual reports; ``home`` is its first list page."""

    id: str
    name: str
    family: Family
    region_code: str | None
    home: str
    extension: str
    colour: str


COLUMNS: tuple[SiteColumn, ...] = (
    SiteColumn("hubei", "湖北政务公开样本站", "trs", "420000",
               "/hubei/zwgk/zfxxgknb/index.html", "html", "#b22222"),
    SiteColumn("jiangsu", "江苏政务公开样本站", "hanweb", "320000",
               "/jiangsu/col/col9012/index.html", "html", "#1d5aa8"),
    SiteColumn("zhejiang", "浙江政务公开样本站", "plain", "330000",
               "/zhejiang/zwgk/ndbg/list.html", "html", "#0b7a5c"),
    SiteColumn("chuanyu", "川渝政务公开样本站", "trs", None,
               "/chuanyu/xxgk/gknb/index.shtml", "shtml", "#8a4b08"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the server; ``headers`` beside Content-Type (none where it is empty) and
    Content-Length. With an ETag or Last-Modified among them the server answers 304."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list page."""

    path: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Site:
    """Every page by its path (with the query, if any), every report by its page's path, and
    the paths of pages that look like reports and are none."""

    pages: Mapping[str, Page]
    reports: Mapping[str, SampleReport]
    lookalikes: frozenset[str]
    closed: frozenset[str]


def build(seed: int = 2024) -> Site:
    """The whole site; the same seed gives the same bytes."""
    pages: dict[str, Page] = {"/robots.txt": Page(_ROBOTS.encode(), "text/plain; charset=utf-8")}
    placed: dict[str, SampleReport] = {}
    lookalikes: set[str] = set()
    everything = reports(seed)
    for column in COLUMNS:
        own = [report for report in everything if report.site == column.id]
        entries: list[Entry] = []
        for number, report in enumerate(own):
            path = _path(column, report.published_on, _number(column, number), report.key)
            placed[path] = report
            pages[path] = _report_page(column, report)
            entries.append(Entry(path, report.title, report.published_on.isoformat()))
        others = _others(column, len(own))
        pages |= {entry.path: page for entry, page in others}
        lookalikes |= {entry.path for entry, _ in others}
        entries += [entry for entry, _ in others]
        pages |= _list_pages(column, sorted(entries, key=lambda entry: entry.date, reverse=True))
    pages["/"] = _home()
    closed = frozenset(path for path in pages if path.startswith(_CLOSED))
    return Site(pages, placed, frozenset(lookalikes) - closed, closed)


def _number(column: SiteColumn, index: int) -> int:
    return 100_000 * (COLUMNS.index(column) + 1) + 37 * index + 11


def _path(column: SiteColumn, day: date, number: int, key: str = "") -> str:
    if column.family == "hanweb":
        return f"/{column.id}/art/{day.year}/{day.month}/{day.day}/art_9012_{number}.html"
    if column.family == "plain":
        if key == _TEXT_KEY:
            return urljoin(column.home, f"attach/{number}.txt")
        return urljoin(column.home, f"{day.year}/{number}.html")
    return urljoin(column.home, f"{day:%Y%m}/t{day:%Y%m%d}_{number}.{column.extension}")


def _report_page(column: SiteColumn, report: SampleReport) -> Page:
    if report.key == _TEXT_KEY:
        return Page(render.text(report).encode("utf-8-sig"), "text/plain; charset=utf-8")
    legacy = report.key in _GB_KEYS
    issuer = f"{report.agency}办公室" if report.agency.endswith("人民政府") else report.agency
    html = render.page(
        f"article_{column.family}",
        {
            "site": column, "home": column.home, "title": report.title, "report": report,
            "tables": render.report_tables(report), "issuer": issuer,
            "published": report.published_on.isoformat(), "index_number": report.index_number,
            # 喆 is in GBK and not in GB2312, so the label of these pages is wrong, as it is often
            "charset": "gb2312" if legacy else "utf-8", "editor": "陶喆" if legacy else None,
        },
    )  # fmt: skip
    if legacy:
        return Page(html.encode("gb18030"), "text/html")
    # Hanweb sites often leave the charset to the page
    return Page(html.encode(), "text/html") if column.family == "hanweb" else Page(html.encode())


_GUIDE = (
    "为方便公众获取政府信息，编制本指南，说明信息分类、获取方式和申请办法。（示例数据，内容虚构。）",
    "一、主动公开。本机关在网站、政务新媒体和公共查阅点发布信息，公众可以免费查阅和下载。",
    "二、依申请公开。提出申请应当写明姓名或名称、联系方式、所需信息的名称或特征描述和获取方式。",
    "收到申请后二十个工作日内答复，需要延长的会书面告知。",
    "三、监督救济。认为本机关未依法履行义务的，可以投诉举报，也可以依法申请行政复议或者提起行政诉讼。",
)
_NOTICE = (
    "各乡镇、街道，各有关部门：（示例数据，内容虚构。）",
    "为做好年度报告的编制和发布工作，现将有关事项通知如下。",
    "一、统一格式。严格使用规定的六个部分，表格数字逐项核对，第一项加第二项之和应等于第三项加第四项之和。",
    "二、按时发布。部门在一月三十一日前、政府在三月三十一日前向社会公布，并报送主管部门。",
    "三、认真审核。文字与表格应当一致，缺项、错项的退回重报。",
)
_BUDGET = (
    "现将本年度部门预算公开如下。（示例数据，内容虚构。）",
    "收入预算为一千二百万元，支出预算与收入持平，“三公”经费比上年有所下降。",
)


def _others(column: SiteColumn, first: int) -> list[tuple[Entry, Page]]:
    """Pages among the reports that are none, and the draft that robots.txt closes."""
    kinds = [
        ("政府信息公开指南", date(2021, 6, 18), _GUIDE),
        ("关于做好2020年政府信息公开工作年度报告编制和发布工作的通知", date(2020, 12, 11), _NOTICE),
        ("2022年部门预算公开说明", date(2022, 2, 10), _BUDGET),
    ]
    result = []
    for offset, (title, day, lines) in enumerate(kinds):
        path = _path(column, day, _number(column, first + offset))
        result.append(_other(column, path, title, day, lines))
    if column.id == "hubei":
        title = "湖北省科学技术厅2022年政府信息公开工作年度报告（内部征求意见稿）"
        path = f"{_CLOSED}t20230103_900001.html"
        result.append(_other(column, path, title, date(2023, 1, 3), _NOTICE))
    return result


def _other(
    column: SiteColumn, path: str, title: str, day: date, lines: tuple[str, ...]
) -> tuple[Entry, Page]:
    html = render.page(
        f"article_{column.family}",
        {
            "site": column, "home": column.home, "title": title, "lines": lines,
            "issuer": column.name, "published": day.isoformat(), "charset": "utf-8",
            "index_number": f"{column.region_code or '500000'}/{day.year}-00001",
        },
    )  # fmt: skip
    return Entry(path, title, day.isoformat()), Page(html.encode())


def _list_pages(column: SiteColumn, entries: list[Entry]) -> dict[str, Page]:
    count = -(-len(entries) // _PER_PAGE)
    paths = [_list_path(column, number) for number in range(1, count + 1)]
    pages = {}
    for number, path in enumerate(paths, start=1):
        shown = entries[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        html = render.page(
            "list",
            {
                "site": column, "title": "政府信息公开工作年度报告", "charset": "utf-8",
                "entries": [
                    {"href": _href(column, entry.path), "title": entry.title, "date": entry.date}
                    for entry in shown
                ],
                "pager": column.family, "extension": column.extension,
                "pages": count, "number": number,
                "previous": paths[number - 2] if number > 1 else None,
                "following": paths[number] if number < count else None,
            },
        )  # fmt: skip
        pages[path] = Page(html.encode())
    return pages


def _list_path(column: SiteColumn, number: int) -> str:
    if number == 1:
        return column.home
    if column.family == "hanweb":
        return f"{column.home}?uid=5243&pageNum={number}"
    if column.family == "plain":
        return urljoin(column.home, f"list_{number}.html")
    return urljoin(column.home, f"index_{number - 1}.{column.extension}")


def _href(column: SiteColumn, path: str) -> str:
    """TRS lists link relative to themselves, the others from the root."""
    folder = urljoin(column.home, ".")
    if column.family == "trs" and path.startswith(folder):
        return "./" + path.removeprefix(folder)
    return path


def _home() -> Page:
    home = SiteColumn("", "政务公开样本站", "plain", None, "/", "html", "#444444")
    context = {"site": home, "title": "政务公开样本站", "sites": COLUMNS, "charset": "utf-8"}
    return Page(render.page("home", context).encode())
