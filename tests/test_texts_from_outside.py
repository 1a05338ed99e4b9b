"""Every text and number that comes from outside passes one of the types in `core.database.columns`.

A bare `str` would let a NUL through to the database, a bare `int` a number that no column holds: both are
answered with an error of ours (500).
"""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.types import ASGIApp

from tests.clients import Api
from tests.shares import each
from tests.test_access import routes

pytestmark = pytest.mark.both_databases

HASHED = {"password", "current_password"}
"""Fields that no statement sees."""
TOO_LARGE = str(2**63)
Place = tuple[str, object]
"""Where a text comes in, and its type with all its limits."""


def texts(place: str, annotation: object, limits: tuple[object, ...] = ()) -> Iterator[Place]:
    """The texts of a type: itself, its parts, the fields of a body and of the bodies in it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from texts(place, inner, (*more, *limits))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if name not in HASHED:
                yield from texts(f"{place}.{name}", field.annotation, tuple(field.metadata))
    elif annotation is str or getattr(annotation, "__name__", "") == "EmailStr":
        yield place, Annotated[(annotation, None, *limits)]
    else:
        for part in get_args(annotation):
            yield from texts(place, part, limits if get_origin(annotation) in (Union, UnionType) else ())


def texts_of(parameters: list[Any]) -> Iterator[Place]:
    """The parameters that are texts, by their names in an address."""
    for field in parameters:
        for place, kind in texts("", field.field_info.annotation, tuple(field.field_info.metadata)):
            yield place.removeprefix(".") or field.name, kind


def names_of(parameters: list[Any]) -> Iterator[str]:
    """All parameters of a query, also those that are fields of one model."""
    for field in parameters:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield field.alias


def taken_in(described: FastAPI) -> Iterator[Place]:
    for name, route in routes(described).items():
        known = route.dependant
        for field in (*known.path_params, *known.query_params, *known.body_params):
            yield from texts(
                f"{name} {field.name}", field.field_info.annotation, tuple(field.field_info.metadata)
            )


def lets_nul_through(kind: Any) -> bool:
    for text in ("\x00", "a\x00b", "registration:1\x00", "https://a.example/\x00", "\ud800"):
        try:
            TypeAdapter(kind).validate_python(text)
        except ValidationError:
            continue
        return True
    return False


def test_no_text_from_outside_is_a_bare_str(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    found = list(taken_in(api_stack[0]))
    assert len(found) > 100
    assert sorted({place for place, kind in found if lets_nul_through(kind)}) == []


def test_a_nul_in_any_parameter_is_refused(admin: Api, api_stack: tuple[FastAPI, ASGIApp]) -> None:
    answers: dict[str, int] = {}
    for name, route in routes(api_stack[0]).items():
        known = route.dependant
        if not name.startswith("GET "):
            continue
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        for parameter, _ in texts_of(known.query_params):
            answers[f"{path}?{parameter}"] = admin.get(f"{path}?{parameter}=a%00b").status_code
        for parameter, _ in texts_of(known.path_params):
            named = re.sub(r"\{[^}]+\}", "1", route.path.replace(f"{{{parameter}}}", "a%00b"))
            answers[named] = admin.get(named).status_code
    assert len(answers) > 50
    assert {place: status for place, status in answers.items() if status != 422} == {}


@each
def test_a_number_that_no_column_holds_is_refused(
    admin: Api, api_stack: tuple[FastAPI, ASGIApp], every: int
) -> None:
    answers: dict[str, int] = {}
    for name, route in [*routes(api_stack[0]).items()][::every]:
        if not name.startswith("GET "):
            continue
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        for parameter in names_of(route.dependant.query_params):
            answers[f"{path}?{parameter}"] = admin.get(f"{path}?{parameter}={TOO_LARGE}").status_code
        for field in route.dependant.path_params:
            named = re.sub(r"\{[^}]+\}", "1", route.path.replace(f"{{{field.name}}}", TOO_LARGE))
            answers[named] = admin.get(named).status_code
    assert len(answers) > 300 / every
    assert {place: status for place, status in answers.items() if status >= 500} == {}
