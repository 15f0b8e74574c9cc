"""Traps in where links lead: lists and redirects without end, addresses that must not be asked."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from samples.bench_ground import (
    HOME,
    SOUND,
    TITLE,
    TRAP,
    Ground,
    Trap,
    at_trap,
    list_page,
    report_html,
    report_page,
    sound_entry,
)
from samples.pages import Page
from samples.serving import Answer, Asked

_NEWS = "县召开专题工作会议"


def _moved(location: str) -> Page:
    return Page(b"", "", 302, (("Location", location),))


def _loop(ground: Ground, asked: Asked, name: str) -> Answer | None:
    paths = [f"/{name}/{TRAP}", f"/{name}/zfxxgknb/again.html"]
    return _moved(ground.root + paths[1 - paths.index(asked.path)]) if asked.path in paths else None


def _endless_redirects(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    parts = urlsplit(asked.path)
    if parts.path != f"/{name}/{TRAP}":
        return None
    return _moved(f"{parts.path}?step={_number(asked.path, 'step') + 1}")


def _refresh_loop(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    paths = [f"/{name}/{TRAP}", f"/{name}/zfxxgknb/again.html"]
    if asked.path not in paths:
        return None
    onward = paths[1 - paths.index(asked.path)]
    return Page(f'<html><meta http-equiv="refresh" content="0;url={onward}"></html>'.encode())


def _to_mirror(ground: Ground, asked: Asked, name: str) -> Answer | None:
    if asked.path != f"/{name}/{HOME}":
        return report_page(0) if asked.path == f"/{name}/{TRAP}" else None
    return list_page(
        [
            (f"{ground.mirror}/{name}/{TRAP}", TITLE),
            (f"{ground.mirror}/{name}/{SOUND}", sound_entry(1).title),
            (f"/{name}/{SOUND}", sound_entry(1).title),
        ]
    )


def _mirrored_redirect(ground: Ground, name: str) -> Page:
    return _moved(f"{ground.mirror}/{name}/{SOUND}")


def _user_info(ground: Ground, asked: Asked, name: str) -> Answer | None:
    if asked.path == f"/{name}/{TRAP}":
        return report_page(0)
    if asked.path != f"/{name}/{HOME}":
        return None
    host = ground.root.partition("//")[2]
    return list_page(
        [
            (f"http://www.gov.cn:pass@{host}/{name}/{TRAP}", TITLE),
            (f"/{name}/{SOUND}", sound_entry(1).title),
        ]
    )


def _endless_pager(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    """Every page shows the same reports and a next page."""
    parts = urlsplit(asked.path)
    if parts.path != f"/{name}/{HOME}":
        return None
    number = max(_number(asked.path, "page"), 1)
    return list_page([(f"/{name}/{SOUND}", sound_entry(1).title)], _next(parts.path, number))


def _endless_news(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    """Every page shows other links and a next page."""
    parts = urlsplit(asked.path)
    if parts.path != f"/{name}/{HOME}":
        return None
    number = max(_number(asked.path, "page"), 1)
    links = [(f"/{name}/xw/{number}{n:02d}.html", f"{_NEWS}（{number}-{n}）") for n in range(10)]
    if number == 1:
        links.append((f"/{name}/{SOUND}", sound_entry(1).title))
    return list_page(links, _next(parts.path, number))


def _next(path: str, number: int) -> str:
    return f'第{number}页 <a href="{path}?page={number + 1}">下一页</a>'


def _calendar(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    parts = urlsplit(asked.path)
    folder = f"/{name}/zfxxgknb/calendar"
    if parts.path == f"/{name}/{HOME}":
        pager = f'<a href="{folder}?month=202401">&gt;</a>'
        return list_page([(f"/{name}/{SOUND}", sound_entry(1).title)], pager)
    if parts.path != folder:
        return None
    year, month = divmod(_number(asked.path, "month"), 100)
    onward = year * 100 + month + 1 if month < 12 else (year + 1) * 100 + 1
    days = [(f"{folder}?day={year}{month:02d}{day:02d}", str(day)) for day in range(1, 29)]
    return list_page(days, f'<a href="{folder}?month={onward}">下一页</a>')


def _sessions(ground: Ground, asked: Asked, name: str) -> Answer | None:
    """Each visit gives every link another session id; the page behind it is the same."""
    path, _, session = asked.path.partition(";jsessionid=")
    query = session.partition("?")[2] or path.partition("?")[2]
    path = path.partition("?")[0]
    if path == f"/{name}/{SOUND}":
        return report_page(1)
    if path == f"/{name}/{TRAP}":
        return report_page(0)
    if path != f"/{name}/{HOME}":
        return None
    own = f";jsessionid={next(ground.fresh):032X}"
    reports = (
        (f"/{name}/{SOUND}", sound_entry(1).title),
        (f"/{name}/{TRAP}", sound_entry(0).title),
    )
    onward = "" if query else f'<a href="{path}{own}?page=2">下一页</a>'
    back = f'<a href="{path}{own}">首页</a>'
    return list_page([(link + own, title) for link, title in reports], f"{back} {onward}")


def _growing(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    """Its next page is a relative link one folder deeper, where the same page stands."""
    if not asked.path.startswith(f"/{name}/") or not asked.path.endswith(HOME):
        return None
    return list_page([(f"/{name}/{SOUND}", sound_entry(1).title)], f'<a href="{HOME}">下一页</a>')


def _itself(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    own = f"/{name}/{HOME}"
    if asked.path.partition("#")[0] != own:
        return None
    pager = f'<a href="{own}">1</a> <a href="index.html">下一页</a> <a href="#top">尾页</a>'
    title = "政府信息公开工作年度报告"
    return list_page([(own, title), (f"/{name}/{SOUND}", sound_entry(1).title)], pager)


def _long_list(ground: Ground, asked: Asked, name: str) -> Answer | None:
    if asked.path != f"/{name}/{HOME}":
        return None
    head = report_html(1).partition("<body>")[0].replace(sound_entry(1).title, "政府信息公开年报")
    links = "".join(
        f'<li><a href="/{name}/xw/{n}.html">{_NEWS}{n}</a></li>\n' for n in range(ground.links)
    )
    sound = f'<li><a href="/{name}/{SOUND}">{sound_entry(1).title}</a></li>'
    return Page(f"{head}<body><ul>{sound}{links}</ul></body></html>".encode())


def _number(path: str, name: str) -> int:
    text = parse_qs(urlsplit(path).query).get(name, ["0"])[0]
    return int(text[:7]) if text.isdecimal() else 0


_ADDRESS = ("refused_address",)

MAZES: tuple[Trap, ...] = (
    Trap("redirect_loop", "two addresses that redirect to each other",
         ("redirect_loop", "unreachable", "http_error"), _loop),
    Trap("endless_redirects", "each redirect leads to a new address",
         ("redirect_loop", "unreachable", "http_error"), _endless_redirects),
    Trap("refresh_loop", "two pages that refresh to each other", ("redirect_loop", "empty"),
         _refresh_loop),
    Trap("redirect_private", "redirects into a private network", _ADDRESS,
         at_trap(lambda *_: _moved("http://10.0.0.1/zfxxgknb/t20240115_13.html"))),
    Trap("redirect_metadata", "redirects to a cloud's own address", _ADDRESS,
         at_trap(lambda *_: _moved("http://169.254.169.254/latest/meta-data/"))),
    Trap("redirect_file", "redirects to a local file", _ADDRESS,
         at_trap(lambda *_: _moved("file:///etc/passwd"))),
    Trap("redirect_mirror", "redirects to a copy on another host", _ADDRESS,
         at_trap(_mirrored_redirect), mirrored=True),
    Trap("mirrors", "links copies of its reports on another host", _ADDRESS, _to_mirror,
         mirrored=True),
    Trap("user_info", "an address with a name and a password, looking like another host", _ADDRESS,
         _user_info),
    Trap("endless_pager", "the same reports on every page and always a next page",
         ("endless_pager", "page_cap"), _endless_pager),
    Trap("endless_news", "other links on every page and always a next page", ("page_cap",),
         _endless_news),
    # not called calendar: its name stands in the list's own address
    Trap("months", "a calendar with a next page for every month there will be",
         ("calendar", "endless_pager", "page_cap"), _calendar),
    Trap("session_ids", "a new session id in every link of every visit", (), _sessions,
         finds=(SOUND, TRAP)),
    Trap("growing_path", "a next page one folder deeper for ever", ("growing_path", "endless_pager"),
         _growing),
    Trap("self_list", "a list whose pager and first link lead to itself", (), _itself),
    Trap("long_list", "a list of a hundred thousand links", ("page_cut", "too_many_links"),
         _long_list),
)  # fmt: skip
