"""Lists of the test bench that come from an API: Hanweb's data proxy, its annual reports by body
and year, jpaas, gkmlpt, and the search that Sichuan's sites post to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from samples.bench_columns import MISSING, PER_PAGE, Column, Line
from samples.bench_ledger import state
from samples.bench_reports import safe
from samples.pages import Page
from samples.prose import NOTICE
from samples.serving import Asked

_GROUP = 3 * PER_PAGE
_WEB_ID, _SID = "2760", "755001"
_XML, _JSON = "text/xml; charset=utf-8", "application/json;charset=utf-8"
_JPAGE = """<div id="5512803"><script type="text/xml">{store}</script></div>
<script>$('#5512803').jpage({{ theme:'ajax', perPage:{per_page}, totalRecord:{total}, groupSize:3,
 openCookies:true, proxyUrl:'{proxy}', ajaxParam:{{col:1,appid:1,webid:{web},path:'/',
 columnid:1229214366,sourceContentType:1,unitid:'5512803',webname:'样本站',permissiontype:0}} }});
</script>"""
_UNIT_QUERY = (
    "{{'webId':'{web}','pageId':'71af','parseType':'bulidstatic','pageType':'column',"
    "'tagId':'信息列表','tplSetId':'yangben'}}"
)
_SEARCH = """<div id="list"></div><script>
var channel = "71";
function load() {{ $.ajax({{ url: "{url}", type: "POST", contentType: "application/json",
 data: JSON.stringify({{ "channelId": channel, "pageNo": 1, "pageSize": {size} }}),
 success: show }}); }}
load();
</script>"""
_NOTHING = f"<html><body><h1>政府信息公开年报</h1><p>暂无内容（{NOTICE}）</p></body></html>"


def jpage(column: Column, asked: Asked, day: int) -> Page | None:
    """The first group of records in the page itself, the others by POST to the proxy."""
    shape, total = column.shape, column.size(day)
    path, query = _parts(asked.path)
    if asked.path == shape.home:
        store = _store(column.lines(0, _GROUP, day), total, "")
        script = _JPAGE.format(
            store=store, per_page=PER_PAGE, total=total, proxy=shape.further, web=_WEB_ID
        )
        return column.list_page([], "", script)
    if path != shape.further:
        return None
    form = query | dict(parse_qsl(asked.body.decode("utf-8", "replace")))
    if asked.method != "POST" or form.get("webid") != _WEB_ID:
        return Page(_store([], 0, "").encode(), _XML)
    start, end = _whole(form.get("startrecord")), _whole(form.get("endrecord"))
    lines = column.lines(max(start, 1) - 1, min(end, start + 20 * _GROUP), day)
    return Page(_store(lines, total, "").encode(), _XML)


def nextgroup(column: Column, asked: Asked, day: int) -> Page | None:
    """Groups of records by GET, each naming the next; the one after the last is empty and names
    a next one all the same."""
    shape, total = column.shape, column.size(day)
    path, query = _parts(asked.path)
    if asked.path == shape.home:
        onward = _onward(shape.further, 2)
        store = _store(column.lines(0, _GROUP, day), total, onward)
        return column.list_page(
            [], "", f'<div id="9012"><script type="text/xml">{store}</script></div>'
        )
    if path != shape.further or query.get("columnid") != "9012":
        return None
    number = max(_whole(query.get("page")), 1)
    lines = column.lines((number - 1) * _GROUP, number * _GROUP, day)
    return Page(_store(lines, total, _onward(shape.further, number + 1)).encode(), _XML)


def annual(column: Column, asked: Asked, day: int) -> Page | None:
    """A form of bodies and years; a pair without a report says 暂无内容 with status 200."""
    path, query = _parts(asked.path)
    if path != column.shape.home:
        return None
    if query:
        return Page(_NOTHING.encode())
    ledger = column.ledger
    bodies = "".join(
        f'<option value="{column.area(n)}">{safe(ledger.agency(n).name)}</option>'
        for n in range(ledger.bodies)
    )
    years = "".join(f'<option value="{year}">{year}年</option>' for year in ledger.years)
    form = (
        f'<form action="{path}" method="get"><select name="area">{bodies}</select>'
        f'<select name="fbtime">{years}</select><input type="submit" value="查看"></form>'
    )
    return column.list_page(column.lines(0, len(column.decoys), day), "", form)


def jpaas(column: Column, asked: Asked, day: int) -> Page | None:
    """A page that names its unit; the unit's JSON holds the list as HTML."""
    shape, total = column.shape, column.size(day)
    path, query = _parts(asked.path)
    if asked.path == shape.home:
        said = _UNIT_QUERY.format(web=_WEB_ID)
        return column.list_page(
            [], "", f'<script url="{shape.further}" queryData="{said}"></script>'
        )
    if path != shape.further:
        return None
    if query.get("webId") != _WEB_ID:
        return Page(b'{"success":false,"code":"500","data":null}', _JSON)
    paging = _object(query.get("paramJson", "{}"))
    number = max(_whole(str(paging.get("pageNo", 1))), 1)
    lines = column.lines((number - 1) * PER_PAGE, number * PER_PAGE, day)
    html = f"<ul>{''.join(map(_item, lines))}</ul>"
    html += f'<div class="pagination" rows="{PER_PAGE}" count="{total}" pageNo="{number}"></div>'
    return _json({"success": True, "code": "200", "data": {"html": html}})


def gkmlpt(column: Column, asked: Asked, day: int) -> Page | None:
    """A shell with the site's number; the API's articles give absolute addresses."""
    shape, total = column.shape, column.size(day)
    path, query = _parts(asked.path)
    if path == shape.home:
        config = f"window._CONFIG = {{ SID: '{_SID}', LIMIT: {PER_PAGE} }};"
        return column.list_page([], "", f'<script>{config}</script><div id="app"></div>')
    if path != shape.further:
        return None
    if query.get("sid") != _SID:
        return _json({"articles": [], "total": 0})
    number = max(_whole(query.get("page")), 1)
    root = f"http://{asked.headers.get('host', '')}"
    articles = [
        {"title": line.title, "url": root + line.path, "date": line.date, "publisher": "样本站"}
        for line in column.lines((number - 1) * PER_PAGE, number * PER_PAGE, day)
    ]
    return _json({"articles": articles, "total": total})


def post(column: Column, asked: Asked, day: int) -> Page | None:
    """A page whose script posts JSON to a search and shows what comes."""
    shape, total = column.shape, column.size(day)
    if asked.path == shape.home:
        return column.list_page([], "", _SEARCH.format(url=shape.further, size=PER_PAGE))
    if asked.path != shape.further:
        return None
    said = _object(asked.body.decode("utf-8", "replace"))
    if asked.method != "POST" or str(said.get("channelId")) != "71":
        return MISSING
    number = max(_whole(str(said.get("pageNo", 1))), 1)
    found = [
        {"title": line.title, "url": line.path, "publishDate": line.date}
        for line in column.lines((number - 1) * PER_PAGE, number * PER_PAGE, day)
    ]
    return _json({"code": 0, "data": {"total": total, "list": found}})


def offered(column: Column, day: int) -> list[int]:
    """Reports that can be found on a day: of a form of bodies and years all that answer."""
    if column.shape.pager != "annual":
        return list(column.ledger.listed(day))
    numbers = range(column.ledger.count)
    return [number for number in numbers if state(number, day) not in {"gone", "soft"}]


def _store(lines: Sequence[Line], total: int, onward: str) -> str:
    records = "".join(f"<record><![CDATA[{_item(line)}]]></record>" for line in lines)
    group = f"<nextgroup><![CDATA[{onward}]]></nextgroup>" if onward else ""
    return (
        f"<datastore>{group}<totalrecord>{total}</totalrecord>"
        f"<recordset>{records}</recordset></datastore>"
    )


def _onward(proxy: str, number: int) -> str:
    return f'<a href="{proxy}?page={number}&webid={_WEB_ID}&columnid=9012&appid=1"></a>'


def _item(line: Line) -> str:
    title = safe(line.title)
    return f'<li><a href="{line.path}" title="{title}">{title}</a><span>{line.date}</span></li>'


def _parts(path: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(path)
    return parts.path, dict(parse_qsl(parts.query))


def _whole(text: str | None) -> int:
    return int(text[:7]) if text and text.isdecimal() else 0


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _json(value: object) -> Page:
    return Page(json.dumps(value, ensure_ascii=False).encode(), _JSON)
