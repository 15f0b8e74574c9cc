"""Readers of a portal, in a process of their own: connections that ask and note how long it took.

Started with a JSON object on stdin (`Load`, and the addresses by kind); prints a JSON object: for
each kind the milliseconds of every answer, the answers that were no page, and the bytes. An answer is
read to its end before it counts. A reader who thinks pauses between two pages for a time
drawn from an exponential distribution, as people's pauses are long and short.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

_LIMIT = 1 << 22


@dataclass(frozen=True, slots=True)
class Load:
    """``readers`` at once for so many seconds, each pausing ``think`` seconds on the average;
    ``mix`` are the weights of the kinds of pages. Pages of ``skewed`` kinds are asked for as
    Zipf has it, the others all alike."""

    port: int
    readers: int
    seconds: float
    think: float
    mix: dict[str, float]
    skewed: tuple[str, ...] = ("search",)
    seed: int = 1
    pages: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Noted:
    """What the readers met."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    size: int = 0


async def reading(load: Load) -> Noted:
    """All readers, until the time is over."""
    noted, end = Noted(), time.perf_counter() + load.seconds
    draws = {kind: _draw(len(pages), kind in load.skewed) for kind, pages in load.pages.items()}
    await asyncio.gather(
        *(
            _reader(load, draws, Random(load.seed * 1000 + n), noted, end)
            for n in range(load.readers)
        )
    )
    return noted


def _draw(count: int, skewed: bool) -> list[float]:
    """Sums of the weights, for a draw by bisection."""
    return list(accumulate(1 / (rank + 1) if skewed else 1.0 for rank in range(count)))


async def _reader(
    load: Load, draws: dict[str, list[float]], source: Random, noted: Noted, end: float
) -> None:
    kinds, weights = list(load.mix), list(load.mix.values())
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    if load.think:  # they do not all come through the door at once
        await asyncio.sleep(source.random() * min(load.think, load.seconds / 2))
    while time.perf_counter() < end:
        kind = source.choices(kinds, weights)[0]
        sums = draws[kind]
        path = load.pages[kind][bisect_left(sums, source.random() * sums[-1])]
        begin = time.perf_counter()
        try:
            if line is None:
                line = await asyncio.open_connection("127.0.0.1", load.port, limit=_LIMIT)
            status, size, kept = await asyncio.wait_for(_ask(*line, path), 60)
        except (OSError, EOFError, ValueError, TimeoutError) as exc:
            noted.faults[f"{kind}: {type(exc).__name__}"] += 1
            line = _hang_up(line)
            continue
        if status == 200:
            noted.times[kind].append((time.perf_counter() - begin) * 1000)
        else:
            noted.faults[f"{kind}: {status}"] += 1
        noted.size += size
        if load.think:
            # a browser's connection rests between pages; servers close it when they like
            line = _hang_up(line)
            await asyncio.sleep(source.expovariate(1 / load.think))
        elif not kept:
            line = _hang_up(line)
    _hang_up(line)


def _hang_up(line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if line is not None:
        line[1].close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
) -> tuple[int, int, bool]:
    """Status, bytes of the body, and whether the connection may be used again."""
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    size = 0
    if "content-length" in fields:
        size = len(await reader.readexactly(int(fields["content-length"])))
    elif fields.get("transfer-encoding") == "chunked":
        while length := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(length + 2)
            size += length
        await reader.readexactly(2)
    return int(head[0].split()[1]), size, fields.get("connection") != "close"


def told(noted: Noted) -> dict[str, Any]:
    """As JSON."""
    return {"times": noted.times, "faults": noted.faults, "size": noted.size}


if __name__ == "__main__":
    print(json.dumps(told(asyncio.run(reading(Load(**json.load(sys.stdin)))))))
