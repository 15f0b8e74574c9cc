"""The portal put together: `create_app` wires rooms to pages and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from jinja2 import StrictUndefined

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer import grammar
from indexer.port import SearchEngine
from portal import security, words
from portal.api import routes as api
from portal.errors import handle_errors
from portal.history import history
from portal.house import House, furnish
from portal.lists import lists
from portal.pages import pages
from portal.service import service

_ROOM = Path(__file__).resolve().parent
TEMPLATES = _ROOM.parent / "templates"
STATIC = _ROOM / "static"
_STATIC_SECONDS = 30 * 24 * 3600


def create_app(
    settings: Settings, engine: SearchEngine, catalog: Catalog, store: WarcStore
) -> Flask:
    """The WSGI application over an open catalog, an open store and a search engine."""
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_SECONDS
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        grouped=words.grouped, local_day=words.local_day, place_name=words.place_name
    )
    app.jinja_env.globals.update(
        asset=_assets(), words=words, max_query=grammar.MAX_CHARS, web_host=security.web_host
    )
    furnish(app, House(settings, engine, catalog, store))
    app.register_blueprint(pages)
    app.register_blueprint(history)
    app.register_blueprint(lists)
    app.register_blueprint(service)
    api.install(app)
    handle_errors(app)
    security.guard(app)
    return app


def _assets() -> Callable[[str], str]:
    """A template function: a static file's address with its digest, so that it may be kept for
    long and is still replaced at once."""
    digests = {
        path.name: sha256(path.read_bytes()).hexdigest()[:12]
        for path in STATIC.iterdir()
        if path.is_file()
    }

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digests[name])

    return asset
