"""The password is asked for once more; then what was sent goes on."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.again import send_on
from app.site.carried import FIELD
from app.site.client import api_of
from app.site.confirming import ask, sent_before
from app.site.forms import Form, read_form
from app.site.guard import staff
from app.site.render import gettext_of, redirect
from app.site.session import Flash, local_path, token_of


async def confirm_page(request: Request) -> Response:
    return await ask(request, Form(), local_path(request.query_params.get("next")))


async def confirm(request: Request) -> Response:
    form = await read_form(request, extra=("next", FIELD))
    back = local_path(form.value("next"))
    reply = await api_of(request).post("/auth/confirm", form.data)
    if not reply.ok:
        return await ask(request, form.refused(reply), back, form.value(FIELD), status=reply.status)
    carried = sent_before(request, form)
    if carried is not None:
        return await send_on(request, carried, token_of(request) or "")
    _ = gettext_of(request)
    words = _("What you sent could not be kept so long.") if form.value(FIELD) else _("Thank you, go on.")
    return redirect(request, back, Flash(words, "warning" if form.value(FIELD) else "info"))


routes = [
    Route("/confirm", staff(confirm_page)),
    Route("/confirm", staff(confirm), methods=["POST"]),
]
