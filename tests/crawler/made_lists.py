"""Made-up list pages, one in the true shape of each family; places and bodies do not exist."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HOST = "http://www.qinghe.gov.cn"
TITLE = "清河县教育局2022年政府信息公开工作年度报告"
HEX = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Made:
    """A list page, its address, and the address of the one report it lists."""

    url: str
    html: str
    report: str

    @property
    def data(self) -> bytes:
        return self.html.encode()


def rows(href: str, more: str = "") -> str:
    """A list of one report and one guide, in the usual markup, with furniture around it."""
    return (
        '<html><head><title>政府信息公开</title></head><body><div class="nav"><a href="/">首页</a></div>'
        f'<ul class="list"><li><a href="{href}" title="{TITLE}">清河县教育局2022年政府信…</a>'
        '<span>2023-01-16</span></li><li><a href="guide.html">政府信息公开指南</a></li></ul>'
        f"{more}</body></html>"
    )


def _record(href: str) -> str:
    return (
        f"<record><![CDATA[<li><a href='{href}' title='{TITLE}'>{TITLE}</a>"
        "<span>2023-01-16</span></li>]]></record>"
    )


_JPAGE = (
    '<div id="1101"><script type="text/xml"><datastore>{group}<recordset>{records}</recordset>'
    "</datastore></script></div><script>$(function(){{$('#1101').jpage({{totalRecord:50,perPage:15,"
    "groupSize:3,proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{{col:1,appid:'1',webid:7,"
    "path:'/',columnid:9012,sourceContentType:1,unitid:'1101',webname:'清河县政府网',permissiontype:0"
    "}}}});}});</script>"
)
_SELECTS = (
    '<select name="area"><option value="">请选择</option><option value="11990101000000001A">清河县教育局'
    '</option><option value="11990101000000002B">清河县民政局</option></select>'
    '<select name="fbtime"><option value="2021">2021年</option><option value="2022">2022年</option></select>'
    "<script>function go(){location.href='/module/xxgk/xxgkAnnualReport.jsp?area='+a+'&fbtime='+y}</script>"
)
_UNIT = (
    '<div><script src="/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit" '
    "queryData=\"{'parseType':'bulidstatic','webId':'77','tplSetId':'Tpl','pageType':'column',"
    "'tagId':'信息列表','editType':'null','pageId':'9001'}\"></script></div>"
)
_GROUP = (
    '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&amp;webid=7&columnid=9012">'
    "</a>]]></nextgroup>"
)
_SEARCH = (
    "<script>var dept='12';$.ajax({url:'/search/list.do',type:'post',dataType:'json',"
    "data:{channel:'gknb',deptId:dept,pageNo:1,pageSize:20},success:function(r){}});</script>"
)


def group(records: str = "", following: str = "") -> str:
    """An answer of the jpage data proxy."""
    return f"<datastore>{following}<recordset>{records}</recordset></datastore>"


def record(href: str) -> str:
    """One record of such an answer."""
    return _record(href)


NEXT_GROUP = _GROUP

LISTS: Mapping[str, Made] = MappingProxyType(
    {
        "trs": Made(
            f"{HOST}/zwgk/zfxxgknb/",
            rows(
                "./202301/t20230116_77001.shtml",
                '<script>createPageHTML(4, 0, "index", "shtml");</script>',
            ),
            f"{HOST}/zwgk/zfxxgknb/202301/t20230116_77001.shtml",
        ),
        "hanweb": Made(
            f"{HOST}/col/col9012/index.html",
            f"<html><body>{_JPAGE.format(group='', records=_record('/art/2023/1/16/art_9012_501.html'))}"
            "</body></html>",
            f"{HOST}/art/2023/1/16/art_9012_501.html",
        ),
        "hanweb_annual": Made(
            f"{HOST}/col/col9013/index.html",
            f"<html><body>{_SELECTS}</body></html>",
            f"{HOST}/module/xxgk/xxgkAnnualReport.jsp?area=11990101000000001A&fbtime=2022",
        ),
        "jpaas": Made(
            f"{HOST}/zwgk/gknb/index.html",
            rows(f"/zwgk/gknb/art/2023/art_{HEX}.html", _UNIT),
            f"{HOST}/zwgk/gknb/art/2023/art_{HEX}.html",
        ),
        "gkmlpt": Made(
            f"{HOST}/gkmlpt/api/all/2629?page=1&sid=990101",
            json.dumps(
                {
                    "total": 3,
                    "articles": [
                        {
                            "title": TITLE,
                            "url": f"{HOST}/gkmlpt/content/8/8766/post_8766001.html",
                            "date": 1673830800,
                        }
                    ],
                }
            ),
            f"{HOST}/gkmlpt/content/8/8766/post_8766001.html",
        ),
        "ucap": Made(
            f"{HOST}/qinghe/gknb/list.shtml",
            rows(
                f"/qinghe/gknb/202301/{HEX}.shtml",
                "<script>createPageHTML('page_div',3, 1,'list','shtml',52);</script>",
            ),
            f"{HOST}/qinghe/gknb/202301/{HEX}.shtml",
        ),
        "vsb": Made(
            f"{HOST}/zfxxgk/zfxxgknb.htm",
            rows(
                "../info/3109/129145.htm",
                '<span class="p_pages"><span class="p_next"><a href="zfxxgknb/3.htm">下页</a></span>'
                '<span class="p_last"><a href="zfxxgknb/1.htm">尾页</a></span></span>',
            ),
            f"{HOST}/info/3109/129145.htm",
        ),
        "anhui": Made(
            f"{HOST}/openness/OpennessAnnualReport/?branch_id=5",
            rows(
                "/openness/OpennessAnnualReport/show/489.html",
                '<div class="page"><a href="?branch_id=5&amp;pageIndex=2">2</a> 共3页</div>',
            ),
            f"{HOST}/openness/OpennessAnnualReport/show/489.html",
        ),
        "hunan": Made(
            f"{HOST}/zwgk/public/column/6616338",
            rows(
                "/zwgk/public/6616338/1183670311.html",
                '<div class="pagination"><a href="/zwgk/public/column/6616338?page=2">下一页</a></div>',
            ),
            f"{HOST}/zwgk/public/6616338/1183670311.html",
        ),
        "sichuan": Made(
            f"{HOST}/gongkai/gknb.html", rows(f"/gongkai/show/{HEX}.html", _SEARCH),
            f"{HOST}/gongkai/show/{HEX}.html",
        ),
        "shandong": Made(
            f"{HOST}/gongkai/site_qinghe/channel_5f2a/index.html",
            rows(
                f"/gongkai/site_qinghe/channel_5f2a/doc_{HEX}.html",
                '<div class="page"><a href="index_2.html">下一页</a></div>',
            ),
            f"{HOST}/gongkai/site_qinghe/channel_5f2a/doc_{HEX}.html",
        ),
        "plain": Made(
            f"{HOST}/zwgk/ndbg/list.html",
            rows("2023/100123.html", '<a href="list_2.html">下一页</a>'),
            f"{HOST}/zwgk/ndbg/2023/100123.html",
        ),
    }
)  # fmt: skip
