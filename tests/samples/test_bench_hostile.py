"""The hostile bench: each trap does what its name says, and stops when the site does."""

from __future__ import annotations

import http.client
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from samples.bench import Trapped, hostile
from samples.bench_traps import TRAPS, Ground
from tests.samples.asking import ask, raw

_HUGE = 8 << 20


@pytest.fixture(scope="module")
def traps() -> Iterator[dict[str, Trapped]]:
    """Every trap, quick and small."""
    ground = Ground(drip=0.05, patience=30, huge=_HUGE, links=2_000)
    with hostile(ground) as running:
        yield running


def trapped(traps: dict[str, Trapped], name: str) -> str:
    """The address of a trap that stands where a report should."""
    one = traps[name]
    return one.visits.url + one.trap.trap


def test_every_trap_has_a_list_of_its_own(traps: dict[str, Trapped]) -> None:
    """Each name is one trap's, stands in its list's address, and the list answers unless the
    whole site refuses."""
    statuses = {name: ask(one.listing).status for name, one in traps.items()}
    refusing = {name for name, status in statuses.items() if status != 200}
    assert (len(traps), refusing) == (len(TRAPS), {"challenge_412", "challenge_521"})


def test_sound_reports_stand_beside_the_traps(traps: dict[str, Trapped]) -> None:
    """They answer 200, and their list links to them."""
    wrong = [
        url
        for one in traps.values()
        for url in one.sound
        if ask(url).status != 200 or url.removeprefix(one.visits.url) not in ask(one.listing).text
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["broken_gzip", "cut_gzip", "not_gzip"])
def test_gzip_cannot_be_unpacked(traps: dict[str, Trapped], name: str) -> None:
    """It is called gzip, and no reader of gzip gets to its end."""
    answer = ask(trapped(traps, name))
    unpacker = zlib.decompressobj(31)
    try:
        unpacker.decompress(answer.body)
    except zlib.error:
        whole = False
    else:
        whole = unpacker.eof
    assert (answer.headers["content-encoding"], whole) == ("gzip", False)


def test_gzip_bomb_unpacks_to_all_its_size(traps: dict[str, Trapped]) -> None:
    """A few kibibytes hold the whole size, and the check sum is right."""
    body = ask(trapped(traps, "gzip_bomb")).body
    assert (len(body) < _HUGE // 500, len(zlib.decompress(body, 31))) == (True, _HUGE)


def test_bodies_too_large_come_whole(traps: dict[str, Trapped]) -> None:
    """With a length and without, all of it is sent to whoever takes it."""
    sizes = [len(ask(trapped(traps, name)).body) for name in ("huge_body", "huge_chunked")]
    assert sizes == [_HUGE, _HUGE]


@pytest.mark.parametrize(
    ("name", "most"), [("slow_body", 20_000), ("slow_head", 20_000), ("tar_pit", 0)]
)
def test_slow_answers_do_not_end(traps: dict[str, Trapped], name: str, most: int) -> None:
    """In half a second little comes, or nothing at all."""
    url = trapped(traps, name)
    host, path = url.removeprefix("http://").split("/", 1)
    got = 0
    with socket.create_connection((host.split(":")[0], int(host.split(":")[1])), 0.5) as connection:
        connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        end = time.monotonic() + 0.5
        try:
            while time.monotonic() < end and (piece := connection.recv(4096)):
                got += len(piece)
        except TimeoutError:
            pass
    assert (got <= min(most, 200), got > 0) == (True, most > 0)


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("large_header", http.client.LineTooLong),
        ("many_headers", http.client.HTTPException),
        ("wrong_chunks", http.client.IncompleteRead),
        ("bad_chunk_size", http.client.IncompleteRead),
        ("cut_chunks", http.client.IncompleteRead),
        ("short_body", http.client.IncompleteRead),
        ("reset_in_body", ConnectionResetError),
        ("not_http", http.client.BadStatusLine),
    ],
)
def test_broken_answers_fail_as_their_names_say(
    traps: dict[str, Trapped], name: str, failure: type[Exception]
) -> None:
    """http.client gives them up, each for its own reason."""
    with pytest.raises(failure):
        ask(trapped(traps, name))


def test_empty_answers_are_empty(traps: dict[str, Trapped]) -> None:
    """Nothing and white space, both with 200."""
    bodies = [ask(trapped(traps, name)) for name in ("empty_200", "blank_200")]
    assert [(answer.status, answer.body.strip()) for answer in bodies] == [(200, b"")] * 2


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("redirect_private", r"http://10\.0\.0\.1/"),
        ("redirect_metadata", r"http://169\.254\.169\.254/"),
        ("redirect_file", "file:///etc/passwd"),
        ("redirect_mirror", r"http://127\.0\.0\.2:\d+/redirect_mirror/"),
        ("endless_redirects", r"/endless_redirects/.*\?step=1$"),
    ],
)
def test_redirects_lead_where_they_should_not(
    traps: dict[str, Trapped], name: str, target: str
) -> None:
    """Status 302 and the address."""
    answer = ask(trapped(traps, name))
    assert (answer.status, bool(re.match(target, answer.headers["location"]))) == (302, True)


def test_redirect_loop_comes_back(traps: dict[str, Trapped]) -> None:
    """Two steps lead to where it began."""
    start = trapped(traps, "redirect_loop")
    second = ask(start).headers["location"]
    assert ask(second).headers["location"] == start


@pytest.mark.parametrize("name", ["endless_pager", "endless_news"])
def test_pagers_have_no_end(traps: dict[str, Trapped], name: str) -> None:
    """Page 5,000 names page 5,001."""
    assert "?page=5001" in ask(f"{traps[name].listing}?page=5000").text


def test_calendar_goes_on_to_the_next_year(traps: dict[str, Trapped]) -> None:
    """After December comes January."""
    folder = traps["months"].listing.replace("index.html", "calendar")
    assert "?month=203001" in ask(f"{folder}?month=202912").text


def test_session_ids_are_new_each_time(traps: dict[str, Trapped]) -> None:
    """Two visits share no link, and every link leads to the same report."""
    visits = [ask(traps["session_ids"].listing).text for _ in range(2)]
    links = [set(re.findall(r'href="(/session_ids/[^"]+t2[^"]+)"', text)) for text in visits]
    site = traps["session_ids"].visits.url
    bodies = {ask(site + link).body for found in links for link in found}
    assert (links[0] & links[1], len(links[0]), len(bodies)) == (set(), 2, 2)


def test_growing_path_answers_at_any_depth(traps: dict[str, Trapped]) -> None:
    """Its next page is relative, one folder deeper."""
    deep = traps["growing_path"].listing.replace("index.html", "zfxxgknb/" * 9 + "index.html")
    assert '<a href="zfxxgknb/index.html">' in ask(deep).text


def test_long_list_has_all_its_links(traps: dict[str, Trapped]) -> None:
    """As many as the ground says."""
    assert ask(traps["long_list"].listing).text.count("/xw/") == 2_000


def test_mirrors_answer_on_another_host(traps: dict[str, Trapped]) -> None:
    """The same paths on 127.0.0.2, with the same pages."""
    listed = re.findall(r'href="(http://127\.0\.0\.2[^"]+)"', ask(traps["mirrors"].listing).text)
    assert [ask(url).status for url in listed] == [200, 200]


def test_user_info_stands_in_the_address(traps: dict[str, Trapped]) -> None:
    """It looks like another host."""
    assert "http://www.gov.cn:pass@127.0.0.1:" in ask(traps["user_info"].listing).text


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("robots_disallow", lambda status, body: b"Disallow: /\n" in body),
        ("robots_5xx", lambda status, body: status == 503),
        ("robots_404", lambda status, body: status == 404),
        ("robots_403", lambda status, body: status == 403),
        ("robots_loop", lambda status, body: status == 302),
        ("robots_huge", lambda status, body: len(body) > 500 * 1024),
        ("robots_garbage", lambda status, body: b"\x00" in body and b"User-agent" not in body),
        ("robots_page", lambda status, body: "页面不存在".encode() in body),
        ("robots_delay", lambda status, body: b"Crawl-delay: 2" in body),
        ("soft_404s", lambda status, body: status == 200 and "页面不存在".encode() in body),
    ],
)
def test_robots_txt_of_every_kind(
    traps: dict[str, Trapped], name: str, fits: Callable[[int, bytes], bool]
) -> None:
    """What each says."""
    answer = ask(f"{traps[name].visits.url}/robots.txt")
    assert fits(answer.status, answer.body)


def test_robots_txt_may_not_come_at_all(traps: dict[str, Trapped]) -> None:
    """Broken off, or silence."""
    ends = [
        raw(f"{traps[name].visits.url}/robots.txt", timeout=0.3)
        for name in ("robots_unreachable", "robots_silent")
    ]
    assert ends == [(b"", "reset"), (b"", "silent")]


@pytest.mark.parametrize(("name", "status"), [("challenge_412", 412), ("challenge_521", 521)])
def test_challenges_stand_everywhere(traps: dict[str, Trapped], name: str, status: int) -> None:
    """List and report alike, with a script that sets a cookie."""
    answers = [ask(traps[name].listing), ask(trapped(traps, name))]
    seen = {(answer.status, b"document.cookie" in answer.body) for answer in answers}
    assert seen == {(status, True)}


def test_soft_404s_answer_every_path(traps: dict[str, Trapped]) -> None:
    """200 with 页面不存在, or a way to the home page."""
    soft, away = ask(trapped(traps, "soft_404s")), ask(trapped(traps, "home_404s"))
    assert (soft.status, "页面不存在" in soft.text, away.headers["location"]) == (200, True, "/")


def test_bench_ends_while_a_trap_holds_a_client() -> None:
    """A silent connection does not keep the site from ending."""
    with hostile(Ground(patience=600), only=("tar_pit",)) as running:
        url = trapped(running, "tar_pit")
        assert raw(url, timeout=0.2) == (b"", "silent")
        began = time.monotonic()
    assert time.monotonic() - began < 3
