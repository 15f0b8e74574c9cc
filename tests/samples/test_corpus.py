"""The made-up reports: what they promise to the demo, the tests and the benchmarks."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reports.forms import FORMS
from samples.corpus import YEARS, SampleReport, generate, reports
from samples.prose import NOTICE

REPORTS = reports()


def by_key(key: str) -> SampleReport:
    """The sample report of that key."""
    return next(report for report in REPORTS if report.key == key)


def number(report: SampleReport, row: str, column: str) -> int:
    """A requests cell as a number, a blank as nought."""
    return int(report.cells[f"requests.{row}.{column}"] or 0)


def tie_outs_broken(report: SampleReport) -> set[str]:
    """Which of the sums printed in tables three and four do not hold."""
    broken = set()
    columns = [c.id for c in FORMS[report.form].row("requests", "received").columns]
    outcomes = report.rows[2:-2]
    for column in columns:
        value = {row: number(report, row, column) for row in report.rows}
        if value["received"] + value["carried_in"] != value["total"] + value["carried_out"]:
            broken.add("T3.1")
        if sum(value[row] for row in outcomes) != value["total"]:
            broken.add("T3.2")
    for row in report.rows:
        if sum(number(report, row, column) for column in columns[:-1]) != number(
            report, row, "total"
        ):
            broken.add("T3.3")
    rows = (("T4.1", "reconsideration"), ("T4.2", "direct_suit"))
    for rule, row in rows:
        raw = {c: report.cells[f"remedies.{row}.{c}"] for c in
               ("upheld", "corrected", "other_result", "pending", "total")}  # fmt: skip
        total = raw.pop("total")
        if total.isdigit() and sum(map(int, raw.values())) != int(total):
            broken.add(rule)
    return broken


def test_same_seed_gives_same_reports() -> None:
    """The generator repeats itself to the letter."""
    assert reports(7) == reports(7)


def test_corpus_covers_provinces_bodies_and_years() -> None:
    """At least three provinces, twelve bodies, six years, all three forms."""
    provinces = {report.region_code[:2] for report in REPORTS}
    bodies = {report.agency for report in REPORTS}
    years = {report.year for report in REPORTS}
    assert (len(provinces), len(bodies), years) == (5, 15, set(YEARS))


def test_forms_follow_the_years() -> None:
    """Free to 2018, the 2019 form for 2019 and 2020, the 2021 form after that."""
    forms = {report.year: report.form for report in REPORTS}
    assert forms == {
        2017: "free", 2018: "free", 2019: "2019", 2020: "2019", 2021: "2021", 2022: "2021",
    }  # fmt: skip


def test_levels_and_types_are_varied() -> None:
    """Province, prefecture, county and township; ten types."""
    levels = {report.agency_level for report in REPORTS}
    types = {report.agency_type for report in REPORTS}
    assert (levels, len(types)) == ({"province", "prefecture", "county", "township"}, 10)


@pytest.mark.parametrize("report", [r for r in REPORTS if r.cells], ids=lambda r: r.key)
def test_sums_break_only_where_a_fault_is_planted(report: SampleReport) -> None:
    """Printed sums tie out, save those the right answers name."""
    assert tie_outs_broken(report) == set(report.failing) - {"N.1"}


def test_every_rule_has_a_failing_report() -> None:
    """The planted faults cover sums of both tables and the text."""
    planted = {rule for report in REPORTS for rule in report.failing}
    assert planted == {"T3.1", "T3.2", "T3.3", "T4.1", "T4.2", "N.1"}


def test_open_cases_are_carried_over() -> None:
    """What a year carries out, the next carries in, column by column."""
    reports_with_cells = [report for report in REPORTS if report.cells]
    broken = [
        later.key
        for earlier, later in pairwise(reports_with_cells)
        if earlier.agency == later.agency
        and any(
            number(earlier, "carried_out", c.id) != number(later, "carried_in", c.id)
            for c in FORMS["2019"].row("requests", "received").columns
        )
    ]
    assert broken == []


def test_text_that_contradicts_its_table() -> None:
    """The N.1 fault: the text counts more new requests than the table allows."""
    report = by_key("sycg-2021")
    told = number(report, "received", "total") + number(report, "carried_in", "total") + 2
    assert f"收到政府信息公开申请{told}件" in "".join(report.sections[0].paragraphs)


def test_blanks_marks_and_units_are_printed() -> None:
    """Some cells are blank, some hold a mark, some their unit."""
    assert (
        by_key("ydga-2020").cells["requests.refused.state_secret.natural_person"],
        by_key("fcjy-2021").cells["proactive.rules.issued"],
        by_key("ywsc-2020").cells["proactive.procurement.amount"][-2:],
        by_key("dqzf-2019").cells["proactive.procurement.amount"][-1:],
    ) == ("", "/", "万元", "元")


def test_one_body_prints_the_old_single_row() -> None:
    """（六）其他处理 as one row on the 2021 form, as some real bodies print it."""
    rows = by_key("fcjy-2021").rows
    assert [row for row in rows if row.startswith("other")] == ["other"]


def test_every_report_says_it_is_made_up() -> None:
    """The notice stands in the text itself, so that it goes wherever the text goes."""
    assert all(NOTICE in report.opening for report in REPORTS)


def test_years_of_a_body_read_differently() -> None:
    """No paragraph on the body's own field is repeated word for word in the next year."""
    topics = [report.sections[0].paragraphs[1:3] for report in REPORTS if report.cells]
    repeated = [a for a, b in pairwise(topics) if set(a) & set(b)]
    assert repeated == []


def test_generate_gives_as_many_as_asked() -> None:
    """A large corpus has the size asked for and no report twice."""
    keys = [report.key for report in generate(500)]
    assert (len(keys), len(set(keys))) == (500, 500)


def test_generate_refuses_more_than_it_has() -> None:
    """Asking for more reports than bodies and years give is an error, not a repetition."""
    with pytest.raises(ValueError, match="not 1000000"):
        generate(1_000_000)
