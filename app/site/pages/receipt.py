"""The receipt of a sign-up: what was typed and the state, and a button that takes it back."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.reasons import explain_reason
from app.site import sign_up_questions
from app.site.client import api_of
from app.site.json_values import Json
from app.site.render import gettext_of, page, tell
from app.site.session import translator_of


async def receipt(request: Request) -> Response:
    token = request.path_params["token"]
    found = (await api_of(request).get(f"/receipts/{token}")).data
    return page(request, "registrations/receipt.html", await shown(request, token, found))


async def shown(request: Request, token: str, found: Json) -> Json:
    """What `registrations/_receipt.html` shows of a receipt."""
    event = await api_of(request).get(f"/events/{found['event_id']}", accept=(401, 403, 404))
    asked = event.data["registration"] if event.ok else {"fields": [], "stay": None}
    words, typed = translator_of(request), found["typed"]
    stays = typed["stay"] and asked["stay"]
    return {
        "receipt": found,
        "token": token,
        "mailbox": masked(typed["email"] or ""),
        "why": explain_reason(words, found),
        "answered": sign_up_questions.answered_questions(asked["fields"], typed["answers"], words),
        "taken": sign_up_questions.stay_text(asked["stay"], typed["stay"], words.lang) if stays else "",
    }


def masked(email: str) -> str:
    """`j…@spolek.example`: enough for the owner to know it, for a screen that others may see."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}…@{host}" if host else ""


async def undo(request: Request) -> Response:
    path = f"/receipts/{request.path_params['token']}"
    reply = await api_of(request).post(f"{path}/undo")
    return tell(request, path, reply, gettext_of(request)("The sign-up is taken back."))


routes = [
    Route("/receipts/{token}", receipt),
    Route("/receipts/{token}/undo", undo, methods=["POST"]),
]
