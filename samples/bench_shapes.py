"""The families of sites as data: addresses of lists and articles, how the list turns its pages,
the container of the text. What was seen on real sites: names and ids are made up.

In addresses: {id} a number, {hex32} and {hex24} figures and letters, {ym} 202101, {ymd} 20210115,
{y} {m} {d} {day} the date of publishing, {dept} and {area} the body, {year} the year reported on;
{n} a list page's number, {n0} the same from 0, {back} from the last page down to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pager = Literal[
    "trs", "count", "total", "ucap", "links", "next", "words",
    "jpage", "nextgroup", "annual", "jpaas", "gkmlpt", "post",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A family's site. ``family`` is what a crawler should take it for; ``relative``: its lists
    link relative to themselves."""

    id: str
    family: str
    home: str
    article: str
    further: str
    pager: Pager
    opening: str = '<div class="article-content">'
    closing: str = "</div>"
    relative: bool = False

    @property
    def spans(self) -> bool:
        """Whether its editor leaves text cut over several spans."""
        return "TRS" in self.opening


_TRS = '<div class="TRS_Editor">'
_ZOOM = '<div id="zoom">'
_UCAP = '<div id="UCAP-CONTENT">'
_VSB = '<div id="vsb_content"><div class="v_news_content">'
_GONGKAI = "/gongkai/site_yangben/channel_5f6a7b8c9d"

SHAPES: tuple[Shape, ...] = (
    Shape("trs", "trs", "/zwgk/zfxxgknb/index.html", "/zwgk/zfxxgknb/{ym}/t{ymd}_{id}.html",
          "/zwgk/zfxxgknb/index_{n0}.html", "trs", _TRS, relative=True),
    Shape("trs_shtml", "trs", "/xxgk/gknb/index.shtml", "/xxgk/gknb/{ym}/t{ymd}_{id}.shtml",
          "/xxgk/gknb/index_{n0}.shtml", "trs", _TRS, relative=True),
    Shape("trs_count", "trs", "/zwgk/ndbg/index.html", "/zwgk/ndbg/{ym}/t{ymd}_{id}.html",
          "/zwgk/ndbg/index_{n0}.html", "count", '<div class="trs_editor_view TRS_UEDITOR">'),
    Shape("trs_total", "trs", "/xxgknb/common_list.htm", "/xxgknb/{ym}/t{ymd}_{id}.htm",
          "/xxgknb/common_list_{n0}.htm", "total", '<div class="pages_content">'),
    Shape("hanweb_jpage", "hanweb", "/col/col1229214366/index.html",
          "/art/{y}/{m}/{d}/art_1229214366_{id}.html", "/module/web/jpage/dataproxy.jsp", "jpage",
          _ZOOM),
    Shape("hanweb_nextgroup", "hanweb", "/col/col9012/index.html",
          "/art/{y}/{m}/{d}/art_9012_{id}.html", "/module/web/jpage/dataproxy.jsp", "nextgroup",
          _ZOOM),
    Shape("hanweb_annual", "hanweb_annual", "/module/xxgk/xxgkAnnualReport.jsp",
          "/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime={year}", "", "annual", _ZOOM),
    Shape("jpaas", "jpaas", "/zfxxgk/fdzdgknr/zfxxgknb/index.html",
          "/zfxxgk/fdzdgknr/zfxxgknb/art/{y}/art_{hex32}.html",
          "/api-gateway/jpaas-publish-server/front/page/build/unit", "jpaas", _ZOOM),
    Shape("gkmlpt", "gkmlpt", "/gkmlpt/annualreport", "/gkmlpt/content/8/8766/post_{id}.html",
          "/gkmlpt/api/all/8766", "gkmlpt", '<div class="article-content">'),
    Shape("ucap", "ucap", "/zwgk/zfxxgkndbg/index.html", "/zwgk/zfxxgkndbg/content/post_{id}.html",
          "/zwgk/zfxxgkndbg/index_{n}.html", "ucap", _UCAP),
    Shape("ucap_static", "ucap", "/c102326/gknb.shtml", "/c102326/{ym}/{hex32}.shtml",
          "/c102326/gknb_{n}.shtml", "ucap", _UCAP),
    Shape("vsb", "vsb", "/zfxxgknb.htm", "/info/3109/{id}.htm", "/zfxxgknb/{back}.htm", "links",
          _VSB, "</div></div>"),
    Shape("anhui", "anhui", "/OpennessAnnualReport/list", "/OpennessAnnualReport/show/{id}.html",
          "/OpennessAnnualReport/list?pageIndex={n}", "words", '<div class="wzzw-article">'),
    Shape("anhui_public", "anhui", "/public/column/22101?type=4", "/public/22101/{id}.html",
          "/public/column/22101?type=4&pageIndex={n}", "words", '<div class="wzzw-article">'),
    Shape("anhui_php", "anhui", "/gknb.php", "/gknb_show.php?id={id}", "/gknb.php?page={n}",
          "links", '<div class="Article_content">'),
    Shape("hunan", "hunan", "/zwgk/public/column/6616338.html", "/zwgk/public/6616338/{id}.html",
          "/zwgk/public/column/6616338_{n}.html", "links", '<div class="xxgk_content">'),
    Shape("hunan_content", "hunan", "/zwgk/xxgknb/list.html", "/zwgk/xxgknb/content_{id}.html",
          "/zwgk/xxgknb/list_{n}.html", "next", _ZOOM),
    Shape("sichuan", "sichuan", "/gongkai/zfxxgknb.html", "/gongkai/show/{hex32}.html",
          "/api/openness/search", "post", '<div class="zw-content">'),
    Shape("sichuan_show", "sichuan", "/xxgk-list-71.html", "/xxgk-show-{id}.html",
          "/xxgk-list-71-{n}.html", "links", '<div class="zw-content">'),
    Shape("sichuan_details", "sichuan", "/year_list.aspx", "/year_details.aspx?dept={dept}&year={year}",
          "/year_list.aspx?page={n}", "words", _ZOOM),
    Shape("shandong", "shandong", f"{_GONGKAI}/index.html", f"{_GONGKAI}/doc_{{hex24}}.html",
          f"{_GONGKAI}/index_{{n}}.html", "links", '<div class="wp_articlecontent">'),
    Shape("xian", "plain", "/xxgk/gknb/list.html", "/xxgk/gknb/{hex24}.html",
          "/xxgk/gknb/list_{n}.html", "links", '<div id="zoomcon">'),
    Shape("heilongjiang", "plain", "/yangben/c111239/xxgknb.shtml",
          "/yangben/c111239/{ym}/c01_{id}.shtml", "/yangben/c111239/xxgknb_{n}.shtml", "next", _ZOOM),
    Shape("fujian", "plain", "/cms/html/yangben/ndbg/index.html", "/cms/html/yangben/{day}/{id}.html",
          "/cms/html/yangben/ndbg/index_{n}.html", "links", '<div id="ivs_content">'),
    Shape("beijing", "plain", "/zwgk/ndbg/", "/zwgk/ndbg/{id}/index.html", "/zwgk/ndbg/list{n}.html",
          "links", '<div id="zoom">'),
    Shape("script", "plain", "/info/iList.jsp?node_id=71", "/info/content.jsp?code={id}",
          "/info/iList.jsp?node_id=71&cur_page={n}", "words"),
    Shape("plain", "plain", "/gbmnb/list.html", "/gbmnb/{id}.html", "/gbmnb/list_{n}.html", "next"),
)  # fmt: skip

ENCODED = Shape(
    "encoded", "plain", "/bm/gknb/list.html", "/bm/gknb/{y}/{id}.html", "/bm/gknb/list_{n}.html",
    "links",
)  # fmt: skip
ATTACHED = Shape(
    "attached", "plain", "/fj/gknb/list.html", "/fj/gknb/{y}/{id}.html", "/fj/gknb/list_{n}.html",
    "links",
)  # fmt: skip
