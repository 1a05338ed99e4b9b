"""Several registrations of an event at once: what to do is asked first, and then told of each."""

from collections.abc import Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.pages.staff_registration_move import TARGET, targets
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.render import page, redirect
from app.site.session import Flash, translator_of

REASON = Field(
    "reason", msgid("Reason"), "area", hint=msgid("Those who have an e-mail read it in their letter.")
)
IDS = Field("ids", "", "many")


class Action(NamedTuple):
    """How an action is asked: title, fields, what follows from it, the button and its kind."""

    title: str
    fields: tuple[Field, ...]
    intro: str
    button: str
    button_kind: str = ""


ACTIONS = {
    "confirm": Action(
        msgid("Confirm these registrations?"),
        (),
        msgid("In this order, as long as there are seats. Those who have an e-mail get a letter."),
        msgid("Yes, confirm"),
    ),
    "decline": Action(
        msgid("Decline these registrations?"),
        (REASON,),
        msgid("Their seats go to those who wait first. Those who have an e-mail get a letter."),
        msgid("Yes, decline"),
        "danger",
    ),
    "cancel": Action(
        msgid("Cancel these registrations?"),
        (REASON,),
        msgid("Their seats go to those who wait first. Those who have an e-mail get a letter."),
        msgid("Yes, cancel"),
        "danger",
    ),
    "move": Action(
        msgid("Move these registrations to another event"),
        (TARGET,),
        msgid("In this order, by the rules of that event: a seat is given up only for another seat."),
        msgid("Move them"),
    ),
}


def home(request: Request) -> str:
    return f"/staff/events/{request.path_params['event']}/registrations"


async def act(request: Request) -> Response:
    """Ask at first, and do it when the question was answered. A refusal of one is told, not asked again."""
    form = await read_fields(request, (IDS, REASON, TARGET), extra=("sure",))
    action, ids = form.value("action"), form.data.get("ids") or []
    if action not in ACTIONS or not ids:
        message = translator_of(request).gettext("Tick the boxes of those whom it concerns first.")
        return redirect(request, home(request), Flash(message, "info"))
    if not form.value("sure"):
        return await _question(request, action, ids, form)
    path = f"/events/{request.path_params['event']}/registrations/bulk"
    reply = await api_of(request).post(path, form.data, once=form.value("once"))
    if not reply.ok:
        return await _question(request, action, ids, form.refused(reply), reply.status)
    return await _outcome(request, reply.data["results"], ACTIONS[action])


async def _people(request: Request, ids: Sequence[str]) -> list[Json]:
    """The chosen registrations in the order of the list that they were ticked in."""
    path = f"/events/{request.path_params['event']}/registrations"
    found = (await api_of(request).get(path, {"id": ids, "limit": 200})).results
    return sorted(found, key=lambda one: ids.index(str(one["id"])))


async def _question(
    request: Request, action: str, ids: Sequence[str], form: Form, status: int = 200
) -> Response:
    _, asked, event = translator_of(request).gettext, ACTIONS[action], await event_of(request)
    context = {
        "title": _(asked.title),
        "crumbs": _crumbs(request, event),
        "form": form,
        "people": await _people(request, ids),
        "fields": asked.fields,
        "offered": {"event_id": await targets(request, event)} if action == "move" else {},
        "intro": _(asked.intro),
        "button": _(asked.button),
        "button_kind": asked.button_kind,
        "back": home(request),
    }
    return page(request, "staff/bulk_question.html", context, status=status)


async def _outcome(request: Request, results: Sequence[Record], asked: Action) -> Response:
    words, event = translator_of(request), await event_of(request)
    names = {one["id"]: one for one in await _people(request, [str(one["id"]) for one in results])}
    done = sum(one["changed"] for one in results)
    lead = words.ngettext("Done for %(num)s of them.", "Done for %(num)s of them.", done) % {"num": done}
    context = {
        "title": words.gettext("What became of it"),
        "crumbs": _crumbs(request, event),
        "lead": lead,
        "outcomes": [_outcome_of(request, one, names.get(one["id"])) for one in results],
        "back": home(request),
    }
    return page(request, "staff/bulk_result.html", context)


def _outcome_of(request: Request, result: Record, registration: Record | None) -> Json:
    """A moved registration is opened where it is now, which its page finds by itself."""
    name = registration["name"] if registration else f"{result['id']}"
    return {**result, "name": name, "href": f"{home(request)}/{result['id']}"}


def _crumbs(request: Request, event: Record) -> list[tuple[str, str]]:
    return [*crumbs(request, event), (home(request), translator_of(request).gettext("Registrations"))]


routes = [Route("/staff/events/{event:int}/registrations/bulk", staff(act), methods=["POST"])]
