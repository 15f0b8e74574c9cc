"""SURT keys: addresses turned round and levelled, so that all of a host lies side by side.

``http://www.Example.gov.cn/A/?b=2&a=1`` and its variants become ``cn,gov,example)/a?a=1&b=2``. The
form is the one of the web archives (heritrix, pywb): scheme, user, ``www``, default port, fragment,
session ids, letter case and the order of parameters make no difference.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>[^/?#]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_LEVELLED = re.compile(r"[!\"$&-~]*")  # ASCII in print but for # and %: nothing to change
_WWW = re.compile(r"www\d*\.")
_PORTS = {"http": "80", "https": "443"}
_ASPX = re.compile(
    r"(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/([^?]+\.aspx.*)", re.DOTALL
)
_SESSIONS = tuple(
    re.compile(rf"(.*)(?:{pattern})(?:&(.*))?", re.DOTALL)
    for pattern in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_CONTROLS = str.maketrans("", "", "\t\r\n")


def surt(url: str) -> str:
    """The key of an address; one without a host (``urn:…``) stays as it is but for letter case
    and escapes."""
    plain = url.strip().translate(_CONTROLS).partition("#")[0]
    found = _ADDRESS.fullmatch(plain)
    if found is None or not found["host"]:
        return _level(plain).lower()
    path, mark, query = found["rest"].partition("?")
    key = _host(found["host"], found["scheme"].lower()) + ")" + _path(path)
    kept = _query(query) if mark else ""
    return f"{key}?{kept}" if kept else key


def _level(text: str) -> str:
    """Unescaped as often as it was escaped, then escaped once where it must be."""
    if _LEVELLED.fullmatch(text):
        return text
    data = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02X}" for byte in data
    )


def _host(host: str, scheme: str) -> str:
    name, colon, port = host.rpartition("@")[2].partition(":")
    name = _idna(name.strip(".").lower())
    name = _WWW.sub("", name, count=1) if _WWW.match(name) else name
    turned = ",".join(reversed(re.sub(r"\.+", ".", name).split(".")))
    return turned + (f":{port}" if colon and port and port != _PORTS.get(scheme) else "")


def _idna(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def _path(path: str) -> str:
    steps: list[str] = []
    for step in _level(path).lower().removeprefix("/").split("/"):
        if step == ".." and steps:
            steps.pop()  # an empty step too: they are left out at the end only
        elif step != ".":
            steps.append(step)
    levelled = "/" + "/".join(filter(None, steps))
    found = _ASPX.fullmatch(levelled)
    return "".join(found.groups()) if found else levelled


def _query(query: str) -> str:
    text = _level(query).lower()
    for pattern in _SESSIONS:
        if found := pattern.fullmatch(text):
            text = found[1] + (found[2] or "")
    return "&".join(sorted(text.split("&"), key=lambda pair: pair.partition("=")[::2]))
