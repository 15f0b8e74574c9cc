"""The form by which a reader reports what we read wrongly: what it carries and what it refuses.

Nobody is logged in here. A form carries a signed receipt of its own that lives for a day, an
answer from another site is told by its headers, and a field that no person sees catches programs.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from portal.language import noted as _

SAID_MOST = 1000
SHORT_MOST = 200
MAX_BYTES = 16_384
"""Most bytes of a form; three fields of Chinese in percent are about 12,600."""
_LIFE = 24 * 3600  # seconds
_TRAP = "website"


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as sent, without outer white space."""

    said: str = ""
    proposed: str = ""
    contact: str = ""


def filled(form: Mapping[str, str]) -> Filled:
    """What the reader wrote."""
    return Filled(*(form.get(name, "").strip() for name in ("said", "proposed", "contact")))


def is_from_elsewhere(headers: Mapping[str, str], hosts: set[str]) -> bool:
    """Whether a browser says that another site's page sent this; ``hosts`` are ours."""
    if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("Origin")
    return origin is not None and (urlsplit(origin).netloc or origin) not in hosts


def new_token(key: bytes) -> str:
    """A token for a form, good for a day."""
    return str(_signer(key).dumps(secrets.token_hex(8)))


def receipt_of(key: bytes, token: str) -> tuple[str, str | None]:
    """(receipt, None) of a good token, or ("", what is wrong with it)."""
    try:
        return str(_signer(key).loads(token, max_age=_LIFE)), None
    except SignatureExpired:
        return "", _("这张表打开已超过一天，请再提交一次。")
    except BadSignature:
        return "", _("这张表不完整，请再提交一次。")


def fault(form: Mapping[str, str], sent: Filled) -> str | None:
    """What is wrong with what was written; None when it may be kept."""
    if form.get(_TRAP):
        return _("有一栏应当留空而填了字，没有接受。")
    if not sent.said:
        return _("请写明哪里读错了。")
    if len(sent.said) > SAID_MOST:
        return _("说明太长，请写在 1000 字以内。")
    if max(len(sent.proposed), len(sent.contact)) > SHORT_MOST:
        return _("正确的内容和联系方式，请各写在 200 字以内。")
    return None


def _signer(key: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="reading error")
