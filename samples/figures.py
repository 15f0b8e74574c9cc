"""The numbers of a body over the years: they tie out, and each year takes up from the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from reports.forms import FORM_2021
from reports.model import FormId
from samples.agencies import Agency
from samples.dice import dice, spread

APPLICANTS: tuple[str, ...] = tuple(
    column.id for column in FORM_2021.row("requests", "received").columns if column.id != "total"
)
_APPLICANT_WEIGHTS = (0.82, 0.09, 0.01, 0.02, 0.04, 0.02)
_OUTCOMES: dict[str, float] = {
    "granted": 0.47, "partly_granted": 0.08, "refused.state_secret": 0.004,
    "refused.prohibited_by_law": 0.006, "refused.safety_stability": 0.01,
    "refused.third_party_rights": 0.02, "refused.internal_affairs": 0.02,
    "refused.process_information": 0.03, "refused.enforcement_file": 0.02,
    "refused.administrative_inquiry": 0.02, "not_available.not_held": 0.17,
    "not_available.needs_creation": 0.04, "not_available.unclear": 0.02,
    "not_processed.petition": 0.04, "not_processed.repeated": 0.01,
    "not_processed.publication": 0.005, "not_processed.excessive": 0.003,
    "not_processed.confirmation": 0.004,
}  # fmt: skip
_OTHER_2019 = {"other": 0.028}
_OTHER_2021 = {
    "other.clarification_overdue": 0.014,
    "other.fee_overdue": 0.001,
    "other.other": 0.013,
}
_RESULTS = ("upheld", "corrected", "other_result", "pending")
_RESULT_WEIGHTS = (0.66, 0.12, 0.14, 0.08)
# licences, penalties, compulsory measures a year, of a body of that kind
_DECISIONS: dict[str, tuple[int, int, int]] = {
    "zf": (5200, 2600, 180), "cg": (420, 1700, 60), "ga": (2300, 3100, 90), "jy": (46, 6, 0),
    "kj": (8, 0, 0), "jt": (3800, 1400, 70), "sl": (160, 42, 6), "sc": (6400, 980, 55),
    "sj": (0, 0, 0), "jd": (24, 30, 4), "jg": (180, 60, 4),
}  # fmt: skip

Count = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Figures:
    """One year: cells by (row, column). Money of ``proactive`` in the unit its form prints
    (2019: yuan, 2021: 万元)."""

    year: int
    form: FormId
    requests: Count
    remedies: Count
    proactive: dict[tuple[str, str], Decimal]


def series(agency: Agency, years: Sequence[int], seed: int) -> list[Figures]:
    """A year's figures for each of ``years`` (rising, without gaps)."""
    result: list[Figures] = []
    source = dice(seed, agency.slug, "figures")
    parts = spread(source, round(agency.scale * 0.05), _APPLICANT_WEIGHTS)
    carried = dict(zip(APPLICANTS, parts, strict=True))
    stock = _Stock.start(source, agency)
    for year in years:
        form = form_of(year)
        requests = _requests(source, agency.scale, carried, form)
        carried = {column: requests["carried_out", column] for column in APPLICANTS}
        remedies = _remedies(source, requests["total", "total"])
        result.append(Figures(year, form, requests, remedies, stock.next_year(source, form)))
    return result


def form_of(year: int) -> FormId:
    """The form that a punctual body uses for that year."""
    if year <= 2018:
        return "free"
    return "2019" if year <= 2020 else "2021"


def _requests(source: Random, scale: int, carried: dict[str, int], form: FormId) -> Count:
    weights = _OUTCOMES | (_OTHER_2021 if form == "2021" else _OTHER_2019)
    received = spread(source, round(scale * source.uniform(0.7, 1.35)), _APPLICANT_WEIGHTS)
    cells: Count = {}
    for column, new in zip(APPLICANTS, received, strict=True):
        open_cases = new + carried[column]
        left = min(open_cases, sum(source.random() < 0.06 for _ in range(open_cases)))
        parts = spread(source, open_cases - left, tuple(weights.values()))
        cells["received", column] = new
        cells["carried_in", column] = carried[column]
        cells |= {(row, column): part for row, part in zip(weights, parts, strict=True)}
        cells["total", column] = open_cases - left
        cells["carried_out", column] = left
    for row in dict.fromkeys(row for row, _ in list(cells)):
        cells[row, "total"] = sum(cells[row, column] for column in APPLICANTS)
    return cells


def _remedies(source: Random, handled: int) -> Count:
    reconsiderations = sum(source.random() < 0.05 for _ in range(handled))
    suits = sum(source.random() < 0.02 for _ in range(handled))
    again = sum(source.random() < 0.2 for _ in range(reconsiderations))
    cells: Count = {}
    rows = ("reconsideration", "direct_suit", "suit_after_reconsideration")
    for row, count in zip(rows, (reconsiderations, suits, again), strict=True):
        for column, part in zip(_RESULTS, spread(source, count, _RESULT_WEIGHTS), strict=True):
            cells[row, column] = part
        cells[row, "total"] = count
    return cells


@dataclass(slots=True)
class _Stock:
    """What is carried from year to year beside the requests."""

    rate: dict[str, int]
    items: dict[str, int]
    documents: int

    @classmethod
    def start(cls, source: Random, agency: Agency) -> _Stock:
        local = 1.0 if agency.level in {"county", "township"} else 1.6
        names = ("licences", "penalties", "compulsory_measures")
        rate = {
            name: round(count * local * source.uniform(0.6, 1.4))
            for name, count in zip(names, _DECISIONS[agency.kind], strict=True)
        }
        items = {name: source.randint(8, 140) if count else 0 for name, count in rate.items()}
        items |= {"other_services": source.randint(2, 60), "charges": source.randint(0, 4)}
        return cls(rate, items, source.randint(3, 60))

    def next_year(self, source: Random, form: FormId) -> dict[tuple[str, str], Decimal]:
        decisions = {
            name: round(count * source.uniform(0.8, 1.25)) for name, count in self.rate.items()
        }
        cells = {(name, "decisions"): Decimal(count) for name, count in decisions.items()}
        issued = source.randint(0, 5)
        repealed = source.randint(0, min(2, self.documents)) if form == "2021" else 0
        self.documents += issued - repealed
        if form == "2021":
            return cells | self._of_2021(source, issued, repealed)
        return cells | self._of_2019(source, issued)

    def _of_2021(
        self, source: Random, issued: int, repealed: int
    ) -> dict[tuple[str, str], Decimal]:
        counts = {"issued": issued, "repealed": repealed, "in_force": self.documents}
        cells = {("normative_documents", name): Decimal(n) for name, n in counts.items()}
        cells |= {("rules", name): Decimal(0) for name in counts}
        charged = Decimal(source.randint(10_000, 4_000_000)) / 10_000
        cells["charges", "amount"] = charged if self.items["charges"] else Decimal(0)
        return cells

    def _of_2019(self, source: Random, issued: int) -> dict[tuple[str, str], Decimal]:
        counts = {"created": issued, "disclosed": issued, "disclosed_total": self.documents}
        cells = {("normative_documents", name): Decimal(n) for name, n in counts.items()}
        cells |= {("rules", name): Decimal(0) for name in counts}
        for name, prior in list(self.items.items()):
            change = source.randint(-3, 5) if prior > 5 else 0
            cells[name, "prior_items"] = Decimal(prior)
            cells[name, "change"] = Decimal(change)
            self.items[name] = prior + change
        cells["other_services", "decisions"] = Decimal(
            source.randint(5, 900) if self.items["other_services"] else 0
        )
        projects = source.randint(0, 12)
        cells["procurement", "projects"] = Decimal(projects)
        cells["procurement", "amount"] = Decimal(
            sum(source.randint(20_000, 3_000_000) for _ in range(projects))
        )
        return cells
