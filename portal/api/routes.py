"""The API's blueprint: every declared operation, its document, and what all answers have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, abort, json, request

from portal.api import bearer
from portal.api.declared import OPERATIONS
from portal.api.encode import encoded
from portal.api.guide import guide
from portal.api.models import Answer
from portal.api.openapi import document
from portal.api.operations import PREFIX, Operation
from portal.api.parameters import read
from portal.api.sent import Body, read_body, read_file
from portal.language import language

MAX_QUERY = 8000
"""Most bytes of a query string."""
JSON = "application/json; charset=utf-8"

api = Blueprint("api", __name__)


@api.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The API's own description."""
    return Response(_document(language()), content_type=JSON)


@cache
def _document(lang: str) -> str:
    del lang  # the document is said in the language of the request
    return json.dumps(document(), ensure_ascii=False)


def install(app: Flask) -> None:
    """Puts the API into the app."""
    app.register_blueprint(api)
    app.register_blueprint(guide)
    app.after_request(_open_to_all)


def limits() -> None:
    """Refuses what asks too much or will have no JSON: 414, 406."""
    if not request.path.startswith(f"{PREFIX}/"):
        return
    if len(request.query_string) > MAX_QUERY:
        abort(414)
    accepted = request.accept_mimetypes
    if accepted and not accepted.accept_json:
        abort(406)


def _open_to_all(response: Response) -> Response:
    """Any page may read public data; it never comes with anyone's cookies. What needs a token is
    for programs, and for no other site's page."""
    if request.path.startswith(f"{PREFIX}/"):
        response.vary.add("Accept")
        if request.endpoint in _DESK:
            response.headers["Cache-Control"] = "no-store"
            return response
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        if request.method == "OPTIONS":  # a browser asks before it sends what a page added
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response


def _serve(operation: Operation) -> Callable[..., Response]:
    def view(**place: Any) -> Response:
        if operation.action is not None:
            bearer.admit(operation.action)
        asked = read(operation.parameters, request.args.items(multi=True))
        return _respond(operation.view(asked, *_sent(operation), **place), operation.status)

    view.__doc__ = operation.summary
    return view


def _sent(operation: Operation) -> Iterator[Body | bytes]:
    if operation.body is not None:
        yield read_body(operation.body)
    if operation.file is not None:
        yield read_file(operation.file())


def _respond(answer: Answer, status: int) -> Response:
    response = Response(encoded(answer), status, content_type=JSON)
    following = getattr(answer, "next", None)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


for _one in OPERATIONS:
    api.add_url_rule(PREFIX + _one.rule, _one.name, _serve(_one), methods=[_one.method])
_DESK = frozenset(f"{api.name}.{_one.name}" for _one in OPERATIONS if _one.need is not None)
