"""A copy of an event: its new name, date and place; all else comes along and can be edited afterwards."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.event_bodies import from_record, to_body
from app.site.event_fields import NONE, SESSIONS, TOPICS
from app.site.field_choices import REFERRING, load_choices, names_of
from app.site.fields import Field, act_on, adding, filled, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.lookups import TERRITORIES
from app.site.render import page, redirect
from app.site.session import translator_of

INTRO = msgid(
    "Description, people, rules of sign-up, form, invited ones and required roles come along. In another "
    "territory functions and roles stay invited, offices do not; a place or a title left as offered here is "
    "not carried: the place stays empty, and the title gets the name of that territory. Without a date the "
    "copy is a draft without one."
)
TITLE = Field("title", msgid("Title"), required=True)
TOPIC = Field("topic_id", msgid("Topic or round of the series"), "pick", source=TOPICS, empty=NONE)
TERRITORY = Field("territory_id", msgid("Territory"), "find", source=TERRITORIES)
PLACE = "venue-"
ONE_COPY = ("id", "starts_at", "ends_at", "note")
"""What a session of the copy does not take from the one it is like."""


def fields_for(event: Record) -> tuple[Field, ...]:
    return (TITLE, *([TOPIC] if event["series_id"] else []), TERRITORY, SESSIONS)


async def ask(request: Request) -> Response:
    event = await read(request)
    fields, record = fields_for(event), model(event)
    form = filled(fields, record, await names_of(request, fields, record, REFERRING))
    return await show(request, event, form)


async def make(request: Request) -> Response:
    """Rows left as they were shown are not sent: they only offered the place and the hours of a session."""
    event = await read(request)
    form = await read_fields(request, fields_for(event))
    if act_on(form):
        return await show(request, event, form)
    body, offered = to_body(form.data, form.rows), filled((SESSIONS,), model(event), {})
    kept = [at for at, row in enumerate(form.rows.get("sessions", [])) if _is_filled_in(form, offered, row)]
    body["sessions"] = [body["sessions"][at] for at in kept]
    form.rows["sessions"] = rows = [form.rows["sessions"][at] for at in kept]
    if str(body.get("territory_id") or "") not in ("", str(event["territory_id"] or "")):
        _leave_place(event, body, [_is_filled_in(form, offered, row, PLACE) for row in rows])
    path = f"/events/{request.path_params['id']}/copy"
    reply = await api_of(request).post(path, body, once=form.value("once"))
    if not reply.ok:
        return await show(request, event, form.refused(reply), reply.status)
    told = translator_of(request).gettext("The copy is a draft. Check it and publish it.")
    return redirect(request, f"/staff/events/{reply.data['id']}", told)


def _leave_place(event: Record, body: Json, typed: Sequence[bool]) -> None:
    """For another territory: the place and the title are sent only where somebody typed them anew."""
    if body.get("title") == event["title"]:
        del body["title"]
    for one, is_typed in zip(body["sessions"], typed, strict=True):
        if not is_typed:
            one["venue"] = None


def _is_filled_in(form: Form, offered: Form, row: int, prefix: str = "") -> bool:
    """Something in this row of sessions differs from what the page offered; of fields with this prefix."""
    names = [f"sessions-{row}-{one.name}" for one in SESSIONS.fields if one.name.startswith(prefix)]
    return any(form.value(name) != offered.value(name) for name in names)


async def read(request: Request) -> Json:
    event: Json = (await api_of(request).get(f"/events/{request.path_params['id']}")).data
    if "copy" not in event["allowed"]:
        raise HTTPException(403)
    return event


def model(event: Record) -> Json:
    """The record that the form begins with: the event with its places and hours, and without its dates."""
    shaped = from_record(event)
    sessions = [{k: v for k, v in one.items() if k not in ONE_COPY} for one in event["sessions"]]
    return {**shaped, "sessions": sessions}


async def show(request: Request, event: Record, form: Form, status: int = 200) -> Response:
    """Topics are those of the series of the event."""
    _, fields = translator_of(request).gettext, fields_for(event)
    form.typed["series_id"] = str(event["series_id"] or "")
    here = f"/staff/events/{event['id']}"
    context = {
        "title": _("Copy “%(what)s”") % {"what": event["title"]},
        "crumbs": [("/staff/events", _("Events")), (here, event["title"])],
        "form": form,
        "fields": fields,
        "offered": await load_choices(request, fields, form),
        "fresh": adding(form),
        "once": form.once,
        "action": request.url.path,
        "intro": _(INTRO),
        "button": _("Make the copy"),
        "back": here,
    }
    return page(request, "staff/record_form.html", context, status=status)


routes: Sequence[Route] = [
    Route("/staff/events/{id:int}/copy", staff(ask)),
    Route("/staff/events/{id:int}/copy", staff(make), methods=["POST"]),
]
