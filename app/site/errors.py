"""What a visitor sees when something did not work: what happened, and where to go from here."""

from collections.abc import Mapping
from typing import Any, cast

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

from app.core.text import msgid
from app.site.client import ApiError, ApiUnreachableError
from app.site.csrf import from_our_own_pages
from app.site.guard import sign_in_first
from app.site.headers import SECURITY
from app.site.render import page
from app.site.session import translator_of

log = structlog.get_logger()

TITLES = {
    400: msgid("The request could not be understood"),
    403: msgid("You have no permission for this"),
    404: msgid("This page does not exist"),
    405: msgid("This cannot be done here"),
    409: msgid("This is no longer possible"),
    410: msgid("This invitation was withdrawn"),
    412: msgid("Somebody else has changed this in the meantime"),
    413: msgid("The file is too large"),
    422: msgid("Something is not filled in right"),
    429: msgid("Too many attempts"),
    500: msgid("Something went wrong on our side"),
    503: msgid("The service is not available right now"),
}
ADVICE = {
    403: msgid("If you think that you should have access, ask the coordinator of your partnership."),
    404: msgid("The address may be mistyped, or the record has been removed."),
    409: msgid("Go back, load the page again and look at how things stand now."),
    412: msgid("Go back, load the page again and look at how things stand now."),
    413: msgid("Files of up to 25 MB can be sent."),
    429: msgid("Wait a few minutes and try again."),
    500: msgid("Try again in a moment. If it goes on, let the organiser know."),
    503: msgid("Try again in a moment. What you have sent before is saved."),
}
FOREIGN_FORM = msgid(
    "The form was sent from another site, so nothing has been done. Open the page again here."
)


def error_page(
    request: Request, status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    known = status if status in TITLES else 400 if status < 500 else 500
    _ = translator_of(request).gettext
    advice = ADVICE.get(known)
    context = {"status": status, "title": _(TITLES[known]), "detail": detail, "advice": advice and _(advice)}
    return page(request, "error.html", context, status=status, fragment="_problem.html", headers=headers)


def foreign_form(request: Request) -> Response:
    return error_page(request, 403, translator_of(request).gettext(FOREIGN_FORM))


class OwnPagesOnly:
    """Turns away forms sent by other sites before any page sees them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            if not from_our_own_pages(request):
                await foreign_form(request)(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def on_http(request: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    return error_page(request, known.status_code, headers=known.headers)


async def on_api_failure(request: Request, error: Exception) -> Response:
    reply = cast(ApiError, error).reply
    if reply.status == 401:
        return sign_in_first(request)
    if reply.status >= 500:
        log.error("api_failure", status=reply.status, path=request.url.path, code=reply.code)
    kept = {"Retry-After": reply.headers["retry-after"]} if "retry-after" in reply.headers else None
    return error_page(request, reply.status, reply.problem.get("detail"), headers=kept)


async def on_unreachable(request: Request, error: Exception) -> Response:
    log.error("api_unreachable", path=request.url.path, call=str(error))
    return error_page(request, 503, headers={"Retry-After": "30"})


async def on_anything_else(request: Request, error: Exception) -> Response:
    """Answered outside all middleware, so it dresses itself. The server logs the traceback."""
    return error_page(request, 500, headers=SECURITY)


HANDLERS: Mapping[Any, ExceptionHandler] = {
    HTTPException: on_http,
    ApiError: on_api_failure,
    ApiUnreachableError: on_unreachable,
    Exception: on_anything_else,
}
