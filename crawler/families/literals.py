"""Flat object literals in scripts, read as data: ``{col:1, appid:'1', path:"/"}``. No script runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 5_000
_PAIR = re.compile(
    r"""["']?([A-Za-z_][\w.\[\]-]{0,60})["']?\s{0,6}:\s{0,6}"""
    r"""(?:"((?:[^"\\\n]|\\.){0,2000})"|'((?:[^'\\\n]|\\.){0,2000})'|(-?[\w.$]{1,60}))"""
)
_MOST_FIELDS = 60


def literal_after(text: str, start: int) -> str | None:
    """The ``{…}`` that opens at or soon after ``start``, braces counted, quotes not entered."""
    opening = text.find("{", start, start + 200)
    if opening < 0:
        return None
    depth, quote = 0, ""
    for index in range(opening, min(len(text), opening + _LONGEST)):
        char = text[index]
        if quote:
            quote = "" if char == quote and text[index - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return text[opening : index + 1]
    return None


def pairs(literal: str) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether the value was quoted, of each pair of a flat literal."""
    for count, match in enumerate(_PAIR.finditer(literal[:_LONGEST])):
        if count == _MOST_FIELDS:
            return
        name, double, single, bare = match.groups()
        if bare is not None:
            yield name, bare, False
        else:
            yield name, unquoted(double if double is not None else single), True


def fields(literal: str, scripts: str = "") -> dict[str, str]:
    """The pairs as form fields; a bare word is what ``scripts`` set it to, and is left out where
    they do not say."""
    made: dict[str, str] = {}
    for name, value, quoted in pairs(literal):
        if quoted or re.fullmatch(r"-?\d[\d.]{0,20}|true|false|null", value):
            made.setdefault(name, value)
        elif (known := variable(scripts, value)) is not None:
            made.setdefault(name, known)
    return made


def variable(scripts: str, name: str) -> str | None:
    """What a script set a variable to, when that is a number or a plain string."""
    if not re.fullmatch(r"[A-Za-z_$][\w$]{0,60}", name):
        return None
    pattern = rf"""(?<![\w$.]){re.escape(name)}\s{{0,4}}=\s{{0,4}}(?:"([^"\n]{{0,300}})"|'([^'\n]{{0,300}})'|(\d{{1,20}}))"""
    found = re.search(pattern, scripts)
    return next((text for text in found.groups() if text is not None), None) if found else None


def unquoted(text: str) -> str:
    r"""A string's content without its escapes (\' \/ \uXXXX)."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: _char(match[1]), text)
    return re.sub(r"\\(.)", r"\1", text)


def _char(code: str) -> str:
    number = int(code, 16)
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)
