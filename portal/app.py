"""The portal put together: `create_app` wires rooms to pages and does nothing else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer import grammar
from indexer.port import SearchEngine
from portal import admin, assets, security, state, words
from portal.addresses import absolute
from portal.browse import browse
from portal.delivery import deliver
from portal.errors import handle_errors
from portal.history import history
from portal.house import House, furnish
from portal.language import speak
from portal.look import chosen, look
from portal.pages import pages
from portal.service import service

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def create_app(
    settings: Settings, engine: SearchEngine, catalog: Catalog, store: WarcStore
) -> Flask:
    """The WSGI application over an open catalog, an open store and a search engine."""
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        grouped=words.grouped, local_day=words.local_day, place_name=words.place_name
    )
    app.jinja_env.globals.update(
        words=words,
        max_query=grammar.MAX_CHARS,
        web_host=security.web_host,
        look=chosen,
        absolute=absolute,
    )
    furnish(app, House(settings, engine, catalog, store))
    deliver(app, settings.portal_cache_bytes)
    speak(app)
    assets.register(app)
    app.register_blueprint(pages)
    app.register_blueprint(browse)
    app.register_blueprint(look)
    app.register_blueprint(history)
    app.register_blueprint(service)
    admin.register(app)
    app.before_request(state.check_language)
    handle_errors(app)
    security.guard(app)
    return app
