"""What a visitor sees when something did not work: what happened, and where to go from here."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send

from app.core.text import msgid
from app.site.carried import sign_in_first
from app.site.client import (
    RETRY_SECONDS,
    ApiError,
    ApiUnreachableError,
    ConfirmNeededError,
    SignedOutError,
)
from app.site.confirming import confirm_first
from app.site.csrf import from_our_own_pages
from app.site.ended_links import ADVICE, asks_anew
from app.site.forms import Form
from app.site.guard import SecondFactorNeededError
from app.site.headers import SECURITY
from app.site.refusals import advice, heading, in_short, personal_advice
from app.site.render import page, redirect, wants_fragment
from app.site.session import translator_of
from app.site.typed import as_fields, typed_in

FOREIGN_FORM = msgid(
    "The form was sent from another site, so nothing has been done. Open the page again here."
)


NOTHING_HERE = msgid("This does not exist.")
"""What the API says of an address without a record: the heading says it already."""
NOT_OFFERED = msgid(
    "Either it is not possible any more as things stand, or it is not for you to do. "
    "What you can do stands on the page one step back."
)
"""Of a page whose word is missing in the `allowed` of its record, for whatever reason."""


def error_page(
    request: Request,
    status: int,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    title: str | None = None,
    back: tuple[str, str] | None = None,
) -> Response:
    """`back` is the address and the words of the page to go on with."""
    words = translator_of(request)
    is_personal, anew = request.url.path.startswith("/my/"), asks_anew(request) if status == 404 else None
    said = (in_short(status, words), words.gettext(NOTHING_HERE))
    told = words.gettext(ADVICE) if anew else (personal_advice if is_personal else advice)(status, words)
    context = {
        "status": status,
        "title": title or heading(status, words),
        "detail": None if detail in said else detail,
        "advice": None if title else told,
        "anew": anew,
        "back": back,
    }
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


class SmallEnough:
    """Refuses a body of more than `at_most` bytes with a page that leads back to its form."""

    def __init__(self, app: ASGIApp, at_most: int) -> None:
        self.app, self.at_most = app, at_most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, read = Request(scope), 0
        announced = request.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced[:19]) > self.at_most:
            return await too_large(request)(scope, receive, send)

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.at_most:
                raise HTTPException(413)
            return message

        return await self.app(scope, limited, send)


def too_large(request: Request) -> Response:
    """What is left of the body is not read, so the connection ends with the answer."""
    back = (request.url.path, translator_of(request).gettext("Back to the form"))
    return error_page(request, 413, headers={"Connection": "close"}, back=back)


def above(request: Request) -> tuple[str, str] | None:
    """The nearest page above the address: of a file the list that it holds, with the same filters."""
    words, there = translator_of(request).gettext, request.url.path
    whole = there.rpartition(".")[0] if "." in there.rpartition("/")[2] else ""
    if whole and _is_page(request, whole):
        asked = request.url.query
        return whole + (f"?{asked}" if asked else ""), words("Back to the list")
    while there := there.rpartition("/")[0]:
        if _is_page(request, there):
            return there, words("One step back")
    return None


def _is_page(request: Request, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    return any(one.matches(scope)[0] is Match.FULL for one in request.app.router.routes)


async def on_http(request: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    if known.status_code == 413:
        return too_large(request)
    if known.status_code != 403:
        return error_page(request, known.status_code, headers=known.headers)
    _ = translator_of(request).gettext
    return error_page(request, 403, _(NOT_OFFERED), title=_("This cannot be done here"), back=above(request))


async def on_api_failure(request: Request, error: Exception) -> Response:
    reply = cast(ApiError, error).reply
    if reply.status == 401:
        return await sign_in_first(request)
    retry = {"Retry-After": reply.headers["retry-after"]} if "retry-after" in reply.headers else {}
    return await failed(request, reply.status, reply.problem["detail"], retry)


async def on_signed_out(request: Request, error: Exception) -> Response:
    return await sign_in_first(request)


async def on_unconfirmed(request: Request, error: Exception) -> Response:
    return await confirm_first(request)


async def on_no_second_factor(request: Request, error: Exception) -> Response:
    return redirect(request, "/staff/account/second-factor")


async def on_unreachable(request: Request, error: Exception) -> Response:
    detail = in_short(503, translator_of(request))
    return await failed(request, 503, detail, {"Retry-After": str(RETRY_SECONDS)})


async def failed(request: Request, status: int, detail: str, headers: Mapping[str, str]) -> Response:
    """An error page, which holds what was typed if the page of a posted form could not be made."""
    words = translator_of(request)
    fields = [] if wants_fragment(request) else as_fields(await typed_in(request), words)
    if not fields:
        back = above(request) if status == 422 and request.method == "GET" else None
        return error_page(request, status, detail, headers, back=back)
    context = {"title": heading(status, words), "form": Form(general=[detail]), "fields": fields}
    return page(request, "kept.html", context, status=status, headers=headers)


async def on_anything_else(request: Request, error: Exception) -> Response:
    """Answered outside all middleware, so it sets the security headers itself. The server logs the error."""
    return error_page(request, 500, headers=SECURITY)


HANDLERS: Mapping[Any, ExceptionHandler] = {
    HTTPException: on_http,
    ApiError: on_api_failure,
    ApiUnreachableError: on_unreachable,
    SignedOutError: on_signed_out,
    ConfirmNeededError: on_unconfirmed,
    SecondFactorNeededError: on_no_second_factor,
    Exception: on_anything_else,
}
