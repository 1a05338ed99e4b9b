"""The short way to a handler, for well-formed requests with numbers in their path and one body at most.

FastAPI looks for the route among all of them, opens three stacks on which nobody hangs anything, reads the
content type with a parser of e-mails and solves dependencies that no handler here has. This looks the path up
in a table and gives the body to the same model. Whatever is not as it should be goes on to FastAPI, the body
with it, so that one place alone tells what is wrong.
"""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from app.core.columns import LARGEST_ID, RecordId

LARGEST_BODY = 100_000
NUMBER = None
"""In a key: a part of the path that is a number."""
Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Way:
    """A handler with its parameters: the names of the numbers in its path, name and shape of the body."""

    route: APIRoute
    numbers: tuple[str, ...]
    body: tuple[str, type[BaseModel]] | None


class Direct:
    """Stands before the FastAPI application, whose routes it knows."""

    def __init__(self, api: FastAPI, routes: Sequence[Any]) -> None:
        self.api = api
        self.ways = dict(_ways(routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None:
            await self.api(scope, receive, send)
            return
        way, values = found
        scope["app"], scope["route"] = self.api, way.route
        request = Request(scope, receive)
        try:
            if way.body:
                name, shape = way.body
                values[name] = shape.model_validate(from_json(await request.body()))
        except ClientDisconnect:
            return
        except ValueError:
            await self.api(scope, _again(await request.body(), receive), send)
            return
        response = await way.route.endpoint(request=request, **values)
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Way, dict[str, Any]] | None:
        path: str = scope["path"]
        parts = path.removeprefix(scope.get("root_path", "")).split("/")
        numbers = [part for part in parts if part.isdigit()]
        way = self.ways.get((scope["method"], *(NUMBER if part.isdigit() else part for part in parts)))
        if way is None or not all(map(_is_id, numbers)) or (way.body and not _brings_json(scope)):
            return None
        return way, dict(zip(way.numbers, map(int, numbers), strict=True))


def _is_id(part: str) -> bool:
    return part.isascii() and len(part) < 11 and 0 < int(part) <= LARGEST_ID


def _brings_json(scope: Scope) -> bool:
    """A body of a size that was told, so that nobody need count along."""
    sent = dict(scope["headers"])
    size = sent.get(b"content-length", b"")
    return sent.get(b"content-type") == b"application/json" and size.isdigit() and int(size) <= LARGEST_BODY


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives the body that was read once more, and then what comes."""
    left = [body]

    async def receiving() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return receiving


def _ways(routes: Sequence[Any]) -> Iterator[tuple[Key, Way]]:
    """Of all routes that can be gone directly and that FastAPI would find for the same path."""
    for route in routes:
        way = _way(route)
        parts = ["1" if part.startswith("{") else part for part in route.path.split("/")]
        for method in route.methods if way else ():
            if way and _first(routes, method, "/".join(parts)) is route:
                yield (method, *(NUMBER if part == "1" else part for part in parts)), way


def _way(route: Any) -> Way | None:
    """None for a route that takes anything else, such as a query or a list."""
    if not isinstance(route, APIRoute) or not hasattr(route.endpoint, "lane"):
        return None
    needs = route.dependant
    parameters = inspect.signature(route.endpoint).parameters
    numbers = tuple(field.name for field in needs.path_params)
    bodies = [(field.name, parameters[field.name].annotation) for field in needs.body_params]
    plain = all(parameters[name].annotation == RecordId for name in numbers)
    others = needs.query_params or needs.header_params or needs.cookie_params or needs.dependencies
    if others or not plain or not all(_is_shape(shape) for _, shape in bodies) or len(bodies) > 1:
        return None
    return Way(route, numbers, bodies[0] if bodies else None)


def _is_shape(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _first(routes: Sequence[Any], method: str, path: str) -> Any:
    scope = {"type": "http", "method": method, "path": path}
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)
