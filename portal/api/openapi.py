"""The OpenAPI 3.1 document, made from the declared operations and the schemas of their models."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)
from pydantic_core import core_schema

from portal.api import models
from portal.api.declared import OPERATIONS
from portal.api.glossary import GLOSSARY
from portal.api.operations import PREFIX, Operation
from portal.language import gettext
from portal.language import noted as _

VERSION = "1.0.0"
REFS = "#/components/schemas/{model}"
ABOUT = (
    _(
        "全国政府信息公开工作年度报告的检索与存档，供程序使用。只读，不需要密钥，任何网页都可以请求（CORS）。"
        "回答都是 UTF-8 的 JSON；其中的网址是相对的，以所请求的网址为准。"
    ),
    _(
        "翻页：回答中的 next（也在 Link 头中）就是下一页的网址，照样请求即可；cursor 的内容不作约定。"
    ),
    _(
        "限度：一页 1 至 100 条，一次检索至多取到前 10,000 份，一个参数至多 40 个值，查询串至多 8,000 字节。"
        "本站不限制次数；前置的服务器可能以 429 回答，请按 Retry-After 等待。"
    ),
    _(
        "整份清单：/search.json、/search.csv、/changes.json、/changes.csv 一次给出各页的全部，边取边发；"
        "任何检索都可以用 /feed.atom 订阅（参数与检索页相同），变动用 /changes.atom。"
    ),
    _("缓存：回答带有 ETag；以 If-None-Match 再问，没有变动时答 304。"),
    _(
        "差错：不成功时的回答只有一个成员 error，其中 code 不变，可供程序判断；message 给人看；parameter 是有误的参数。"
        "不认识的参数、重复的参数都算差错。"
    ),
)
FAULTS: Mapping[str, str] = {
    "400": _("参数有误、不认识或重复。"),
    "404": _("没有这个 id。"),
    "406": _("只提供 JSON。"),
    "414": _("查询串太长。"),
    "429": _("请求太多（由前置的服务器给出）。"),
    "503": _("索引或目录暂不可用，请按 Retry-After 稍后再试。"),
}
_SAID = frozenset({"description", "summary", "title"})
_MOVED = {
    "report": _("这份年报有了新的 id，见 Location。"),
    "agency": _("这个机关已经并入另一个，见 Location。"),
}
_LINK = {
    "description": _("下一页的网址，rel 为 next。"),
    "schema": {"type": "string"},
}


class _Schemas(GenerateJsonSchema):
    """Pydantic's schemas as our answers are written: decimals as numbers, no titles that only
    repeat a name."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A JSON number."""
        del schema
        return {"type": "number"}

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never: a field's name is its title."""
        del schema
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        """What is answered is always there, null included."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def document(server: str = "/") -> dict[str, Any]:
    """The document, with its sentences in the language of the request."""
    found = {
        "openapi": "3.1.0",
        "info": {
            "title": _("年报 Nianbao"),
            "version": VERSION,
            "description": "\n\n".join(map(gettext, ABOUT)),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": _answers(), "responses": _faults()},
    }
    return {key: _translated(value) for key, value in found.items()}


def _faults() -> dict[str, Any]:
    content = {"application/json": {"schema": _ref("ErrorAnswer")}}
    return {
        f"Error{status}": {"description": told, "content": content}
        for status, told in FAULTS.items()
    }


def _translated(value: Any) -> Any:
    if isinstance(value, list):
        return [_translated(item) for item in value]
    if isinstance(value, dict):
        return {
            key: gettext(item) if key in _SAID and isinstance(item, str) else _translated(item)
            for key, item in value.items()
        }
    return value


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REFS.format(model=name)}


def _answers() -> dict[str, Any]:
    """The schemas of all answers and of what they hold, by name."""
    answers: list[type[BaseModel]] = [operation.answer for operation in OPERATIONS]
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((answer, "serialization") for answer in answers),
        (models.ErrorAnswer, "validation"),  # an error names a parameter only where it is one's
    ]
    _, found = models_json_schema(wanted, ref_template=REFS, schema_generator=_Schemas)
    schemas: dict[str, Any] = found["$defs"]
    for name, schema in schemas.items():
        schema.pop("title", None)
        if name in GLOSSARY:
            schema["description"] = GLOSSARY[name]
        for field, inner in schema.get("properties", {}).items():
            inner.pop("default", None)
            told = GLOSSARY.get(f"{name}.{field}")
            if told:
                inner["description"] = told
    return dict(sorted(schemas.items()))


def _operation(operation: Operation) -> dict[str, Any]:
    headers = {"Link": _LINK} if operation.paged else {}
    told: dict[str, Any] = {
        "200": {
            "description": GLOSSARY[operation.answer.__name__],
            "content": {"application/json": {"schema": _ref(operation.answer.__name__)}},
        }
        | ({"headers": headers} if headers else {}),
        "304": {"description": _("与 If-None-Match 中的相比没有变动。")},
    }
    if operation.name in _MOVED:
        told["308"] = {"description": _MOVED[operation.name]}
    for status in FAULTS:
        if status != "404" or operation.place:
            told[status] = {"$ref": f"#/components/responses/Error{status}"}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [*_place(operation), *_parameters(operation)],
        "responses": told,
        "x-codeSamples": [{"lang": "shell", "source": _curl(operation)}],
    }


def _curl(operation: Operation) -> str:
    address, _, query = operation.sample.partition("?")
    asked = " ".join(f"--data-urlencode {shlex.quote(pair)}" for pair in query.split("&") if pair)
    where = "{server}" + PREFIX + address
    return f"curl -G {where} {asked}" if asked else f"curl {where}"


def _place(operation: Operation) -> Iterator[dict[str, Any]]:
    if operation.place:
        name, schema, told = operation.place
        yield {"name": name, "in": "path", "required": True, "description": told, "schema": schema}


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    """The query's parameters: null stands for a parameter left out and is none of its values."""
    model = operation.parameters.model_json_schema(schema_generator=_Schemas)
    for name, schema in model.get("properties", {}).items():
        described = {key: value for key, value in schema.items() if key != "description"}
        inner = _without_null(described)
        yield {
            "name": name,
            "in": "query",
            "required": name in model.get("required", ()),
            "description": schema.get("description", ""),
            "schema": inner,
        }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    branches = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
    for branch in branches:
        schema = branch | schema
    if schema.get("default", "") in (None, [], ""):
        schema.pop("default", None)
    return schema
