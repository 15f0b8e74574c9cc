"""The API's description as a page: the OpenAPI document as values that a template prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from portal.addresses import absolute
from portal.admin.words import role_name
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
    method: str
    path: str
    summary: str
    description: str
    needs: str
    parameters: tuple[Member, ...]
    body: str
    file: str
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
        operations=[
            _asking(path, method, operation)
            for path, item in told["paths"].items()
            for method, operation in item.items()
        ],
        schemas=[_schema(*item) for item in told["components"]["schemas"].items()],
        errors=every_answer(),
        origin=absolute(""),
    )


def _asking(path: str, method: str, operation: dict[str, Any]) -> Asking:
    answers = operation["responses"]
    good = next(answer for status, answer in answers.items() if status.startswith("2"))
    kind = good["content"]["application/json"]["schema"]
    content = operation.get("requestBody", {}).get("content", {})
    sent = content.get("application/json")
    return Asking(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        needs=_needs(operation),
        body=_name(sent["schema"]) if sent else "",
        file="" if sent else "".join(content),
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(map(_parameter, operation["parameters"])),
        answer=_name(kind),
        errors=" ".join(status for status in answers if status >= "400"),
        example=operation["x-codeSamples"][0]["source"].replace("{server}", absolute("")),
    )


def _needs(operation: dict[str, Any]) -> str:
    if "security" not in operation:
        return ""
    (scopes,) = operation["security"][0].values()
    role = role_name(operation["x-role"])
    return _("令牌的范围 %(scope)s；角色至少是%(role)s。", scope=scopes[0], role=role)


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
        found = [_type(one) for one in schema["anyOf"] if one.get("type") != "null"]
        words = " / ".join(one.words for one in found if one.words)
        named = next((one.schema for one in found if one.schema), None)
        nullable = {"type": "null"} in schema["anyOf"]
        return Type(_("%(type)s或 null", type=words) if nullable else words, named)
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
        most = schema.get("maximum")
        yield f" ≥ {schema['minimum']}" if most is None else f" {schema['minimum']}–{most}"
    if "format" in schema:
        yield f" ({schema['format']})"


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
