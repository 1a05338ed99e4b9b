"""Which pages ask for a login. What the person may do there is for the API to say."""

from functools import wraps
from typing import Any, cast
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.site.client import Handler, api_of
from app.site.session import forget_token, local_path, token_of


def staff(handler: Handler) -> Handler:
    """A page for people with a login: brings `/me` for the header, or sends the visitor to sign in."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        request.state.staff = True
        if token_of(request) is None:
            return sign_in_first(request)
        request.state.me = (await api_of(request).get("/me")).data
        return await handler(request)

    return guarded


def me_of(request: Request) -> dict[str, Any] | None:
    """The answer of `/me` on a page marked `@staff`, None on all others."""
    return cast("dict[str, Any] | None", getattr(request.state, "me", None))


def sign_in_first(request: Request) -> Response:
    """To the sign-in page and then back here; a sent form comes back to the page it was on."""
    origin = request.url if request.method == "GET" else urlsplit(request.headers.get("referer", "/"))
    here = origin.path + (f"?{origin.query}" if origin.query else "")
    target = f"/sign-in?next={quote(local_path(here))}"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": target})
    response = RedirectResponse(target, 303)
    forget_token(request, response)
    return response
