"""The JSON application: routers, problem answers, OpenAPI."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from app.accounts import routes as accounts
from app.accounts.service import identify
from app.attachments import routes as attachments
from app.attendance import routes as attendance
from app.audit import routes as audit
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web import health, metrics, problems
from app.core.web.body_limit import BodyLimit
from app.core.web.compression import Compression
from app.core.web.cross_origin import PublicReads
from app.core.web.docs_page import add_docs_page
from app.core.web.endpoints import AppContext, language
from app.core.web.execution import access_problem
from app.core.web.exports import file_routes
from app.core.web.fast_path import FastPath
from app.core.web.openapi import describe
from app.core.web.openapi_route import add_openapi_route
from app.core.web.problem_answer import build
from app.core.web.routing import RouteIndex
from app.courses import routes as courses
from app.dashboards import routes as dashboards
from app.decisions import routes as decisions
from app.documents import routes as documents
from app.events import routes as events
from app.events import routes_programme as events_programme
from app.events import routes_schedule as events_schedule
from app.events.schedule_cache import ScheduleCacheMiddleware
from app.feedback import routes as feedback
from app.integrations import routes as integrations
from app.integrations import routes_calendars as calendars
from app.invitations import routes as invitations
from app.letters import routes as letters
from app.meetings import routes as meetings
from app.messages import routes as messages
from app.minutes import routes as minutes
from app.minutes import routes_parse as minutes_parse
from app.needs import routes as needs
from app.newsletter import routes as newsletter
from app.organisations import routes as organisations
from app.partnerships import routes as partnerships
from app.privacy import routes as privacy
from app.projects import routes as projects
from app.projects import routes_emblems
from app.projects import routes_parts as project_parts
from app.registrations import routes as registrations
from app.search import routes as search
from app.seat_blocks import routes as seat_blocks
from app.series import routes as series
from app.slots import routes as slots
from app.subscriptions import subscribe
from app.talks import routes as talks
from app.tasks import routes as tasks
from app.territories import routes as territories

BODY_LIMIT = 1_000_000
ROOMS = (
    health.routes,
    metrics.routes,
    attendance.routes,
    seat_blocks.routes,
    slots.routes,
    messages.routes,
    decisions.routes,
    registrations.routes,
    minutes.routes,
    events_schedule.routes,
    events.routes,
    events_programme.routes,
    attachments.routes,
    meetings.routes,
    minutes_parse.routes,
    territories.routes,
    accounts.routes,
    organisations.routes,
    newsletter.routes,
    talks.routes,
    feedback.routes,
    partnerships.routes,
    letters.routes,
    courses.routes,
    invitations.routes,
    series.routes,
    needs.routes,
    tasks.routes,
    project_parts.routes,
    projects.routes,
    routes_emblems.routes,
    documents.routes,
    calendars.routes,
    integrations.routes,
    dashboards.routes,
    search.routes,
    privacy.routes,
    audit.routes,
)
"""Routes whose paths begin alike are tried in this order."""
ROUTERS = (*ROOMS, file_routes(ROOMS))
DESCRIPTION = (
    "Round tables, trainings, sign-up, attendance and schedule of social inclusion work. "
    "Every list with a `sort` is also a file: its address with `.xlsx` or `.csv`, with the same filters."
)
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
    """Return the FastAPI application, to inspect it, and the whole stack, to serve it."""
    subscribe()
    api = FastAPI(
        title="Kulatý stůl",
        version="1",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    api.state.app_context = AppContext(settings, database, identify)
    routes = [route for router in ROUTERS for route in router.routes]
    api.router.routes.append(RouteIndex(routes))
    _answer_errors(api)
    describe(api, routes)
    add_openapi_route(api)
    add_docs_page(api)
    fast_path = FastPath(api, routes)
    cached = ScheduleCacheMiddleware(BodyLimit(fast_path, BODY_LIMIT), api.state)
    return api, PublicReads(Compression(cached))


def _answer_errors(api: FastAPI) -> None:
    async def invalid(request: Request, error: Any) -> Response:
        refusal = await access_problem(request)
        of_body = any(one["loc"][0] == "body" for one in error.errors())
        if refusal is None and of_body and _sends_something_else(request):
            return build("unsupported_media_type", language(request), request.url.path)
        return refusal or problems.from_validation(error, language(request), request.url.path)

    async def refused(request: Request, error: Any) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_allowed_methods(request)))
        code = STATUS_CODES.get(error.status_code, "bad_request")
        return build(code, language(request), request.url.path, headers=headers, status=error.status_code)

    async def unexpected(request: Request, error: Exception) -> Response:
        problems.log.error("unexpected", path=request.url.path, exc_info=error)
        return build("internal", language(request), request.url.path)

    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(HTTPException, refused)
    api.add_exception_handler(Exception, unexpected)


def _sends_something_else(request: Request) -> bool:
    """Whether the declared type of the body is not JSON. A body without a declared type counts as JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(kind) and not (kind == "application/json" or kind.endswith("+json"))


def _allowed_methods(request: Request) -> set[str]:
    """The methods of all routes on this path. GET implies HEAD (`app/core/web/head.py`)."""
    allowed: set[str] = set()
    for route in (route for router in ROUTERS for route in router.routes):
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            allowed |= getattr(route, "methods", None) or set()
    return allowed | {"HEAD"} if "GET" in allowed else allowed
