"""List pages of the test bench that are files or take a page number: every pager but the APIs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urljoin

from samples.bench_columns import PER_PAGE, Column
from samples.pages import Page
from samples.serving import Asked

_COUNT_SCRIPT = """<script type="text/javascript">
var currentPage = {current};//所在页从0开始
var countPage = {count};//共多少页
if (countPage > 1 && currentPage + 1 < countPage)
  document.write("<a href=\\"{stem}_" + (currentPage + 1) + "." + "{extension}" + "\\">下一页</a>");
</script>"""
_TOTAL_SCRIPT = """<script>
var totalPage = {count}, currentPage = {current};
function turn(i) {{ location.href = i === 0 ? "{stem}.{extension}" : "{stem}_" + i + ".{extension}"; }}
</script><a href="javascript:turn(currentPage + 1)">下一页</a>"""


def files(column: Column, asked: Asked, day: int) -> Page | None:
    """The list page at a path; None for any other path."""
    count = pages(column, day)
    number = _number(column, asked.path, count)
    if number is None:
        return None
    shown = column.lines((number - 1) * PER_PAGE, number * PER_PAGE, day)
    if number > 1 and column.shape.pager == "next":
        # such lists keep their newest report on top of every page
        shown = [*column.lines(column.decoy_count, column.decoy_count + 1, day), *shown]
    return column.list_page(shown, _PAGERS[column.shape.pager](column, number, count))


def pages(column: Column, day: int) -> int:
    """How many list pages the column has on a day."""
    return -(-column.size(day) // PER_PAGE)


def address(column: Column, number: int, count: int) -> str:
    """The address of a list page, counted from 1."""
    if number == 1:
        return column.shape.home
    return column.shape.further.format(n=number, n0=number - 1, back=count - number + 1)


def _number(column: Column, path: str, count: int) -> int | None:
    """The number of the list page at a path, None for any other path."""
    if path == column.shape.home:
        return 1
    found = _further(column.shape.further).fullmatch(path)
    if found is None:
        return None
    ((kind, text),) = found.groupdict().items()
    number = {"n": int(text), "n0": int(text) + 1, "back": count - int(text) + 1}[kind]
    first = 1 if "?" in column.shape.further else 2
    return number if first <= number <= count else None


@cache
def _further(template: str) -> re.Pattern[str]:
    before, kind, after = re.split(r"\{(\w+)\}", template)
    return re.compile(rf"{re.escape(before)}(?P<{kind}>0|[1-9]\d{{0,5}}){re.escape(after)}")


def _stem(column: Column) -> tuple[str, str]:
    name = column.shape.home.rpartition("/")[2]
    stem, _, extension = name.partition(".")
    return stem, extension


def _trs(column: Column, number: int, count: int) -> str:
    stem, extension = _stem(column)
    return f'<script>createPageHTML({count}, {number - 1}, "{stem}", "{extension}");</script>'


def _counted(column: Column, number: int, count: int) -> str:
    stem, extension = _stem(column)
    template = _COUNT_SCRIPT if column.shape.pager == "count" else _TOTAL_SCRIPT
    return template.format(count=count, current=number - 1, stem=stem, extension=extension)


def _ucap(column: Column, number: int, count: int) -> str:
    stem, extension = _stem(column)
    call = f"createPageHTML('page_div', {count}, {number}, '{stem}', '{extension}', {count * 15});"
    return f'<div id="page_div"></div><script>{call}</script>'


def _links(column: Column, number: int, count: int) -> str:
    near = range(max(1, number - 2), min(count, number + 2) + 1)
    shown = [(str(n), n) for n in near if n != number]
    if number < count:
        shown += [("下一页", number + 1), ("尾页", count)]
    parts = [
        f'<a href="{_escaped(_relative(column, address(column, n, count)))}">{text}</a>'
        for text, n in shown
    ]
    return " ".join(parts)


def _relative(column: Column, path: str) -> str:
    """The address as seen from the list's folder, if all its pages stand in it."""
    folder = urljoin(column.shape.home, ".")
    if folder != urljoin(column.shape.further, "."):
        return path
    return path.removeprefix(folder) or folder


def _next(column: Column, number: int, count: int) -> str:
    if number >= count:
        return "<span>下一页</span>"
    url = _escaped(address(column, number + 1, count))
    return f'<a href="javascript:void(0)" onclick="location.href=\'{url}\'">下一页</a>'


def _words(column: Column, number: int, count: int) -> str:
    onward = (
        f'<a href="{_escaped(address(column, number + 1, count))}">下一页</a>'
        if number < count
        else ""
    )
    return f"共{column.size(0)}条 共{count}页 第{number}页 {onward}"


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;")


_PAGERS: dict[str, Callable[[Column, int, int], str]] = {
    "trs": _trs, "count": _counted, "total": _counted, "ucap": _ucap, "links": _links,
    "next": _next, "words": _words,
}  # fmt: skip
