"""Moving a registration to another event."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text
from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Record
from app.site.pages.schedule import today
from app.site.pages.staff_registrations import HOLDING, crumbs, event_of, not_now, record_of
from app.site.render import page, redirect
from app.site.session import language_of, translator_of
from app.site.sign_up_questions import with_missing

MOVED = msgid("Moved; the person is told by e-mail.")
MOVED_UNTOLD = msgid("Moved. The person has no e-mail: tell them yourself.")
SEAT_GIVEN_UP = msgid("The seat here goes to the first who waits; there the rules of that event hold.")
RULES_THERE = msgid("There the rules of that event hold.")
TARGET = Field("event_id", msgid("To which event"), "choice", required=True)


async def ask(request: Request) -> Response:
    if "move" not in (await record_of(request))["allowed"]:
        return not_now(request)
    return await _question(request, Form())


async def move(request: Request) -> Response:
    """A refusal of the new event leaves the registration as it was."""
    form = await read_fields(request, (TARGET,))
    number, target = request.path_params["id"], form.value("event_id")
    reply = await api_of(request).post(
        f"/registrations/{number}/move", {"event_id": target or None}, once=form.value("once")
    )
    if not reply.ok:
        return await _question(request, form.refused(reply), reply.status)
    there = f"/staff/events/{target}/registrations/{reply.data['id']}"
    moved = (await api_of(request).get(f"/registrations/{reply.data['id']}")).data
    message = MOVED if moved["email"] else MOVED_UNTOLD
    words = translator_of(request)
    return redirect(request, there, with_missing(words.gettext(message), reply.data, words))


async def _question(request: Request, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    event = await event_of(request)
    record = await record_of(request)
    here = f"/staff/events/{event['id']}/registrations"
    context = {
        "title": _("Move %(who)s to another event") % {"who": record["name"]},
        "crumbs": [*crumbs(request, event), (here, _("Registrations"))],
        "form": form,
        "fields": (TARGET,),
        "offered": {"event_id": await targets(request, event)},
        "action": request.url.path,
        "intro": _(SEAT_GIVEN_UP) if record["status"] in HOLDING else _(RULES_THERE),
        "button": _("Move to the event"),
        "back": f"{here}/{record['id']}",
    }
    return page(request, "staff/record_form.html", context, status=status)


async def targets(request: Request, event: Record) -> list[tuple[str, str]]:
    """Events of the same kind and partnership still to come; the same topic in another place comes first."""
    asked = {"kind": event["kind"], "partnership": event["partnership_id"], "from": today().isoformat()}
    found = (await api_of(request).get("/events", {**asked, "limit": 200})).results
    lang = language_of(request)
    dated = [one for one in found if one["starts_at"] and one["status"] != "cancelled"]
    ordered = sorted(dated, key=lambda one: (not _same_topic(one, event), one["starts_at"]))
    return [
        (str(one["id"]), f"{one['title']}, {text.days(one['starts_at'], one['ends_at'], lang)}")
        for one in ordered
        if one["id"] != event["id"]
    ]


def _same_topic(one: Record, other: Record) -> bool:
    return bool(one["topic_id"]) and bool(one["topic_id"] == other["topic_id"])


MOVE = "/staff/events/{event:int}/registrations/{id:int}/move"
routes = [Route(MOVE, staff(ask)), Route(MOVE, staff(move), methods=["POST"])]
