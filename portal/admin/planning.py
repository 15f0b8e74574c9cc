"""Crawls asked for at the desk: which sources are meant, and how much that would fetch."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import crawl_plans, run_requests, sources
from archive.crawl_plans import Chosen, Plan, Whole
from archive.errors import DeskError
from archive.sources import Source
from portal.admin.answers import done
from portal.admin.desk import account, admin, needs, now
from portal.admin.work import run_view
from portal.house import house
from portal.links import Link
from reports import divisions

_MOST_HOSTS = 20


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A source's plan; ``open`` in words and where it leads; ``due`` when what waits is due."""

    plan: Plan
    open: Link | None
    due: str | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """What the crawls would fetch; ``more`` hosts are not named."""

    rows: tuple[PlanRow, ...]
    disabled: tuple[Source, ...]
    whole: Whole
    hosts: tuple[tuple[str, int, float], ...]
    more: int


@admin.post("/crawl")
@needs("run.request")
def request_crawl() -> ResponseReturnValue:
    """Queues crawls: of the sources that the form names, or of a region's or of all that are enabled,
    or of those that were listed."""
    with house().catalog.read() as conn:
        meant = _meant(conn)
    if not meant.sources:
        return done("admin.source_list", "nothing")
    wanted = [source.id for source in meant.sources]
    numbers = run_requests.ask(house().catalog, account().actor, "crawl", wanted)
    if len(numbers) == 1:
        return redirect(url_for("admin.run", number=numbers[0]), 303)
    return redirect(url_for("admin.run_list", kind="crawl"), 303)


@admin.route("/crawl/plan", methods=["GET", "POST"])
@needs("run.request")
def crawl_plan() -> ResponseReturnValue:
    """Says how much crawls of these sources would fetch, and asks for nothing; posted as well, for the
    names of many sources are longer than an address may be."""
    with house().catalog.read() as conn:
        meant = _meant(conn)
        found = crawl_plans.plans(conn, meant.sources, house().settings.crawl_delay, now())
    if not meant.sources and not meant.disabled:
        return done("admin.source_list", "nothing")
    return render_template("admin/plan.html", view=_view(found, meant))


def regions(found: list[Source]) -> list[tuple[str, str]]:
    """The divisions that hold sources, with those above them: code and name, by code."""
    codes = {source.region_code for source in found if source.region_code}
    every = {above for code in codes for above in divisions.region_codes(code)}
    named = ((code, divisions.by_code(code)) for code in sorted(every))
    return [(code, division.name) for code, division in named if division is not None]


def _meant(conn: Connection) -> Chosen:
    """The sources that the form or address means; none where it names what there is not."""
    asked = request.values
    names, which = asked.getlist("source"), asked.get("all")
    region = asked.get("region", "") if which == "region" else None
    if which == "shown":
        shown = set(asked.getlist("shown"))
        names = [one.id for one in sources.all_(conn) if one.enabled and one.id in shown]
    elif which is not None:
        names = []
    try:
        return crawl_plans.chosen(conn, names, region, every=which == "enabled")
    except DeskError:
        return Chosen((), ())


def _view(found: list[Plan], meant: Chosen) -> PlanView:
    whole = crawl_plans.together(found)
    hosts = [(host, number, seconds) for host, (number, seconds) in whole.by_host.items()]
    return PlanView(
        rows=tuple(map(_row, found)),
        disabled=meant.disabled,
        whole=whole,
        hosts=tuple(hosts[:_MOST_HOSTS]),
        more=max(len(hosts) - _MOST_HOSTS, 0),
    )


def _row(plan: Plan) -> PlanRow:
    if plan.open is None:
        return PlanRow(plan, None, None)
    run = run_view(plan.open, {}, now())
    return PlanRow(plan, Link(run.state_name, url_for("admin.run", number=run.id)), run.due)
