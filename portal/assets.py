"""Style sheet, script and icon: put together once, addressed by their digest, kept for a year.

The style sheet is written a part a file (``static/css``) and sent as one. An address holds the
digest of what it answers with, so a browser never asks twice and never shows an old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for

STATIC = Path(__file__).resolve().parent / "static"
_KEPT = "public, max-age=31536000, immutable"

assets = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; ``address`` is its name with the digest before the ending."""

    address: str
    body: bytes
    content_type: str


def _asset(name: str, body: bytes, content_type: str) -> Asset:
    stem, _, ending = name.rpartition(".")
    return Asset(f"{stem}.{sha256(body).hexdigest()[:12]}.{ending}", body, content_type)


def _gathered() -> Mapping[str, Asset]:
    sheets = sorted((STATIC / "css").glob("*.css"))
    style = b"\n".join(sheet.read_bytes() for sheet in sheets)
    made = {
        "nianbao.css": _asset("nianbao.css", style, "text/css; charset=utf-8"),
        "icon.svg": _asset("icon.svg", (STATIC / "icon.svg").read_bytes(), "image/svg+xml"),
    }
    for script in sorted(STATIC.glob("*.js")):
        kind = "text/javascript; charset=utf-8"
        made[script.name] = _asset(script.name, script.read_bytes(), kind)
    return made


_BY_NAME = _gathered()
_BY_ADDRESS = {asset.address: asset for asset in _BY_NAME.values()}


@assets.get("/assets/<name>")
def sent(name: str) -> Response:
    """An asset by its address with digest; another digest is not found."""
    asset = _BY_ADDRESS.get(name)
    if asset is None:
        abort(404)
    response = Response(asset.body, content_type=asset.content_type)
    response.headers["Cache-Control"] = _KEPT
    return response


def asset(name: str) -> str:
    """The address of an asset, for templates. KeyError for a name that there is not."""
    return url_for("assets.sent", name=_BY_NAME[name].address)


def register(app: Flask) -> None:
    """Serves the assets and gives templates ``asset(name)``."""
    app.register_blueprint(assets)
    app.jinja_env.globals["asset"] = asset
