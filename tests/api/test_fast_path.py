"""The marked routes alone take the fast path around FastAPI's routing, and answer the same without it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.database.columns import RecordId
from app.core.logs import RequestLog
from app.core.web.endpoints import RequestContext, Router, writes
from app.core.web.fast_path import FastPath
from app.core.web.paging import PageQuery
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
QUERIES = (
    "",
    "limit=1",
    "limit=1&count=true",
    "limit=",
    "limit=0",
    "limit=1&limit=2",
    "limit=1;count=true",
    "kind=seminar&kind=meeting",
    "kind=",
    "kind=feast",
    "kind[]=seminar",
    "status=planned&status=open&status=held",
    "from=2026-01-01&to=2030-01-01",
    "from_=2026-01-01",
    "q=kulat%C3%BD+st%C5%AFl",
    "q=%00",
    "q=%ff",
    "q",
    "updated_since=2020-01-01T00:00:00Z",
    "sort=-title&free_seats=1",
    "cursor=nonsense",
    "shoe_size=42",
    "%6cimit=1",
    "&&limit=1&",
)
"""Addresses of lists, right and wrong."""
STRANGE = (
    "/sessions/0/attendance/1",
    "/sessions/1/attendance/2147483648",
    "/sessions/1/attendance/²",
    "/sessions/-1/attendance/1",
    "/sessions/%23/attendance/1",
    "/sessions/1/attendance/1%0A",
)


@pytest.fixture
def ordinary(api_stack: tuple[FastAPI, ASGIApp], api: Api) -> Iterator[Api]:
    """The same application without the fast path."""
    with Api(RequestLog(Starlette(routes=[Mount(PREFIX, api_stack[0])]))) as client:
        yield client


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_the_same_words(
    api: Api, ordinary: Api, event: Opened, sent: dict[str, Any]
) -> None:
    path = f"/events/{event()}/registrations"
    fast, slow = api.post(path, **sent), ordinary.post(path, **sent)
    assert fast.status_code == slow.status_code
    assert fast.status_code in (400, 415, 422)
    assert fast.json() == slow.json()


@pytest.mark.parametrize("path", STRANGE)
def test_ids_that_are_none_are_refused_in_the_same_words(coordinator: Api, ordinary: Api, path: str) -> None:
    token = {"authorization": coordinator.headers["authorization"]}
    slow = ordinary.put(path, json={"status": "present"}, headers=token)
    fast = coordinator.put(path, json={"status": "present"})
    assert (fast.status_code, fast.json()) == (slow.status_code, slow.json())
    assert fast.status_code in (404, 422)


@pytest.mark.parametrize("path", ["/events", "/events/{}", "/events/{}/registrations"])
def test_a_query_is_read_as_fastapi_reads_it(
    coordinator: Api, ordinary: Api, event: Opened, path: str
) -> None:
    here = path.format(event())
    token = {"authorization": coordinator.headers["authorization"]}
    for query in QUERIES:
        fast = coordinator.get(f"{here}?{query}")
        slow = ordinary.get(f"{here}?{query}", headers=token)
        assert fast.status_code == slow.status_code, query
        assert {**fast.json(), "synced_until": None} == {**slow.json(), "synced_until": None}, query


def test_a_body_whose_size_nobody_told_is_taken_too(api: Api, event: Opened) -> None:
    path = f"/events/{event()}/registrations"
    pieces = iter([json.dumps(body()).encode()])
    assert api.post(path, content=pieces, headers=JSON).status_code == 201
    other = json.dumps(body()).encode()
    assert api.post(path, content=other, headers={"content-type": "application/hal+json"}).status_code == 201


@pytest.fixture
def fast_path(api_stack: tuple[FastAPI, ASGIApp]) -> FastPath:
    stack: Any = api_stack[1]
    while not isinstance(stack, FastPath):
        stack = stack.app
    return stack


def test_exactly_the_routes_with_a_floor_take_the_fast_path(fast_path: FastPath) -> None:
    assert {(method, fast.route.path) for method, found in fast_path.routes.items() for fast in found} == {
        ("POST", "/events/{event_id}/registrations"),
        ("PUT", "/sessions/{session_id}/attendance/{registration_id}"),
        ("POST", "/check-in"),
        ("GET", "/events"),
        ("GET", "/events/{event_id}"),
        ("GET", "/events/{event_id}/registrations"),
    }


@pytest.fixture
def seen_by_fastapi() -> Iterator[list[Scope]]:
    """The requests that came to FastAPI, with the route that it has chosen."""
    seen: list[Scope] = []
    call = FastAPI.__call__

    async def watching(app: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
        await call(app, scope, receive, send)
        seen.append(scope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FastAPI, "__call__", watching)
        yield seen


def test_fastapi_sees_the_requests_to_all_other_routes(
    api: Api, event: Opened, seen_by_fastapi: list[Scope]
) -> None:
    event_id = event()
    assert api.post(f"/events/{event_id}/registrations", json=body()).status_code == 201
    assert [scope["path"] for scope in seen_by_fastapi] == []
    assert api.get(f"/events/{event_id}").status_code == 200
    assert [scope["path"] for scope in seen_by_fastapi] == []
    assert api.get(f"/events/{event_id}/programme").status_code == 200
    assert [scope["path"] for scope in seen_by_fastapi] == [f"{PREFIX}/events/{event_id}/programme"]


def test_fastapi_would_choose_the_same_routes(
    ordinary: Api, fast_path: FastPath, seen_by_fastapi: list[Scope]
) -> None:
    for method, found in fast_path.routes.items():
        for fast in found:
            path = re.sub(r"{\w+}", "7", fast.route.path)
            assert fast.pattern.fullmatch(path)
            ordinary.request(method, path)
            assert seen_by_fastapi.pop()["endpoint"] is fast.route.endpoint


def a_handler(context: RequestContext, query: Annotated[PageQuery, Query()], body: PageQuery) -> None:
    """Takes a query and a body."""


def another_handler(context: RequestContext, event_id: RecordId, lang: Annotated[str, Query()]) -> None:
    """Takes a parameter that is no model."""


@pytest.mark.parametrize("handler", [a_handler, another_handler])
def test_a_route_that_cannot_take_the_fast_path_is_refused_at_start(
    fast_path: FastPath, handler: Callable[..., None]
) -> None:
    routes = Router()
    marked = writes(public=True, fast_path=True)(handler)
    routes.put("/events/{event_id}" if handler is another_handler else "/events")(marked)
    with pytest.raises(ValueError, match="cannot take the fast path"):
        FastPath(fast_path.api, routes.routes)
