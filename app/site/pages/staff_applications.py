"""Applications to join a group: the list, one of them, and the answer."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, act_on, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.lookups import ORGANISATIONS
from app.site.pages.staff_figures import Figures
from app.site.pages.staff_groups import ROLES
from app.site.records import Column, Resource
from app.site.render import page, redirect
from app.site.session import Flash, translator_of

STATES = choices("application_state")
APPLICATION = Resource(
    people=True,
    pages="/staff/groups/{parent:int}/applications",
    type="group_application",
    api="/working-groups/{parent}/applications",
    item="/applications/{id}",
    order="-created_at",
    one=msgid("Application to join"),
    many=msgid("Applications to join"),
    add="",
    none_yet=msgid("Nobody has applied to join the group."),
    advice=msgid("Anybody can, on the public page of a group that is open to new members."),
    fields=(
        Field("name", msgid("Name")),
        Field("email", msgid("E-mail")),
        Field("phone", msgid("Phone")),
        Field("organisation_name", msgid("Organisation")),
        Field("position", msgid("Position")),
        Field("side", msgid("Side"), "choice", choices=choices("side")),
        Field("motivation", msgid("Why they would like to join"), "area"),
        Field("created_at", msgid("Sent on"), "time"),
        Field("state", msgid("State"), "choice", choices=STATES),
        Field("reason", msgid("Reason")),
    ),
    columns=(
        Column(msgid("Name"), "name", href="/staff/groups/{parent}/applications/{id}"),
        Column(msgid("Organisation"), "organisation_name"),
        Column(msgid("E-mail"), "email"),
        Column(msgid("Sent on"), "created_at", "time"),
        Column(msgid("State"), "state", "choice", STATES, tones="application_state"),
    ),
    filters=(Field("state", msgid("State"), "choice", choices=STATES, empty=msgid("All")),),
    deletable=False,
)
ACCEPTING = (
    Field("role", msgid("Role"), "choice", choices=ROLES, empty=msgid("As the rules of the group say")),
    Field("side", msgid("Side"), "choice", choices=choices("side"), empty=msgid("As in the application")),
    Field(
        "organisation_id",
        msgid("Organisation"),
        "find",
        source=ORGANISATIONS,
        hint=msgid("When the directory has it under another name than the application."),
    ),
)
DECLINING = (
    Field("reason", msgid("Reason"), required=True, hint=msgid("It stands in the message to the applicant.")),
)
FIELDS = {"accept": ACCEPTING, "decline": DECLINING}


class ApplicationPages(Figures):
    """Below their group."""

    async def around(self, request: Request) -> Json:
        number = request.path_params["parent"]
        group = (await api_of(request).get(f"/working-groups/{number}")).data
        _ = translator_of(request).gettext
        trail = [("/staff/groups", _("Groups")), (f"/staff/groups/{number}", group["name"])]
        return await super().around(request) | {"crumbs": trail, "new": None}

    async def detail_context(self, request: Request, record: Record) -> Json:
        context, _ = await super().detail_context(request, record), translator_of(request).gettext
        here = request.url.path
        words = {"accept": _("Accept…"), "decline": _("Decline…")}
        links = [(f"{here}/{verb}", words[verb]) for verb in words if verb in record["allowed"]]
        member = [(f"/staff/people/{record['person_id']}", _("Person"))] if record["person_id"] else []
        return context | {"links": [*links, *member], "edit": None}


async def ask(request: Request) -> Response:
    return await _question(request, Form())


async def answer(request: Request) -> Response:
    verb = request.path_params["verb"]
    fields = _fields(request)
    form = await read_fields(request, fields)
    if act_on(form):
        return await _question(request, form)
    body = {name: value for name, value in form.data.items() if value}
    path = f"/applications/{request.path_params['id']}/{verb}"
    reply = await api_of(request).post(path, body, once=form.value("once"))
    if not reply.ok:
        return await _question(request, form.refused(reply), reply.status)
    back = f"/staff/groups/{request.path_params['parent']}/applications"
    return redirect(
        request, back, translator_of(request).gettext("Answered; the applicant is told by e-mail.")
    )


def _fields(request: Request) -> tuple[Field, ...]:
    fields = FIELDS.get(request.path_params["verb"])
    if fields is None:
        raise HTTPException(404)
    return fields


async def _question(request: Request, form: Form, status: int = 200) -> Response:
    _, verb, fields = translator_of(request).gettext, request.path_params["verb"], _fields(request)
    record = (await api_of(request).get(f"/applications/{request.path_params['id']}")).data
    group = f"/staff/groups/{record['group_id']}"
    if verb not in record["allowed"] and not form.problem:
        words = _("The application cannot be answered now; this is its state.")
        return redirect(request, f"{group}/applications/{record['id']}", Flash(words, "warning"))
    title = (
        _("Accept %(who)s into the group?") if verb == "accept" else _("Decline the application of %(who)s?")
    )
    context = {
        "title": title % {"who": record["name"]},
        "crumbs": [(group, record["group_name"]), (f"{group}/applications", _("Applications to join"))],
        "form": form,
        "fields": fields,
        "offered": await load_choices(request, fields, form),
        "action": request.url.path,
        "intro": _("The person joins from today on and gets a message.") if verb == "accept" else None,
        "button": _("Accept") if verb == "accept" else _("Decline"),
        "back": f"{group}/applications/{record['id']}",
    }
    return page(request, "staff/record_form.html", context, status=status)


ANSWER = "/staff/groups/{parent:int}/applications/{id:int}/{verb}"
PAGES = ApplicationPages(APPLICATION)
routes = [
    *PAGES.routes(),
    Route(f"{APPLICATION.pages}/{{id:int}}", staff(PAGES.detail)),
    Route(ANSWER, staff(ask)),
    Route(ANSWER, staff(answer), methods=["POST"]),
]
