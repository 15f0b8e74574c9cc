"""Operations on the queue, and how the archive is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from archive import crawl_plans, run_lists, run_requests, runs
from archive.crawl_plans import Chosen, Plan
from archive.errors import DeskError
from archive.run_lists import Asked
from archive.runs import Run
from portal.admin import overview
from portal.admin.answers import DONE
from portal.admin.queue import WORK
from portal.api import cursors
from portal.api import desk_models as models
from portal.api.bearer import caller
from portal.api.desk_bodies import CrawlChoice, RunRequest
from portal.api.desk_parameters import RunsParameters
from portal.api.paging import following, number, page
from portal.api.parameters import Parameters
from portal.api.problems import CannotBe
from portal.errors import NotHeld
from portal.house import house
from portal.language import gettext, noted
from reports import divisions

_TAIL = 200  # lines of a log


def run_list(asked: RunsParameters) -> models.RunsAnswer:
    """One page of the queue."""
    before = cursors.opened("runs", asked.cursor, number) if asked.cursor else None
    wanted = Asked(asked.kind, asked.state, asked.target)
    with house().catalog.read() as conn:
        found = run_lists.listed(conn, wanted, asked.limit + 1, before=before)
        states = run_lists.by_state(conn, wanted)
    shown, last = page(found, asked.limit)
    return models.RunsAnswer(
        total=states.get(asked.state, 0) if asked.state else sum(states.values()),
        states=states,
        runs=tuple(map(told, shown)),
        next=following("runs", last.id) if last else None,
    )


def run(asked: Parameters, number: int) -> models.RunWhole:
    """A run with its log."""
    del asked
    return _whole(_held(number))


def request_run(asked: Parameters, sent: RunRequest) -> models.RunsAsked:
    """Queues work; what waits or is under way already is given back."""
    del asked
    if sent.kind != "crawl":
        return queued(sent.kind, _work(sent))
    return queued("crawl", [source.id for source in _crawled(sent).sources])


def plan_crawl(asked: Parameters, sent: CrawlChoice) -> models.PlansAnswer:
    """How much crawls would fetch; nothing is queued."""
    del asked
    meant = _crawled(sent)
    with house().catalog.read() as conn:
        usual = house().settings.crawl_delay
        found = crawl_plans.plans(conn, meant.sources, usual, datetime.now(UTC))
    whole = crawl_plans.together(found)
    return models.PlansAnswer(
        plans=tuple(map(_plan, found)),
        disabled=tuple(source.id for source in meant.disabled),
        requests=whole.requests,
        least=whole.least,
        most=whole.most,
        alone=whole.alone,
        together=whole.together,
    )


def _plan(one: Plan) -> models.PlanAnswer:
    same = set(models.PlanAnswer.model_fields) - {"source", "open"}
    values = {name: getattr(one, name) for name in same}
    return models.PlanAnswer(
        source=one.source.id, open=told(one.open) if one.open else None, **values
    )


def cancel_run(asked: Parameters, number: int) -> models.RunWhole:
    """Cancels a run."""
    del asked
    _held(number)
    if not run_requests.cancel(house().catalog, caller().actor, number):
        raise CannotBe(gettext(DONE["over"]))
    return _whole(_held(number))


def health(asked: Parameters) -> models.HealthAnswer:
    """How every part is."""
    del asked
    seen = overview.overview_view()
    return models.HealthAnswer(
        index=models.IndexHealth(
            ok=seen.index.ok, damaged=seen.index.damaged, reports=seen.index.reports,
            message=seen.index_says,
        ),
        held=models.HeldAnswer(reports=seen.totals.reports, **asdict(seen.held)),
        sizes=models.SizesAnswer(**asdict(seen.sizes)),
        runs={state: count for state, _name, count in seen.runs},
        **{
            name: getattr(seen, name)
            for name in ("sources", "enabled", "issues", "ill", "program", "reader")
        },
    )  # fmt: skip


def queued(kind: str, targets: list[str]) -> models.RunsAsked:
    """The runs that do this work, queued unless they were."""
    numbers = run_requests.ask(house().catalog, caller().actor, kind, targets)
    return models.RunsAsked(runs=tuple(told(_held(number)) for number in numbers))


def told(found: Run) -> models.RunAnswer:
    """A run as it stands."""
    return models.RunAnswer(**_plain(found))


def _plain(found: Run) -> dict[str, Any]:
    same = set(models.RunAnswer.model_fields) - {"worker"}
    return {name: getattr(found, name) for name in same} | {"worker": found.lease_owner}


def _whole(found: Run) -> models.RunWhole:
    with house().catalog.read() as conn:
        pace = run_lists.pace(conn, found, datetime.now(UTC))
    lines = found.log.splitlines()
    return models.RunWhole(
        **_plain(found),
        log=tuple(lines[-_TAIL:]),
        log_cut=len(lines) > _TAIL,
        met=pace.met if pace else None,
        last_minute=pace.last_minute if pace else None,
        waiting=pace.waiting if pace else None,
    )


def _held(number: int) -> Run:
    found = runs.get(house().catalog, number)
    if found is None:
        raise NotHeld(noted("没有这次运行。"))
    return found


def _work(sent: RunRequest) -> list[str]:
    """The targets of work on the whole archive. CannotBe for work that there is not."""
    targets = sent.targets or [""]
    known = {work[:2] for work in WORK.values()}
    if sent.region is not None or sent.all or {(sent.kind, one) for one in targets} - known:
        raise CannotBe(gettext("没有这样的任务。"), "targets")
    return targets


def _crawled(sent: CrawlChoice) -> Chosen:
    """The sources meant: those named, or the enabled ones of a region or of all. CannotBe where
    there are none."""
    if sum((bool(sent.targets), sent.region is not None, sent.all)) != 1:
        raise CannotBe(gettext("targets、region 和 all 要给一个，也只给一个。"), "targets")
    place = divisions.by_code(sent.region) if sent.region is not None else None
    if sent.region is not None and place is None:
        raise CannotBe(gettext("没有这个代码的行政区划。"), "region")
    region = place.code if place else None
    with house().catalog.read() as conn:
        try:
            found = crawl_plans.chosen(conn, sent.targets, region, every=sent.all)
        except DeskError as refused:
            raise CannotBe.of(refused) from refused
    if not found.sources:
        raise CannotBe(gettext(DONE["nothing"]))
    return found
