"""The registry of sites: how each is doing; adding, changing, trying, importing and exporting."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from archive import (
    drift,
    run_lists,
    run_requests,
    source_files,
    source_safety,
    source_states,
    sources,
)
from archive.errors import SourceError
from archive.run_lists import Asked
from archive.sources import FAMILIES, Source
from portal.admin import planning
from portal.admin.answers import done
from portal.admin.desk import account, admin, needs, now
from portal.admin.source_forms import HINTS, fields, sent, source_of, told, told_of_file
from portal.admin.source_views import SourceView, matching, source_view
from portal.admin.work import run_view
from portal.errors import NotHeld
from portal.house import house
from portal.language import gettext, noted

_RUNS = 10
_TOML = "application/toml; charset=utf-8"


@admin.get("/sources")
@needs("sources.see")
def source_list() -> ResponseReturnValue:
    """Every source, or those that match ``q``."""
    text = request.args.get("q", "").strip()
    with house().catalog.read() as conn:
        every = sources.all_(conn)
        views = _views(conn, matching(every, text))
    return render_template(
        "admin/sources.html",
        views=views,
        total=len(every),
        text=text,
        regions=planning.regions(every),
    )


@admin.get("/sources/<source_id>")
@needs("sources.see")
def source(source_id: str) -> ResponseReturnValue:
    """A source: how it is doing, its last runs and how it is described."""
    with house().catalog.read() as conn:
        found = _held(conn, source_id)
        (view,) = _views(conn, [found])
        runs = run_lists.listed(conn, Asked(target=source_id), _RUNS)
    names = {found.id: found.name}
    shown = [run_view(run, names, now()) for run in runs]
    toml = source_files.dump_toml(found)
    return render_template("admin/source.html", source=found, view=view, runs=shown, toml=toml)


@admin.route("/new-source", methods=["GET", "POST"])
@needs("source.put")
def new_source() -> ResponseReturnValue:
    """Adds a source."""
    if request.method == "GET":
        return _form(fields(None), None)
    return _put(sent(request.form), None)


@admin.route("/sources/<source_id>/edit", methods=["GET", "POST"])
@needs("source.put")
def edit_source(source_id: str) -> ResponseReturnValue:
    """Changes a source."""
    with house().catalog.read() as conn:
        found = _held(conn, source_id)
    if request.method == "GET":
        return _form(fields(found), found)
    return _put(sent(request.form) | {"id": source_id}, found)


@admin.post("/sources/<source_id>/enabled")
@needs("source.put")
def enable_source(source_id: str) -> ResponseReturnValue:
    """Has a source crawled by its schedule, or no longer."""
    enabled = request.form.get("enabled") == "1"
    with house().catalog.begin() as conn:
        changed = replace(_held(conn, source_id), enabled=enabled)
        sources.edit(conn, account().actor, changed)
    return done("admin.source", "enabled" if enabled else "disabled", source_id=source_id)


@admin.post("/sources/<source_id>/check")
@needs("source.check")
def check_source(source_id: str) -> ResponseReturnValue:
    """Has a worker fetch one list page and show what would be taken."""
    with house().catalog.read() as conn:
        _held(conn, source_id)
    (number,) = run_requests.ask(house().catalog, account().actor, "check", [source_id])
    return redirect(url_for("admin.run", number=number), 303)


@admin.get("/sources/<source_id>/toml")
@needs("sources.see")
def export_source(source_id: str) -> ResponseReturnValue:
    """A source as a file."""
    with house().catalog.read() as conn:
        found = _held(conn, source_id)
    return _file(source_files.dump_toml(found).encode(), f"{found.id}.toml", _TOML)


@admin.get("/sources.zip")
@needs("sources.see")
def export_sources() -> ResponseReturnValue:
    """Every source, a file each."""
    with house().catalog.read() as conn:
        found = sources.all_(conn)
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for one in found:
            archive.writestr(f"{one.id}.toml", source_files.dump_toml(one))
    return _file(packed.getvalue(), "sources.zip", "application/zip")


@admin.route("/import-sources", methods=["GET", "POST"])
@needs("source.put")
def import_sources() -> ResponseReturnValue:
    """Adds the sources of these files, or none when one is wrong."""
    if request.method == "GET":
        return render_template("admin/import.html", errors=[])
    found, errors = _uploaded()
    if not found and not errors:
        errors = [noted("没有选择文件。")]
    if errors:
        return render_template("admin/import.html", errors=errors), 400
    try:
        _save(found)
    except SourceError as refused:
        return render_template("admin/import.html", errors=[told(refused)]), 400
    return done("admin.source_list", "imported")


def _uploaded() -> tuple[list[Source], list[str]]:
    found: list[Source] = []
    errors: list[str] = []
    for file in request.files.getlist("files"):
        if not (name := Path(file.filename or "").name):
            continue
        try:
            text = file.read().decode("utf-8", "replace")
            found.append(source_files.parse_toml(text, Path(name), FAMILIES))
        except SourceError as wrong:
            errors.append(told_of_file(wrong, name))
    return found, errors


def _put(shown: dict[str, str], old: Source | None) -> ResponseReturnValue:
    try:
        new = source_of(shown)
        with house().catalog.read() as conn:
            if old is None and sources.get(conn, new.id) is not None:
                return _form(shown, old, "id", gettext("已经有这个编号的来源。"))
        _save([new])
    except SourceError as wrong:
        return _form(shown, old, wrong.key, told(wrong))
    return done("admin.source", "put", source_id=new.id)


def _save(found: list[Source]) -> None:
    """SourceError for one that leads to an inner network."""
    source_safety.save(house().catalog, house().settings, account().actor, found)


def _form(
    shown: dict[str, str], old: Source | None, wrong: str | None = None, error: str | None = None
) -> ResponseReturnValue:
    page = render_template(
        "admin/source_form.html",
        shown=shown, old=old, wrong=wrong, error=error, hints=HINTS, families=("auto", *FAMILIES),
    )  # fmt: skip
    return page, 400 if error else 200


def _held(conn: Connection, source_id: str) -> Source:
    found = sources.get(conn, source_id)
    if found is None:
        raise NotHeld(noted("没有这个来源。"))
    return found


def _views(conn: Connection, found: list[Source]) -> list[SourceView]:
    ended = source_states.last_crawls(conn, ended=True)
    open_ = source_states.last_crawls(conn, ended=False)
    read = drift.read(conn, [one.id for one in found])
    return [
        source_view(
            one, ended.get(one.id), open_.get(one.id), read.get(one.id), now(),
        )
        for one in found
    ]  # fmt: skip


def _file(body: bytes, name: str, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
