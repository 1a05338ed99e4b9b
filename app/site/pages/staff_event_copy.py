"""A copy of an event: its new name, date and place; all else comes along and can be edited afterwards."""

from collections.abc import Sequence
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.clock import now
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
    "not carried: the place stays empty, and the title gets the name of that territory. Fill in the dates of "
    "all days, or of none: then the copy keeps its places and hours until it gets a date. Remove the days "
    "that it will not have. Hours left as offered follow the length of the day."
)
STAY = msgid(
    "Nights and meals come along with the dates, as far as they fit the new days; in a copy without a date "
    "they wait for it."
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
    """What a row of sessions only offered is left to the API: hours depend on how long the new day is."""
    event = await read(request)
    form = await read_fields(request, fields_for(event))
    if act_on(form):
        return await show(request, event, form)
    body, offered = to_body(form.data, form.rows), filled((SESSIONS,), model(event), {})
    rows = form.rows.get("sessions", [])
    for row, one in zip(rows, body["sessions"], strict=False):
        if not _is_typed(form, offered, row, "hours"):
            one.pop("hours", None)
    if is_elsewhere(event, body):
        _leave_place(event, body, [_is_typed(form, offered, row, PLACE) for row in rows])
    path = f"/events/{request.path_params['id']}/copy"
    reply = await api_of(request).post(path, body, once=form.value("once"))
    if not reply.ok:
        return await show(request, event, form.refused(reply), reply.status)
    message = await outcome(request, event, reply.data)
    return redirect(request, f"/staff/events/{reply.data['id']}", message)


def is_elsewhere(event: Record, body: Record) -> bool:
    return str(body.get("territory_id") or "") not in ("", str(event["territory_id"] or ""))


def _leave_place(event: Record, body: Json, typed: Sequence[bool]) -> None:
    """For another territory: the place and the title are sent only where somebody typed them anew."""
    if body.get("title") == event["title"]:
        del body["title"]
    for one, is_typed in zip(body["sessions"] or body["undated_sessions"], typed, strict=True):
        if not is_typed:
            one["venue"] = None


def _is_typed(form: Form, offered: Form, row: int, prefix: str) -> bool:
    """Something in this row of sessions differs from what the page offered, in fields with this prefix.

    Hidden fields are not typed; a record holds numbers where a form holds texts.
    """
    asked = [one.name for one in SESSIONS.fields if one.kind != "hidden" and one.name.startswith(prefix)]
    names = [f"sessions-{row}-{name}" for name in asked]
    return any(str(form.value(name) or "") != str(offered.value(name) or "") for name in names)


async def outcome(request: Request, event: Record, copy: Record) -> str:
    """What the copy is, and what in it does not fit: no date, one that is over, the name of the old place."""
    _, said = translator_of(request).gettext, []
    if not copy["sessions"]:
        said.append(_("The copy is a draft without a date. Its places and hours are offered with the date."))
    elif datetime.fromisoformat(copy["ends_at"]) <= now():
        said.append(
            _("The copy is a draft whose date is over: change the date, or record that it took place then.")
        )
    else:
        said.append(_("The copy is a draft. Check it and publish it."))
    if has_stay(copy) and not copy["sessions"]:
        said.append(_("Nights and meals move with the first day as soon as the copy has a date."))
    if has_stay(event) and not has_stay(copy):
        said.append(_("Nights and meals did not come along, because they need the dates of several days."))
    if copy["territory_id"] != event["territory_id"] and event["territory_id"]:
        old = (await api_of(request).get(f"/territories/{event['territory_id']}")).data["name"]
        if old in f"{copy['title']} {copy['description']}":
            said.append(_("“%(place)s” still stands in the title or the description.") % {"place": old})
    return " ".join(said)


def has_stay(event: Record) -> bool:
    stay = event["registration"]["stay"]
    return bool(stay["lodging"] or stay["meals"])


async def read(request: Request) -> Json:
    event: Json = (await api_of(request).get(f"/events/{request.path_params['id']}")).data
    if "copy" not in event["allowed"]:
        raise HTTPException(403)
    return event


def model(event: Record) -> Json:
    """The record that the form begins with: the event with its places and hours, and without its dates."""
    shaped = from_record(event)
    sessions = [{k: v for k, v in one.items() if k not in ONE_COPY} for one in shaped["sessions"]]
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
        "action": request.url.path,
        "intro": f"{_(INTRO)} {_(STAY)}" if has_stay(event) else _(INTRO),
        "button": _("Make the copy"),
        "back": here,
    }
    return page(request, "staff/record_form.html", context, status=status)


routes: Sequence[Route] = [
    Route("/staff/events/{id:int}/copy", staff(ask)),
    Route("/staff/events/{id:int}/copy", staff(make), methods=["POST"]),
]
