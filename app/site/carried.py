"""What was typed on a page whose session had ended, carried through the sign-in to the same person.

It travels sealed in a hidden field of the sign-in form; the site keeps nothing. Only that user, on the page
where it was typed and within an hour, is shown it again, and nothing of it is saved by that.
"""

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.core import clock
from app.core.secrets import decrypt, encrypt
from app.site.forms import READER, Form
from app.site.guard import reader_of
from app.site.refusals import heading
from app.site.render import page, wants_fragment
from app.site.session import forget_token, local_path, settings_of, translator_of
from app.site.typed import Pair, as_fields, typed_in

FIELD = "carried"
"""The field of the sign-in form."""
PURPOSE = "typed"
SECONDS = 3600
MOST_TYPED = 2_000_000
MOST_SEALED = 700_000
"""Characters. A field of a form may have a million bytes."""


@dataclass(frozen=True)
class Carried:
    """`path` is where the fields were sent, with its query; `user` is whose page they were typed on."""

    user: int
    path: str
    fields: list[Pair]


def pack(request: Request, carried: Carried, purpose: str = PURPOSE) -> str | None:
    """None when it is too long to be carried."""
    plain = json.dumps({**asdict(carried), "at": clock.now().timestamp()}, ensure_ascii=False)
    if len(plain) > MOST_TYPED:
        return None
    sealed = encrypt(settings_of(request).secret_key, purpose, zlib.compress(plain.encode()))
    text = base64.urlsafe_b64encode(sealed).decode()
    return text if len(text) <= MOST_SEALED else None


def unpack(request: Request, text: str, purpose: str = PURPOSE) -> Carried | None:
    """None when it was not packed here within the hour."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii", "replace"))
    except ValueError:
        return None
    plain = decrypt(settings_of(request).secret_key, purpose, sealed)
    if plain is None:
        return None
    found = json.loads(zlib.decompress(plain))
    if clock.now().timestamp() - found["at"] > SECONDS:
        return None
    return Carried(found["user"], found["path"], [(name, value) for name, value in found["fields"]])


async def sign_in_first(request: Request) -> Response:
    """To the sign-in page and then back here; what was typed into a form goes with it.

    A piece of a page that htmx asked for says so above the form, which stays as it is.
    """
    if wants_fragment(request):
        return _error_above(request)
    back = page_of(request)
    pairs = await typed_in(request)
    user = reader_of(request, dict(pairs).get(READER, ""))
    if user is None or not as_fields(pairs, translator_of(request)):
        response: Response = RedirectResponse(f"/sign-in?next={quote(back)}", 303)
    else:
        packed = pack(request, Carried(user, here(request), pairs))
        context = {"form": Form(), "next": back, "carried": packed, "lost": not packed, "signed_in": False}
        response = page(request, "sign_in.html", context, status=401)
    forget_token(request, response)
    return response


def _error_above(request: Request) -> Response:
    words = translator_of(request)
    context = {
        "title": heading(401, words),
        "detail": words.gettext(
            "Sign in again to go on. If you have typed something here, press the button of its form first: "
            "you will be asked to sign in and then find your text again."
        ),
        "sign_in": f"/sign-in?next={quote(page_of(request))}",
    }
    return page(request, "_problem.html", context, status=401)


def here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def page_of(request: Request) -> str:
    """The page that the visitor was on, which forms and htmx name in their headers."""
    headers = request.headers
    if request.method == "GET" and not wants_fragment(request):
        return local_path(here(request))
    origin = urlsplit(headers.get("hx-current-url") or headers.get("referer") or "/")
    return local_path(origin.path + (f"?{origin.query}" if origin.query else ""))
