"""Line charts drawn on the server: where lines and labels stand, for a template to write as SVG.

A year without a number is a gap: lines join neighbouring years only, and never cross a break
unless both sides measure the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

WIDTH, HEIGHT = 460, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 100, 14, 30
_APART = 17  # between two labels at the ends of lines


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn: a number or None for each year; ``carries`` when it may cross a break."""

    name: str
    values: tuple[Decimal | None, ...]
    carries: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the chart with its words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as drawn: ``number`` (from 1) chooses its look, ``path`` is an SVG path."""

    number: int
    name: str
    path: str
    points: tuple[Mark, ...]
    label: Mark


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in units of its view box; ``description`` says in words what it shows."""

    title: str
    description: str
    years: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    breaks: tuple[float, ...]
    lines: tuple[Drawn, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def line_chart(
    title: str,
    description: str,
    years: Sequence[int],
    lines: Sequence[Line],
    breaks: Sequence[int] = (),
) -> Chart | None:
    """The chart of these lines over years that follow each other; ``breaks`` are positions in
    ``years`` before which the form changes. None where there are no two numbers
    to be shown, or all are 0."""
    stated = [value for line in lines for value in line.values if value is not None]
    if len(years) < 2 or len(stated) < 2 or not any(stated):
        return None
    top, step = _scale(max(stated))
    xs = [_LEFT + (WIDTH - _LEFT - _RIGHT) * at / (len(years) - 1) for at in range(len(years))]

    def y(value: Decimal) -> float:
        return float(_round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * float(value / top)))

    drawn = [
        Drawn(
            number,
            line.name,
            _path(line, xs, [None if v is None else y(v) for v in line.values], breaks),
            tuple(
                Mark(_round(x), y(value), f"{year} {line.name} {value:,f}")
                for x, year, value in zip(xs, years, line.values, strict=True)
                if value is not None
            ),
            Mark(0, 0, line.name),
        )
        for number, line in enumerate(lines, 1)
        if any(value is not None for value in line.values)
    ]
    return Chart(
        title,
        description,
        tuple(Mark(_round(x), HEIGHT - 10, str(year)) for x, year in zip(xs, years, strict=True)),
        tuple(Mark(_LEFT - 8, y(step * n), f"{step * n:,f}") for n in range(int(top / step) + 1)),
        tuple(_round((xs[at - 1] + xs[at]) / 2) for at in breaks),
        tuple(_labelled(drawn)),
    )


def _round(value: float) -> float:
    return round(value, 1)


def _scale(most: Decimal) -> tuple[Decimal, Decimal]:
    """The top of the scale and the step of its lines: at most five of them, of round numbers."""
    step = Decimal(1)
    for factor in _round_numbers():
        step = Decimal(factor)
        if step * 4 >= most:
            break
    steps = ceil(most / step) or 1
    return step * steps, step


def _round_numbers() -> Iterator[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def _path(
    line: Line, xs: Sequence[float], ys: Sequence[float | None], breaks: Sequence[int]
) -> str:
    parts: list[str] = []
    joined = False
    for at, (x, y) in enumerate(zip(xs, ys, strict=True)):
        if y is None or (at in breaks and not line.carries):
            joined = False
        if y is not None:
            parts.append(f"{'L' if joined else 'M'}{_round(x)} {y}")
            joined = True
    return " ".join(parts)


def _labelled(drawn: Sequence[Drawn]) -> Iterator[Drawn]:
    """The lines with their names at their ends, moved apart where these would meet."""
    low = float(HEIGHT - _BOTTOM)
    places: dict[int, float] = {}
    for line in sorted(drawn, key=lambda item: -item.points[-1].y):
        low = min(line.points[-1].y + 4, low)
        places[line.number] = low
        low -= _APART
    for line in drawn:
        end = line.points[-1]
        label = Mark(_round(end.x + 9), _round(places[line.number]), line.name)
        yield Drawn(line.number, line.name, line.path, line.points, label)
