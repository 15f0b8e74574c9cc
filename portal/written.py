"""The rows of a form's table as HTML.

The heads of a form, and a zero in its place, stand alike in thousands of reports. What the template
makes of a cell is kept with two marks in place of what belongs to this report alone, the address that
the cell leads to, which is put in when the rows are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from secrets import token_hex

from flask import current_app
from markupsafe import Markup

from portal.language import language
from portal.tables import Head, TableRow, Value

_BEFORE, _AFTER = token_hex(16), token_hex(16)  # no document can know them


def written(rows: Iterable[TableRow], at: Sequence[str], about: str) -> Markup:
    """The rows. ``at`` is what stands before and after a cell's key in the address that it leads
    to, ``about`` the page that explains the heads."""
    spoken = language()
    found = [
        f"<tr>\n{''.join([_cell(spoken, about, cell) for cell in row])}</tr>\n" for row in rows
    ]
    before, after = (str(Markup.escape(part)) for part in at)
    text = "".join(found).replace(_BEFORE, before).replace(_AFTER, after)
    return Markup(text)  # noqa: S704 - the template's


@lru_cache(maxsize=16_384)
def _cell(spoken: str, about: str, cell: Head | Value) -> str:
    """Kept for each language, and for each place that the portal is mounted at."""
    del spoken  # the language of the request, and so that of the template
    made = current_app.jinja_env.get_template("_cells.html").module
    if isinstance(cell, Value):
        return str(made.value(cell, (_BEFORE, _AFTER)))  # type: ignore[attr-defined]  # a macro
    return str(made.head(cell, about))  # type: ignore[attr-defined]  # as above
