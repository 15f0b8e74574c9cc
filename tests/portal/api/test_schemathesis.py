"""Requests drawn from the API's own description, good and bad, each held against what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SimpleCheckConfig,
)
from schemathesis.config._checks import PositiveDataAcceptanceConfig
from schemathesis.engine import Status, events, from_schema

from archive import reading_errors, reports, runs, sources
from archive.judgements import finding_key
from archive.reading_errors import NewError
from archive.sources import Source
from portal.api import cursors
from portal.api.declared import PUBLIC
from portal.api.declared_desk import DESK
from reports import divisions
from tests.portal.admin.office import Desk, open_desk
from tests.portal.api.programs import program
from tests.portal.shelf import FETCHED, Shelf, broken_sum, report

CODES = st.sampled_from([division.code for division in divisions.divisions()])
PLACES: dict[str, st.SearchStrategy[Any]] = {
    "search": st.integers(1, 9_999),
    "agencies": st.tuples(
        st.text("大冶市局", max_size=4), st.text("0123456789abcdef", max_size=16)
    ),
    "regions": CODES,
    "changes": st.tuples(
        st.just(FETCHED.isoformat()), st.sampled_from(["new", "edited"]), st.just("0"), st.just("")
    ),
    "runs": st.integers(0, 99),
    "audit": st.integers(0, 99),
    "errors": st.integers(0, 99),
    "sources": st.text("abc.-", max_size=4),
    "review": st.text("0123456789abcdef", min_size=16, max_size=16),
}
Told = tuple[Counter[str], list[str], set[str]]
SOURCES = ("daye", "yubei")
IDS: dict[str, list[str]] = {
    kind: ["0" * 16] for kind in ("report", "snapshot", "finding", "agency")
}
"""Of each kind one that there is not, and those of the busy desk, once it stands."""


def _cursors(name: str) -> st.SearchStrategy[str]:
    return PLACES[name].map(lambda key: cursors.sealed(name, key))


def _known(kind: str) -> st.SearchStrategy[str]:
    return st.integers(0, 11).map(lambda number: IDS[kind][number % len(IDS[kind])])


schemathesis.openapi.format("gbt2260", CODES)
for _kind in IDS:
    schemathesis.openapi.format(f"{_kind}-id", _known(_kind))
schemathesis.openapi.format("hidden-id", _known("snapshot") | _known("report"))
schemathesis.openapi.format("cell", st.sampled_from(["requests.received.total", "year", "none"]))
schemathesis.openapi.format("source-id", st.sampled_from([*SOURCES, "new"]))
schemathesis.openapi.format("run-target", st.sampled_from([*SOURCES, "stale", "rebuild"]))
# addresses of no name: nothing is looked up
schemathesis.openapi.format("listing", st.sampled_from(["http://1.1.1.1/", "https://10.0.0.1/nb"]))
schemathesis.openapi.format("host-name", st.just("localhost.localdomain"))
for _name in PLACES:
    schemathesis.openapi.format(f"{_name}-cursor", _cursors(_name))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with what there is to be done: a report whose sum is broken, what a reader told of it,
    a document that was taken for no report, sources, a run."""
    opened = open_desk(tmp_path_factory.mktemp("busy") / "home")
    shelf = opened.shelf
    told = shelf.put(report(findings=(broken_sum(),)))
    shelf.put(report(is_report=False, reason="不是年报"), body=b"none")
    others = [shelf.put(report(agency=f"第{n}局", findings=(broken_sum(),))) for n in range(8)]
    shelf.index()
    with opened.catalog.begin() as conn:
        for name in SOURCES:
            sources.put(conn, Source(name, name, listings=("http://1.1.1.1/",)))
        record = reports.get(conn, told)
        assert record is not None
        IDS["report"] += [told, *others]
        IDS["snapshot"] += [
            record.snapshot.id,
            *(one.snapshot.id for one in reports.many(conn, others)),
        ]
        IDS["finding"].append(finding_key(broken_sum()))
        IDS["agency"] += [one.agency_id or "" for one in reports.many(conn, others)]
        error = NewError("r", told, record.snapshot.id, None, "错了", None, None, "a")
        reading_errors.put(conn, error, FETCHED)
    runs.request(opened.catalog, "read")
    yield opened
    shelf.close()


_TAKEN = ["2xx", "3xx", "401", "403", "404", "409", "410", "429", "503"]


@pytest.fixture(scope="module", params=["nobody", "an admin's program"])
def told(request: pytest.FixtureRequest, library: Shelf, busy: Desk) -> Told:
    """How many requests each phase made, and what was wrong: all phases and all checks, the same
    requests every time; without a token, and with one that may do everything."""
    token = program(busy).secret if request.param != "nobody" else None
    app = library.app if token is None else busy.shelf.app
    generation = GenerationConfig(max_examples=12, deterministic=True, database="none")
    project = ProjectConfig(generation=generation)
    if token is not None:
        project.headers = {"Authorization": f"Bearer {token}"}
        project.checks = ChecksConfig(
            # it asks for redirects in a way that WSGI does not know; test_desk_rights does the same
            ignored_auth=SimpleCheckConfig(enabled=False),
            # what one request took down the next is not shown
            positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=_TAKEN),
        )
    config = schemathesis.Config(projects=ProjectsConfig(default=project))

    def plain(environ: Any, start: Any) -> Iterable[bytes]:
        # over WSGI schemathesis asks for compressed answers and takes them for plain ones
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return app(environ, start)

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", plain, config=config)
    asked: Counter[str] = Counter()
    succeeded: set[str] = set()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.phase.value] += len(event.recorder.cases)
            wrong += _failures(event)
            succeeded |= set(_succeeded(event))
        elif isinstance(event, events.NonFatalError):
            wrong.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            wrong.append(repr(event.exception))
    return asked, wrong, succeeded


def _succeeded(event: events.ScenarioFinished) -> Iterator[str]:
    for id_, interaction in event.recorder.interactions.items():
        answer = interaction.response
        if answer is not None and answer.status_code < 300 and answer.request.method != "OPTIONS":
            definition = event.recorder.cases[id_].value.operation.definition.raw
            yield str(definition["operationId"])


def _failures(event: events.ScenarioFinished) -> Iterator[str]:
    for id_, checks in event.recorder.checks.items():
        case = event.recorder.cases[id_].value
        for check in checks:
            if check.status == Status.FAILURE:
                yield f"{case.as_curl_command()}: {check.name}: {check.failure_info}"


def test_answers_are_as_described(told: Told) -> None:
    """No fault of ours, no status, type, header or member that is not described; what is not
    described is refused and what is described is taken."""
    assert told[1] == []


def test_operations_did_something(told: Told) -> None:
    """With a token two in three succeeded at least once (others want values that go together, as
    TOML files: `test_desk_operations`); without one no operation of the desk did."""
    desk = {operation.name for operation in DESK}
    done = desk & told[2]
    assert not done or len(done) >= len(desk) * 2 // 3
    assert len(told[2] - desk) > len(PUBLIC) - 2


def test_hundreds_of_requests_were_made(told: Told) -> None:
    """Boundaries one by one, drawn ones, and walks from answer to answer."""
    asked = told[0]
    assert asked["coverage"] > 100
    assert asked["fuzzing"] > 200
    assert asked["stateful"] > 20
