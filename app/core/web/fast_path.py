"""The fast path: well-formed requests of the busiest routes reach their handler without FastAPI's routing.

FastAPI's share of a request is at least 0.15 ms of CPU: a sixth of a sign-up, a quarter of a record of
attendance. Handlers marked `@writes(fast_path=True)` do without it. Every other request goes to FastAPI. So
does a request to a marked route that is not well formed, with its body: only FastAPI describes what is wrong.

`docs/decisions/fast-path.md` has the figures and says which routes are marked.
"""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
class FastRoute:
    """A marked route: its path as a pattern, and the name and the model of its body."""

    route: APIRoute
    pattern: re.Pattern[str]
    body_name: str
    body_model: type[BaseModel]


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
        scope["app"], scope["route"] = self.api, fast.route
        request = Request(scope, receive)
        try:
            body = fast.body_model.model_validate(from_json(await request.body()))
        except ClientDisconnect:
            return
        except ValueError:
            await self.api(scope, _replay(await request.body(), receive), send)
            return
        response = await fast.route.endpoint(request=request, **ids, **{fast.body_name: body})
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[FastRoute, dict[str, int]] | None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        for fast in self.routes.get(scope["method"], ()):
            match = fast.pattern.fullmatch(path)
            if match and _has_json_body(scope):
                return fast, {name: int(value) for name, value in match.groupdict().items()}
        return None


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
    """ValueError for a marked route that takes anything but record ids in its path and one body."""
    needs = route.dependant
    annotations = {
        name: parameter.annotation for name, parameter in inspect.signature(route.endpoint).parameters.items()
    }
    bodies = [(field.name, annotations[field.name]) for field in needs.body_params]
    others = needs.query_params or needs.header_params or needs.cookie_params or needs.dependencies
    only_ids = all(annotations[field.name] == RecordId for field in needs.path_params)
    if others or not only_ids or len(bodies) != 1 or not _is_model(bodies[0][1]):
        raise ValueError(f"{route.path} cannot take the fast path: it takes more than ids and one body")
    pattern = re.sub(r"\{(\w+)\}", rf"(?P<\1>{ID})", route.path)
    return FastRoute(route, re.compile(pattern), *bodies[0])


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
