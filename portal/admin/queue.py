"""The queue: what waits, what is under way and what came of it; asking for work, and cancelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import run_lists, run_requests, runs, sources
from archive.run_lists import Asked
from portal.admin.answers import done
from portal.admin.desk import account, admin, needs, now
from portal.admin.work import KIND_NAMES, STATE_NAMES, RunView, run_view
from portal.house import house
from portal.language import gettext, noted
from portal.links import Link
from portal.state import BadParameter

PAGE_SIZE = 100
_MOST_PAGES = 10_000
WORK: Mapping[str, tuple[str, str, str]] = {
    "read": ("read", "", noted("读取未读的文档")),
    "stale": ("read", "stale", noted("用新读法重读")),
    "index": ("index", "", noted("更新索引")),
    "rebuild": ("index", "rebuild", noted("重建索引")),
    "verify": ("verify", "", noted("核验存档")),
    "backup": ("backup", "", noted("备份到数据文件夹")),
}
"""Work on the whole archive that may be asked for: kind, target, name."""


@dataclass(frozen=True, slots=True)
class RunsView:
    """A page of the queue. ``states`` and ``kinds`` are filters; ``live`` is where the part of the
    page that changes is asked for."""

    runs: tuple[RunView, ...]
    total: int
    states: tuple[tuple[Link, int], ...]
    kinds: tuple[Link, ...]
    source: str | None
    page: int
    newer: str | None
    older: str | None
    live: str


@admin.get("/runs")
@needs("runs.see")
def run_list() -> ResponseReturnValue:
    """The queue, latest first."""
    return render_template("admin/runs.html", view=_runs_view(), work=WORK)


@admin.get("/runs.json")
@needs("runs.see")
def run_list_json() -> ResponseReturnValue:
    """The part of the list that changes."""
    view = _runs_view()
    return jsonify({"over": False, "told": "", "part": _part("admin/_runs.html", view)})


@admin.get("/runs/<int:number>")
@needs("runs.see")
def run(number: int) -> ResponseReturnValue:
    """A run: how far it is and what came of it."""
    return render_template("admin/run.html", view=_view(number))


@admin.get("/runs/<int:number>.json")
@needs("runs.see")
def run_json(number: int) -> ResponseReturnValue:
    """A run as it stands, and the part of its page that shows it."""
    view = _view(number)
    told = gettext("运行 %(id)s：%(state)s", id=view.id, state=view.state_name)
    shown = {"id": view.id, "state": view.state, "percent": view.percent, "error": view.error}
    part = _part("admin/_run.html", view)
    return jsonify(shown | {"over": view.over, "told": told, "part": part})


@admin.post("/runs")
@needs("run.request")
def request_run() -> ResponseReturnValue:
    """Queues work on the whole archive, and leads to it."""
    found = WORK.get(request.form.get("work", ""))
    if found is None:
        abort(400)
    (number,) = run_requests.ask(house().catalog, account().actor, found[0], [found[1]])
    return redirect(url_for("admin.run", number=number), 303)


@admin.post("/runs/<int:number>/cancel")
@needs("run.cancel")
def cancel_run(number: int) -> ResponseReturnValue:
    """Cancels a run that has not ended."""
    if runs.get(house().catalog, number) is None:
        abort(404)
    cancelled = run_requests.cancel(house().catalog, account().actor, number)
    return done("admin.run", "cancelled" if cancelled else "over", number=number)


def _part(template: str, view: RunView | RunsView) -> str:
    return render_template(template, view=view)


def _view(number: int) -> RunView:
    found = runs.get(house().catalog, number)
    if found is None:
        abort(404)
    with house().catalog.read() as conn:
        pace = run_lists.pace(conn, found, now())
        names = {source.id: source.name for source in sources.all_(conn)}
    return run_view(found, names, now(), pace)


def _runs_view() -> RunsView:
    asked, page = _asked()
    with house().catalog.read() as conn:
        found = run_lists.listed(conn, asked, PAGE_SIZE, (page - 1) * PAGE_SIZE)
        counted = run_lists.by_state(conn, asked)
        names = {source.id: source.name for source in sources.all_(conn)}
    every = sum(counted.values())
    total = counted.get(asked.state, 0) if asked.state else every
    filters = {"kind": asked.kind, "state": asked.state, "source": asked.target}
    paged = filters | {"page": page if page > 1 else None}
    states: list[tuple[str | None, str, int]] = [(None, noted("全部"), every)]
    states += [(state, name, counted.get(state, 0)) for state, name in STATE_NAMES.items()]
    kinds = ((None, noted("全部")), *KIND_NAMES.items())
    return RunsView(
        runs=tuple(run_view(one, names, now()) for one in found),
        total=total,
        states=tuple(
            (Link(gettext(name), _at(filters | {"state": state}), state == asked.state), number)
            for state, name, number in states
            if number or state in {None, asked.state}
        ),
        kinds=tuple(
            Link(gettext(name), _at(filters | {"kind": kind}), kind == asked.kind)
            for kind, name in kinds
        ),
        source=names.get(asked.target, asked.target) if asked.target else None,
        page=page,
        newer=_at(paged | {"page": page - 1}) if page > 1 else None,
        older=_at(paged | {"page": page + 1}) if total > page * PAGE_SIZE else None,
        live=url_for("admin.run_list_json", **paged),  # type: ignore[arg-type]
    )


def _at(values: Mapping[str, object]) -> str:
    return url_for("admin.run_list", **values)  # type: ignore[arg-type]


def _asked() -> tuple[Asked, int]:
    """What the address asks for. BadParameter for what there cannot be."""
    kind, state = request.args.get("kind") or None, request.args.get("state") or None
    if kind is not None and kind not in KIND_NAMES:
        raise BadParameter("kind", kind)
    if state is not None and state not in STATE_NAMES:
        raise BadParameter("state", state)
    return Asked(kind, state, request.args.get("source") or None), asked_page()


def asked_page() -> int:
    """The page of a list that the address asks for. BadParameter for what there cannot be."""
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdecimal() and 0 < int(page[:9]) <= _MOST_PAGES):
        raise BadParameter("page", page)
    return int(page)
