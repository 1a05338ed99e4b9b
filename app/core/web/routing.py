"""Routers whose routes describe their refusals, headers and permissions in OpenAPI."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, get_args, get_origin

from fastapi import APIRouter
from fastapi.datastructures import DefaultPlaceholder
from starlette.responses import Response

from app.core.database.columns import View
from app.core.database.engine import Lane
from app.core.json_values import Json
from app.core.web import problems
from app.core.web.paging import Page, Slice
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


PROBLEM_CONTENT = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}


def _documented(status: int, text: str) -> dict[int, Json]:
    return {status: {"description": text, "content": PROBLEM_CONTENT}}


def _refusals(methods: set[str], path: str) -> dict[int, Json]:
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
    if methods & {"PATCH", "PUT", "DELETE"}:
        known |= _documented(412, "Somebody else was faster") | _documented(428, "If-Match is missing")
    if path.startswith("/my/"):
        known |= _documented(410, "Taken back by who sent the link")
    if "GET" in methods:
        known[304] = {"description": "Unchanged since the ETag given"}
    return known


def _header(name: str, text: str) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "schema": {"type": "string"},
        "description": text,
    }


@dataclass(frozen=True)
class Marks:
    """The marks that `@reads` and `@writes` set as attributes of an endpoint.

    `public` ones answer requests without a token. An API key needs `scope`. `takes_key`: an Idempotency-Key
    is respected. `returns` is the return annotation of the handler.
    """

    public: bool
    scope: str | None
    lane: Lane
    returns: Any
    takes_key: bool = False
    fast_path: bool = False


class Router(APIRouter):
    """A router whose routes document their refusals and headers."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        marks = cast(Marks, endpoint)
        if isinstance(options.get("response_model"), DefaultPlaceholder):
            options["response_model"] = _response_model(marks.returns)
        methods = set(options.get("methods") or {"GET"})
        options["responses"] = {**_refusals(methods, path), **(options.get("responses") or {})}
        extra = dict(options.get("openapi_extra") or {})
        headers = list(extra.get("parameters", []))
        if "POST" in methods and marks.takes_key:
            headers.append(_header("Idempotency-Key", "Sent twice, done once (24 h)."))
        if methods & {"PATCH", "PUT", "DELETE"}:
            headers.append(_header("If-Match", "The version you have seen."))
        if headers:
            extra["parameters"] = headers
        extra["security"] = [{}, {"bearer": []}] if marks.public else [{"bearer": []}]
        options["openapi_extra"] = extra
        super().add_api_route(path, endpoint, **options)


def _response_model(returns: Any) -> Any:
    """The response model for OpenAPI from a return annotation; a `Slice` becomes a page of its rows."""
    if returns in (None, File, Response):
        return None
    if get_origin(returns) is Slice:
        shape: Any = Page
        return shape[get_args(returns)[0]]
    return returns
