"""Traps in a single answer: broken codings, wrong lengths, slow, endless, cut off or empty."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from functools import cache

from samples.bench_ground import TITLE, Ground, Trap, at_trap, report_html
from samples.pages import Page
from samples.serving import Script, Wire

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_MIB = 1 << 20
_HEAD = f"<html><head><title>{TITLE}</title></head><body>".encode()


def _html() -> bytes:
    return report_html(0).encode()


def _gzipped(body: bytes) -> Page:
    return Page(body, headers=(("Content-Encoding", "gzip"),))


def _broken_gzip(_ground: Ground, _name: str) -> Page:
    whole = gzip.compress(_html(), mtime=0)
    middle = len(whole) // 2
    return _gzipped(whole[:middle] + bytes(64) + whole[middle + 64 :])


def _cut_gzip(_ground: Ground, _name: str) -> Page:
    whole = gzip.compress(_html(), mtime=0)
    return _gzipped(whole[: len(whole) // 2])


def _not_gzip(_ground: Ground, _name: str) -> Page:
    return _gzipped(_html())


def _gzip_bomb(ground: Ground, _name: str) -> Page:
    return _gzipped(_bomb(max(1, ground.huge // _MIB)))


@cache
def _bomb(mebibytes: int) -> bytes:
    """A gzip of so many mebibytes of blanks: after a full flush each block packs to the same."""
    blank, packer = b" " * _MIB, zlib.compressobj(9, zlib.DEFLATED, 31)
    first = packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(mebibytes):
        check = zlib.crc32(blank, check)
    tail = (
        b"\x03\x00" + check.to_bytes(4, "little") + (mebibytes * _MIB % 2**32).to_bytes(4, "little")
    )
    return first + block * (mebibytes - 1) + tail


def _slow_body(ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        body = _html()
        wire.send(_OK + b"Content-Length: %d\r\n\r\n" % len(body))
        _drip(wire, body, ground.drip)

    return play


def _slow_head(ground: Ground, _name: str) -> Script:
    return lambda wire: _drip(wire, _OK + b"X-Filler: " + b"a" * 100_000, ground.drip)


def _drip(wire: Wire, data: bytes, seconds: float) -> None:
    for at in range(len(data)):
        wire.send(data[at : at + 1])
        if not wire.wait(seconds):
            return


def _tar_pit(ground: Ground, _name: str) -> Script:
    return lambda wire: _silent(wire, ground.patience)


def _silent(wire: Wire, seconds: float) -> None:
    wire.wait(seconds)


def _huge(ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        wire.send(_OK + b"Content-Length: %d\r\n\r\n" % ground.huge + _HEAD)
        _flood(wire.send, ground.huge - len(_HEAD))

    return play


def _huge_chunked(ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        wire.send(_OK + b"Transfer-Encoding: chunked\r\n\r\n")
        _flood(lambda piece: wire.send(b"%x\r\n%s\r\n" % (len(piece), piece)), ground.huge)
        wire.send(b"0\r\n\r\n")

    return play


def _endless_headers(_ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        wire.send(_OK)
        lines = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 60) for n in range(1_000))
        while wire.wait(0):
            wire.send(lines)

    return play


def _flood(send: Callable[[bytes], None], size: int) -> None:
    block = b" " * 65_536
    while size > 0:
        send(block[:size])
        size -= len(block)


def _raw(data: bytes) -> Callable[[Ground, str], Script]:
    """An answer of exactly these bytes, after which the connection closes."""
    return lambda _ground, _name: lambda wire: wire.send(data)


def _reset(_ground: Ground, _name: str) -> Script:
    def play(wire: Wire) -> None:
        body = _html()
        wire.send(_OK + b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2])
        wire.wait(0.2)  # what was sent should arrive before the break
        wire.reset()

    return play


def _empty(_ground: Ground, _name: str) -> Page:
    return Page(b"")


def _blank(_ground: Ground, _name: str) -> Page:
    return Page(b" \r\n\r\n  ")


_LARGE_HEADER = _OK + b"X-Bomb: " + b"a" * _MIB + b"\r\nContent-Length: 2\r\n\r\nok"
_MANY_HEADERS = _OK + b"".join(b"X-%d: a\r\n" % n for n in range(20_000))
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_CUT = ("unreachable", "damaged", "http_error")

BROKEN: tuple[Trap, ...] = (
    Trap("broken_gzip", "gzip whose middle is spoiled", ("damaged", "unreachable"),
         at_trap(_broken_gzip)),
    Trap("cut_gzip", "gzip that ends halfway, its length said to match", ("damaged", "unreachable"),
         at_trap(_cut_gzip)),
    Trap("not_gzip", "plain HTML called gzip", ("mislabelled",), at_trap(_not_gzip)),
    Trap("gzip_bomb", "a gzip of one mebibyte that unpacks to one gibibyte", ("too_large",),
         at_trap(_gzip_bomb)),
    Trap("slow_body", "a body of one byte at a time", ("unreachable", "too_slow"),
         at_trap(_slow_body)),
    Trap("slow_head", "a head of one byte at a time, without end", ("unreachable", "too_slow"),
         at_trap(_slow_head)),
    Trap("tar_pit", "takes the request and never answers", ("unreachable", "too_slow"),
         at_trap(_tar_pit)),
    Trap("huge_body", "one gibibyte, its length announced", ("too_large",), at_trap(_huge)),
    Trap("huge_chunked", "one gibibyte in chunks, its length not announced", ("too_large",),
         at_trap(_huge_chunked)),
    Trap("large_header", "a header of one mebibyte", _CUT, at_trap(_raw(_LARGE_HEADER))),
    Trap("many_headers", "twenty thousand headers", _CUT,
         at_trap(_raw(_MANY_HEADERS + b"Content-Length: 2\r\n\r\nok"))),
    Trap("endless_headers", "headers without end, as fast as they are taken", _CUT,
         at_trap(_endless_headers)),
    Trap("wrong_chunks", "a chunk shorter than it is said to be", _CUT,
         at_trap(_raw(_CHUNKED + b"5\r\nabcdefghij\r\n0\r\n\r\n"))),
    Trap("bad_chunk_size", "a chunk whose size is no number", _CUT,
         at_trap(_raw(_CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"))),
    Trap("cut_chunks", "chunks that end without the last one", _CUT,
         at_trap(_raw(_CHUNKED + b"400\r\n" + _HEAD))),
    Trap("short_body", "closes before the announced length", _CUT,
         at_trap(_raw(_OK + b"Content-Length: 100000\r\n\r\n" + _HEAD))),
    Trap("reset_in_body", "breaks the connection off in the body", _CUT, at_trap(_reset)),
    Trap("not_http", "answers in no known protocol", _CUT,
         at_trap(_raw(b"\x00\x01\x02 220 mail.example ready\r\n"))),
    Trap("empty_200", "status 200 and nothing", ("empty",), at_trap(_empty)),
    Trap("blank_200", "status 200 and white space", ("empty",), at_trap(_blank)),
)  # fmt: skip
