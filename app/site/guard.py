"""Which pages ask for a login. What the person may do there is for the API to say."""

from functools import wraps

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.core.secrets import is_signed, sign
from app.site.client import Handler, SignedOutError, api_of
from app.site.forms import READER
from app.site.json_values import Json, Record
from app.site.session import settings_of, token_of

OPEN = ("/staff/account/second-factor", "/staff/account/sessions", "/confirm")
"""Pages for those who have to set up a second factor first."""


class SecondFactorNeededError(Exception):
    """The user has to set up a second factor before anything else."""


def staff(handler: Handler) -> Handler:
    """A page for people with a login: brings `/me` for the header, or sends the visitor to sign in."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        request.state.staff = True
        if token_of(request) is None:
            raise SignedOutError
        request.state.me = (await api_of(request).get("/me")).data
        if request.state.me["must_set_up_totp"] and not request.url.path.startswith(OPEN):
            raise SecondFactorNeededError
        return await handler(request)

    return guarded


def check(record: Record, word: str) -> None:
    """No form is shown for what the API would refuse: 403 unless the record allows its reader `word`."""
    if word not in record["allowed"]:
        raise HTTPException(403)


def me_of(request: Request) -> Json | None:
    """The answer of `/me` on a page marked `@staff`, None on all others."""
    me: Json | None = getattr(request.state, "me", None)
    return me


def reader_mark(request: Request) -> str:
    """The signed id of the user on whose page a form is; empty on public pages."""
    me = me_of(request)
    number = str(me["user"]["id"]) if me else ""
    return f"{number};{sign(settings_of(request).secret_key, READER, number)}" if me else ""


def reader_of(request: Request, mark: str) -> int | None:
    """The user id of a mark; None when it was not made here."""
    number, _, signature = mark.partition(";")
    return int(number) if is_signed(settings_of(request).secret_key, READER, number, signature) else None
