"""Wherever a territory is named, its official code does as well as its id."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, get_args

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from starlette.types import ASGIApp

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.territories.models import Territory, TerritoryRef
from tests import factories
from tests.api.asking import made
from tests.api.events import a_draft, published, sitting
from tests.clients import Api
from tests.test_access import routes

NAMED = {"territory", "territory_id", "territory_ids", "territories"}


@pytest.fixture
def liberec(database: Database) -> Territory:
    """A territory of the level of an ORP, whose code has digits alone."""
    with database.writing() as session:
        return factories.a_territory(session, "Liberec")


def models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(annotation):
        yield from models(part)


def named(described: FastAPI) -> dict[str, FieldInfo]:
    """All parameters, and fields of bodies and queries, that name a territory."""
    found: dict[str, FieldInfo] = {}
    for route in routes(described).values():
        known = route.dependant
        for field in (*known.path_params, *known.query_params, *known.body_params):
            found |= {route.path: field.field_info} if field.name in NAMED else {}
            for model in models(field.field_info.annotation):
                own = {name: info for name, info in model.model_fields.items() if name in NAMED}
                found |= {f"{model.__name__}.{name}": info for name, info in own.items()}
    return found


def takes_a_code(field: FieldInfo) -> bool:
    kind: Any = Annotated[(field.annotation, None, *field.metadata)]
    for given, known in ((["cz051"], ["CZ051"]), ("cz051", "CZ051")):
        with suppress(ValidationError):
            return bool(TypeAdapter(kind).validate_python(given) == known)
    return False


def test_each_field_and_filter_of_a_territory_takes_a_code(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    found = named(api_stack[0])
    assert len(found) > 15
    assert [place for place, field in found.items() if not takes_a_code(field)] == []


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (7, 7),
        ("7", 7),
        (" 7 ", 7),
        ("cz051", "CZ051"),
        ("code:5105", "5105"),
        ("5105", 5105),
        ("code:CZ", "CZ"),
    ],
)
def test_a_number_is_an_id_and_a_code_has_letters_or_says_so(given: object, known: object) -> None:
    assert TypeAdapter(TerritoryRef).validate_python(given) == known


def test_records_take_the_code_and_show_the_id(
    coordinator: Api, admin: Api, partnership: Partnership, liberec: Territory
) -> None:
    code = f"code:{liberec.code}"
    spolek = made(coordinator, "/organisations", name="Spolek", territory_id=code)
    assert spolek["territory_id"] == liberec.id
    venue = {"name": "Klub", "territory_id": code}
    event = a_draft(coordinator, partnership, territory_id=code, sessions=[sitting(venue=venue)])
    assert event["territory_id"] == event["sessions"][0]["venue"]["territory_id"] == liberec.id
    undated = a_draft(coordinator, partnership, sessions=[], undated_sessions=[{"venue": venue}])
    assert undated["undated_sessions"][0]["venue"]["territory_id"] == liberec.id
    wrong = {"undated_sessions": [{"venue": {**venue, "territory_id": "XX99"}}]}
    refused = coordinator.patch(f"/events/{undated['id']}", json=wrong, headers={"If-Match": "*"})
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/undated_sessions/0/venue/territory_id"]
    changed = coordinator.patch(
        f"/events/{event['id']}", json={"territory_id": "CZ0513"}, headers={"If-Match": "*"}
    )
    assert changed.json()["territory_id"] == coordinator.get("/territories/CZ0513").json()["id"]
    both = made(admin, "/partnerships", name="Tanvaldsko", kind="other", territory_ids=["CZ0513", code])
    assert both["territory_ids"][1] == liberec.id


def test_filters_by_code_find_what_those_by_id_find(
    coordinator: Api, api: Api, partnership: Partnership, liberec: Territory
) -> None:
    published(coordinator, partnership, title="Kurz", territory_id=liberec.id)
    made(coordinator, "/organisations", name="Spolek", territory_id=liberec.id)
    for path in ("/schedule", "/events", "/organisations"):
        by_id = api.rows(f"{path}?territory={liberec.id}")
        assert len(by_id) == 1
        for code in (f"code:{liberec.code}", "CZ051", "cz0513", "CZ"):
            assert api.rows(f"{path}?territory={code}") == by_id
        assert api.rows(f"{path}?territory=CZ010") == api.rows(f"{path}?territory=XX") == []


@pytest.mark.parametrize("territory", ["XX99", "code:9999", 9999, 0, 2**31, "a b", ""])
def test_a_territory_that_does_not_exist_is_refused_at_its_field(coordinator: Api, territory: object) -> None:
    answer = coordinator.post("/organisations", json={"name": "Spolek", "territory_id": territory})
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("#/territory_id", "not_found")
    ]
