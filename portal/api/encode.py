"""Answers as JSON bytes: decimals as numbers with every digit, times as ISO 8601, nothing of now."""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

_MOST_DIGITS = 40


def encoded(answer: BaseModel) -> bytes:
    """The answer in UTF-8, its members in the order of the model."""
    # A float cannot hold every decimal and JSON's writer knows no other number: a decimal goes
    # through it as a string that nothing else can be, and loses its quotes after.
    mark = secrets.token_hex(12)

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{mark}{_digits(value)}"
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"no JSON for {type(value).__name__}")

    text = json.dumps(answer.model_dump(by_alias=True), ensure_ascii=False, default=plain)
    return re.sub(f'"{mark}([^"]*)"', r"\1", text).encode()


def _digits(value: Decimal) -> str:
    if not value.is_finite():
        return "null"
    if abs(value.adjusted()) > _MOST_DIGITS:
        return str(value)  # with an exponent, which JSON knows too: no one can want its zeros
    return str(int(value)) if value == value.to_integral_value() else f"{value:f}"
