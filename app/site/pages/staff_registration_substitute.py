"""A colleague takes over a registration: the staff do it when asked by telephone."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.pages.staff_registrations import crumbs, event_of, not_now, record_of
from app.site.registration_questions import questions
from app.site.render import page, redirect
from app.site.session import translator_of
from app.site.sign_up_questions import with_missing

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
    if "substitute" not in (await record_of(request))["allowed"]:
        return not_now(request)
    return await _form(request, None)


async def substitute(request: Request) -> Response:
    fields = await _fields(request)
    form = await read_fields(request, fields)
    number, event = request.path_params["id"], request.path_params["event"]
    reply = await api_of(request).post(
        f"/registrations/{number}/substitute", form.data, once=form.value("once")
    )
    if not reply.ok:
        return await _form(request, form.refused(reply), reply.status)
    there = f"/staff/events/{event}/registrations/{reply.data['id']}"
    words = translator_of(request)
    message = with_missing(words.gettext("The colleague has the seat now."), reply.data, words)
    return redirect(request, there, message)


async def _fields(request: Request) -> tuple[Field, ...]:
    return (*COLLEAGUE, *questions(await event_of(request), translator_of(request)))


async def _form(request: Request, form: Form | None, status: int = 200) -> Response:
    """At first with the answers of the person whose seat it is."""
    _ = translator_of(request).gettext
    event, fields = await event_of(request), await _fields(request)
    record = await record_of(request)
    form = form or filled(fields, {"answers": record["answers"]}, {})
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
