"""The OpenAPI 3.1 document, made from the declared operations and the schemas of their models."""

from __future__ import annotations

import json
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
from portal.api.bearer import SCHEME_NAME
from portal.api.declared import OPERATIONS
from portal.api.glossary import GLOSSARY
from portal.api.operations import PREFIX, Operation
from portal.api.sent import FILE_TYPE
from portal.language import gettext
from portal.language import noted as _

VERSION = "1.0.0"
REFS = "#/components/schemas/{model}"
ABOUT = (
    _(
        "全国政府信息公开工作年度报告的检索与存档，供程序使用。查询不需要令牌，任何网页都可以请求（CORS）。"
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
        "工作台：工作台上的事都可以由程序来做，权限相同。请求带上 Authorization: Bearer 和令牌；令牌在工作台“我的账户”里生成，"
        "能做什么取决于账户的角色和令牌的范围（read、edit、run、admin），每个操作都注明了。登录用的 Cookie 在这里不起作用，"
        "所以也不需要表单校验码。提交的是 JSON，最多 1 MiB；上传的文件照原样提交，大小以工作台的为限。做过的事连同令牌一起记入日志。"
    ),
    _(
        "差错：不成功时的回答只有一个成员 error，其中 code 不变，可供程序判断；message 给人看；parameter 是有误的参数。"
        "不认识的参数、重复的参数都算差错。"
    ),
)
FAULTS: Mapping[str, str] = {
    "400": _("参数有误、不认识或重复。"),
    "401": _("没有令牌，或令牌无效。"),
    "403": _("账户的角色或令牌的范围不够。"),
    "404": _("没有这个 id。"),
    "406": _("只提供 JSON。"),
    "409": _("照现在的情形不能这样做，理由在 message 中。"),
    "410": _("已经撤下，不再展示。"),
    "413": _("提交的内容太大。"),
    "414": _("查询串太长。"),
    "415": _("提交的内容没有标明应有的类型。"),
    "429": _("请求太多（由前置的服务器给出），或错误的令牌试得太多；请按 Retry-After 等待。"),
    "503": _("索引或目录暂不可用，请按 Retry-After 稍后再试。"),
}
_TOKEN = {
    "description": _(
        "在工作台“我的账户”里生成的令牌；所列的是令牌须有的范围，x-role 是账户至少要有的角色。"
    )
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
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "responses": _faults(),
            "securitySchemes": {SCHEME_NAME: {"type": "http", "scheme": "bearer"} | _TOKEN},
        },
    }
    return {key: _translated(value) for key, value in found.items()}


def _paths() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for operation in OPERATIONS:
        found.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return found


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


def _schemas() -> dict[str, Any]:
    """The schemas of all answers, of what is sent, and of what these hold, by name."""
    answers: list[type[BaseModel]] = [operation.answer for operation in OPERATIONS]
    bodies = [operation.body for operation in OPERATIONS if operation.body is not None]
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((answer, "serialization") for answer in answers),
        *((body, "validation") for body in bodies),
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


def _moved(operation: Operation) -> str | None:
    of_report = any(name == "report_id" for name, *_rest in operation.places)
    return _MOVED.get("report" if of_report else operation.name)


def _operation(operation: Operation) -> dict[str, Any]:
    headers = {"Link": _LINK} if operation.paged else {}
    told: dict[str, Any] = {
        str(operation.status): {
            "description": GLOSSARY[operation.answer.__name__],
            "content": {"application/json": {"schema": _ref(operation.answer.__name__)}},
        }
        | ({"headers": headers} if headers else {}),
    }
    if operation.need is None:
        told["304"] = {"description": _("与 If-None-Match 中的相比没有变动。")}
    if moved := _moved(operation):
        told["308"] = {"description": moved}
    without = _impossible(operation)
    for status in FAULTS:
        if status not in without:
            told[status] = {"$ref": f"#/components/responses/Error{status}"}
    return _needed(operation) | {
        "operationId": operation.name,
        "summary": _heading(operation.summary),
        "description": operation.description,
        "parameters": [*_place(operation), *_parameters(operation)],
        "responses": told,
        "x-codeSamples": [{"lang": "shell", "source": _curl(operation)}],
    }


def _heading(summary: str) -> str:
    """In English some of these words stand within sentences too, and begin small."""
    told = gettext(summary)
    return told[:1].upper() + told[1:]


def _needed(operation: Operation) -> dict[str, Any]:
    """What must come with the request: a token of that scope, a body."""
    found: dict[str, Any] = {}
    if operation.need is not None:
        found |= {
            "security": [{SCHEME_NAME: [operation.need.scope]}],
            "x-role": operation.need.role,
        }
    if operation.body is not None:
        content = {"application/json": {"schema": _ref(operation.body.__name__)}}
        found["requestBody"] = {"required": True, "content": content}
    if operation.file is not None:
        content = {FILE_TYPE: {"schema": {"type": "string", "format": "binary"}}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _impossible(operation: Operation) -> frozenset[str]:
    """The faults that this operation does not know."""
    places = {name for name, *_rest in operation.places}
    takes = operation.body is not None or operation.file is not None
    known = {
        "401": operation.need is not None,
        "403": operation.need is not None,
        "404": bool(places),
        "409": operation.method != "GET",
        "410": bool(places & {"report_id", "snapshot_id"}),
        "413": takes,
        "415": takes,
    }
    return frozenset(status for status, possible in known.items() if not possible)


def _curl(operation: Operation) -> str:
    address, _, query = operation.sample.partition("?")
    beside = "--data-urlencode" if operation.file is None else "--url-query"
    asked = [f"{beside} {shlex.quote(pair)}" for pair in query.split("&") if pair]
    get = ["-G"] if asked and operation.file is None else []
    words = ["curl", *get, "{server}" + PREFIX + address, *asked]
    if operation.method != "GET" and operation.sent is None:
        words.append(f"-X {operation.method}")
    if operation.need is not None:
        words.append('-H "Authorization: Bearer $TOKEN"')
    if operation.sent is not None:
        body = shlex.quote(json.dumps(operation.sent, ensure_ascii=False))
        words.append(f"-X {operation.method} --json {body}")
    if operation.file is not None:
        words.append(f'-H "Content-Type: {FILE_TYPE}" --data-binary @nb.pdf')
    return " ".join(words)


def _place(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, schema, told in operation.places:
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
