"""The search page as values: sentence, chips, facets, results, pages; templates only print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.badges import NONE, Badges
from indexer.clauses import Exact, Run
from indexer.grammar import parse
from indexer.port import ReportQuery, SearchHit, SearchPage
from portal import facets, state, words
from portal.language import gettext as _
from portal.language import ngettext, noted, told
from portal.passages import Passage, marked, passages
from portal.security import web_host

PASSAGES = 2
_WINDOW = 2
_QUOTES = '"“”'
_BADGES = (
    noted("有数字不一致"), noted("源站已撤"), noted("正文修改过"), noted("数字经文字识别"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One report found; ``facts`` make the quiet line below the title."""

    id: str
    title: Passage
    facts: tuple[str, ...]
    host: str | None
    badges: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A link among alternatives (sorts, pages); ``url`` is None for a gap between pages."""

    label: str
    url: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the reader; ``link`` leads to other words for the query, ``before`` and
    ``after`` stand around it."""

    before: str
    link: Option | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to the pages around this one."""

    previous: str | None
    next: str | None
    pages: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """All that the search page shows. ``problem`` is the sentence of a query that is none;
    ``past_end`` the address of the last page when this one lies behind it."""

    query: ReportQuery
    sentence: str
    total: int
    chips: tuple[facets.Chip, ...]
    groups: tuple[facets.FacetGroup, ...]
    results: tuple[Result, ...]
    sorts: tuple[Option, ...]
    pager: Pager | None
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[Option, ...] = ()
    problem: str | None = None
    past_end: str | None = None

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that a new query in the search box keeps: the choices and the sort."""
        return [pair for pair in state.pairs(self.query) if pair[0] not in ("q", "page")]

    @property
    def cleared(self) -> str:
        """The address of the same words without any choice."""
        return state.address(ReportQuery(text=self.query.text, page_size=self.query.page_size))

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Where all pages of this are data, by format."""
        whole = replace(self.query, page=1)
        return (
            ("JSON", state.address(whole, "/search.json")),
            ("CSV", state.address(whole, "/search.csv")),
            ("Atom", state.address(replace(whole, sort="relevance"), "/feed.atom")),
        )


def search_view(
    query: ReportQuery,
    page: SearchPage,
    texts: Mapping[str, str],
    suggested: tuple[str, ...] = (),
    marks: Mapping[str, Badges] | None = None,
) -> SearchView:
    """The page for what the engine answered; ``texts`` holds the hits' text by id and ``marks``
    their badges. Where a name was put right, the page speaks of what was searched."""
    searched = page.instead if page.instead and page.total else query.text
    last = last_page(query, page.total)
    past = page.total > 0 and query.page > last
    return SearchView(
        query=query,
        sentence=sentence(replace(query, text=searched), page.total),
        total=page.total,
        chips=facets.chips(query),
        groups=facets.groups(query, page.facets),
        results=tuple(
            _result(hit, texts.get(hit.id, ""), searched, (marks or {}).get(hit.id, NONE))
            for hit in page.hits
        ),
        sorts=_sorts(query),
        pager=_pager(query, last),
        notices=tuple(_notice(query, told(text), page.instead) for text in page.notices),
        suggestions=_suggestions(query, suggested),
        past_end=state.address(replace(query, page=last)) if past else None,
    )


def problem_view(query: ReportQuery, problem: str) -> SearchView:
    """The page for words that are no query: no results, the sentence, and all choices kept."""
    return SearchView(
        query=query,
        sentence=_("这次没有搜索。"),
        total=0,
        chips=facets.chips(query),
        groups=(),
        results=(),
        sorts=(),
        pager=None,
        problem=problem,
    )


def sentence(query: ReportQuery, total: int) -> str:
    """``湖北省 · 2020 年，含“行政处罚”的年报 37 份``. Words stand in a report; filters and
    conditions are met by it."""
    scope = " · ".join([*_scopes(query), *_exclusions(query)])
    count, text = words.grouped(total), query.text.strip(_QUOTES)
    if not query.text:
        return _scope_only(scope, total, count)
    plain = all(isinstance(clause, Run | Exact) for clause in parse(query.text).clauses)
    if scope and plain:
        return ngettext(
            "%(scope)s，含“%(text)s”的年报 %(count)s 份", "%(scope)s，含“%(text)s”的年报 %(count)s 份",
            total, scope=scope, text=text, count=count,
        )  # fmt: skip
    if scope:
        return ngettext(
            "%(scope)s，符合“%(text)s”的年报 %(count)s 份", "%(scope)s，符合“%(text)s”的年报 %(count)s 份",
            total, scope=scope, text=text, count=count,
        )  # fmt: skip
    if plain:
        return ngettext(
            "含“%(text)s”的年报 %(count)s 份", "含“%(text)s”的年报 %(count)s 份",
            total, text=text, count=count,
        )  # fmt: skip
    return ngettext(
        "符合“%(text)s”的年报 %(count)s 份", "符合“%(text)s”的年报 %(count)s 份",
        total, text=text, count=count,
    )  # fmt: skip


def _scope_only(scope: str, total: int, count: str) -> str:
    if scope:
        return ngettext(
            "%(scope)s的年报 %(count)s 份", "%(scope)s的年报 %(count)s 份",
            total, scope=scope, count=count,
        )  # fmt: skip
    return ngettext("全部年报 %(count)s 份", "全部年报 %(count)s 份", total, count=count)


def _scopes(query: ReportQuery) -> list[str]:
    parts = []
    for name in ("region", "year", "type", "level", "form"):
        values = sorted(getattr(query, state.BY_NAME[name].included))
        if values:
            parts.append(_joined(name, values))
    if query.has_findings is not None:
        parts.append(words.value_name("findings", "1" if query.has_findings else "0"))
    return parts


def _exclusions(query: ReportQuery) -> list[str]:
    parts = []
    for parameter in state.PARAMETERS:
        values = sorted(getattr(query, parameter.excluded))
        if values:
            joined = _joined(parameter.name, values)
            spaced = f" {joined}" if joined[0].isascii() else joined
            parts.append(_("不含%(values)s", values=spaced))
    return parts


def _comma() -> str:
    return _("、")


def _joined(name: str, values: list[object]) -> str:
    if name == "year":
        return _("%(year)s 年", year=_comma().join(map(str, values)))
    return _comma().join(words.value_name(name, str(value)) for value in values)


def _result(hit: SearchHit, text: str, query: str, marks: Badges) -> Result:
    place = " ".join(name for _, name in words.place_path(hit.region_codes))
    facts = (
        hit.agency or _(words.UNKNOWN_AGENCY),
        place,
        _("%(year)s 年", year=hit.year) if hit.year else _("年度未识别"),
        _(hit.agency_type) if hit.agency_type else "",
    )
    return Result(
        id=hit.id,
        title=marked(hit.title or _("（原文没有标题）"), query),
        facts=tuple(fact for fact in facts if fact),
        host=web_host(hit.source_url),
        badges=_badges(hit, marks),
        passages=passages(text, query, PASSAGES),
    )


def _badges(hit: SearchHit, marks: Badges) -> tuple[str, ...]:
    told_of = (
        (hit.has_findings, _BADGES[0]),
        (marks.withdrawn, _BADGES[1]),
        (marks.edited, _BADGES[2]),
        (marks.recognised, _BADGES[3]),
    )
    return tuple(_(name) for wanted, name in told_of if wanted)


def _sorts(query: ReportQuery) -> tuple[Option, ...]:
    return tuple(
        Option(
            _(words.SORT_NAMES[sort]),
            state.address(replace(query, sort=sort, page=1)),
            sort == query.sort,
        )
        for sort in state.SORTS
    )


def last_page(query: ReportQuery, total: int) -> int:
    """The last page that holds a hit and may be asked for; 1 when there is none."""
    return max(1, min(-(-total // query.page_size), state.MAX_PAGE))


def _pager(query: ReportQuery, last: int) -> Pager | None:
    if last == 1 or query.page > last:
        return None

    def at(page: int) -> str:
        return state.address(replace(query, page=page))

    wanted = {1, last, *range(query.page - _WINDOW, query.page + _WINDOW + 1)}
    pages: list[Option] = []
    before = 0
    for page in sorted(wanted & set(range(1, last + 1))):
        if page - before > 1:
            pages.append(Option("…", None))
        pages.append(Option(str(page), at(page), page == query.page))
        before = page
    return Pager(
        previous=at(query.page - 1) if query.page > 1 else None,
        next=at(query.page + 1) if query.page < last else None,
        pages=tuple(pages),
    )


def _notice(query: ReportQuery, text: str, instead: str | None) -> Notice:
    """A notice, with the words put in place of the reader's own as a link."""
    before, quoted, after = text.rpartition(f"“{instead}”") if instead else ("", "", text)
    if not quoted:
        return Notice(text)
    link = Option(quoted, state.address(replace(query, text=instead or "", page=1)))
    return Notice(before, link, after)


def _suggestions(query: ReportQuery, suggested: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(text, state.address(replace(query, text=text, page=1)))
        for text in suggested
        if text != query.text
    )
