"""Judgements: what an editor says of a finding, and what the body answered.

A judgement is bound to the report, the rule and the cells that the rule looks at, and not to a row
of a reading, so that it survives every reading again. Rows are only added; the last one counts.
Every function works in the caller's transaction; `archive.desk` has the deed itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from archive import columns
from archive.audit import Actor
from archive.desk_tables import judgements
from archive.records import MISREAD, Judgement
from archive.tables import moved
from reports.model import Finding

VERDICTS = ("confirmed", MISREAD, "explained", "open")
"""It is theirs; it is ours, and counts no more; theirs and accounted for; taken back."""


def finding_key(finding: Finding) -> str:
    """What a finding is judged by: a digest of its rule and its cells. One that names no cells is
    known by its rule alone. Years count from the latest that it looks at: a report that turns out
    to be another year's takes what was said of it along."""
    last = max((ref.year or 0 for ref in finding.cells), default=0)
    cells = sorted(
        [ref.table, ref.row, ref.column, last - (ref.year or last)] for ref in finding.cells
    )
    return sha256(json.dumps([finding.rule, cells]).encode()).hexdigest()[:16]


def of_reports(conn: Connection, ids: Collection[str]) -> dict[str, dict[str, Judgement]]:
    """Of each of these reports what was said of its findings last, by `finding_key`; what was
    said under an id that the report had before goes with it. Reports without any are left out."""
    found: dict[str, dict[str, Judgement]] = defaultdict(dict)
    names = _names(conn, ids)
    for row in conn.execute(_said(), {"ids": list(names)}).mappings():
        judged = Judgement(**row)
        found[names[judged.report_id]][judged.finding] = judged
    return dict(found)


@cache
def _said() -> Select[Any]:
    query = select(judgements).where(judgements.c.report_id.in_(columns.ids()))
    return query.order_by(judgements.c.id)


def history(conn: Connection, report_id: str, key: str) -> list[Judgement]:
    """All that was said of a finding, first to last."""
    mine = judgements.c.report_id.in_(_names(conn, [report_id])) & (judgements.c.finding == key)
    rows = conn.execute(select(judgements).where(mine).order_by(judgements.c.id)).mappings()
    return [Judgement(**row) for row in rows]


def is_misread(judged: Mapping[str, Judgement], finding: Finding) -> bool:
    """Whether the finding was judged to be a misreading of ours."""
    said = judged.get(finding_key(finding))
    return said is not None and said.verdict == MISREAD


def record(
    conn: Connection,
    by: Actor,
    report_id: str,
    finding: Finding,
    verdict: str,
    reason: str,
    answer: str | None,
) -> Judgement:
    """Adds a row."""
    values = {
        "report_id": report_id, "finding": finding_key(finding), "rule": finding.rule,
        "verdict": verdict, "answer": answer, "reason": reason, "who": by.name,
        "at": datetime.now(UTC),
    }  # fmt: skip
    new = insert(judgements).values(values).returning(judgements)
    return Judgement(**conn.execute(new).mappings().one())


def _names(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """These ids and those that led to them before, each with the id of now."""
    names = {name: name for name in ids}
    led = conn.execute(_led(), {"ids": list(names)})
    return {**{row.old_id: row.report_id for row in led}, **names}


@cache
def _led() -> Select[Any]:
    return select(moved.c.old_id, moved.c.report_id).where(moved.c.report_id.in_(columns.ids()))
