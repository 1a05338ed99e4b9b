"""The outcome of a form, for the page that thanks. It is kept in the visitor's cookie, not in an address."""

from starlette.requests import Request
from starlette.responses import Response

from app.site.json_values import Json, Record
from app.site.render import redirect
from app.site.session import seal, settings_of, unseal

SECONDS = 15 * 60


def redirect_to_thanks(request: Request, home: str, thanks: str, outcome: Record) -> Response:
    """To the page `thanks` below `home`, which may be loaded again for a quarter of an hour."""
    response = redirect(request, f"{home}/{thanks}")
    response.set_cookie(
        thanks,
        seal(request, {"home": home, **outcome}, thanks),
        max_age=SECONDS,
        path=home,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure,
    )
    return response


def outcome_of(request: Request, home: str, thanks: str) -> Json | None:
    """None when nothing was sent there from here, or longer ago."""
    found = unseal(request, request.cookies.get(thanks), thanks, SECONDS)
    return found if found is not None and found["home"] == home else None
