"""The search page's address: parameters ⇄ `ReportQuery`, both ways and pure.

Every state of the search is an address. An address is read strictly: a value that no link of
ours could hold is a `BadParameter`. Names we do not know are left alone, since messengers and
mailers append their own to links that people share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from flask import request

from indexer.port import ReportQuery, Sort
from portal import addresses
from portal.language import LANGUAGES, carried, noted
from portal.language import gettext as _
from reports import divisions
from reports.model import AGENCY_TYPES, LEVELS

MAX_VALUES = 40
"""Most values of one parameter."""
MAX_PAGE = 1000
"""Last page that can be asked for; who wants more narrows the search."""
PAGE_SIZE = 10
PATH = "/search"

SORTS: tuple[Sort, ...] = get_args(Sort)
Choice = tuple[frozenset[Any], frozenset[Any]]
"""What of a parameter is chosen and what is excluded."""
Pairs = list[tuple[str, str]]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,6}")


class BadParameter(Exception):
    """A parameter other than ``q`` with a value that means nothing, told in ``sentence``."""

    code = "bad_parameter"
    words = noted("网址中的参数“%(name)s”不能是“%(value)s”。")

    def __init__(self, name: str, value: str) -> None:
        called, shown = (text if len(text) <= 20 else f"{text[:20]}…" for text in (name, value))
        self.parameter = name
        self.sentence = _(self.words, name=called, value=shown)
        super().__init__(self.sentence)


class UnknownParameter(BadParameter):
    """A name that is no parameter, where such are refused."""

    words = noted("没有“%(name)s”这个参数。")


class RepeatedParameter(BadParameter):
    """A parameter that may be given once was given again."""

    words = noted("参数“%(name)s”只能给一次。")


def _known_region(code: str) -> bool:
    return divisions.by_code(code) is not None


def _code_of_today(code: str) -> str:
    """An old code (320829 洪泽县) is the division that took over (320813 洪泽区)."""
    division = divisions.by_code(code)
    return division.code if division else code


@dataclass(frozen=True, slots=True)
class Parameter:
    """A repeatable parameter: its two fields of `ReportQuery` and which values it takes."""

    name: str
    included: str
    excluded: str
    valid: Callable[[str], bool]
    convert: Callable[[str], Any] = str


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("year", "years", "not_years", lambda v: bool(_YEAR.fullmatch(v)), int),
    Parameter("region", "regions", "not_regions", _known_region, _code_of_today),
    Parameter("type", "agency_types", "not_agency_types", lambda v: v in AGENCY_TYPES),
    Parameter("level", "agency_levels", "not_agency_levels", lambda v: v in LEVELS),
    Parameter("form", "forms", "not_forms", lambda v: v in ("free", "2019", "2021")),
)
BY_NAME: Mapping[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}


def parse(pairs: Iterable[tuple[str, str]]) -> ReportQuery:
    """The query that an address asks for. BadParameter for a value that means nothing; a
    ``q`` of any kind is taken: the engine judges it."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        cleaned = _CONTROL.sub(" ", value).strip()
        if cleaned:
            given.setdefault(name, []).append(cleaned)
    fields: dict[str, Any] = {"text": given.get("q", [""])[0]}
    for parameter in PARAMETERS:
        fields[parameter.included] = _values(given, parameter.name, parameter)
        fields[parameter.excluded] = _values(given, f"-{parameter.name}", parameter)
    fields["has_findings"] = _findings(given)
    fields["sort"] = _one(given, "sort", SORTS) or "relevance"
    fields["page"] = _page(given)
    return ReportQuery(page_size=PAGE_SIZE, **fields)


def check_language() -> None:
    """BadParameter when this request asks for a language that the pages do not have."""
    _one({"lang": [value for value in request.args.getlist("lang") if value]}, "lang", LANGUAGES)


def _values(given: Mapping[str, list[str]], name: str, parameter: Parameter) -> frozenset[Any]:
    values = given.get(name, [])
    if len(values) > MAX_VALUES:
        raise BadParameter(name, _("%(count)s 个值", count=len(values)))
    for value in values:
        if not parameter.valid(value):
            raise BadParameter(name, value)
    return frozenset(map(parameter.convert, values))


def _one(given: Mapping[str, list[str]], name: str, allowed: Iterable[str]) -> Any:
    values = given.get(name, [])
    for value in values:
        if value not in allowed:
            raise BadParameter(name, value)
    if len(set(values)) > 1:
        raise BadParameter(name, "、".join(values))
    return values[0] if values else None


def _findings(given: Mapping[str, list[str]]) -> bool | None:
    wanted = _one(given, "findings", ("1", "0"))
    unwanted = _one(given, "-findings", ("1",))
    if wanted and unwanted:
        raise BadParameter("-findings", unwanted)
    if unwanted:
        return False
    return None if wanted is None else wanted == "1"


def _page(given: Mapping[str, list[str]]) -> int:
    values = given.get("page", ["1"])
    if len(set(values)) > 1:
        raise BadParameter("page", "、".join(values))
    if not _NUMBER.fullmatch(values[0]) or not 1 <= int(values[0]) <= MAX_PAGE:
        raise BadParameter("page", values[0])
    return int(values[0])


def pairs(query: ReportQuery) -> Pairs:
    """The one canonical list of parameters of a query; what is default is left out."""
    return [*_words(query), *_choices(query, PARAMETERS), *_rest(query)]


def _words(query: ReportQuery) -> Pairs:
    return [("q", query.text)] if query.text else []


def _choices(query: ReportQuery, parameters: Iterable[Parameter]) -> Pairs:
    return [pair for parameter in parameters for pair in _own(parameter, choice(query, parameter))]


def _own(parameter: Parameter, made: Choice) -> Pairs:
    found: Pairs = []
    for name, values in ((parameter.name, made[0]), (f"-{parameter.name}", made[1])):
        if values:  # a page of links asks a hundred times, mostly of nothing
            found += [(name, str(value)) for value in sorted(values)]
    return found


def _rest(query: ReportQuery) -> Pairs:
    found = []
    if query.has_findings is not None:
        found.append(("findings" if query.has_findings else "-findings", "1"))
    if query.sort != "relevance":
        found.append(("sort", query.sort))
    if query.page != 1:
        found.append(("page", str(query.page)))
    return found


def address(query: ReportQuery, path: str = PATH) -> str:
    """The query's address below ``path``."""
    return addresses.address(path, pairs(query))


def add(query: ReportQuery, name: str, value: str) -> ReportQuery:
    """The query with that value chosen too, on its first page. A place replaces the places
    that hold it and those it holds, since either would make it say nothing."""
    return _turned(query, name, value, _added, True)


def exclude(query: ReportQuery, name: str, value: str) -> ReportQuery:
    """The query without the reports of that value, on its first page."""
    return _turned(query, name, value, _excluded, False)


def remove(query: ReportQuery, name: str, value: str) -> ReportQuery:
    """The query with that value neither chosen nor excluded, on its first page."""
    return _turned(query, name, value, _removed, None)


def _turned(
    query: ReportQuery,
    name: str,
    value: str,
    turn: Callable[[Parameter, Choice, Any], Choice],
    findings: bool | None,
) -> ReportQuery:
    if name == "findings":
        return replace(query, has_findings=findings, page=1)
    parameter = BY_NAME[name]
    chosen, excluded = turn(parameter, choice(query, parameter), parameter.convert(value))
    fields: dict[str, Any] = {parameter.included: chosen, parameter.excluded: excluded}
    return replace(query, page=1, **fields)


def choice(query: ReportQuery, parameter: Parameter) -> Choice:
    """What the query says of that parameter."""
    return getattr(query, parameter.included), getattr(query, parameter.excluded)


def _added(parameter: Parameter, now: Choice, value: Any) -> Choice:
    chosen = _unrelated(now[0], value) if parameter.name == "region" else now[0]
    return chosen | {value}, now[1] - {value}


def _excluded(_parameter: Parameter, now: Choice, value: Any) -> Choice:
    return now[0] - {value}, now[1] | {value}


def _removed(_parameter: Parameter, now: Choice, value: Any) -> Choice:
    return now[0] - {value}, now[1] - {value}


class Turns:
    """Addresses of a query with one value of a parameter turned, as `add`, `exclude` and `remove`
    turn it: for a page's many links, whose common parts are written once."""

    def __init__(self, query: ReportQuery, name: str) -> None:
        self.parameter = BY_NAME[name]
        self.now = choice(query, self.parameter)
        others = [parameter for parameter in PARAMETERS if parameter.name != name]
        at = PARAMETERS.index(self.parameter)
        self._before = addresses.encoded([*_words(query), *_choices(query, others[:at])])
        after = [*_choices(query, others[at:]), *_rest(replace(query, page=1))]
        self._after = addresses.encoded([*after, *carried()])

    def add(self, value: Any) -> str:
        """With that value, as the parameter converts it, chosen."""
        return self._address(_added(self.parameter, self.now, value))

    def exclude(self, value: Any) -> str:
        """Without the reports of that value."""
        return self._address(_excluded(self.parameter, self.now, value))

    def remove(self, value: Any) -> str:
        """With that value neither chosen nor excluded."""
        return self._address(_removed(self.parameter, self.now, value))

    def _address(self, turned: Choice) -> str:
        own = addresses.encoded(_own(self.parameter, turned))
        encoded = "&".join(part for part in (self._before, own, self._after) if part)
        return f"{PATH}?{encoded}" if encoded else PATH


def _unrelated(codes: frozenset[str], code: str) -> frozenset[str]:
    """The places among ``codes`` that neither hold ``code`` nor lie in it."""
    above = divisions.region_codes(code) if codes else ()
    return frozenset(
        other for other in codes if other not in above and code not in divisions.region_codes(other)
    )
