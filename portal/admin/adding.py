"""Documents added one by one: by an address that a worker fetches, or as a file."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import run_requests, runs, source_safety, uploads
from archive.errors import DeskError
from portal.admin.answers import done, said
from portal.admin.desk import account, admin, most_bytes, needs
from portal.house import house

_FORM_BYTES = 1 << 16  # beside the file


@admin.get("/new-document")
@needs("document.add")
def new_document() -> ResponseReturnValue:
    """The two forms."""
    return _page()


@admin.post("/new-document/fetch")
@needs("document.add")
def fetch_document() -> ResponseReturnValue:
    """Has a worker fetch one address by the rules of its source."""
    url = request.form.get("url", "").strip()
    try:
        source_safety.refuse(url, house().settings)
    except DeskError as refused:
        return _page("fetch", said(refused)), 400
    (number,) = run_requests.ask(house().catalog, account().actor, "fetch", [url])
    return redirect(url_for("admin.run", number=number), 303)


@admin.post("/new-document/upload")
@needs("document.add")
@most_bytes(lambda: house().settings.max_document_bytes + _FORM_BYTES)
def upload_document() -> ResponseReturnValue:
    """Keeps a file; a worker reads it."""
    form, name, body = request.form, "", b""
    if (file := request.files.get("file")) is not None:
        with file.stream as stream:
            name, body = file.filename or "", stream.read()
    try:
        kept = uploads.upload(
            house().settings, house().catalog, account().actor,
            body=body, name=name,
            url=form.get("published_at", ""), published=form.get("published_on", ""),
            reason=form.get("reason", ""),
        )  # fmt: skip
    except DeskError as refused:
        return _page("upload", said(refused)), 400
    if kept.new:
        runs.request(house().catalog, "read")
    what = "uploaded" if kept.new else "uploaded_before"
    return done("admin.document", what, snapshot_id=kept.snapshot.id)


def _page(deed: str = "", error: str | None = None) -> str:
    return render_template(
        "admin/new_document.html", deed=deed, error=error, sent=request.form,
        most=house().settings.max_document_bytes >> 20,
    )  # fmt: skip
