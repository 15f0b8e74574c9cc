"""The desk's first page: how every part is."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.admin.desk import admin, needs


@admin.get("/")
@needs("desk.see")
def overview() -> ResponseReturnValue:
    """How every part is."""
    return render_template("admin/overview.html")
