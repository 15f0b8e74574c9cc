"""The API's description: valid, whole, and the same as what is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from archive.roles import ACTIONS
from portal.api.declared import OPERATIONS, PUBLIC
from portal.api.declared_desk import DESK
from portal.api.openapi import document
from portal.errors import every_answer
from reports.model import AnnualReport
from tests.portal.page import get, href, one, text, texts
from tests.portal.shelf import Shelf

TOLD = document()


def test_the_description_is_valid() -> None:
    """By the rules of OpenAPI 3.1."""
    validate(TOLD)
    assert TOLD["openapi"] == "3.1.0"


def test_what_is_described_is_served(library: Shelf) -> None:
    """Every address below /api/v1 but the description's own."""
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in library.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    described = {(path, method) for path, item in TOLD["paths"].items() for method in item}
    assert described == served - {("/api/v1/openapi.json", "get")}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_parameter_is_explained(operation: Any) -> None:
    """With a sentence, a type, and its bounds where it has some."""
    parameters = TOLD["paths"][operation.path][operation.method.lower()]["parameters"]
    assert parameters
    for parameter in parameters:
        assert parameter["description"]
        assert not {"anyOf", "ge", "le", "title"} & set(parameter["schema"])


def test_bounds_are_written_as_json_schema_knows_them() -> None:
    """Programs that read the description know them too."""
    parameters = TOLD["paths"]["/api/v1/search"]["get"]["parameters"]
    by_name = {parameter["name"]: parameter["schema"] for parameter in parameters}
    assert by_name["limit"] == {"default": 20, "maximum": 100, "minimum": 1, "type": "integer"}
    assert by_name["-year"] == {
        "items": {"maximum": 2099, "minimum": 1900, "type": "integer"},
        "maxItems": 40,
        "type": "array",
    }


def test_a_report_has_every_field_that_was_read() -> None:
    """By its own name."""
    fields = TOLD["components"]["schemas"]["ReportAnswer"]["properties"]
    assert set(AnnualReport.__dataclass_fields__) <= set(fields)


def test_every_kind_of_answer_is_explained() -> None:
    """With a sentence of its own, in the language of the rest."""
    schemas = TOLD["components"]["schemas"]
    plain = [name for name, schema in schemas.items() if schema.get("description", "a").isascii()]
    assert plain == []


def _described(operation: Any) -> Any:
    return TOLD["paths"][operation.path][operation.method.lower()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_error_is_described_at_every_operation(operation: Any) -> None:
    """An unknown id only where there is one to know, a missing token only where one is needed, a
    body's faults only where there is a body."""
    expected = {"400", "406", "414", "429", "503"}
    expected |= {"404"} if "{" in operation.path else set()
    expected |= {"401", "403"} if operation.action else set()
    expected |= {"409"} if operation.method != "GET" else set()
    expected |= {"413", "415"} if operation.body or operation.file else set()
    told = {status for status in _described(operation)["responses"] if status >= "400"}
    assert told - {"410"} == expected


@pytest.mark.parametrize("operation", DESK, ids=lambda operation: operation.name)
def test_an_operation_of_the_desk_names_role_and_scope(operation: Any) -> None:
    """As the table of rights has them, by a bearer token; public ones name none."""
    told, need = _described(operation), ACTIONS[operation.action]
    scheme = TOLD["components"]["securitySchemes"]["token"]
    assert (told["security"], told["x-role"]) == ([{"token": [need.scope]}], need.role)
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_public_operations_need_no_token() -> None:
    """None of them says that it does."""
    assert [one.name for one in PUBLIC if "security" in _described(one)] == []


def test_the_description_is_served_as_json(client: FlaskClient) -> None:
    """To any page, as any answer."""
    assert client.get("/api/v1/openapi.json").get_json() == TOLD


def test_the_description_speaks_english(client: FlaskClient) -> None:
    """With ``lang=en`` every sentence of it is English; values that are Chinese stay."""
    told = client.get("/api/v1/openapi.json?lang=en").get_json()

    def sentences(value: Any) -> Iterator[str]:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if key in ("description", "summary", "title") and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from sentences(inner)

    found = list(sentences(told))
    assert len(found) > 150
    assert [sentence for sentence in found if re.search("[\u3400-\u9fff]", sentence)] == []


def test_the_page_tells_what_the_description_tells(client: FlaskClient) -> None:
    """Every operation, parameter, schema and field of it, and every error."""
    page = get(client, "/api/docs")
    for operation in OPERATIONS:
        section = one(page, f"section:has(#{operation.name})")
        assert text(section, ".path") == f"{operation.method} {operation.path}"
        names = [parameter["name"] for parameter in _described(operation)["parameters"]]
        assert texts(section, "tbody th") == names
        needed = [] if operation.action is None else [ACTIONS[operation.action].scope]
        assert [words.split("；")[0].split()[-1] for words in texts(section, ".needs")] == needed
    for name, schema in TOLD["components"]["schemas"].items():
        table = one(page, f"#{name} ~ div")
        assert texts(table, "tbody th") == list(schema.get("properties", ()))
    assert texts(page, "section:has(#errors) tbody th") == [
        answer.code for answer in every_answer()
    ]


def test_every_place_of_the_page_that_is_linked_is_there(client: FlaskClient) -> None:
    """Each link within it leads to something."""
    page = get(client, "/api/docs")
    wanted = {href(found)[1:] for found in page.select('a[href^="#"]')}
    assert wanted - {str(found["id"]) for found in page.select("[id]")} == set()


def test_the_examples_are_asked_as_they_stand(client: FlaskClient) -> None:
    """Each curl names the address it is asked at, and its answer is what is described."""
    page = get(client, "/api/docs")
    examples = texts(page, ".example")
    assert len(examples) == len(OPERATIONS)
    assert all(
        example.split()[1 if " -G " not in example else 2].startswith("http://localhost/api/v1/")
        for example in examples
    )
    for operation in PUBLIC:
        answer = client.get("/api/v1" + operation.sample)
        assert answer.status_code == (404 if "0123456789abcdef" in operation.sample else 200)


def test_the_examples_of_the_desk_are_what_is_taken(client: FlaskClient) -> None:
    """Each body is one that the operation reads, and each curl shows the token and the body."""
    page = get(client, "/api/docs")
    for operation in DESK:
        example = text(one(page, f"section:has(#{operation.name})"), ".example")
        assert "Authorization: Bearer $TOKEN" in example
        if operation.body is not None:
            operation.body.model_validate(operation.sent)
        assert ("--json" in example) == (operation.body is not None)
        assert ("--data-binary" in example) == (operation.file is not None)
