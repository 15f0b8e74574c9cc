"""Pages as government sites send them: a report in the dress of its word processor, between menus,
link lists, scripts and footers, up to a given size."""

from __future__ import annotations

import re

from samples import pages
from samples.corpus import SampleReport

SIZE = 60_000  # bytes; what the page of a report has on many sites
_CELL = (
    '<td style="BORDER-RIGHT: windowtext 1px solid; PADDING-LEFT: 7px; WIDTH: 76px" valign="center"'
)
_RUN = '<span style="FONT-SIZE: 16px; FONT-FAMILY: 仿宋_GB2312; mso-hansi-font-family: 宋体">'
_PARAGRAPH = (
    '<p class="MsoNormal" style="TEXT-INDENT: 32px; LINE-HEIGHT: 30px; TEXT-ALIGN: justify">'
)
_SUBJECTS = ("机构职能", "政策文件", "规划计划", "统计信息", "行政许可", "财政预决算", "应急管理",
             "招标采购", "重点领域", "公共服务", "人事信息", "建议提案")  # fmt: skip
_STYLE = "<style>.menu li a{color:#333;font:14px/2 宋体}.menu li a:hover{color:#c00}</style>\n"
_SCRIPT = "<script>var _site={{id:{0},path:'/zwgk/fdzdgknr/{0}/',count:function(n){{return n>{0}}}}};</script>\n"


def report_pages(size: int = SIZE) -> list[tuple[SampleReport, bytes]]:
    """Every HTML report of the sample site, dressed up to about ``size`` bytes."""
    site = pages.build()
    found = []
    for path, report in site.reports.items():
        page = site.pages[path]
        if "html" in page.content_type and b"gb2312" not in page.body[:500]:
            found.append((report, dress(page.body.decode(), size)))
    return found


def dress(page: str, size: int = SIZE) -> bytes:
    """A page with its text dressed, and furniture before and after it."""
    dressed = page.replace("<td", _CELL).replace("<p>", f"{_PARAGRAPH}{_RUN}")
    dressed = dressed.replace("</p>", "</span></p>")
    head, _, rest = dressed.partition("</head>")
    top, _, below = rest.partition(">")
    body, _, end = below.rpartition("</body>")
    left = max(size - len(dressed.encode()), 0)
    return (
        f"{head}{_filled(_head_line, left // 5)}</head>{top}>"
        f'<div class="header"><ul class="menu">{_filled(_menu_line, left // 2)}</ul></div>{body}'
        f'<div class="footer">{_filled(_foot_line, left * 3 // 10)}</div></body>{end}'
    ).encode()


def plain(page: bytes) -> str:
    """A page's text without its elements."""
    return re.sub(r"<[^>]*>", "", page.decode())


def _filled(line: object, size: int) -> str:
    assert callable(line)
    text, number = [], 0
    while size > 0:
        text.append(line(number))
        size -= len(text[-1].encode())
        number += 1
    return "".join(text)


def _head_line(number: int) -> str:
    return _STYLE if number % 3 else _SCRIPT.format(number)


def _menu_line(number: int) -> str:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return f'<li class="m{number}"><a href="/zwgk/c10{number}/index.html" title="{subject}">{subject}</a></li>\n'


def _foot_line(number: int) -> str:
    subject = _SUBJECTS[number * 5 % len(_SUBJECTS)]
    return f'<div class="links"><a target="_blank" href="http://www.{number}.example/">{subject}网站{number}</a></div>\n'
