"""Charts drawn on the server: nothing leaves its frame, and a gap is a gap."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.charts import Chart, Line, line_chart

NUMBERS = st.one_of(st.none(), st.integers(0, 10**9).map(Decimal))
YEARS = [2019, 2020, 2021, 2022]
ROWS = st.lists(st.tuples(*[NUMBERS] * len(YEARS)), min_size=1, max_size=3)


def _drawn(rows: list[tuple[Decimal | None, ...]]) -> Chart | None:
    return line_chart("t", "d", YEARS, [Line(str(at), row) for at, row in enumerate(rows)], [2])


@given(ROWS)
def test_every_number_is_within_the_frame(rows: list[tuple[Decimal | None, ...]]) -> None:
    """No point lies above the top of the scale or below its bottom, left or right of its years."""
    chart = _drawn(rows)
    points = [point for line in chart.lines for point in line.points] if chart else []
    outside = [
        point
        for point in points
        if chart
        and not (chart.top <= point.y <= chart.bottom and chart.left <= point.x <= chart.right)
    ]
    assert outside == []


@given(ROWS)
def test_a_larger_number_is_never_lower(rows: list[tuple[Decimal | None, ...]]) -> None:
    """Points stand in the order of their numbers."""
    chart = _drawn(rows)
    values = [value for row in rows for value in row if value is not None]
    points = [point.y for line in chart.lines for point in line.points] if chart else []
    pairs = sorted(zip(values, points, strict=False), key=lambda pair: (pair[0], -pair[1]))
    heights = [y for _value, y in pairs]
    assert heights == sorted(heights, reverse=True)


@given(ROWS)
def test_names_at_the_ends_never_meet(rows: list[tuple[Decimal | None, ...]]) -> None:
    """Two labels at one place are a line apart."""
    chart = _drawn(rows)
    places = sorted(line.label.y for line in chart.lines) if chart else []
    gaps = [below - above for above, below in pairwise(places)]
    assert [gap for gap in gaps if gap < 16] == []


def _path(values: tuple[int | None, ...], *, carries: bool = True) -> str:
    row = tuple(None if value is None else Decimal(value) for value in values)
    chart = line_chart("t", "d", YEARS, [Line("a", row, carries)], [2])
    assert chart is not None
    return "".join(char for char in chart.lines[0].path if char in "ML")


def test_a_year_without_a_number_is_a_gap() -> None:
    """The line begins anew behind it."""
    assert _path((1, None, 2, 3)) == "MML"


def test_a_line_crosses_a_break_only_where_both_forms_measure_the_same() -> None:
    """What carries over is one line, the rest two."""
    assert (_path((1, 2, 3, 4)), _path((1, 2, 3, 4), carries=False)) == ("MLLL", "MLML")


def test_there_is_no_chart_of_nothing() -> None:
    """One number, or zeros alone, are told by the table."""
    charts = [_drawn([(Decimal(1), None, None, None)]), _drawn([(Decimal(0),) * 4])]
    assert charts == [None, None]
