"""The admin desk: pages under ``/admin`` for those who work with the archive.

It asks for work through the queue (`archive.runs`) and never does it itself.
"""

from __future__ import annotations

from flask import Flask

from portal.admin import (
    adding,
    agencies,
    correct,
    judging,
    log,
    login,
    overview,
    own,
    planning,
    queue,
    registry,
    relating,
    rereading,
    reviewing,
    staff,
    told_errors,
    words,
)
from portal.admin.answers import told_done
from portal.admin.desk import admin

__all__ = [
    "adding",
    "agencies",
    "correct",
    "judging",
    "log",
    "login",
    "overview",
    "own",
    "planning",
    "queue",
    "register",
    "registry",
    "relating",
    "rereading",
    "reviewing",
    "staff",
    "told_errors",
]


def register(app: Flask) -> None:
    """Serves the desk."""
    app.register_blueprint(admin)
    app.jinja_env.filters.update(
        lasting=words.lasting, local_time=words.local_time, size_text=overview.size_text
    )
    app.jinja_env.globals.update(desk=words, told_done=told_done)
