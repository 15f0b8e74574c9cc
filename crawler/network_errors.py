"""What went wrong on the network, in words for readers: libraries tell it in theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_WORDS: Mapping[str, str] = {
    "TimeoutError": "超过时限",
    "DownloadTimeoutError": "超过时限",
    "DNSLookupError": "查不到域名的地址",
    "CannotResolveHostError": "查不到域名的地址",
    "ConnectionRefusedError": "对方拒绝连接",
    "DownloadConnectionRefusedError": "对方拒绝连接",
    "NoRouteError": "到不了对方的网络",
    "ConnectError": "连接不上",
    "ParseError": "回答不合 HTTP 的格式",
    "ResponseDataLossError": "内容没有传完连接就断了",
    "ConnectionLost": "连接中断",
    "ConnectionDone": "没有回答就断开了连接",
    "Error": "加密连接没有建立",  # of OpenSSL.SSL
}
_LONGEST = 300
_DEEPEST = 5


def in_words(cause: BaseException | None) -> str:
    """What an error of the network says; some say nothing themselves but hold those that do. Our
    own objections to an address are sentences already and stay."""
    told = [_said(error) for error in _innermost(cause)]
    return "；".join(dict.fromkeys(told))[:_LONGEST]


def _innermost(cause: object, depth: int = 0) -> Iterator[BaseException]:
    error = getattr(cause, "value", cause)  # Twisted wraps errors in failures
    inner = getattr(error, "reasons", None)
    if not inner and isinstance(error, BaseException) and error.__cause__ is not None:
        inner = [error.__cause__]
    if inner and depth < _DEEPEST:
        for one in inner:
            yield from _innermost(one, depth + 1)
    elif isinstance(error, BaseException):
        yield error


def _said(error: BaseException) -> str:
    said = str(error)
    if any("\u4e00" <= char <= "\u9fff" for char in said):
        return said
    names = (kind.__name__ for kind in type(error).__mro__)
    known = next((_WORDS[name] for name in names if name in _WORDS), None)
    return known or f"{type(error).__name__} {said}".strip()
