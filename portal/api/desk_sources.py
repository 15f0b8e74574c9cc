"""Operations on the registry of sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from archive import drift, source_files, source_safety, source_states, sources
from archive.crawl_plans import lies_in
from archive.errors import SourceError
from archive.sources import FAMILIES, Source
from portal.admin.source_forms import told as why_not
from portal.admin.source_forms import told_of_file
from portal.admin.source_views import due, matching
from portal.api import cursors, desk_runs
from portal.api import desk_models as models
from portal.api.bearer import caller
from portal.api.desk_bodies import EnabledBody, SourceBody, SourceFilesBody
from portal.api.desk_parameters import SourcesParameters
from portal.api.paging import following, page, text
from portal.api.parameters import Parameters
from portal.api.problems import CannotBe
from portal.errors import NotHeld
from portal.house import house
from portal.language import gettext, noted
from reports import divisions


def source_list(asked: SourcesParameters) -> models.SourcesAnswer:
    """One page of sources, by id."""
    after = cursors.opened("sources", asked.cursor, text) if asked.cursor else ""
    place = divisions.by_code(asked.region) if asked.region else None
    with house().catalog.read() as conn:
        known = matching(sources.all_(conn), asked.q)
        found = [
            one for one in known if one.id > after and (place is None or lies_in(one, place.code))
        ]
        shown, last = page(found[: asked.limit + 1], asked.limit)
        answers = _answers(conn, shown)
    return models.SourcesAnswer(
        sources=answers, next=following("sources", last.id) if last else None
    )


def source(asked: Parameters, source_id: str) -> models.SourceAnswer:
    """A source and how it is doing."""
    del asked
    with house().catalog.read() as conn:
        return _answers(conn, [_held(conn, source_id)])[0]


def put_source(asked: Parameters, sent: SourceBody, source_id: str) -> models.SourceAnswer:
    """Adds a source or replaces the one of that id."""
    if sent.id not in {None, source_id}:
        raise CannotBe(gettext("网址中的编号与提交的不同。"), "id")
    try:
        _save([source_files.from_table(_table(sent) | {"id": source_id}, FAMILIES)])
    except SourceError as wrong:
        raise CannotBe(why_not(wrong), wrong.key) from wrong
    return source(asked, source_id)


def enable_source(asked: Parameters, sent: EnabledBody, source_id: str) -> models.SourceAnswer:
    """Has a source crawled by its schedule, or no longer."""
    with house().catalog.begin() as conn:
        changed = replace(_held(conn, source_id), enabled=sent.enabled)
        sources.edit(conn, caller().actor, changed)
    return source(asked, source_id)


def check_source(asked: Parameters, source_id: str) -> models.RunsAsked:
    """Queues a look at one list page."""
    del asked
    with house().catalog.read() as conn:
        _held(conn, source_id)
    return desk_runs.queued("check", [source_id])


def source_toml(asked: Parameters) -> models.SourceFilesAnswer:
    """Every source as a file."""
    del asked
    with house().catalog.read() as conn:
        found = sources.all_(conn)
    files = (models.SourceFile(name=f"{s.id}.toml", toml=source_files.dump_toml(s)) for s in found)
    return models.SourceFilesAnswer(files=tuple(files))


def import_sources(asked: Parameters, sent: SourceFilesBody) -> models.SourceIds:
    """Adds the sources of these files, or none when one is wrong."""
    del asked
    found: list[Source] = []
    wrong: list[str] = []
    for file in sent.files:
        name = Path(file.name).name
        try:
            found.append(source_files.parse_toml(file.toml, Path(name), FAMILIES))
        except SourceError as error:
            wrong.append(told_of_file(error, name))
    if wrong:
        raise CannotBe(" ".join(wrong), "files")
    try:
        _save(found)
    except SourceError as error:
        raise CannotBe(why_not(error), error.key) from error
    return models.SourceIds(sources=tuple(one.id for one in found))


def _save(found: list[Source]) -> None:
    source_safety.save(house().catalog, house().settings, caller().actor, found)


def _held(conn: Connection, source_id: str) -> Source:
    found = sources.get(conn, source_id)
    if found is None:
        raise NotHeld(noted("没有这个来源。"))
    return found


def _table(sent: SourceBody) -> dict[str, Any]:
    """What was sent as a TOML file has it: what is null is left out."""
    table = sent.model_dump(exclude_none=True)
    if isinstance(delay := table.get("delay"), Decimal):
        table["delay"] = float(delay)
    return table


def _answers(conn: Connection, found: Sequence[Source]) -> tuple[models.SourceAnswer, ...]:
    ended = source_states.last_crawls(conn, ended=True)
    open_ = source_states.last_crawls(conn, ended=False)
    quality = drift.read(conn, [one.id for one in found])
    now = datetime.now(UTC)

    def answer(one: Source) -> models.SourceAnswer:
        last, under_way, read = ended.get(one.id), open_.get(one.id), quality.get(one.id)
        crawls = read.crawls if read else ()
        return models.SourceAnswer(
            source=_described(one),
            last=desk_runs.told(last) if last else None,
            open=desk_runs.told(under_way) if under_way else None,
            next_at=due(one, last, now) if under_way is None else None,
            reports=read.reports if read else 0,
            clean=read.clean if read else 0,
            brought=tuple(models.CrawlBrought(**asdict(crawl)) for crawl in crawls),
            drifting=drift.fallen(crawls),
        )

    return tuple(map(answer, found))


def _described(one: Source) -> models.SourceTable:
    values = asdict(one)
    bounds = models.Bounds(min=values.pop("expect_min"), max=values.pop("expect_max"))
    return models.SourceTable(**values, expect=models.Expected(reports=bounds))
