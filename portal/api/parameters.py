"""What may be asked: one model an operation, which reads its query string and documents it.

A list takes several values of one name, all else is given once. Names that an operation does not
know are refused: a filter misspelt would otherwise answer as if it had been left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from archive.changes import Kind
from indexer.port import Sort
from portal.language import gettext, noted
from portal.state import (
    MAX_VALUES,
    BadParameter,
    RepeatedParameter,
    UnknownParameter,
)
from reports import divisions
from reports.model import AGENCY_TYPES, FormId, Level

MAX_LIMIT = 100
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")


def _whole(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("not a whole number in plain figures")
    return value


def _division(code: str) -> str:
    if divisions.by_code(code) is None:
        raise ValueError("no division has this code")
    return code


def _agency_type(value: str) -> str:
    if value not in AGENCY_TYPES:
        raise ValueError("no type of agency")
    return value


Year = Annotated[int, Field(ge=1900, le=2099), BeforeValidator(_whole)]
Code = Annotated[str, AfterValidator(_division), Field(json_schema_extra={"format": "gbt2260"})]
AgencyType = Annotated[
    str, AfterValidator(_agency_type), Field(json_schema_extra={"enum": list(AGENCY_TYPES)})
]
Limit = Annotated[
    int, Field(ge=1, le=MAX_LIMIT, description=noted("一页最多几条。")), BeforeValidator(_whole)
]
Several: Any = Field(default=[], max_length=MAX_VALUES)


def cursor_of(name: str) -> Any:
    """The type of a cursor of that list."""
    told = noted("从这里接着取：上一页的 next 中的 cursor，原样带上。")
    field = Field(description=told, json_schema_extra={"format": f"{name}-cursor"})
    return Annotated[str | None, field]


class Parameters(BaseModel):
    """What every operation takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Annotated[
        Literal["zh", "en"] | None, Field(description=noted("句子用哪种语言：zh（默认）或 en。"))
    ] = None


class SearchParameters(Parameters):
    """A search: values of one parameter are alternatives, parameters narrow one another."""

    q: Annotated[
        str,
        Field(
            description=noted("查询词，写法与检索页相同；不能理解时结果为空，原因在 notices 中。")
        ),
    ] = ""
    year: Annotated[list[Year], Field(description=noted("年度。"))] = Several
    region: Annotated[
        list[Code], Field(description=noted("行政区划代码（GB/T 2260，六位），含其下各级。"))
    ] = Several
    type: Annotated[list[AgencyType], Field(description=noted("机关类型。"))] = Several
    level: Annotated[list[Level], Field(description=noted("机关层级。"))] = Several
    form: Annotated[list[FormId], Field(description=noted("年报格式。"))] = Several
    not_year: Annotated[list[Year], Field(alias="-year", description=noted("除去这些年度。"))] = (
        Several
    )
    not_region: Annotated[
        list[Code], Field(alias="-region", description=noted("除去这些地区。"))
    ] = Several
    not_type: Annotated[
        list[AgencyType], Field(alias="-type", description=noted("除去这些类型。"))
    ] = Several
    not_level: Annotated[
        list[Level], Field(alias="-level", description=noted("除去这些层级。"))
    ] = Several
    not_form: Annotated[list[FormId], Field(alias="-form", description=noted("除去这些格式。"))] = (
        Several
    )
    findings: Annotated[
        Literal["1", "0"] | None,
        Field(description=noted("1：只要有数字不一致的；0：只要未见不一致的。")),
    ] = None
    sort: Annotated[Sort, Field(description=noted("排序。"))] = "relevance"
    limit: Limit = 20
    cursor: cursor_of("search") = None  # type: ignore[valid-type]


class SuggestParameters(Parameters):
    """What was typed so far."""

    q: Annotated[str, Field(description=noted("名称的一部分，也可以是拼音或拼音首字母。"))]


class AgenciesParameters(Parameters):
    """Which agencies."""

    q: Annotated[str, Field(description=noted("名称中含有的字。"))] = ""
    region: Annotated[Code | None, Field(description=noted("行政区划代码，含其下各级。"))] = None
    type: Annotated[AgencyType | None, Field(description=noted("机关类型。"))] = None
    level: Annotated[Level | None, Field(description=noted("机关层级。"))] = None
    limit: Limit = 20
    cursor: cursor_of("agencies") = None  # type: ignore[valid-type]


class RegionsParameters(Parameters):
    """Which divisions."""

    parent: Annotated[Code | None, Field(description=noted("上级的代码；不给时列出省级。"))] = None
    limit: Limit = 100
    cursor: cursor_of("regions") = None  # type: ignore[valid-type]


class ChangesParameters(Parameters):
    """Which changes."""

    kind: Annotated[
        Kind | None,
        Field(description=noted("变动的种类：new 新收录，edited 悄悄改动，withdrawn 源站已撤。")),
    ] = None
    limit: Limit = 20
    cursor: cursor_of("changes") = None  # type: ignore[valid-type]


Asked = TypeVar("Asked", bound=Parameters)


def read(model: type[Asked], pairs: Iterable[tuple[str, str]]) -> Asked:
    """The parameters in a query string. BadParameter names the first that is unknown, repeated,
    or holds what it cannot."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name not in fields:
            raise UnknownParameter(name, value)
        if repeatable(fields[name]):
            given.setdefault(name, []).append(value)
        elif name in given:
            raise RepeatedParameter(name, value)
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as exc:
        place = exc.errors(include_url=False, include_context=False)[0]["loc"]
        name = str(place[0])
        values = given.get(name, "")
        at = place[1] if len(place) > 1 else None
        shown = values[at] if isinstance(values, list) and isinstance(at, int) else values
        raise BadParameter(
            name, gettext("%(count)s 个值", count=len(shown)) if isinstance(shown, list) else shown
        ) from exc


def repeatable(field: FieldInfo) -> bool:
    """Whether a parameter takes several values."""
    return isinstance(field.default, list)
