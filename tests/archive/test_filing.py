"""Filing: one report for all its copies, the same address after every rebuild."""

from __future__ import annotations

from dataclasses import replace

from archive import reports
from archive.catalog import Catalog
from archive.identity import agency_id, orphan_report_id, report_id
from archive.records import ReportRecord
from archive.tables import metadata
from archive.warc import WarcStore
from reports.model import READER_VERSION, Section
from tests.archive.made import PAGE, REGION, cell, finding, local, report, save, web

OURS = report_id(agency_id("大冶市水利局", REGION), 2023)


def _get(catalog: Catalog, identity: str | None) -> ReportRecord:
    with catalog.read() as conn:
        found = reports.get(conn, identity or "")
    assert found is not None
    return found


def _ids(catalog: Catalog) -> list[str]:
    with catalog.read() as conn:
        return reports.ids(conn)


def _outbox(catalog: Catalog) -> list[str]:
    with catalog.begin() as conn:
        waiting = reports.outbox(conn)
        reports.outbox_done(conn, waiting)
    return [name for name, _ in waiting]


def test_copies_are_one_report(store: WarcStore, catalog: Catalog) -> None:
    """A page and a file of the same agency and year are copies; what a site publishes speaks
    for the report."""
    file = local(store, catalog, b"file", fetched_at=web(store, catalog, b"page").fetched_at)
    page = web(store, catalog, b"page")
    saved = [save(catalog, snapshot, report()).report_id for snapshot in (file, page)]
    found = _get(catalog, OURS)
    assert saved == [OURS, OURS]
    assert (found.snapshot, found.copies, found.revisions) == (page, (file,), ())


def test_the_newest_page_speaks(store: WarcStore, catalog: Catalog) -> None:
    """Of two pages the one seen last is chosen, whichever is read first."""
    old = web(store, catalog, b"old", url=PAGE + "?1")
    new = web(store, catalog, b"new", url=PAGE + "?2", days=2)
    for snapshot in (new, old):
        save(catalog, snapshot, report())
    assert _get(catalog, OURS).snapshot == new


def test_a_page_that_goes_back_speaks_again(store: WarcStore, catalog: Catalog) -> None:
    """When a site takes an edit back, the snapshot met again is chosen again, and the index is
    told."""
    first = web(store, catalog, b"first")
    second = web(store, catalog, b"second", days=1)
    save(catalog, first, report())
    save(catalog, second, report(title="另一题"))
    _outbox(catalog)
    back = web(store, catalog, b"first", days=2)
    found = _get(catalog, OURS)
    assert (back.id, found.snapshot.id, found.report.title) == (first.id, first.id, report().title)
    assert _outbox(catalog) == [OURS]


def test_without_agency_or_year_the_first_bytes_name_it(store: WarcStore, catalog: Catalog) -> None:
    """Such a report is named by what first stood at its web address, so an edit keeps its
    address; local files that share an address stay apart."""
    first, second = web(store, catalog, b"first"), web(store, catalog, b"second", days=1)
    files = [local(store, catalog, body, url="urn:shared") for body in (b"a", b"b")]
    unknown = report(agency=None, region=None)
    saved = {save(catalog, snapshot, unknown).report_id for snapshot in (second, first)}
    apart = {save(catalog, snapshot, unknown).report_id for snapshot in files}
    assert saved == {orphan_report_id(first.sha256)}
    assert apart == {orphan_report_id(file.sha256) for file in files}


def test_what_is_no_report_is_filed_nowhere(store: WarcStore, catalog: Catalog) -> None:
    """It has a reading with its reason, and no report."""
    snapshot = local(store, catalog, b"x")
    nothing = replace(report(), is_report=False, reason="guide", agency=None, year=None)
    saved = save(catalog, snapshot, nothing)
    assert (saved.report_id, saved.changed, _ids(catalog), _outbox(catalog)) == (None, True, [], [])


def test_a_new_reading_may_move_a_snapshot(store: WarcStore, catalog: Catalog) -> None:
    """Read as another year, the snapshot moves; the report and the agency left empty go, and
    both ids reach the index."""
    snapshot = local(store, catalog, b"x")
    save(catalog, snapshot, report())
    _outbox(catalog)
    saved = save(catalog, snapshot, report(agency="黄石市水利局", year=2022))
    with catalog.read() as conn:
        agencies = conn.execute(metadata.tables["agencies"].select()).mappings().all()
    assert _ids(catalog) == [saved.report_id]
    assert set(_outbox(catalog)) == {OURS, saved.report_id}
    assert [row["name"] for row in agencies] == ["黄石市水利局"]


def test_a_report_that_proves_none_is_dropped(store: WarcStore, catalog: Catalog) -> None:
    """A better reader may find that a document is no report."""
    snapshot = local(store, catalog, b"x")
    save(catalog, snapshot, report())
    _outbox(catalog)
    save(catalog, snapshot, report(is_report=False, reason="template", cells=(), sections=()))
    assert (_ids(catalog), _outbox(catalog)) == ([], [OURS])


def test_an_edit_is_a_revision(store: WarcStore, catalog: Catalog) -> None:
    """Two snapshots of one address, read differently by one reader: what changed is kept with
    both sides."""
    old, new = web(store, catalog, b"old"), web(store, catalog, b"new", days=1)
    first = save(catalog, old, report())
    second = save(catalog, new, report(cells=(cell("61", "61"),)))
    (revision,) = _get(catalog, OURS).revisions
    (change,) = revision.difference.cells
    assert (first.revision, second.revision) == (False, True)
    assert (revision.old_snapshot, revision.new_snapshot, revision.seen_at) == (
        old.id,
        new.id,
        new.fetched_at,
    )
    assert (change.old_raw, change.new_raw, str(change.new_value)) == ("60", "61", "61")


def test_a_visit_counter_is_no_revision(store: WarcStore, catalog: Catalog) -> None:
    """Other bytes that read the same are another snapshot and nothing more."""
    for days, body in enumerate((b"visits: 1", b"visits: 2")):
        saved = save(catalog, web(store, catalog, body, days=days), report())
    assert (saved.revision, _get(catalog, OURS).revisions) == (False, ())


def test_a_better_reader_is_no_revision(store: WarcStore, catalog: Catalog) -> None:
    """Half-way through a re-reading nothing is taken for an edit; known edits stay."""
    old, new = web(store, catalog, b"old"), web(store, catalog, b"new", days=1)
    save(catalog, old, report())
    save(catalog, new, report(title="改了的题目"))
    better = report(index_number="X-1", reader_version="8")
    half = save(catalog, old, better)
    kept = _get(catalog, OURS).revisions
    whole = save(catalog, new, replace(better, title="改了的题目"))
    (revision,) = _get(catalog, OURS).revisions
    assert (half.revision, whole.revision, len(kept)) == (False, False, 1)
    assert (revision.reader_version, [f.field for f in revision.difference.fields]) == (
        "8",
        ["title"],
    )


def test_a_snapshot_between_two_splits_their_revision(store: WarcStore, catalog: Catalog) -> None:
    """Read in any order, revisions follow the order of fetching."""
    titles = ["甲", "乙", "丙"]
    taken = [web(store, catalog, t.encode(), days=n) for n, t in enumerate(titles)]
    for number in (0, 2, 1):
        save(catalog, taken[number], report(title=titles[number]))
    pairs = {(r.old_snapshot, r.new_snapshot) for r in _get(catalog, OURS).revisions}
    assert pairs == {(taken[0].id, taken[1].id), (taken[1].id, taken[2].id)}


def test_only_what_changed_reaches_the_index(store: WarcStore, catalog: Catalog) -> None:
    """Reading the same again, even by a newer reader, gives the index no work; a finding
    does."""
    snapshot = local(store, catalog, b"x")
    save(catalog, snapshot, report())
    _outbox(catalog)
    again = save(catalog, snapshot, report(reader_version="8"))
    idle = _outbox(catalog)
    found = save(catalog, snapshot, report(reader_version="8", findings=(finding("不符"),)))
    assert (again.changed, idle, found.changed, _outbox(catalog)) == (False, [], True, [OURS])
    assert _get(catalog, OURS).report.reader_version == "8" != READER_VERSION


def test_a_report_touched_meanwhile_stays_in_the_outbox(store: WarcStore, catalog: Catalog) -> None:
    """What changes while the index works is not taken for done."""
    snapshot = local(store, catalog, b"x")
    save(catalog, snapshot, report())
    with catalog.read() as conn:
        taken = reports.outbox(conn)
    save(catalog, snapshot, report(title="新题"))
    with catalog.begin() as conn:
        reports.outbox_done(conn, taken)
        left = reports.outbox(conn)
    assert [name for name, _ in taken] == [name for name, _ in left] == [OURS]


def test_a_rebuild_gives_the_same_rows(store: WarcStore, catalog: Catalog) -> None:
    """All that was read, filed in another order into empty tables, gives the same reports,
    agencies and revisions."""
    web_pages = [web(store, catalog, str(n).encode(), days=n) for n in range(3)]
    others = [local(store, catalog, b"x"), local(store, catalog, b"y", url="urn:y")]
    read = [report(title=str(n), sections=(Section(1, str(n), "a"),)) for n in range(3)]
    read += [report(agency=None), report(agency="大冶市 水利局", year=2021)]
    pairs = list(zip([*web_pages, *others], read, strict=True))
    for snapshot, item in pairs:
        save(catalog, snapshot, item)
    before = _rows(catalog)
    with catalog.begin() as conn:
        for name in ("revisions", "figures", "cells", "readings", "reports", "agencies"):
            conn.execute(metadata.tables[name].delete())
    for snapshot, item in reversed(pairs):
        save(catalog, snapshot, item)
    assert _rows(catalog) == before


def _rows(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    with catalog.read() as conn:
        return {
            name: sorted(
                (tuple(row) for row in conn.execute(metadata.tables[name].select())), key=str
            )
            for name in ("readings", "reports", "agencies", "revisions", "cells", "figures")
        }


def test_a_batch_keeps_its_order(store: WarcStore, catalog: Catalog) -> None:
    """`many` gives the reports in the order asked, and leaves out what is not there."""
    names = []
    for year in range(2010, 2016):
        snapshot = local(store, catalog, str(year).encode(), url=f"urn:{year}")
        names.append(save(catalog, snapshot, report(year=year)).report_id or "")
    wanted = [names[4], "nothing", names[0], names[2]]
    with catalog.read() as conn:
        found = [record.id for record in reports.many(conn, wanted)]
    assert found == [names[4], names[0], names[2]]
