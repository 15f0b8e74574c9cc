"""The frontier: what waits, what is closed, and what a crawl that is taken up finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from archive import frontier
from archive.catalog import Catalog
from archive.frontier import Address, Closed
from archive.tables import frontier as rows


def _report(number: int) -> Address:
    return Address(kind="report", url=f"http://a.gov.cn/{number}", score=3, reasons=("+3 标题",))


def test_lists_go_before_reports(catalog: Catalog) -> None:
    """Addresses come in the order they were found, lists first."""
    page = Address(kind="listing", url="http://a.gov.cn/l2", post={"form": [["page", "2"]]})
    with catalog.begin() as conn:
        frontier.begin(conn, "a", ["http://a.gov.cn/l"])
        frontier.add(conn, "a", [_report(1), _report(2), page])
        waiting = frontier.waiting(conn, "a", 10)
    found = [item.address for item in waiting]
    assert found == [Address(kind="listing", url="http://a.gov.cn/l"), page, _report(1), _report(2)]


def test_an_address_is_added_once(catalog: Catalog) -> None:
    """The same address again is not added, the same address with another form is."""
    first = Address(kind="listing", url="http://a.gov.cn/l", post={"form": [["page", "2"]]})
    other = Address(kind="listing", url="http://a.gov.cn/l", post={"form": [["page", "3"]]})
    with catalog.begin() as conn:
        added = frontier.add(conn, "a", [first, first, _report(1)])
        again = frontier.add(conn, "a", [first, other, _report(1)])
    assert (dict(added), dict(again)) == ({"listing": 1, "report": 1}, {"listing": 1})


def test_no_more_is_added_than_there_is_room_for(catalog: Catalog) -> None:
    """What is over a cap is counted and not added."""
    with catalog.begin() as conn:
        added = frontier.add(conn, "a", [_report(n) for n in range(5)], {"report": 2})
    assert dict(added) == {"report": 2, "left_report": 3}


def test_a_closed_address_waits_no_longer(catalog: Catalog) -> None:
    """What was closed or handed out is not given again; outcomes and failures are kept."""
    with catalog.begin() as conn:
        frontier.add(conn, "a", [_report(n) for n in range(4)])
        ids = [item.id for item in frontier.waiting(conn, "a", 10)]
        frontier.close(conn, ids[0], Closed("new"))
        frontier.close(conn, ids[1], Closed("empty", "空白", failed=True))
        left = [item.id for item in frontier.waiting(conn, "a", 10, {ids[2]})]
        failures = frontier.failures(conn, "a", 10)
        tally = dict(frontier.tally(conn, "a"))
    assert (left, failures) == ([ids[3]], [("http://a.gov.cn/1", "empty", "空白")])
    assert tally == {
        ("report", "done", "new"): 1,
        ("report", "failed", "empty"): 1,
        ("report", "waiting", None): 2,
    }


def test_a_crawl_is_gone_on_with(catalog: Catalog) -> None:
    """What was left off yesterday is gone on with, what was left off long ago begun anew; another
    source's crawl is its own."""
    seeds = ["http://a.gov.cn/l"]
    with catalog.begin() as conn:
        begun = [frontier.begin(conn, "a", seeds), frontier.begin(conn, "b", seeds)]
        frontier.add(conn, "a", [_report(1)])
        begun.append(frontier.begin(conn, "a", seeds))
        assert len(frontier.waiting(conn, "a", 10)) == 2
        conn.execute(update(rows).values(added_at=datetime.now(UTC) - timedelta(days=8)))
        begun.append(frontier.begin(conn, "a", seeds))
        assert len(frontier.waiting(conn, "a", 10)) == 1
        assert len(frontier.waiting(conn, "b", 10)) == 1
    assert begun == [False, False, True, False]


def test_what_lists_showed_is_kept(catalog: Catalog) -> None:
    """A listing's row keeps what its page showed, for the crawl's report."""
    with catalog.begin() as conn:
        frontier.begin(conn, "a", ["http://a.gov.cn/l"])
        (item,) = frontier.waiting(conn, "a", 10)
        frontier.close(conn, item.id, Closed("ok", found={"fingerprint": "f"}))
        read = list(frontier.told(conn, "a"))
        frontier.clear(conn, "a")
        assert frontier.began_at(conn, "a") is None
    assert read == [(item.address, {"fingerprint": "f"})]
