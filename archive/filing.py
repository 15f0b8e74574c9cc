"""Filing a reading: which report it belongs to, which copy speaks for it, what it revises.

What is written here follows from the snapshots and their readings alone, whatever the order in
which they come, so that a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, insert, select, update

from archive import (
    agency_decisions,
    bodies,
    copies,
    figures,
    judgements,
    moves,
    prints,
    rechecks,
    takedowns,
)
from archive import readings as readings_
from archive.identity import agency_id, orphan_report_id, report_id, twin_key
from archive.records import Saved, Snapshot
from archive.revising import revise
from archive.tables import outbox, readings, reports, revisions, snapshots
from reports.model import AnnualReport, Finding, Region
from reports.text import squeeze
from reports.twins import tables_digest


def save_reading(conn: Connection, snapshot: Snapshot, report: AnnualReport) -> Saved:
    """Files what was read from the snapshot in the caller's transaction, in place of what was
    read from it before. Doing it again changes nothing. Every report that now says something
    else, or is gone, is put in the outbox."""
    before = readings_.load(conn, [snapshot.id]).get(snapshot.id)
    was_filed = _filed_under(conn, snapshot.id)
    changed = before is None or not readings_.same(before, report)
    reread = before is None or before.reader_version != report.reader_version
    identity, agency = _key(conn, snapshot, report)
    if takedowns.sealed(conn, snapshot.id, identity, _printed(report)):
        identity, agency = None, None
    came = identity is not None and _make_report(conn, identity, agency, snapshot, report)
    if changed:
        readings_.save(conn, snapshot.id, identity, report)
    row = update(readings).where(readings.c.snapshot_id == snapshot.id)
    values = {"report_id": identity, "reader_version": report.reader_version}
    conn.execute(row.values(values | _compared(snapshot, report)))
    revised = False
    # the new report first: its row is not filled in before that
    for filed in dict.fromkeys((identity, was_filed)):
        if filed is None:
            continue
        revised |= revise(conn, filed, snapshot.url)
        chosen = _choose(conn, filed)
        if changed or chosen or was_filed != identity:
            touch(conn, filed)
            rechecks.mark(conn, [filed])
            figures.refile(conn, filed)
        if changed or chosen or was_filed != identity or reread:
            prints.refile(conn, filed)
    went = was_filed if was_filed and not _there(conn, reports.c.id == was_filed) else None
    if went and identity:
        moves.note(conn, went, identity)
        copies.refresh(conn, identity)
        recount(conn, identity)  # what was said of the old id's findings goes with it
    for name in filter(None, (went, identity if came else None)):
        for copy in copies.follow(conn, name):
            touch(conn, copy)
    return Saved(identity, changed, revised)


def _compared(snapshot: Snapshot, report: AnnualReport) -> dict[str, Any]:
    """The columns that other bodies' reports are compared by."""
    if not report.is_report:
        return dict.fromkeys(("twin_key", "received", "handled"))
    totals = (report.cell("requests", row, "total") for row in ("received", "total"))
    received, handled = (cell.value if cell else None for cell in totals)
    key = twin_key(tables_digest(report), snapshot.sha256)
    return {"twin_key": key, "received": received, "handled": handled}


def save_neighbour_findings(
    conn: Connection, identity: str, found: Sequence[Finding], kin: readings_.Kin = "years"
) -> bool:
    """Files what a report's neighbours of one kind (the same body's other years, other bodies)
    say of it in place of what they said before; whether that changed anything, and so put the
    report in the outbox. Nothing for an unknown id."""
    row = conn.execute(select(reports.c.snapshot_id).where(reports.c.id == identity)).one_or_none()
    if row is None or not readings_.save_neighbour_findings(conn, row.snapshot_id, found, kin):
        return False
    recount(conn, identity)
    return True


def recount(conn: Connection, identity: str) -> None:
    """Counts the report's findings that fail anew, and puts it in the outbox."""
    chosen = conn.scalar(select(reports.c.snapshot_id).where(reports.c.id == identity))
    failing = _faults(conn, identity, chosen) if chosen else 0
    conn.execute(update(reports).where(reports.c.id == identity).values(failing=failing))
    touch(conn, identity)


def refile(conn: Connection, snapshot_id: str) -> None:
    """Files what was read of a snapshot once more, for something that decides where it belongs
    has changed. Nothing for one that was never read."""
    row = conn.execute(select(snapshots).where(snapshots.c.id == snapshot_id)).mappings().one()
    report = readings_.own(conn, snapshot_id)
    if report is not None:
        save_reading(conn, Snapshot(**row), report)


def choose_again(conn: Connection, snapshot_id: str) -> None:
    """Lets the report of a snapshot that was just met again choose its copy anew."""
    filed = _filed_under(conn, snapshot_id)
    if filed is not None and _choose(conn, filed):
        touch(conn, filed)
        rechecks.mark(conn, [filed])
        figures.refile(conn, filed)
        prints.refile(conn, filed)


def _filed_under(conn: Connection, snapshot_id: str) -> str | None:
    query = select(readings.c.report_id).where(readings.c.snapshot_id == snapshot_id)
    found: str | None = conn.scalar(query)
    return found


def _key(
    conn: Connection, snapshot: Snapshot, report: AnnualReport
) -> tuple[str | None, str | None]:
    """Ids of the report and of its agency, each None where there is none."""
    if not report.is_report:
        return None, None
    agency = None
    if report.agency and squeeze(report.agency):
        agency = _home(conn, report.agency, report.region, report.year)
    if agency is not None and report.year is not None:
        return report_id(agency, report.year), agency
    return orphan_report_id(_first_digest(conn, snapshot)), agency


def _printed(report: AnnualReport) -> str | None:
    """The id that the report would have if nobody had decided anything of bodies: what was hidden
    under it stays so."""
    if not report.agency or not squeeze(report.agency) or report.year is None:
        return None
    return report_id(agency_id(report.agency, report.region), report.year)


def _first_digest(conn: Connection, snapshot: Snapshot) -> str:
    """The sha256 of what first stood at a web address, so that an edit does not make a new
    report; other addresses may be shared by unrelated files."""
    if not snapshot.url.startswith(("http://", "https://")):
        return snapshot.sha256
    query = select(snapshots.c.sha256).where(snapshots.c.url == snapshot.url)
    first: str | None = conn.scalar(query.order_by(snapshots.c.fetched_at, snapshots.c.id).limit(1))
    return first or snapshot.sha256


def _make_report(
    conn: Connection, identity: str, agency: str | None, snapshot: Snapshot, report: AnnualReport
) -> bool:
    """Rows for the agency and the report unless they are there; `_choose` fills them in. Whether
    the report is new."""
    bodies.make(conn, agency, report.agency)
    new = not _there(conn, reports.c.id == identity)
    if new:
        conn.execute(
            insert(reports).values(
                id=identity,
                agency_id=agency,
                snapshot_id=snapshot.id,
                first_seen_at=snapshot.fetched_at,
                url=snapshot.url,
                fetched_at=snapshot.fetched_at,
                failing=0,
            )
        )
    return new


def _there(conn: Connection, condition: Any) -> bool:
    return bool(conn.scalar(select(exists().where(condition))))


def _rank(copy: Any) -> tuple[Any, ...]:
    """How good a copy is: what a site publishes before a local file, then what was there last."""
    web = copy["http_status"] is not None
    return web, copy["last_seen_at"], copy["fetched_at"], copy["id"]


def _choose(conn: Connection, identity: str) -> bool:
    """Chooses the report's copy and brings its row up to date, or drops a report without any;
    whether the row changed."""
    joined = snapshots.join(readings, readings.c.snapshot_id == snapshots.c.id)
    query = select(snapshots).select_from(joined).where(readings.c.report_id == identity)
    copies = conn.execute(query).mappings().all()
    old = conn.execute(select(reports).where(reports.c.id == identity)).mappings().one_or_none()
    if not copies:
        return old is not None and _drop(conn, old)
    chosen = max(copies, key=_rank)
    values = _brief(conn, identity, chosen["id"])
    values |= {
        "snapshot_id": chosen["id"],
        "first_seen_at": min(copy["fetched_at"] for copy in copies),
        "url": chosen["url"],
        "fetched_at": chosen["fetched_at"],
    }
    changed = old is None or any(old[name] != value for name, value in values.items())
    if changed:
        bodies.make(conn, values["agency_id"], values["agency"])
        conn.execute(update(reports).where(reports.c.id == identity).values(values))
    if old is not None and old["agency_id"] != values["agency_id"]:
        bodies.refresh(conn, old["agency_id"])
    bodies.refresh(conn, values["agency_id"])
    if changed:
        rechecks.mark_neighbours(conn, dict(old) if old else None, values)
    return changed


def _brief(conn: Connection, identity: str, snapshot_id: str) -> dict[str, Any]:
    """A reading's columns of the report row."""
    names = (
        "title", "agency", "year", "region_code", "province", "city", "county", "agency_type",
        "agency_level", "form", "published_on", "twin_key", "received", "handled",
    )  # fmt: skip
    columns = [readings.c[name] for name in names]
    query = select(*columns).where(readings.c.snapshot_id == snapshot_id)
    values: dict[str, Any] = dict(conn.execute(query).mappings().one())
    values["failing"] = _faults(conn, identity, snapshot_id)
    name = values["agency"]
    known = bool(name and squeeze(name))
    year = values["year"]
    values["agency_id"] = _home(conn, name, readings_.region_of(values), year) if known else None
    values["copy_of"] = copies.original(conn, identity)
    return values


def _home(conn: Connection, name: str, region: Region | None, year: int | None) -> str:
    """The body of that name, as people decided."""
    return agency_decisions.home(conn, agency_id(name, region), year)


def _faults(conn: Connection, identity: str, snapshot_id: str) -> int:
    """How many findings of the reading fail, those that are only worth a look left out, and those
    that an editor judged to be misread."""
    judged = judgements.of_reports(conn, [identity]).get(identity, {})
    found = readings_.failing(conn, snapshot_id)
    return sum(not judgements.is_misread(judged, finding) for finding in found)


def _drop(conn: Connection, old: RowMapping) -> bool:
    conn.execute(delete(revisions).where(revisions.c.report_id == old["id"]))
    prints.forget(conn, old["id"])
    figures.forget(conn, old["id"])
    conn.execute(delete(reports).where(reports.c.id == old["id"]))
    rechecks.mark_neighbours(conn, dict(old), None)
    bodies.refresh(conn, old["agency_id"])
    return True


def touch(conn: Connection, identity: str) -> None:
    """Puts the report into the outbox under a new number."""
    conn.execute(delete(outbox).where(outbox.c.report_id == identity))
    conn.execute(insert(outbox).values(report_id=identity))
