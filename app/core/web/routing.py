"""Routers whose routes describe their refusals, headers and permissions in OpenAPI."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, cast, get_args, get_origin

from fastapi import APIRouter, Query
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from pydantic import create_model
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.core.actor import Guard, KeyScope
from app.core.database.columns import View
from app.core.database.engine import Lane
from app.core.json_values import Json
from app.core.web.paging import Deleted, Page, Slice
from app.core.web.problem_answer import MEDIA_TYPE
from app.core.web.responses import File


class ProblemDetails(View):
    """The shape of every refusal (RFC 9457)."""

    class Field(View):
        """One wrong field."""

        pointer: str
        code: str
        detail: str

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: list[Field]


PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}

WITH_LINKS = ("/my/", "/receipts/", "/auth/password-resets/")
"""Below these a link is followed, which can end."""
DryRun = Annotated[bool, Query(description="Delete nothing; answer whether it could be deleted.")]
FILE = {"schema": {"type": "string", "format": "binary"}}


def _documented(status: int, text: str) -> dict[int, Json]:
    return {status: {"description": text, "content": PROBLEM_CONTENT}}


def _refusals(methods: set[str], path: str, needs_version: bool) -> dict[int, Json]:
    """The statuses of refusals of a route, for OpenAPI."""
    known = {
        **_documented(401, "Not signed in"),
        **_documented(403, "Not allowed"),
        **_documented(422, "Not valid"),
    }
    known |= (
        _documented(404, "Not found")
        | _documented(429, "Too many requests")
        | _documented(406, "No such format")
        | _documented(503, "Busy, try again")
    )
    if methods - {"GET"}:
        known |= _documented(409, "Conflict with the state of things") | _documented(413, "Body over 1 MB")
        known |= _documented(415, "Not JSON") | _documented(400, "Not understood")
    if needs_version:
        known |= _documented(412, "Somebody else was faster") | _documented(428, "If-Match is missing")
    if path.startswith(WITH_LINKS):
        known |= _documented(410, "Taken back by who sent the link")
    if "GET" in methods:
        known[304] = {"description": "Unchanged since the ETag given"}
    return known


def _header(name: str, text: str, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "schema": {"type": "string"},
        "description": text,
    }


@dataclass(frozen=True)
class Marks:
    """The marks that `@reads` and `@writes` set as attributes of an endpoint.

    `public` ones answer requests without a token, `anonymous` ones also those with a token that is not valid
    any more: they look at none. An API key needs `scope`. `takes_key`: an Idempotency-Key
    is respected. `shows_secret`: the answer holds what is stored nowhere else. `returns` is the return
    annotation of the handler. `needs_version`: 428 without If-Match.
    `personal` is the field of the answer with the id of a person, or the parameter that names one.
    `guard` asks the user to prove who they are; files of lists that are `personal` or of `people` have it.
    `set_up` is open to those who have to set up a second factor first.
    """

    public: bool
    scope: KeyScope | None
    lane: Lane
    returns: Any
    takes_key: bool = False
    shows_secret: bool = False
    needs_version: bool = False
    fast_path: bool = False
    anonymous: bool = False
    guard: Guard | None = None
    people: bool = False
    set_up: bool = False
    personal: str | None = None


class RouteIndex(BaseRoute):
    """Routes by the first part of their paths, so that a request is compared with a few of them.

    FastAPI compares a request with all routes in turn, and that took half the time of a small answer.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.by_part: dict[str, list[APIRoute]] = {}
        for route in routes:
            if isinstance(route, APIRoute):
                self.by_part.setdefault(_first_part(route.path), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] = Match.NONE, {}
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        for route in self.by_part.get(_first_part(path), ()):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "route": route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, "route": route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)


def _first_part(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


class Router(APIRouter):
    """A router whose routes document their refusals and headers; their ids are the names of the handlers."""

    def __init__(self, tags: list[str | Enum] | None = None) -> None:
        super().__init__(tags=tags, generate_unique_id_function=lambda route: route.name)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        marks = cast(Marks, endpoint)
        if isinstance(options.get("response_model"), DefaultPlaceholder):
            options["response_model"] = _response_model(marks.returns)
        methods = set(options.get("methods") or {"GET"})
        if methods == {"DELETE"}:
            _offer_dry_run(endpoint)
        if marks.returns in (File, None):
            options["response_class"] = Response
        refusals = _refusals(methods, path, marks.needs_version)
        options["responses"] = {**refusals, **(options.get("responses") or {})}
        extra = dict(options.get("openapi_extra") or {})
        headers = list(extra.get("parameters", []))
        if marks.takes_key:
            headers.append(_header("Idempotency-Key", "Sent twice, done once (24 h)."))
        if marks.needs_version:
            headers.append(_header("If-Match", "The version you have seen, as its ETag or as `*`.", True))
        if headers:
            extra["parameters"] = headers
        options["openapi_extra"] = extra
        super().add_api_route(path, endpoint, **options)


def _offer_dry_run(endpoint: Callable[..., Any]) -> None:
    """Every deletion can be tried; `endpoints` takes it back."""
    signature = inspect.signature(endpoint)
    parameter = inspect.Parameter("dry_run", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=DryRun)
    parameters = [*signature.parameters.values(), parameter]
    vars(endpoint)["__signature__"] = signature.replace(parameters=parameters)


def _response_model(returns: Any) -> Any:
    """The response model for OpenAPI from a return annotation; a `Slice` becomes a page of its rows."""
    if returns in (None, File, Response):
        return None
    if get_origin(returns) is Slice:
        return page_of(get_args(returns)[0])
    return returns


@cache
def page_of(row: Any) -> Any:
    """The model of a page of these rows, named after them: `EventPage` of `EventView | Deleted`."""
    kinds = [one for one in get_args(row) or (row,) if one is not Deleted]
    name = str(kinds[0].__name__).removesuffix("View").removesuffix("Row").removeprefix("Any")
    shape: Any = Page
    return create_model(f"{name}Page", __base__=shape[row])
