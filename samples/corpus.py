"""The made-up reports with their right answers: what a perfect reader would say of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from types import MappingProxyType

from reports.model import FormId, Level
from samples.agencies import AGENCIES, Agency, many
from samples.dice import dice
from samples.figures import Figures, series
from samples.printing import Fault, Style, printed, requests_rows, with_fault
from samples.prose import NOTICE, SampleSection, Writer, sections

YEARS = range(2017, 2023)
LONG_YEARS = range(2008, 2024)

_STYLES: Mapping[str, Style] = {
    "jxcg": Style(signed=True, no_power="/"),
    "ydga": Style(part_zero="", money="yuan"),
    "fcjy": Style(no_power="/", no_cases="/", one_other_row=True),
    "sycg": Style(no_power="—", no_cases="—", money="wan_header"),
    "dqzf": Style(money="yuan", thousands=True),
    "ywsc": Style(money="wan", thousands=True, item_unit="项"),
    "myga": Style(part_zero="", charge_unit="万元", money="wan_header"),
    "scsj": Style(no_power="", no_cases=""),
}
_FAULTS: Mapping[tuple[str, int], Fault] = {
    ("jxcg", 2020): "T3.1",
    ("kszf", 2021): "T3.2",
    ("ydga", 2019): "T3.3",
    ("myga", 2020): "T3.3",
    ("ywsc", 2022): "T4.1",
    ("szjt", 2019): "T4.2",
    ("sycg", 2021): "N.1",
    ("ybcg", 2022): "N.1",
}
_RANDOM_FAULTS: tuple[Fault, ...] = ("T3.1", "T3.2", "T4.1", "T4.2", "N.1")
_RANDOM_STYLES = (Style(), Style(part_zero=""), Style(no_power="/", no_cases="/", money="yuan"))
NO_STYLES: Mapping[str, Style] = MappingProxyType({})
_ANNEXED = frozenset({"kszf", "dqzf", "szjt"})


@dataclass(frozen=True, slots=True)
class SampleReport:
    """One report and its right answers. ``cells``: printed text by ``table.row.column`` ("" is
    a printed blank), empty in free form; ``failing``: rules that must fail, no others may."""

    key: str
    site: str
    agency: str
    place: str
    agency_type: str
    agency_level: Level
    region_code: str
    year: int
    form: FormId
    title: str
    opening: str
    sections: tuple[SampleSection, ...]
    cells: Mapping[str, str]
    rows: tuple[str, ...]
    amount_in_wan: bool
    failing: frozenset[str]
    published_on: date
    drafted_on: date | None
    index_number: str


def reports(seed: int = 2024) -> tuple[SampleReport, ...]:
    """The sample site's reports: 15 bodies in 5 provinces, 2017 to 2022 each."""
    return tuple(
        report for agency in AGENCIES for report in of_agency(agency, YEARS, seed, _STYLES)
    )


def generate(n: int, seed: int = 2024) -> Iterator[SampleReport]:
    """``n`` reports of bodies all over the country, 2008 to 2023, body by body; about one in
    twenty has a fault. ValueError when more are asked for than bodies and years give."""
    if n > (most := sum(len(LONG_YEARS) for _ in many())):
        raise ValueError(f"the sample bodies make {most} reports, not {n}")
    everything = (report for agency in many() for report in of_agency(agency, LONG_YEARS, seed))
    return islice(everything, n)


def of_agency(
    agency: Agency, years: Sequence[int], seed: int, styles: Mapping[str, Style] = NO_STYLES
) -> Iterator[SampleReport]:
    """One body's reports for ``years`` (rising, without gaps); without ``styles`` its way of
    printing and its faults are left to chance."""
    own_style = dice(seed, agency.slug, "style").choice(_RANDOM_STYLES)
    style = styles.get(agency.slug, Style()) if styles else own_style
    before: Figures | None = None
    for figures in series(agency, years, seed):
        fault = (
            _FAULTS.get((agency.slug, figures.year)) if styles else _chance(agency, figures, seed)
        )
        wrong = with_fault(figures, fault)
        yield _report(agency, wrong, before, style=style, fault=fault, seed=seed)
        before = wrong


def _chance(agency: Agency, figures: Figures, seed: int) -> Fault | None:
    source = dice(seed, agency.slug, figures.year, "fault")
    # a body that keeps no numbers cannot get them wrong
    possible = figures.form != "free" and figures.requests["granted", "total"] > 0
    return source.choice(_RANDOM_FAULTS) if possible and source.random() < 0.08 else None


def _report(
    agency: Agency,
    figures: Figures,
    before: Figures | None,
    *,
    style: Style,
    fault: Fault | None,
    seed: int,
) -> SampleReport:
    year = figures.year
    received = figures.requests["received", "total"]
    carried = figures.requests["carried_in", "total"]
    told = received + carried + 2 if fault == "N.1" else received
    published, drafted = dates_of(agency, year, seed)
    text = sections(
        Writer(agency, year, seed), figures, before, told, annex=agency.slug in _ANNEXED
    )
    cells = printed(figures, style)
    return SampleReport(
        key=f"{agency.slug}-{year}", site=agency.site, agency=agency.name, place=agency.place,
        agency_type=agency.type, agency_level=agency.level, region_code=agency.region_code,
        year=year, form=figures.form, title=title_of(agency, year),
        opening=f"（{NOTICE}，仅供演示。）{Writer(agency, year, seed).say('opening')}",
        sections=text, cells=cells,
        rows=tuple(row.id for row in requests_rows(figures, style)) if cells else (),
        amount_in_wan=style.money == "wan_header", failing=frozenset({fault} if fault else ()),
        published_on=published, drafted_on=drafted,
        index_number=f"{agency.region_code}/{year + 1}-{_serial(agency, year, seed):05d}",
    )  # fmt: skip


def title_of(agency: Agency, year: int) -> str:
    """The title that the body gives its report."""
    if year <= 2018 and agency.kind in {"ga", "sl"}:
        return f"{agency.name}{year}年度政府信息公开工作年度报告"
    if agency.kind in {"jt", "sc"}:
        return f"{year}年{agency.name}政府信息公开工作年度报告"
    return f"{agency.name}{year}年政府信息公开工作年度报告"


def dates_of(agency: Agency, year: int, seed: int) -> tuple[date, date | None]:
    """When the report was published and, if it is signed, drafted."""
    source = dice(seed, agency.slug, year, "dates")
    # departments report by the end of January since 2020, governments by the end of March
    last = 88 if agency.kind == "zf" or year <= 2018 else 29
    published = date(year + 1, 1, 1) + timedelta(days=source.randint(8, last))
    signed = agency.kind in {"ga", "cg", "sj", "jd"}
    return published, published - timedelta(days=source.randint(0, 4)) if signed else None


def _serial(agency: Agency, year: int, seed: int) -> int:
    return dice(seed, agency.slug, year, "serial").randint(1, 400)
