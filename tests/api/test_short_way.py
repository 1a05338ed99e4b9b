"""The short way past FastAPI: gone by whoever is right; nobody else can tell it from the long way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from app.core.direct import NUMBER, Direct
from app.core.logs import RequestLog
from tests.api.registering import Opened, body
from tests.clients import PREFIX, Api

PERSON = {"first_name": "Jana", "last_name": "Přihlášená", "email": "jana@spolek.example"}
JSON = {"content-type": "application/json"}
WRONG: dict[str, dict[str, Any]] = {
    "a field is missing": {"json": {"first_name": "Jana"}},
    "a field is unknown": {"json": PERSON | {"shoe_size": 42}},
    "no address": {"json": PERSON | {"email": "jana"}},
    "a number for a text": {"json": PERSON | {"first_name": 7}},
    "a list": {"json": [PERSON]},
    "nothing": {"headers": JSON},
    "no JSON": {"content": b"{", "headers": JSON},
    "half a letter": {"content": b'{"first_name": "\\ud800"}', "headers": JSON},
    "bytes that are no text": {"content": b'{"first_name": "\xff"}', "headers": JSON},
    "a form": {"data": PERSON},
}
STRANGE = (
    "/registrations/0",
    "/registrations/2147483648",
    "/registrations/²",
    "/registrations/-1",
    "/registrations/%23",
)


@pytest.fixture
def long_way(api_stack: tuple[FastAPI, ASGIApp], api: Api) -> Iterator[Api]:
    """The same application without what stands before it."""
    with Api(RequestLog(Starlette(routes=[Mount(PREFIX, api_stack[0])]))) as client:
        yield client


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_the_same_words(
    api: Api, long_way: Api, event: Opened, sent: dict[str, Any]
) -> None:
    path = f"/events/{event()}/registrations"
    short, long = api.post(path, **sent), long_way.post(path, **sent)
    assert short.status_code == long.status_code
    assert short.status_code in (400, 415, 422)
    assert short.json() == long.json()


@pytest.mark.parametrize("path", STRANGE)
def test_numbers_that_are_none_are_told_in_the_same_words(coordinator: Api, long_way: Api, path: str) -> None:
    long = long_way.get(path, headers={"authorization": coordinator.headers["authorization"]})
    short = coordinator.get(path)
    assert (short.status_code, short.json()) == (long.status_code, long.json())
    assert short.status_code in (404, 422)


def test_a_body_whose_size_nobody_told_is_taken_too(api: Api, event: Opened) -> None:
    path = f"/events/{event()}/registrations"
    pieces = iter([json.dumps(body()).encode()])
    assert api.post(path, content=pieces, headers=JSON).status_code == 201
    other = json.dumps(body()).encode()
    assert api.post(path, content=other, headers={"content-type": "application/hal+json"}).status_code == 201


def test_the_busiest_handlers_are_reached_directly(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    stack: Any = api_stack[1]
    direct: Direct = stack.app.app
    ways = {way.route.endpoint.__name__ for way in direct.ways.values()}
    assert {"create_registration", "record_attendance", "check_in", "get_event"} <= ways
    assert ("PUT", "", "sessions", NUMBER, "attendance", NUMBER) in direct.ways
