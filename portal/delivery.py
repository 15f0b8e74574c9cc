"""How answers travel: named by their digest, compressed, kept, and not sent twice.

Every answer of 200 to a GET that is whole (not a stream) has an ETag, the digest of its body, and
is sent as 304 to whoever has it. Pages say ``no-cache``: a browser may keep them and asks each time.
A stream stays a stream; archived originals and whatever says ``no-store`` are left as they are.
"""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import sha256

from flask import Flask, Response, current_app, g, request, session
from flask_compress import Compress

from archive.errors import CatalogError
from portal.house import house
from portal.kept import Kept, Shelf
from portal.look import chosen

CODINGS = ["br", "zstd", "gzip"]
"""Content codings, the preferred one first where a browser takes several alike."""
_BROTLI = 2
"""Of 11: half the work of the usual 4, for pages a twelfth larger."""
_PRIVATE = ("/admin", "/metrics", "/healthz", "/readyz", "/assets/")
_VARIED = frozenset(("accept-encoding", "cookie"))
"""What a kept page is kept by; one that hangs on more is made each time."""
_SHELF = "nianbao_shelf"


def deliver(app: Flask, cache_bytes: int) -> None:
    """Puts this on every answer. To be called before others register what they add to answers:
    Flask has the last registered go first."""
    app.config["COMPRESS_ALGORITHM"] = CODINGS
    app.config["COMPRESS_BR_LEVEL"] = _BROTLI
    app.config["COMPRESS_REGISTER"] = False
    app.extensions[_SHELF] = Shelf(cache_bytes)
    compress = Compress(app)

    def coded(response: Response) -> Response:
        return compress.after_request(response) if _whole(response) else response

    app.before_request(_from_shelf)
    app.after_request(_to_shelf)
    app.after_request(coded)
    app.after_request(_named)


def _whole(response: Response) -> bool:
    return (
        response.status_code == 200
        and request.method in {"GET", "HEAD"}
        and not response.is_streamed
        and "no-store" not in response.headers.get("Cache-Control", "")
    )


def _named(response: Response) -> Response:
    """Adds the ETag, and what caches must know; 304 where the reader has this very answer."""
    if not _whole(response) or "page_kept" in g:
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    if response.mimetype == "text/html":
        response.vary.add("Cookie")  # the look: two cookies
    if not response.get_etag()[0]:
        response.set_etag(sha256(response.get_data()).hexdigest()[:24])
    return response.make_conditional(request)  # type: ignore[return-value]  # gives itself back


def _key() -> Hashable:
    look = chosen()
    codings = request.headers.get("Accept-Encoding", "")
    # a page is the same whatever is accepted; the API answers 406 where JSON is not
    wanted = request.headers.get("Accept", "") if request.path.startswith("/api/v1/") else ""
    # path and query apart: a %3F in a path is not where the query begins
    place = request.url_root, request.path, request.query_string
    return *place, look.theme, look.text, codings, wanted


def _version() -> Hashable:
    """The state of all that pages show; None where it cannot be told."""
    try:
        catalog = house().catalog.version()
    except CatalogError:  # whichever page needs the catalog will say so
        return None
    return None if catalog is None else (catalog, house().engine.version())


def _public() -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and not request.path.startswith(_PRIVATE)
        and "Authorization" not in request.headers
    )


def _from_shelf() -> Response | None:
    """The page as it was sent before, when nothing has changed since."""
    if not _public() or (version := _version()) is None:
        return None
    g.page_version, g.page_key = version, _key()
    page = _shelf().get(version, g.page_key)
    if page is None:
        return None
    g.page_kept = True
    response = Response(page.body, headers=page.headers)
    return response.make_conditional(request)  # type: ignore[return-value]  # gives itself back


def _to_shelf(response: Response) -> Response:
    """Keeps a page for the next reader; nothing that is one reader's own."""
    if "page_key" not in g or "page_kept" in g or not _whole(response):
        return response
    if "Set-Cookie" in response.headers or session:  # an empty one is nobody's
        return response
    if not _VARIED.issuperset(response.vary.as_set()):
        return response
    page = Kept(tuple(response.headers.items()), response.get_data())
    _shelf().put(g.page_version, g.page_key, page)
    return response


def _shelf() -> Shelf:
    found = current_app.extensions[_SHELF]
    assert isinstance(found, Shelf)
    return found
