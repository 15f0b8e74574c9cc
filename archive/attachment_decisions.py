"""Which file belongs to which page, as people said where the page's links do not, or say wrongly.

Page and file are addresses as `archive.attachments.same_address` writes them. Rows are only added;
the last one of a page and a file counts: ``withdrawn``, the file is none of the page's, whatever it
links. They are put in whenever a page's links are filed. Every function works in the caller's
transaction; `archive.report_desk` has the deeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, insert, select

from archive import readings
from archive.audit import Actor
from archive.desk_tables import attachment_decisions
from reports.model import AnnualReport

_PAGE_WEIGHT = 0.6  # as a page weighs that has nothing but the link (`reports.metadata.carried`)
_KIND = re.compile(r"\.([a-z]{2,5})$", re.IGNORECASE)

Row = Mapping[str, Any]


def applied(conn: Connection, page: str, snapshot_id: str, found: Iterable[Row]) -> list[Row]:
    """The links of a snapshot of that page with those that people added, and without those that
    they took away; numbered anew."""
    said = {row["file"]: row for row in _last(conn, page)}
    kept = [row for row in found if not (row["address"] in said and _gone(said, row))]
    linked = {row["address"] for row in kept}
    new = [row for name, row in said.items() if not row["withdrawn"] and name not in linked]
    if not said:
        return kept
    own = readings.own(conn, snapshot_id) if new else None
    added = [_row(snapshot_id, row, own) for row in new]
    return [{**row, "position": number} for number, row in enumerate([*kept, *added])]


def record(
    conn: Connection,
    by: Actor,
    page: str,
    file: str,
    url: str,
    text: str,
    reason: str,
    at: datetime,
    *,
    withdrawn: bool,
) -> None:
    """Adds a row; ``url`` and ``text`` are the link's."""
    said = {"withdrawn": withdrawn, "reason": reason, "who": by.name, "at": at}
    new = insert(attachment_decisions).values(page=page, file=file, url=url, text=text, **said)
    conn.execute(new)


def _gone(said: Mapping[str, RowMapping], row: Row) -> bool:
    return bool(said[row["address"]]["withdrawn"])


def _last(conn: Connection, page: str) -> list[RowMapping]:
    later = attachment_decisions.alias()
    same = (later.c.page == attachment_decisions.c.page) & (
        later.c.file == attachment_decisions.c.file
    )
    newer: Any = exists().where(same, later.c.id > attachment_decisions.c.id)
    query = select(attachment_decisions).where(attachment_decisions.c.page == page, ~newer)
    return list(conn.execute(query.order_by(attachment_decisions.c.id)).mappings())


def _row(snapshot_id: str, link: RowMapping, page: AnnualReport | None) -> dict[str, Any]:
    kind = _KIND.search(link["url"].partition("?")[0])
    return {
        "snapshot_id": snapshot_id,
        "position": 0,
        "url": link["url"],
        "text": link["text"],
        "kind": kind[1].lower() if kind else "file",
        "address": link["file"],
        "page_title": page.title if page else None,
        "told": list(_told(page)) if page else [],
    }


def _told(page: AnnualReport) -> Iterable[list[object]]:
    """What the page says of its file: what it is itself read as."""
    values = {
        "year": page.year,
        "agency": page.agency,
        "region": page.region.code if page.region else None,
        "published_on": page.published_on.isoformat() if page.published_on else None,
    }
    for field, value in values.items():
        if value:
            weight = round(_PAGE_WEIGHT * page.confidence.get(field, 1.0), 3)
            yield [field, str(value), "page", page.title or str(value), weight]
