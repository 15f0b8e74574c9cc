"""What is sent: one model an operation, which reads the JSON of a body strictly and documents it; or
a file, as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, NoReturn, TypeVar

from flask import abort, request
from pydantic import BaseModel, ConfigDict, ValidationError

from portal.api.problems import BadBody
from portal.language import gettext

MOST_BYTES = 1 << 20
_FIGURES = 18
JSON_TYPE = "application/json"
FILE_TYPE = "application/octet-stream"


class Body(BaseModel):
    """Base of all bodies: a member that is not written here is refused, and no text passes for a
    number. ``hints`` say what a member may hold, where there is a sentence for it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    hints: ClassVar[Mapping[str, str]] = {}


Sent = TypeVar("Sent", bound=Body)


def read_body(model: type[Sent]) -> Sent:
    """The body of this request. BadBody names the first member that is wrong; 415 for another
    type than JSON, 413 for more than 1 MiB."""
    value = _json(_raw(JSON_TYPE, MOST_BYTES))
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        error = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        name = _place(error["loc"], value)
        raise BadBody(_sentence(model, error["type"], name), name or None) from exc


def read_file(most: int) -> bytes:
    """The file that is the body of this request, of whatever kind; 415 where it is not sent as
    bytes, 413 for more than ``most`` of them."""
    return _raw(FILE_TYPE, most)


def _raw(kind: str, most: int) -> bytes:
    if request.mimetype != kind:
        abort(415)
    # one more: a body of no told length is cut at the limit and not refused
    request.max_content_length = most + 1
    raw = request.get_data(cache=False)
    if len(raw) > most:
        abort(413)
    return raw


def _json(raw: bytes) -> Any:
    try:
        text = raw.decode()
        value = json.loads(text, parse_constant=_no_number, parse_float=_number)
        # half of a surrogate pair passes as JSON, and no column and no answer can hold it
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError) as exc:
        raise BadBody from exc
    return value


def _number(text: str) -> int | Decimal:
    """The number; 352.0 is a whole one, as JSON Schema has it."""
    number = Decimal(text)
    whole = number.adjusted() <= _FIGURES and number == number.to_integral_value()
    return int(number) if whole else number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _place(loc: tuple[int | str, ...], value: Any) -> str:
    """Where in what was sent the error lies; pydantic's names of alternatives left out."""
    parts = []
    for part in loc:
        if isinstance(value, list) and isinstance(part, int):
            value = value[part]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            break
        parts.append(str(part))
    return ".".join(parts)


def _sentence(model: type[Body], kind: str, name: str) -> str:
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    if not name:
        return ""
    if kind == "missing":
        return gettext("缺少“%(name)s”这一项。", name=shown)
    if kind == "extra_forbidden":
        return gettext("没有“%(name)s”这一项。", name=shown)
    if (hint := model.hints.get(name)) is not None:
        return gettext("这一项有误。%(hint)s", hint=gettext(hint))
    return gettext("“%(name)s”这一项不能这样写。", name=shown)
