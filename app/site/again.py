"""A form that was sent without a session, or one not confirmed, once more: shown as if refused, or sent."""

from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import unquote, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Message, Scope

from app.site.carried import Carried
from app.site.client import ApiError, ApiUnreachableError, ConfirmNeededError
from app.site.errors import HANDLERS
from app.site.session import session_cookie, settings_of

OURS = ("cookie", "content-type", "content-length", "referer", "if-none-match")
"""Headers of the sign-in that say nothing about the form."""


async def show_again(request: Request, carried: Carried, token: str) -> Response:
    """The page of the form as its own handler makes it. `restored` keeps `client` from writing anything."""
    return await _answered(_sent_again(request, carried, token, {"restored": True}))


async def send_on(request: Request, carried: Carried, token: str) -> Response:
    """What the form comes to when it is sent once more, to be carried out."""
    return await _answered(_sent_again(request, carried, token, {}))


async def _answered(found: Request) -> Response:
    try:
        return await _handle(found)
    except (ApiError, ApiUnreachableError, ConfirmNeededError, HTTPException) as error:
        handle = cast("Callable[[Request, Exception], Awaitable[Response]]", HANDLERS[type(error)])
        return await handle(found, error)


async def _handle(request: Request) -> Response:
    for route in request.app.router.routes:
        match, more = route.matches(request.scope)
        if match is Match.FULL and isinstance(route, Route):
            request.scope.update(more)
            made: Response = await route.endpoint(request)
            return made
    raise HTTPException(404)


def _sent_again(request: Request, carried: Carried, token: str, marks: dict[str, bool]) -> Request:
    """The request that the form made, from the browser that has just signed in."""
    there, body = urlsplit(carried.path), urlencode(carried.fields).encode()
    cookies = {**request.cookies, session_cookie(settings_of(request)): token}
    headers = {name: value for name, value in request.headers.items() if name not in OURS}
    headers |= {
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "content-type": "application/x-www-form-urlencoded",
    }
    scope: Scope = {
        **request.scope,
        "method": "POST",
        "path": unquote(there.path),
        "raw_path": there.path.encode(),
        "query_string": there.query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "path_params": {},
        "state": {"request_id": request.state.request_id, **marks},
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)
