"""What this browser has just had saved: the same once more is asked about before a second record is made.

A form that is sent twice under its key is done once. A browser that goes back may fetch the page anew, with
another key, and put what was typed into it again. So a cookie keeps for an hour what was made lately: the
signature of what was sent, a part of its key, and whether it was asked about.
"""

from json import dumps
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from app.core.secrets import sign
from app.core.text import Translator, msgid
from app.site.json_values import Json
from app.site.session import settings_of

COOKIE = "sent"
SECONDS = 3600
MOST = 5
SENT_BEFORE = "sent_before"
"""The code of a write that was not sent, until the button is pressed once more."""
QUESTION = msgid(
    "You have saved exactly this a moment ago. To save it a second time, press the button once more."
)


class Sent(NamedTuple):
    what: str
    key: str
    asked: bool


def question(words: Translator) -> Json:
    return {"status": 409, "code": SENT_BEFORE, "detail": words.gettext(QUESTION)}


def asks(request: Request, path: str, body: object, once: str) -> bool:
    """Whether the same was made under another key; it is asked about once."""
    what = _signed(request, path, body)
    made = next((one for one in _lately(request) if one.what == what), None)
    if made is None or made.asked or made.key == _short(once):
        return False
    _keep(request, made._replace(asked=True))
    return True


def note(request: Request, path: str, body: object, once: str) -> None:
    """After a record was made."""
    _keep(request, Sent(_signed(request, path, body), _short(once), asked=False))


def remember(request: Request, headers: MutableHeaders) -> None:
    """Into the cookie, where something was made or asked."""
    kept: list[Sent] | None = getattr(request.state, COOKIE, None)
    if kept is None:
        return
    response = Response()
    value = ".".join(f"{one.what}:{one.key}:{int(one.asked)}" for one in kept)
    secure = settings_of(request).secure
    response.set_cookie(COOKIE, value, max_age=SECONDS, httponly=True, samesite="lax", secure=secure)
    headers.append("Set-Cookie", response.headers["set-cookie"])


def _keep(request: Request, new: Sent) -> None:
    others = [one for one in _lately(request) if one.what != new.what]
    setattr(request.state, COOKIE, [new, *others][:MOST])


def _lately(request: Request) -> list[Sent]:
    kept: list[Sent] | None = getattr(request.state, COOKIE, None)
    if kept is not None:
        return kept
    parts = [one.split(":") for one in request.cookies.get(COOKIE, "").split(".")]
    return [Sent(one[0], one[1], one[2] == "1") for one in parts if len(one) == 3]


def _signed(request: Request, path: str, body: object) -> str:
    return sign(settings_of(request).secret_key, COOKIE, f"{path}\n{dumps(body, sort_keys=True)}")


def _short(once: str) -> str:
    return "".join(one for one in once[:12] if one.isalnum())
