"""The API's description as a page: the OpenAPI document as values that a template prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from portal.addresses import absolute
from portal.api.openapi import document
from portal.errors import every_answer
from portal.language import gettext as _
from portal.language import noted

guide = Blueprint("guide", __name__)

_TYPES: Mapping[str, str] = {
    "string": noted("文字"),
    "integer": noted("整数"),
    "number": noted("数"),
    "boolean": noted("是或否"),
    "object": noted("对象"),
}


@dataclass(frozen=True, slots=True)
class Type:
    """What kind of value: words, then the name of the schema that tells more."""

    words: str
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter of an operation, or a field of a schema."""

    name: str
    type: Type
    description: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """An operation as it is asked."""

    name: str
    path: str
    summary: str
    description: str
    parameters: tuple[Member, ...]
    answer: str
    errors: str
    example: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of value with its fields."""

    name: str
    description: str
    fields: tuple[Member, ...]


@guide.get("/api/docs")
def docs() -> str:
    """Every operation, parameter, answer and error of the API."""
    told = document()
    return render_template(
        "api.html",
        about=told["info"]["description"].split("\n\n"),
        operations=[_asking(path, item["get"]) for path, item in told["paths"].items()],
        schemas=[_schema(*item) for item in told["components"]["schemas"].items()],
        errors=every_answer(),
        origin=absolute(""),
    )


def _asking(path: str, operation: dict[str, Any]) -> Asking:
    answers = operation["responses"]
    kind = answers["200"]["content"]["application/json"]["schema"]
    return Asking(
        name=operation["operationId"],
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(map(_parameter, operation["parameters"])),
        answer=_name(kind),
        errors=" ".join(status for status in answers if status >= "400"),
        example=operation["x-codeSamples"][0]["source"].replace("{server}", absolute("")),
    )


def _parameter(parameter: dict[str, Any]) -> Member:
    schema = parameter["schema"]
    notes = []
    if parameter["required"]:
        notes.append(_("必填"))
    if "default" in schema:
        notes.append(_("默认 %(value)s", value=schema["default"]))
    return Member(parameter["name"], _type(schema), parameter["description"], " · ".join(notes))


def _schema(name: str, schema: dict[str, Any]) -> Schema:
    fields = schema.get("properties", {}).items()
    members = (Member(key, _type(inner), inner.get("description", "")) for key, inner in fields)
    return Schema(name, schema.get("description", ""), tuple(members))


def _type(schema: dict[str, Any]) -> Type:
    if "$ref" in schema:
        return Type("", _name(schema))
    if "anyOf" in schema:
        first = next(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
        nullable = {"type": "null"} in schema["anyOf"]
        return Type(_("%(type)s或 null", type=first.words), first.schema) if nullable else first
    if schema.get("type") == "array":
        return _several(schema)
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner = _type(schema["additionalProperties"])
        return Type(_("对象，值是%(type)s", type=inner.words), inner.schema)
    if "enum" in schema:
        return Type(" | ".join(map(str, schema["enum"])))
    return Type("".join(_plain(schema)))


def _several(schema: dict[str, Any]) -> Type:
    inner = _type(schema["items"]) if "items" in schema else Type("")
    most = schema.get("maxItems")
    words = _("列表：%(type)s", type=inner.words)
    if most and "minItems" not in schema:
        words = _("可以给多个：%(type)s", type=inner.words)
    return Type(words, inner.schema)


def _plain(schema: dict[str, Any]) -> Iterator[str]:
    yield _(_TYPES.get(schema.get("type", ""), noted("任何值")))
    if "minimum" in schema:
        yield f" {schema['minimum']}–{schema['maximum']}"
    if "format" in schema:
        yield f" ({schema['format']})"


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
