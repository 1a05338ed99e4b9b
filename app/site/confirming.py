"""The page that asks for the password before roles, keys, exports of people and deletions of them.

What was sent travels sealed through it, as through a sign-in (`carried.py`), and is then carried out.
"""

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.core import clock
from app.core.text import msgid
from app.site.carried import FIELD, Carried, here, pack, page_of, unpack
from app.site.client import ConfirmNeededError, api_of
from app.site.forms import Form
from app.site.guard import me_of
from app.site.provider import provider_of
from app.site.render import page, wants_fragment
from app.site.session import translator_of
from app.site.typed import has_password, typed_in

PURPOSE = "confirm"
TITLE = msgid("Confirm that it is you")


async def confirm_first(request: Request) -> Response:
    """The page, with what was sent; a piece of a page that htmx asked for leads there."""
    if wants_fragment(request):
        return _told_above(request)
    back, sent, lost = page_of(request), "", False
    if request.method == "POST":
        carried = Carried(_user(request), here(request), await typed_in(request))
        sent = pack(request, carried, PURPOSE) or ""
        lost = not sent or await has_password(request)
    return await ask(request, Form(), back, "" if lost else sent, lost=lost, status=403)


async def ask(
    request: Request, form: Form, back: str, sent: str = "", *, lost: bool = False, status: int = 200
) -> Response:
    """`back` is the page to go on with where nothing was `sent`, or what was sent is `lost`."""
    context = {"form": form, "next": back, FIELD: sent, "lost": lost, "me": me_of(request)}
    context["provider"] = await provider_of(request)
    factor = await api_of(request).get("/me/totp", accept=(401, 403, 404))
    context["by_code"] = factor.ok and factor.data["enabled"]
    return page(request, "accounts/confirm.html", context, status=status)


def sent_before(request: Request, form: Form) -> Carried | None:
    """What the same user had sent; None when it was nothing or is too old."""
    carried = unpack(request, form.value(FIELD), PURPOSE) if form.value(FIELD) else None
    return carried if carried and carried.user == _user(request) else None


def check_confirmed(request: Request) -> None:
    """Ask first where the site makes a file itself: the API is asked for the rows of a list alone."""
    until = (me_of(request) or {}).get("confirmed_until")
    if until is None or datetime.fromisoformat(until) <= clock.now():
        raise ConfirmNeededError


def _user(request: Request) -> int:
    found: int = (me_of(request) or {})["user"]["id"]
    return found


def _told_above(request: Request) -> Response:
    words = translator_of(request)
    context = {
        "title": words.gettext(TITLE),
        "detail": words.gettext("Then press the button once more."),
        "sign_in": f"/confirm?next={quote(page_of(request))}",
        "button": words.gettext(TITLE),
    }
    return page(request, "_problem.html", context, status=403)
