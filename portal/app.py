"""The portal put together: `create_app` wires rooms to pages and does nothing else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer import grammar
from indexer.port import SearchEngine
from portal import admin, assets, security, state, words
from portal.addresses import absolute, page_address
from portal.api import routes as api
from portal.browse import browse
from portal.browse_data import browse_data
from portal.checks import checks
from portal.delivery import deliver
from portal.discovery import discovery
from portal.errors import handle_errors
from portal.history import history
from portal.house import House, furnish
from portal.language import speak
from portal.lists import lists
from portal.look import chosen, look
from portal.measures import measure
from portal.pages import pages
from portal.reading import reading
from portal.reporting import reporting
from portal.service import service
from portal.written import written

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class _RowNumber(IntegerConverter):
    """A number in a path: as many digits as a row's can have, so that any other is no page."""

    regex = "[0-9]{1,18}"


def create_app(
    settings: Settings, engine: SearchEngine, catalog: Catalog, store: WarcStore
) -> Flask:
    """The WSGI application over an open catalog, an open store and a search engine."""
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    app.url_map.converters["int"] = _RowNumber
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.template_class = security.Seen
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        filled=security.filled,
        grouped=words.grouped,
        local_day=words.local_day,
        place_name=words.place_name,
    )
    app.jinja_env.globals.update(
        words=words,
        max_query=grammar.MAX_CHARS,
        web_host=security.web_host,
        look=chosen,
        absolute=absolute,
        url_for=page_address,
        written=written,
    )
    if (proxies := settings.trusted_proxies) > 0:
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = behind  # type: ignore[method-assign]  # as Werkzeug says to
    furnish(app, House(settings, engine, catalog, store))
    measure(app)
    app.before_request(api.limits)  # first: a kept answer is for those who may have it
    deliver(app, settings.portal_cache_bytes)
    speak(app)
    assets.register(app)
    app.register_blueprint(pages)
    app.register_blueprint(browse)
    app.register_blueprint(reading)
    app.register_blueprint(browse_data)
    app.register_blueprint(checks)
    app.register_blueprint(reporting)
    app.register_blueprint(look)
    app.register_blueprint(history)
    app.register_blueprint(lists)
    app.register_blueprint(discovery)
    app.register_blueprint(service)
    admin.register(app)
    app.before_request(state.check_language)
    api.install(app)
    handle_errors(app)
    security.guard(app)
    return app
