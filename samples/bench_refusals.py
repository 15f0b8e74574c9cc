"""Traps in what a whole site says: robots.txt of all kinds, challenges, soft-404s."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from samples.bench_columns import SOFT_404
from samples.bench_ground import SOUND, TRAP, Ground, Special, Trap, at_trap, report_page
from samples.pages import Page
from samples.prose import NOTICE
from samples.serving import Answer, Asked, Script, Wire

_TEXT = "text/plain; charset=utf-8"
_ROBOTS = "/robots.txt"
_SIZE_READ = 500 * 1024  # RFC 9309: a crawler reads at least so much


def _robots(reply: Callable[[Ground, str], Answer]) -> Special:
    """A sound site with that robots.txt; the report at the trap's place is sound too."""

    def special(ground: Ground, asked: Asked, name: str) -> Answer | None:
        if asked.path == _ROBOTS:
            return reply(ground, name)
        return report_page(0) if asked.path == f"/{name}/{TRAP}" else None

    return special


def _says(text: str) -> Callable[[Ground, str], Answer]:
    return lambda _ground, name: Page(text.format(name=name, trap=TRAP).encode(), _TEXT)


def _huge(_ground: Ground, name: str) -> Page:
    filler = "# 样本站，内容虚构\n" * (_SIZE_READ // 20)
    text = f"User-agent: *\nDisallow: /{name}/{TRAP}\n{filler}Disallow: /{name}/never/\n"
    return Page(text.encode(), _TEXT)


def _garbage(_ground: Ground, _name: str) -> Page:
    return Page(Random(2024).randbytes(20_000), _TEXT)  # noqa: S311 - sample data has no secrets


def _delayed(ground: Ground, _name: str) -> Page:
    return Page(f"User-agent: *\nCrawl-delay: {ground.delay}\n".encode(), _TEXT)


def _reset(_ground: Ground, _name: str) -> Script:
    return Wire.reset


def _silent(ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        wire.wait(ground.patience)

    return play


def _status(code: int) -> Callable[[Ground, str], Answer]:
    return lambda *_: Page(f"{NOTICE}".encode(), _TEXT, code)


def _round(_ground: Ground, _name: str) -> Page:
    return Page(b"", "", 302, (("Location", _ROBOTS),))


def _everywhere(page: Page) -> Special:
    """The same answer at every address but robots.txt, which is missing."""
    return lambda _ground, asked, _name: None if asked.path == _ROBOTS else page


def _soft_404s(_ground: Ground, asked: Asked, name: str) -> Answer | None:
    sound = asked.path.startswith(f"/{name}/") and asked.path.endswith(("index.html", SOUND))
    return None if sound else SOFT_404


def _home_404s(_ground: Ground, asked: Asked, _name: str) -> Answer | None:
    if asked.path == "/":
        return Page(f"<html><title>首页</title><body>首页（{NOTICE}）</body></html>".encode())
    if asked.path.endswith(("index.html", SOUND, _ROBOTS)):
        return None
    return Page(b"", "", 301, (("Location", "/"),))


_CHALLENGE = (
    "<html><head><meta charset='utf-8'><script>document.cookie='{cookie}=' + 1;"
    "location.href=location.pathname;</script></head><body></body></html>"
)
_412 = Page(_CHALLENGE.format(cookie="yangbenS").encode(), status=412)
_521 = Page(_CHALLENGE.format(cookie="__yangben_s").encode(), status=521)
_SCRIPTED = Page(
    b"<html><head><script>document.cookie='check=1;path=/';location.href='/go';</script></head>"
    b"<body></body></html>"
)

_CLOSED = ("refused_by_robots",)
_BOTH = (SOUND, TRAP)

REFUSALS: tuple[Trap, ...] = (
    Trap("robots_disallow", "robots.txt closes the whole site", _CLOSED,
         _robots(_says("User-agent: *\nDisallow: /\n")), finds=()),
    Trap("robots_partly", "robots.txt closes one report", _CLOSED,
         _robots(_says("User-agent: *\nDisallow: /{name}/{trap}\n"))),
    Trap("robots_5xx", "robots.txt answers 503", _CLOSED, _robots(_status(503)), finds=()),
    Trap("robots_unreachable", "robots.txt breaks the connection off",
         ("unreachable", *_CLOSED), _robots(_reset), finds=()),
    Trap("robots_silent", "robots.txt never answers", ("unreachable", *_CLOSED), _robots(_silent),
         finds=()),
    Trap("robots_404", "there is no robots.txt", (), _robots(_status(404)), finds=_BOTH),
    Trap("robots_403", "robots.txt is forbidden, which closes nothing", (), _robots(_status(403)),
         finds=_BOTH),
    Trap("robots_loop", "robots.txt redirects to itself, which closes nothing", (),
         _robots(_round), finds=_BOTH),
    Trap("robots_huge", "robots.txt of more than 500 KiB, its first rule closes a report", _CLOSED,
         _robots(_huge)),
    Trap("robots_garbage", "robots.txt of random bytes, which close nothing", (),
         _robots(_garbage), finds=_BOTH),
    Trap("robots_page", "robots.txt is a soft-404 page, which closes nothing", (),
         _robots(lambda *_: SOFT_404), finds=_BOTH),
    Trap("robots_delay", "robots.txt asks for a pause between requests", (), _robots(_delayed),
         finds=_BOTH),
    Trap("soft_404s", "every unknown address answers 200, 页面不存在", ("soft_404",), _soft_404s),
    Trap("home_404s", "every unknown address redirects to the home page", ("soft_404",), _home_404s),
    Trap("challenge_412", "a challenge with status 412 at every address", ("challenge",),
         _everywhere(_412), finds=()),
    Trap("challenge_521", "a challenge with status 521 at every address", ("challenge",),
         _everywhere(_521), finds=()),
    Trap("challenge_script", "a script sets a cookie and moves on, status 200", ("challenge",),
         at_trap(lambda *_: _SCRIPTED)),
)  # fmt: skip
