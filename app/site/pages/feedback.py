"""A suggestion or a question to a partnership, by anybody."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.render import gettext_of, page, redirect

HERE = "/partnerships/{id:int}/suggestion"
THANKS = msgid("Thank you, your words have arrived.")
THANKS_AND_ANSWER = msgid("Thank you, your words have arrived. The answer will come to your mailbox.")


async def ask(request: Request) -> Response:
    return await _form(request, Form())


async def send(request: Request) -> Response:
    form = await read_form(request)
    number, typed = request.path_params["id"], form.data
    body = {
        "partnership_id": number,
        "text": typed.get("text") or "",
        "name": typed.get("name") or "",
        "email": typed.get("email"),
    }
    reply = await api_of(request).post("/suggestions", body, once=form.value("once"))
    if not reply.ok:
        return await _form(request, form.refused(reply), reply.status)
    told = THANKS_AND_ANSWER if body["email"] else THANKS
    return redirect(request, f"/partnerships/{number}", gettext_of(request)(told))


async def _form(request: Request, form: Form, status: int = 200) -> Response:
    found = await api_of(request).get(f"/partnerships/{request.path_params['id']}")
    return page(request, "feedback/form.html", {"partnership": found.data, "form": form}, status=status)


routes = [Route(HERE, ask), Route(HERE, send, methods=["POST"])]
