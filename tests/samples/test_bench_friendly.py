"""The friendly bench: each family's shape, its ways of delivery, its changes over time."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from samples.bench import Bench, columns, friendly
from samples.bench_delivery import TREATMENTS, WAYS
from samples.bench_ledger import EDITED_ON, GONE_ON, UNLISTED_ON, fate
from samples.prose import NOTICE
from samples.serving import Asked
from tests.samples.asking import Answer, ask


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """All columns, small."""
    with friendly() as running:
        yield running


@pytest.fixture
def short() -> Iterator[Bench]:
    """Two columns whose clock a test may turn: lists of files, and the attached reports."""
    with friendly(columns(24, only=("plain", "attached", "gkmlpt", "hanweb_annual"))) as running:
        yield running


def home(bench: Bench, name: str) -> str:
    """The text of a column's first list page."""
    return ask(bench.sites[name].listing).text


def at(bench: Bench, name: str, path: str) -> Answer:
    """What a column's site answers at a path."""
    return ask(bench.sites[name].visits.url + path)


def test_every_report_is_where_the_truth_says(bench: Bench) -> None:
    """Each listed address answers 200, and each report's page names its body and is marked as
    made up."""
    wrong = []
    for truth in bench.truth():
        page = ask(truth.url)
        if truth.column in {"attached", "encoded"}:
            wrong += [truth.url] if page.status != 200 or not page.body else []
        elif truth.agency not in page.text or NOTICE not in page.text:
            wrong.append(truth.url)
    assert wrong == []


def test_truth_holds_each_report_once(bench: Bench) -> None:
    """No two entries share an address, or the body and the year."""
    everything = list(bench.truth())
    documents = {truth.document for truth in everything}
    reports = {(truth.agency, truth.year) for truth in everything}
    assert (len(documents), len(reports)) == (len(everything),) * 2


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("trs", 'createPageHTML(4, 0, "index", "html")'),
        ("trs_shtml", 'createPageHTML(4, 0, "index", "shtml")'),
        ("trs_count", "countPage = 4"),
        ("trs_total", "totalPage = 4"),
        ("ucap", "createPageHTML('page_div', 4, 1, 'index', 'html', 60)"),
        ("vsb", 'href="/zfxxgknb/3.htm"'),
        ("anhui", "共4页"),
        ("hunan_content", "onclick"),
        ("gkmlpt", "SID: '755001'"),
        ("sichuan", "JSON.stringify"),
    ],
)
def test_list_turns_its_pages_as_the_family_does(bench: Bench, name: str, call: str) -> None:
    """The pager's call or link stands on the first page."""
    assert call in home(bench, name)


def test_trs_second_page_is_index_1_with_the_pages_own_extension(bench: Bench) -> None:
    """index_1.shtml is page two, index_1.html is missing, and so is the page after the last."""
    paths = [f"/xxgk/gknb/index_{end}" for end in ("1.shtml", "3.shtml", "1.html", "4.shtml")]
    assert [at(bench, "trs_shtml", path).status for path in paths] == [200, 200, 404, 404]


def test_vsb_numbers_its_pages_downwards(bench: Bench) -> None:
    """Page two of four is 3.htm, the last is 1.htm."""
    oldest = list(bench.truth("vsb"))[-1]
    path = oldest.url.removeprefix(bench.sites["vsb"].visits.url)
    last, second = (
        at(bench, "vsb", "/zfxxgknb/1.htm").text,
        at(bench, "vsb", "/zfxxgknb/3.htm").text,
    )
    assert (path in last, path in second) == (True, False)


def test_hanweb_proxy_answers_a_post_with_records_in_cdata(bench: Bench) -> None:
    """The fields of the page get the records asked for and no others; without them none."""
    url = bench.sites["hanweb_jpage"].visits.url + "/module/web/jpage/dataproxy.jsp"
    query = f"{url}?startrecord=46&endrecord=90&perpage=15"
    form = b"col=1&appid=1&webid=2760&path=%2F&columnid=1229214366&unitid=5512803"
    told = ask(query, "POST", form, {"Content-Type": "application/x-www-form-urlencoded"}).text
    untold = ask(query, "POST", b"").text
    seen = (told.count("<record><![CDATA[<li><a href="), "<totalrecord>51<" in told)
    assert (*seen, untold.count("<record>")) == (6, True, 0)


def test_hanweb_nextgroup_names_a_next_one_even_after_the_last(bench: Bench) -> None:
    """The page itself names group 2; group 3 is empty and names group 4."""
    path = "/module/web/jpage/dataproxy.jsp?page={}&webid=2760&columnid=9012&appid=1"
    last, after = (at(bench, "hanweb_nextgroup", path.format(n)).text for n in (2, 3))
    named = ["page=2&" in home(bench, "hanweb_nextgroup"), "page=4&" in after]
    assert (named, last.count("<record>"), after.count("<record>")) == ([True, True], 6, 0)


def test_annual_form_offers_bodies_and_years(bench: Bench) -> None:
    """A pair that is offered and has no report answers 200 and says 暂无内容."""
    ledger = bench.columns["hanweb_annual"].ledger
    text = home(bench, "hanweb_annual")
    area = bench.columns["hanweb_annual"].area(0)
    empty = at(bench, "hanweb_annual", f"/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime=1999")
    assert (text.count('<option value="11'), empty.status, "暂无内容" in empty.text) == (
        ledger.bodies,
        200,
        True,
    )


def test_jpaas_unit_holds_html_in_json(bench: Bench) -> None:
    """Page two comes by paramJson; without the site's id there is nothing."""
    path = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    paging = quote('{"pageNo":2,"pageSize":15}')
    told = json.loads(at(bench, "jpaas", f"{path}?webId=2760&paramJson={paging}").body)
    untold = json.loads(at(bench, "jpaas", path).body)
    assert (told["data"]["html"].count("<li>"), untold["data"]) == (15, None)


def test_gkmlpt_answers_by_page_and_site(bench: Bench) -> None:
    """The articles of page four, with absolute addresses; another sid has none."""
    site = bench.sites["gkmlpt"].visits.url
    last = json.loads(at(bench, "gkmlpt", "/gkmlpt/api/all/8766?page=4&sid=755001").body)
    other = json.loads(at(bench, "gkmlpt", "/gkmlpt/api/all/8766?page=1&sid=1").body)
    starts = {item["url"].startswith(site) for item in last["articles"]}
    assert (len(last["articles"]), last["total"], starts, other["articles"]) == (6, 51, {True}, [])


def test_sichuan_search_takes_json_by_post(bench: Bench) -> None:
    """The third page of the channel; a GET is not answered."""
    url = bench.sites["sichuan"].visits.url + "/api/openness/search"
    body = b'{"channelId":"71","pageNo":"4","pageSize":"15"}'
    told = json.loads(ask(url, "POST", body).body)
    assert (len(told["data"]["list"]), told["data"]["total"], ask(url).status) == (6, 51, 404)


def test_reports_come_in_every_way(bench: Bench) -> None:
    """Files by link, in frames, viewers, windows and behind redirects: the article names the
    document, and the document has the bytes of its kind."""
    marks = {
        "pdf": b"%PDF",
        "docx": b"PK",
        "zip": b"PK",
        "xls": b"\xd0\xcf\x11\xe0",
        "html": b"<!DOC",
    }
    wrong = []
    for truth in list(bench.truth("attached"))[:WAYS]:
        path = truth.document.removeprefix(bench.sites["attached"].visits.url)
        named = truth.url == truth.document or any(
            form in ask(truth.url).text for form in (path, quote(path, safe=""))
        )
        if not named or not ask(truth.document).body.startswith(marks[path.rpartition(".")[2]]):
            wrong.append(truth.url)
    assert wrong == []


def test_documents_have_the_same_bytes_each_time(bench: Bench) -> None:
    """A file made twice is the same file, whatever the hour."""
    documents = [truth.document for truth in bench.truth("attached")][:6]
    assert [ask(url).body for url in documents] == [ask(url).body for url in documents]


def test_encodings_are_other_than_labelled(bench: Bench) -> None:
    """Every treatment: its bytes read in the true encoding, its label and framing as listed."""
    wrong = []
    for truth, treatment in zip(bench.truth("encoded"), TREATMENTS, strict=False):
        charset, codec, content_type, framing = treatment
        answer = ask(truth.url)
        body = gzip.decompress(answer.body) if "gzip" in framing else answer.body
        facts = (
            f"charset={charset}" in body.decode(codec),
            truth.title in body.decode(codec),
            answer.headers.get("content-type", "") == content_type,
            ("chunked" in framing) == ("transfer-encoding" in answer.headers),
            ("gzip" in framing) == (answer.headers.get("content-encoding") == "gzip"),
        )
        wrong += [] if all(facts) else [treatment]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "sent", "back"),
    [("trs", "etag", "If-None-Match"), ("trs_shtml", "last-modified", "If-Modified-Since")],
)
def test_unchanged_page_answers_304(bench: Bench, name: str, sent: str, back: str) -> None:
    """What the site sent as a validator is honoured; another one is not."""
    url = next(bench.truth(name)).url
    known = ask(url).headers[sent]
    other = '"other"' if sent == "etag" else "Thu, 01 Jan 1998 00:00:00 GMT"
    again, fresh = (ask(url, headers={back: value}) for value in (known, other))
    assert (again.status, again.body, fresh.status) == (304, b"", 200)


def test_edited_report_differs_in_one_cell(short: Bench) -> None:
    """On day 10 some reports change a number, and no other report changes."""
    paths = [truth.url for truth in short.truth("plain")]
    before = [ask(url).text for url in paths]
    short.clock.advance(EDITED_ON)
    after = [ask(url).text for url in paths]
    changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    cells = [
        sum(a != b for a, b in zip(*(re.findall(r">([^<]*)<", text) for text in pair), strict=True))
        for pair in [(before[3], after[3])]
    ]
    assert (changed, cells) == ([n for n in range(24) if fate(n) == "edited"], [1])


def test_withdrawn_report_answers_404_or_says_so_with_200(short: Bench) -> None:
    """On day 20 some pages are gone, and some answer 200 and 页面不存在."""
    urls = {fate(n): truth.url for n, truth in enumerate(short.truth("plain"))}
    short.clock.advance(GONE_ON)
    gone, soft = ask(urls["gone"]), ask(urls["soft"])
    assert (gone.status, soft.status, "页面不存在" in soft.text) == (404, 200, True)


def test_list_loses_links_over_time(short: Bench) -> None:
    """On day 20 the withdrawn leave the list, on day 30 one whose page still stands."""
    url = next(truth.url for n, truth in enumerate(short.truth("plain")) if fate(n) == "unlisted")
    path = url.removeprefix(short.sites["plain"].visits.url)
    before = [len(list(short.truth("plain"))), path in home(short, "plain")]
    short.clock.advance(UNLISTED_ON)
    after = [len(list(short.truth("plain"))), path in home(short, "plain")]
    assert (before, after, ask(url).status) == ([24, True], [20, False], 200)


def test_judgement_tells_missed_twice_and_invented(short: Bench) -> None:
    """A report kept twice, one not kept, a page that is none; articles around a file are no
    fault."""
    documents = [truth.document for truth in short.truth("attached")]
    around = [truth.url for truth in short.truth("attached")]
    taken = [*documents[1:], documents[1], *around[1:4], "http://127.0.0.1/other.html"]
    judged = short.judge(taken, "attached")
    seen = (judged.found, len(judged.missed), judged.twice, judged.invented, judged.perfect)
    assert seen == (23, 1, (documents[1],), ("http://127.0.0.1/other.html",), False)


def test_judgement_is_perfect_for_what_there_is(short: Bench) -> None:
    """The documents of the truth, each once."""
    judged = short.judge([truth.document for truth in short.truth()])
    assert (judged.perfect, str(judged)) == (True, "96 of 96 found, 0 twice, 0 invented")


def test_same_seed_gives_the_same_bytes() -> None:
    """Two benches of a seed agree on every address and page; another seed differs."""
    one, two, other = (columns(24, seed=seed) for seed in (5, 5, 6))

    def pages(made: str, number: int = 7) -> list[bytes]:
        return [
            bench[made].answer(Asked(bench[made].link(number), {}), 0).body
            for bench in (one, two, other)
        ]

    same = [pages(name)[0] == pages(name)[1] for name in one if name != "attached"]
    assert (set(same), pages("trs")[0] == pages("trs")[2]) == ({True}, False)


def test_unknown_column_is_named() -> None:
    """A column there is not is an error that names it."""
    with pytest.raises(ValueError, match="there is no column nothing"):
        columns(only=("nothing",))
