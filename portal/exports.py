"""Whole lists for machines, made and sent a piece at a time: JSON, CSV, any XML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from flask import Response, stream_with_context

from portal.security import without_unseen

Kind = Literal["json", "csv", "atom", "xml"]

CONTENT_TYPES: Mapping[Kind, str] = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
JOINED = " … "
"""Stands between the parts of a cell that holds several."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PIECE = 16_384  # characters sent at once: a row alone is hardly worth a write


def streamed(pieces: Iterable[str], kind: Kind, name: str | None = None) -> Response:
    """The answer that sends these pieces; ``name`` is what a browser saves it as (with the kind's
    ending), where it is not to be shown. What the pieces raise comes after the status is sent:
    ask what may be down before."""
    response = Response(stream_with_context(_gathered(pieces)), content_type=CONTENT_TYPES[kind])
    if name is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def as_json(
    before: Mapping[str, Any],
    name: str,
    rows: Iterable[Mapping[str, Any]],
    after: Mapping[str, Any] | None = None,
) -> Iterator[str]:
    """One object in pieces: what stands ``before``, the rows as the list ``name``, each on a line
    of its own, and what stands ``after``."""
    yield "{" + "".join(f"{_member(*item)}, " for item in before.items()) + f'"{name}": ['
    comma = "\n"
    for row in rows:
        yield comma + json.dumps(row, ensure_ascii=False)
        comma = ",\n"
    yield "\n]" + "".join(f", {_member(*item)}" for item in (after or {}).items()) + "}\n"


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A head and a line a row, for spreadsheets: with a byte order mark, and no value that
    one would take for a formula. A row's other members are left out."""
    yield "\ufeff" + _line(columns)
    for row in rows:
        yield _line([row[name] for name in columns])


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def _member(name: str, value: Any) -> str:
    return f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"


def _line(values: Iterable[Any]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow([_plain(value) for value in values])
    return target.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        value = JOINED.join(map(str, value))
    if not isinstance(value, str):
        return value
    value = without_unseen(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
