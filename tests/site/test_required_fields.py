"""What the API insists on is called compulsory by the form, and nothing else is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.site import pages
from app.site.fields import Field, on_form
from app.site.pages import all_routes
from app.site.pages.check_in import WALK_IN
from app.site.pages.staff_account import OWN
from app.site.pages.staff_bulk import ACTIONS
from app.site.pages.staff_event_editor import EDITORS
from app.site.pages.staff_event_moves import MOVES
from app.site.pages.staff_groups import MOVE
from app.site.pages.staff_letter_words import LEAD, SUBJECT
from app.site.pages.staff_registration_move import TARGET
from app.site.pages.staff_registration_substitute import COLLEAGUE
from app.site.pages.staff_registrations import reason_of
from app.site.pages.staff_sheet import COUNT
from app.site.record_pages import RecordPages

UNSAID = ("heading", "button", "hidden", "flag", "rows")
"""Of these and of the fields of a row no form says whether they are compulsory: a row may stay empty."""
SEVERAL = ("many", "find_many", "lines", "days")
WORDS = ("text", "area")


@dataclass(frozen=True)
class Asked:
    """A form and where it is sent: `POST /people`."""

    to: str
    fields: tuple[Field, ...]


def declared() -> Iterator[Asked]:
    """The forms of all records, and those of the pages that ask something by fields of their own."""
    for handler in (getattr(route.endpoint, "__wrapped__", None) for route in all_routes()):
        records, verb = getattr(handler, "__self__", None), getattr(handler, "__name__", "")
        if isinstance(records, RecordPages) and verb in ("create", "save") and records.of.fields:
            yield of_record(records, verb)
    for editor in EDITORS.values():
        yield from (of_record(editor, "create"), of_record(editor, "save"))
    for move, words in MOVES.items():
        if words["fields"]:
            to = "PATCH /events/{}" if move == "took_place" else f"POST /events/{{}}/{move}"
            yield Asked(to, words["fields"])
    for verb in ("move-up", "decline", "cancel"):
        yield Asked(f"POST /registrations/{{}}/{verb}", (reason_of(verb, "a@b.example"),))
    yield Asked("POST /registrations/{}/move", (TARGET,))
    for action in ACTIONS.values():
        yield Asked("POST /events/{}/registrations/bulk", action.fields)
    yield Asked("POST /registrations/{}/substitute", COLLEAGUE)
    yield Asked("POST /working-groups/{}/placements", MOVE)
    yield Asked("PUT /sessions/{}/headcount", COUNT)
    yield Asked("POST /sessions/{}/walk-ins", WALK_IN)
    yield Asked("PUT /partnerships/{}/letter-words/{}/{}", (SUBJECT, LEAD))
    yield Asked("POST /users", OWN)


def of_record(records: RecordPages, verb: str) -> Asked:
    """A change is held to what a new record must have: the shapes of changes call nothing compulsory.

    A record without a list is a part of another one, which is only changed.
    """
    to = f"POST {blanks(records.of.api)}" if records.of.api else f"PATCH {blanks(records.of.item)}"
    return Asked(to, on_form(records.of.fields, "new" if verb == "create" else "edit"))


def blanks(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


HERE = "urn:api"


class Document:
    """The API's description of itself, by the addresses that requests are sent to.

    Its schemas refer to each other by an absolute address, so that a validator of one prepares no other.
    """

    def __init__(self, text: str) -> None:
        document = json.loads(text.replace('"#/components/', f'"{HERE}#/components/'))
        self.components = document["components"]
        self.registry = jsonschema_rs.Registry([(HERE, document)])
        self.bodies = {
            f"{method.upper()} {blanks(path)}": self._body(operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if "requestBody" in operation
        }

    def _body(self, operation: dict[str, Any]) -> Any:
        return next(iter(operation["requestBody"]["content"].values()))["schema"]

    def properties(self, schema: Any) -> dict[str, Any]:
        if "$ref" in schema:
            return self.properties(self.components["schemas"][schema["$ref"].rpartition("/")[2]])
        found = dict(schema.get("properties", {}))
        for below in schema.get("anyOf", []):
            found |= self.properties(below)
        return found

    def accepts(self, schema: Any, value: Any) -> bool:
        return jsonschema_rs.validator_for(schema, registry=self.registry).is_valid(value)

    def differing(self, body: Any, fields: tuple[Field, ...]) -> Iterator[str]:
        """Fields that are compulsory on one side alone."""
        for one in fields:
            schema = self._at(body, one.name.split("-"))
            if one.kind in UNSAID or schema is None:
                continue
            needed = not self.accepts(schema, empty(one))
            if needed != one.required:
                yield f"{one.name}: the API {'needs' if needed else 'does not need'} it"

    def _at(self, schema: Any, parts: list[str]) -> Any | None:
        for part in parts:
            schema = self.properties(schema).get(part)
            if schema is None:
                return None
        return schema


def empty(one: Field) -> Any:
    """What is sent of a field in which nothing was filled in."""
    if one.kind in SEVERAL:
        return None if one.kind == "days" and one.nullable else []
    return "" if one.kind in WORDS and not one.nullable else None


FORMS = list(declared())
DERIVED = {"partnership_id: the API does not need it"}
"""The API takes it from the event, group or need; a form on which none of them must be chosen asks for it."""
OTHERWISE = {
    **dict.fromkeys(("POST /needs", "POST /tasks", "POST /effects"), DERIVED),
    "PATCH /registrations/{}": {"slot_id: the API does not need it"},  # the page changes nothing else
    "POST /events/{}/invitations": {"offices: the API needs it"},  # typed in lines, sent as a list
    "POST /events/{}/registrations/bulk": {"event_id: the API does not need it"},  # only to move
}


@pytest.mark.parametrize("form", FORMS, ids=[one.to for one in FORMS])
def test_a_form_calls_compulsory_what_the_api_insists_on(described: Document, form: Asked) -> None:
    found = set(described.differing(described.bodies[form.to], form.fields))
    assert found - OTHERWISE.get(form.to, set()) == set()


PAGES = Path(pages.__file__).parent


@pytest.mark.parametrize("source", sorted(PAGES.glob("*.py")), ids=lambda one: one.stem)
def test_declared_fields_are_read_as_declared(source: Path) -> None:
    """Only then is an empty field sent as `empty` says here."""
    code = source.read_text(encoding="utf-8")
    assert not (re.search(r"= Field\(|\bField\($", code, re.MULTILINE) and "read_form(" in code)


@pytest.fixture(scope="module")
def described(api_stack: tuple[FastAPI, ASGIApp]) -> Document:
    return Document(json.dumps(api_stack[0].openapi()))
