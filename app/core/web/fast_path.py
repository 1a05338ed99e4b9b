"""The fast path: well-formed requests of the busiest routes reach their handler without FastAPI's routing.

FastAPI's share of a request is at least 0.15 ms of CPU: a sixth of a sign-up, a quarter of a record of
attendance. For a list it inspects the types of all filters at each request, which is another 0.2 ms. Handlers
marked `@reads(fast_path=True)` and `@writes(fast_path=True)` do without it. Every other request goes to
FastAPI. So does a request to a marked route that is not well formed, with its body: only FastAPI describes
what is wrong.

`docs/decisions/fast-path.md` has the figures and says which routes are marked.
"""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request
from starlette.routing import BaseRoute
from starlette.types import Message, Receive, Scope, Send

from app.core.database.columns import RecordId

LARGEST_BODY = 100_000
"""Bytes."""
ID = "[1-9][0-9]{0,8}"
"""Record ids of at most nine digits, which are all valid; larger ones go to FastAPI."""


@dataclass(frozen=True)
class Input:
    """The only parameter of a handler beside the ids: its body, or its query. `lists` may come repeated."""

    name: str
    model: type[BaseModel]
    lists: frozenset[str] = frozenset()

    def from_body(self, body: bytes) -> dict[str, BaseModel]:
        return {self.name: self.model.model_validate(from_json(body))}

    def from_query(self, query: str) -> dict[str, BaseModel]:
        values: dict[str, str | list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in self.lists:
                values[name] = [*values.get(name, ()), value]
            elif name in values:
                raise ValueError(f"{name} came twice")
            else:
                values[name] = value
        return {self.name: self.model.model_validate(values)}


@dataclass(frozen=True)
class FastRoute:
    """A marked route: its path as a pattern, and the body or the query that it takes, if any."""

    route: APIRoute
    pattern: re.Pattern[str]
    body: Input | None = None
    query: Input | None = None


class FastPath:
    """ASGI middleware in front of the FastAPI application; serves its marked routes."""

    def __init__(self, api: FastAPI, routes: Sequence[BaseRoute]) -> None:
        self.api = api
        self.routes: dict[str, list[FastRoute]] = {}
        for route in _marked(routes):
            for method in route.methods or ():
                self.routes.setdefault(method, []).append(_fast_route(route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None:
            await self.api(scope, receive, send)
            return
        fast, ids = found
        request = Request(scope, receive)
        try:
            given = await _given(fast, request)
        except ClientDisconnect:
            return
        except ValueError:
            if fast.body:
                receive = _replay(await request.body(), receive)
            await self.api(scope, receive, send)
            return
        scope["app"], scope["route"] = self.api, fast.route
        response = await fast.route.endpoint(request=request, **ids, **given)
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[FastRoute, dict[str, int]] | None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        for fast in self.routes.get(scope["method"], ()):
            match = fast.pattern.fullmatch(path)
            if match and (fast.body is None or _has_json_body(scope)):
                return fast, {name: int(value) for name, value in match.groupdict().items()}
        return None


async def _given(fast: FastRoute, request: Request) -> dict[str, BaseModel]:
    """The parameters of the handler beside the ids. ValueError for a request that is not well formed."""
    if fast.body:
        return fast.body.from_body(await request.body())
    return fast.query.from_query(request.scope["query_string"].decode("latin-1")) if fast.query else {}


def _has_json_body(scope: Scope) -> bool:
    """Only a body with Content-Length, because its size need not be counted while it is read."""
    headers = dict(scope["headers"])
    size = headers.get(b"content-length", b"")
    return (
        headers.get(b"content-type") == b"application/json" and size.isdigit() and int(size) <= LARGEST_BODY
    )


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return the body that was already read once more, then the messages that follow it."""
    unread = [body]

    async def replaying() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return replaying


def _marked(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute) and getattr(route.endpoint, "fast_path", False):
            yield route


def _fast_route(route: APIRoute) -> FastRoute:
    """ValueError for a marked route that takes more than record ids in its path and one body or query."""
    needs = route.dependant
    annotations = {
        name: parameter.annotation for name, parameter in inspect.signature(route.endpoint).parameters.items()
    }
    bodies = [_input(field.name, annotations[field.name]) for field in needs.body_params]
    queries = [_input(field.name, annotations[field.name]) for field in needs.query_params]
    others = needs.header_params or needs.cookie_params or needs.dependencies
    only_ids = all(annotations[field.name] == RecordId for field in needs.path_params)
    if others or not only_ids or len(bodies) + len(queries) > 1 or None in (*bodies, *queries):
        raise ValueError(f"{route.path} cannot take the fast path: it takes more than ids and one model")
    pattern = re.compile(re.sub(r"\{(\w+)\}", rf"(?P<\1>{ID})", route.path))
    return FastRoute(route, pattern, next(iter(bodies), None), next(iter(queries), None))


def _input(name: str, annotation: object) -> Input | None:
    """None for a parameter that is no model."""
    model = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return None
    fields = {field.alias or own: field.annotation for own, field in model.model_fields.items()}
    return Input(name, model, frozenset(alias for alias, kind in fields.items() if get_origin(kind) is list))
