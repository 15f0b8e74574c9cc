"""Sources as TOML files, one a source, to be edited and reviewed; a bad key is named by its line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from archive.errors import SourceError
from archive.schedule import parse
from archive.sources import Source

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REGION = re.compile(r"[0-9]{6}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)+[a-z]{2,63}")
_NIGHT = re.compile(r"([01]?\d|2[0-3])-([01]?\d|2[0-3])")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_MOST = 1_000_000
_TEXTS = ("id", "name", "region_code", "agency", "link_text", "family", "schedule", "night")


def load_toml(path: Path, families: Collection[str] | None = None) -> Source:
    """The source that a TOML file describes: the fields of `Source`, with what is expected as
    ``expect.reports = {min = 16, max = 40}``; the id is the file's name when it has none.
    ``families`` are the names that ``family`` may have. SourceError names the file, the line and
    the key that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as exc:
        raise SourceError(f"{path}: {exc.strerror}") from exc
    except ValueError as exc:
        raise SourceError(f"{path}: {exc}") from exc
    return parse_toml(text, path, families)


def parse_toml(text: str, path: Path, families: Collection[str] | None = None) -> Source:
    """The source that a file of that name and text describes, as `load_toml`."""
    try:
        data = tomllib.loads(text)
    except ValueError as exc:
        at = _AT_LINE.search(str(exc))
        number = int(at[1]) if at and at[1] else len(text.splitlines()) or None
        sentence = f"{path}:{_before(number)} {_AT_LINE.sub('', str(exc))}"
        raise SourceError(sentence, line=number) from exc
    try:
        return from_table({"id": path.stem, **data}, families)
    except SourceError as exc:
        number = line_of(text, exc.key or "")
        raise SourceError(f"{path}:{_before(number)} {exc}", exc.key, number) from None


def _before(line: int | None) -> str:
    return f"{line}:" if line else ""


def from_table(data: dict[str, Any], families: Collection[str] | None = None) -> Source:
    """The source that such a table describes. SourceError names the key that is wrong."""
    # each known key is taken out of the table; whatever is left is a mistake
    values: dict[str, Any] = {}
    expected = _table(data.pop("expect", {}), "expect", {"reports"})
    counts = _table(expected.get("reports", {}), "expect.reports", {"min", "max"})
    for bound in ("min", "max"):
        if bound in counts:
            values[f"expect_{bound}"] = _count(counts[bound], f"expect.reports.{bound}")
    for name in _TEXTS:
        if name in data:
            values[name] = _text(data.pop(name), name)
    for name, check in (("listings", _address), ("hosts", _host)):
        if name in data:
            wanted = _typed(data.pop(name), list, name, "a list of texts")
            values[name] = tuple(check(_text(item, name), name) for item in wanted)
    if "enabled" in data:
        values["enabled"] = _typed(data.pop("enabled"), bool, "enabled", "true or false")
    if "delay" in data:
        values["delay"] = _seconds(data.pop("delay"))
    for name in data:
        known = ", ".join(field.name for field in fields(Source) if "expect" not in field.name)
        raise _bad(name, f"unknown key {name} (known: {known}, expect.reports)")
    _check(values, families)
    return Source(**values)


def dump_toml(source: Source) -> str:
    """The file that describes the source; `load_toml` of it gives an equal one."""
    lines = [f"{name} = {_quoted(value)}" for name in _TEXTS if (value := getattr(source, name))]
    lines = [line for line in lines if line != 'family = "auto"']
    for name in ("listings", "hosts"):
        if values := getattr(source, name):
            items = "".join(f"    {_quoted(value)},\n" for value in values)
            lines.append(f"{name} = [\n{items}]")
    if source.delay is not None:
        lines.append(f"delay = {source.delay}")
    if not source.enabled:
        lines.append("enabled = false")
    counts = {"min": source.expect_min, "max": source.expect_max}
    told = [f"{name} = {count}" for name, count in counts.items() if count is not None]
    if told:
        lines.append(f"expect.reports = {{{', '.join(told)}}}")
    return "\n".join(lines) + "\n"


def line_of(text: str, key: str) -> int | None:
    """The line of a TOML text where a dotted key stands, None when it is not to be seen. TOML's
    readers keep no lines, so it is looked for: the whole key, else its last part."""
    last = key.rpartition(".")[2]
    dotted = re.escape(key).replace(r"\.", r"\s*\.\s*")
    head = rf"^\s*\[+\s*{dotted}\s*\]"
    whole, part = (
        rf"^\s*[\"']?{dotted}[\"']?\s*[=.]",
        rf"(?<![\w-])[\"']?{re.escape(last)}[\"']?\s*=",
    )
    lines = [_without_strings(line) for line in text.splitlines()]
    for pattern in (whole, head, part):
        for number, line in enumerate(lines, start=1):
            if re.search(pattern, line):
                return number
    return None


def night_hours(night: str) -> tuple[int, int]:
    """The hours of ``22-6``: from 22:00 to 6:00. ValueError when it is not written so."""
    found = _NIGHT.fullmatch(night)
    if found is None or int(found[1]) == int(found[2]):
        raise ValueError(f"not a window of hours: {night}")
    return int(found[1]), int(found[2])


def _without_strings(line: str) -> str:
    """The line with the insides of its values' strings taken out, so that no key is seen there."""
    before, equals, after = line.partition("=")
    blanked = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", '""', after)
    return before + equals + blanked.partition("#")[0]


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _check(values: Mapping[str, Any], families: Collection[str] | None) -> None:
    for name in ("name", "listings"):
        if not values.get(name):
            raise _bad(name, f"{name} is missing")
    if not _ID.fullmatch(values["id"]):
        raise _bad("id", "id must be small letters, digits, dots and dashes")
    if "region_code" in values and not _REGION.fullmatch(values["region_code"]):
        raise _bad("region_code", "region_code must be six digits")
    if values.get("expect_min", 0) > values.get("expect_max", values.get("expect_min", 0)):
        raise _bad("expect.reports.min", "expect.reports.min is more than expect.reports.max")
    family = values.get("family", "auto")
    if families is not None and family not in {*families, "auto"}:
        raise _bad("family", f"no family {family} (known: auto, {', '.join(families)})")
    if "schedule" in values:
        try:
            parse(values["schedule"])
        except ValueError as exc:
            raise _bad("schedule", f"schedule must be as 30d, 2d in 1-4: {exc}") from None
    if "night" in values:
        try:
            night_hours(values["night"])
        except ValueError:
            raise _bad("night", "night must be two hours, as 22-6") from None


def _bad(key: str, sentence: str) -> SourceError:
    return SourceError(sentence, key)


def _typed(value: Any, kind: type, key: str, wanted: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _bad(key, f"{key} must be {wanted}")
    return value


def _table(value: Any, key: str, known: set[str]) -> dict[str, Any]:
    table: dict[str, Any] = _typed(value, dict, key, "a table")
    for name in table:
        if name not in known:
            sentence = f"unknown key {key}.{name} (known: {', '.join(sorted(known))})"
            raise _bad(f"{key}.{name}", sentence)
    return table


def _text(value: Any, key: str) -> str:
    text = str(_typed(value, str, key, "text")).strip()
    if not text:
        raise _bad(key, f"{key} is empty")
    return text


def _count(value: Any, key: str) -> int:
    count = int(_typed(value, int, key, "a whole number"))
    if not 0 <= count <= _MOST:
        raise _bad(key, f"{key} must be from 0 to {_MOST}")
    return count


def _seconds(value: Any) -> float:
    number = value if isinstance(value, float) else _typed(value, int, "delay", "a number")
    if not 0 <= number <= _MOST:
        raise _bad("delay", "delay must be a number of seconds, 0 or more")
    return float(number)


def _address(url: str, key: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise _bad(key, f"{key}: {url} is no http address")
    return url


def _host(host: str, key: str) -> str:
    if not _HOST.fullmatch(host.lower()):
        raise _bad(key, f"{key}: {host} is no host's name")
    return host.lower()
