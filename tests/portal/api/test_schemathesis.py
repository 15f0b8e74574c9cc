"""Requests drawn from the API's own description, good and bad, each held against what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig
from schemathesis.engine import Status, events, from_schema

from portal.api import cursors
from reports import divisions
from tests.portal.shelf import FETCHED, Shelf

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
}


def _cursors(name: str) -> st.SearchStrategy[str]:
    return PLACES[name].map(lambda key: cursors.sealed(name, key))


schemathesis.openapi.format("gbt2260", CODES)
for _name in PLACES:
    schemathesis.openapi.format(f"{_name}-cursor", _cursors(_name))


@pytest.fixture(scope="module")
def told(library: Shelf) -> tuple[Counter[str], list[str]]:
    """How many requests each phase made, and what was wrong: all phases and all checks, the same
    requests every time."""
    generation = GenerationConfig(max_examples=40, deterministic=True, database="none")
    project = ProjectConfig(generation=generation)
    config = schemathesis.Config(projects=ProjectsConfig(default=project))

    def plain(environ: Any, start: Any) -> Iterable[bytes]:
        # over WSGI schemathesis asks for compressed answers and takes them for plain ones
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return library.app(environ, start)

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", plain, config=config)
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.phase.value] += len(event.recorder.cases)
            wrong += _failures(event)
        elif isinstance(event, events.NonFatalError):
            wrong.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            wrong.append(repr(event.exception))
    return asked, wrong


def _failures(event: events.ScenarioFinished) -> Iterator[str]:
    for id_, checks in event.recorder.checks.items():
        case = event.recorder.cases[id_].value
        for check in checks:
            if check.status == Status.FAILURE:
                yield f"{case.as_curl_command()}: {check.name}: {check.failure_info}"


def test_answers_are_as_described(told: tuple[Counter[str], list[str]]) -> None:
    """No fault of ours, no status, type, header or member that is not described; what is not
    described is refused and what is described is taken."""
    assert told[1] == []


def test_hundreds_of_requests_were_made(told: tuple[Counter[str], list[str]]) -> None:
    """Boundaries one by one, drawn ones, and walks from answer to answer."""
    asked = told[0]
    assert asked["coverage"] > 100
    assert asked["fuzzing"] > 200
    assert asked["stateful"] > 20
