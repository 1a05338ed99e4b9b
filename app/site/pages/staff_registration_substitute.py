"""A colleague takes over a registration: the staff do it when asked by telephone."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.registration_questions import questions
from app.site.render import page, redirect
from app.site.session import translator_of

COLLEAGUE = (
    Field("first_name", msgid("First name of the colleague"), required=True),
    Field("last_name", msgid("Last name of the colleague"), required=True),
    Field(
        "email",
        msgid("E-mail of the colleague"),
        "email",
        nullable=True,
        hint=msgid("With it they get a confirmation."),
    ),
    Field("phone", msgid("Phone"), "tel"),
    Field("position", msgid("Position")),
)


async def ask(request: Request) -> Response:
    return await _form(request, Form())


async def substitute(request: Request) -> Response:
    fields = await _fields(request)
    form = await read_fields(request, fields)
    number, event = request.path_params["id"], request.path_params["event"]
    reply = await api_of(request).post(f"/registrations/{number}/substitute", form.data)
    if not reply.ok:
        return await _form(request, form.refused(reply), reply.status)
    there = f"/staff/events/{event}/registrations/{reply.data['id']}"
    return redirect(request, there, translator_of(request).gettext("The colleague has the seat now."))


async def _fields(request: Request) -> tuple[Field, ...]:
    return (*COLLEAGUE, *questions(await event_of(request), translator_of(request)))


async def _form(request: Request, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    event, fields = await event_of(request), await _fields(request)
    record = (await api_of(request).get(f"/registrations/{request.path_params['id']}")).data
    here = f"/staff/events/{event['id']}/registrations"
    context = {
        "title": _("Send somebody instead of %(who)s") % {"who": record["name"]},
        "crumbs": [*crumbs(request, event), (here, _("Registrations"))],
        "form": form,
        "fields": fields,
        "offered": await load_choices(request, fields, form),
        "action": request.url.path,
        "intro": _("The seat passes on at once, whoever is waiting. Those who have an e-mail get a message."),
        "button": _("Pass the seat on"),
        "back": f"{here}/{record['id']}",
    }
    return page(request, "staff/record_form.html", context, status=status)


SUBSTITUTE = "/staff/events/{event:int}/registrations/{id:int}/substitute"
routes = [Route(SUBSTITUTE, staff(ask)), Route(SUBSTITUTE, staff(substitute), methods=["POST"])]
