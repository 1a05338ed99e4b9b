"""The JSON application: routers, problem answers, OpenAPI."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from app.core import health, problems
from app.core.body import BodyLimit
from app.core.db import Database
from app.core.direct import Direct
from app.core.http import Ground, Problems, Routes, language, turned_away
from app.core.reference import add_reference
from app.core.settings import Settings
from app.events.kept import KeptSchedule

BODY_LIMIT = 1_000_000
ROOMS: tuple[str, ...] = (
    "registrations",
    "events",
    "territories",
    "accounts",
    "organisations",
    "partnerships",
    "letters",
    "courses",
    "invitations",
    "series",
    "projects",
    "documents",
    "integrations",
    "dashboards",
)
"""In the order in which their routes are looked at: sign-up and attendance are the busiest."""
STATUS_CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
}


def create_api(settings: Settings, database: Database) -> tuple[FastAPI, ASGIApp]:
    """The FastAPI application, for those who inspect it, and the whole stack to be served."""
    from app.accounts.service import identify

    api = FastAPI(
        title="Kulatý stůl",
        version="1",
        description="Round tables, trainings, sign-up, attendance and schedule of social inclusion work.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    api.state.ground = Ground(settings, database, identify)
    routers = [health.routes, *(import_module(f"app.{room}.routes").routes for room in ROOMS)]
    for router in routers:
        api.include_router(router)
    _answer_errors(api, routers)
    _describe(api)
    add_reference(api)
    direct = Direct(api, [route for router in routers for route in router.routes])
    return api, KeptSchedule(BodyLimit(direct, BODY_LIMIT), api.state)


def _answer_errors(api: FastAPI, routers: list[Routes]) -> None:
    async def invalid(request: Request, error: Any) -> Response:
        refusal = await turned_away(request)
        of_body = any(one["loc"][0] == "body" for one in error.errors())
        if refusal is None and of_body and _sends_something_else(request):
            return problems.build("unsupported_media_type", language(request), request.url.path)
        return refusal or problems.from_validation(error, language(request), request.url.path)

    async def refused(request: Request, error: Any) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_allowed_methods(routers, request)))
        code = STATUS_CODES.get(error.status_code, "bad_request")
        return problems.build(
            code, language(request), request.url.path, headers=headers, status=error.status_code
        )

    async def unexpected(request: Request, error: Exception) -> Response:
        problems.log.error("unexpected", path=request.url.path, exc_info=error)
        return problems.build("internal", language(request), request.url.path)

    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, refused)
    api.add_exception_handler(Exception, unexpected)


def _sends_something_else(request: Request) -> bool:
    """A body that calls itself anything but JSON. One that does not say what it is gets the benefit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(kind) and not (kind == "application/json" or kind.endswith("+json"))


def _allowed_methods(routers: list[Routes], request: Request) -> set[str]:
    """Of all routes on this path, not only of the first; where GET is, HEAD is (`app/core/head.py`)."""
    allowed: set[str] = set()
    for route in (route for router in routers for route in router.routes):
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            allowed |= getattr(route, "methods", None) or set()
    return allowed | {"HEAD"} if "GET" in allowed else allowed


def _describe(api: FastAPI) -> None:
    """Adds to the generated description what FastAPI cannot see: how to sign in, the shape of refusals."""
    generate: Callable[[], dict[str, Any]] = api.openapi

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            document = generate()
            components = document.setdefault("components", {})
            components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            shapes = components.setdefault("schemas", {})
            problem = Problems.model_json_schema(ref_template="#/components/schemas/{model}")
            shapes.update(problem.pop("$defs", {}))
            shapes["Problems"] = problem
            shapes.pop("HTTPValidationError", None)
            shapes.pop("ValidationError", None)
            api.openapi_schema = document
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]
