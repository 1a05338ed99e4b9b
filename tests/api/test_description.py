"""Every operation is described so that a stock generator makes a client of it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from app.api import ROUTERS
from app.core.actor import scopes_of
from tests.clients import Api

REFUSED = ("4", "5")


class Operation(NamedTuple):
    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@pytest.fixture(scope="module")
def document(api_stack: tuple[FastAPI, ASGIApp]) -> dict[str, Any]:
    return api_stack[0].openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


def answers(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, response in operation.described["responses"].items():
        if not status.startswith(REFUSED):
            yield status, response


def contents(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Media types with what is said of them, of the body and of the answers."""
    yield from operation.described.get("requestBody", {}).get("content", {}).items()
    for _, response in answers(operation):
        yield from response.get("content", {}).items()


def test_its_id_is_the_name_of_its_handler(operations: list[Operation]) -> None:
    ids = [one.described["operationId"] for one in operations]
    assert {"list_events", "get_event", "create_registration", "record_attendance", "login"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert [one for one in ids if not one.replace("_", "").isalpha()] == []


def test_a_schema_is_named_by_its_class_alone(document: dict[str, Any]) -> None:
    """Two classes of one name would carry their modules in it."""
    names = document["components"]["schemas"]
    assert [name for name in names if not name.isalnum()] == []
    assert len({name.lower() for name in names}) == len(names)
    assert [name for name, schema in names.items() if "title" in schema] == []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    lost = {path for path in references(document) if not found(document, path)}
    assert lost == set()


NAMES = {"person_name", "first_name", "owner_name", "person", "speaker", "email"}
"""Fields with the name or the address of a person."""
OF_PEOPLE = {"people", "registrations", "attendance", "participant-needs"}
"""The rooms whose scopes are for people."""
BY_READER = {
    "OrganisationView": "the address of an office",
    "OrganisationDetail": "the address of an office",
    "UserView": "one's own",
    "DecisionMemberView": "left out for keys without the scope",
    "BallotView": "left out for keys without the scope",
    "NamedRoleView": "left out for keys without the scope",
    "EntryView": "left out for keys without the scope",
    "MinutesTask": "left out for keys without the scope",
    "MinutesPerson": "left out for keys without the scope",
    "TaskView": "left out of the dashboard for keys without the scope",
    "PromiseView": "left out of the dashboard for keys without the scope",
}


def test_what_names_people_asks_keys_for_a_scope_of_people(
    document: dict[str, Any], operations: list[Operation]
) -> None:
    shapes = document["components"]["schemas"]
    naming = {name for name, shape in shapes.items() if NAMES & {*shape.get("properties", {})}}
    open_to_keys = {
        (str(one), name)
        for one in operations
        for scopes in (each["bearer"] for each in one.described.get("security", []) if "bearer" in each)
        for _, answer in answers(one)
        for name in shapes_in(document, answer) & naming - {*BY_READER}
        if scopes and not OF_PEOPLE & {scope.partition(":")[0] for scope in scopes}
    }
    assert open_to_keys == set()


def shapes_in(document: dict[str, Any], node: object) -> set[str]:
    """The names of all shapes that it leads to."""
    known: set[str] = set()
    waiting = {path for path in references(node) if "/schemas/" in path}
    while waiting:
        path = waiting.pop()
        known.add(path.rpartition("/")[2])
        below = references(document["components"]["schemas"][path.rpartition("/")[2]])
        waiting |= {one for one in below if one.rpartition("/")[2] not in known}
    return known


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for below in node.values():
            yield from references(below)
    elif isinstance(node, list):
        for below in node:
            yield from references(below)


def found(document: dict[str, Any], reference: str) -> bool:
    _, kind, group, name = reference.split("/")
    return name in document[kind][group]


def test_it_says_what_it_does(operations: list[Operation]) -> None:
    """A docstring of the handler, or what its first word means for all records."""
    assert [str(one) for one in operations if not one.described["description"]] == []


def test_it_says_who_may_call_it(operations: list[Operation]) -> None:
    marks = {
        (method.lower(), route.path): route.endpoint
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    for one in operations:
        endpoint: Any = marks[one.method, one.path]
        scopes = list(scopes_of(endpoint.scope))
        assert {"bearer": scopes} in one.described["security"], str(one)
        assert ({} in one.described["security"]) == endpoint.public, str(one)


@pytest.mark.soak
def test_it_has_a_valid_example(document: dict[str, Any], operations: list[Operation]) -> None:
    """Of its body, its answer, or at least of the parameters of its path."""
    for one in operations:
        shown = 0
        for media_type, content in contents(one):
            if media_type.endswith("json"):
                [value] = examples(document, content)
                check(document, content["schema"], value)
                shown += 1
        for parameter in one.described.get("parameters", ()):
            if parameter["in"] == "path":
                check(document, parameter["schema"], parameter["example"])
                shown += 1
        assert shown or "{" not in one.path, str(one)


def examples(document: dict[str, Any], content: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    shared = document["components"]["examples"]
    return [shared[one["$ref"].rpartition("/")[2]]["value"] for one in content["examples"].values()]


def check(document: dict[str, Any], schema: dict[str, Any], value: object) -> None:
    whole = {**schema, "components": document["components"]}
    jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)


def test_a_file_is_described_as_a_file(operations: list[Operation]) -> None:
    files = {
        str(one): media_type
        for one in operations
        for media_type, content in contents(one)
        if content["schema"].get("format") == "binary"
    }
    named = {str(one) for one in operations if "." in one.path.rpartition("/")[2]}
    assert named - set(files) <= {"get /schedule.jsonld"}
    assert files["get /events/{event_id}/attendance-sheet.pdf"] == "application/pdf"
    assert not [one for one in files.values() if one.endswith("json")]


def test_it_names_the_headers_of_its_answers(operations: list[Operation]) -> None:
    for one in operations:
        for status, response in answers(one):
            named = set(response["headers"])
            assert "X-Request-Id" in named, str(one)
            assert ("ETag" in named) == (bool(response.get("content")) or status == "304"), str(one)
            assert ("Location" in named) == (status == "201"), str(one)
            shown = response.get("content", {})
            schema = str(shown.get("application/json", {}).get("schema", {}).get("$ref", ""))
            assert ("Link" in named) == schema.endswith("Page"), str(one)
            is_file = any(not media_type.endswith("json") for media_type in shown)
            assert ("Content-Disposition" in named) == is_file, str(one)


def test_refusals_are_described_once(document: dict[str, Any], operations: list[Operation]) -> None:
    for one in operations:
        for status, response in one.described["responses"].items():
            assert ("$ref" in response) == status.startswith(REFUSED), f"{one} {status}"
    shared = document["components"]["responses"]
    assert "WWW-Authenticate" in shared["NotSignedIn"]["headers"]
    assert "Retry-After" in shared["TooManyRequests"]["headers"]


def test_a_tombstone_and_a_record_exclude_each_other(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert "deleted" in schemas["Deleted"]["required"]
    assert schemas["Deleted"]["properties"]["deleted"]["const"] is True
    rows = {
        name: schema["properties"]["results"]["items"]
        for name, schema in schemas.items()
        if name.endswith("Page")
    }
    tombstone = {"$ref": "#/components/schemas/Deleted"}
    synchronised = {name: row["oneOf"] for name, row in rows.items() if tombstone in row.get("oneOf", ())}
    assert {"EventPage", "RegistrationPage", "SchedulePage"} <= set(synchronised)
    assert all(len(choices) == 2 for choices in synchronised.values())
    assert not [name for name, row in rows.items() if "anyOf" in row]


def test_the_kind_of_an_event_tells_its_shape(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    told = schemas["AnyEvent"]["discriminator"]
    assert told["propertyName"] == "kind"
    assert set(told["mapping"]) == set(schemas["EventKind"]["enum"])
    for kind, reference in told["mapping"].items():
        shape = schemas[reference.rpartition("/")[2]]["properties"]["kind"]
        assert kind in shape.get("enum", [shape.get("const")])


def test_a_query_parameter_is_missing_and_never_null(operations: list[Operation]) -> None:
    for one in operations:
        for parameter in one.described.get("parameters", ()):
            assert {"type": "null"} not in parameter["schema"].get("anyOf", ()), f"{one} {parameter['name']}"


MADE_BY_THE_FIRST_SAVE = {"/events/{event_id}/minutes"}
"""The first save needs no version, and here there is no record yet."""


def test_the_version_is_required_where_it_is_asked_for(
    admin: Api, document: dict[str, Any], operations: list[Operation]
) -> None:
    """Each write is sent as its examples show it, without `If-Match`."""
    for one in operations:
        parameters = one.described.get("parameters", ())
        asks = any(parameter["name"] == "If-Match" and parameter["required"] for parameter in parameters)
        assert ("428" in one.described["responses"]) == asks, str(one)
        if one.method in ("put", "patch", "delete") and one.path not in MADE_BY_THE_FIRST_SAVE:
            in_path = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
            body = one.described.get("requestBody", {}).get("content", {}).get("application/json")
            options = {"json": examples(document, body)[0]} if body else {}
            answer = admin.request(one.method, one.path.format(**in_path), **options)
            assert (answer.status_code == 428) == asks, f"{one}: {answer.text}"


def test_it_says_where_it_is_served(document: dict[str, Any]) -> None:
    assert document["servers"] == [{"url": "/api/v1"}]
