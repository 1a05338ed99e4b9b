"""Publishing, closing, cancelling and postponing an event, each confirmed on a page of its own."""

from collections.abc import Sequence
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import clock
from app.core.text import msgid
from app.site import effects
from app.site.client import Reply, api_of
from app.site.event_bodies import from_record, to_body
from app.site.event_fields import SESSIONS, SESSIONS_OR_PERIOD
from app.site.field_choices import load_choices
from app.site.fields import Field, act_on, adding, filled, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.render import page, redirect
from app.site.session import language_of, translator_of

REASON = Field(
    "reason", msgid("Reason"), "area", hint=msgid("Those who signed up and have an e-mail are told it.")
)
NEW_DATES = (
    SESSIONS_OR_PERIOD,
    Field("planned_from", msgid("Planned from"), "date"),
    Field("planned_to", msgid("Planned to"), "date"),
)
MOVES: dict[str, Json] = {
    "publish": {
        "title": msgid("Publish “%(what)s”?"),
        "text": msgid("The event appears in the schedule, and sign-up opens as it is set."),
        "button": msgid("Publish"),
        "done": msgid("The event is published."),
        "kind": "",
        "fields": (),
    },
    "go-on": {
        "title": msgid("Go on with “%(what)s”?"),
        "text": msgid(
            "The event takes place although it has too few participants. It is no longer listed as undecided."
        ),
        "button": msgid("Yes, it goes on"),
        "done": msgid("It is recorded that the event goes on."),
        "kind": "",
        "fields": (),
    },
    "close": {
        "title": msgid("Close the sign-up for “%(what)s”?"),
        "text": msgid("Nobody can sign up any more. You can still sign people up yourself."),
        "button": msgid("Close the sign-up"),
        "done": msgid("The sign-up is closed."),
        "kind": "",
        "fields": (),
    },
    "cancel": {
        "title": msgid("Cancel “%(what)s”?"),
        "text": msgid(
            "The event stays in the schedule as cancelled. While it lies ahead, it can be reactivated."
        ),
        "button": msgid("Yes, cancel the event"),
        "done": msgid("The event is cancelled; those who signed up and have an e-mail are being told."),
        "kind": "danger",
        "fields": (REASON,),
    },
    "reactivate": {
        "title": msgid("Reactivate “%(what)s”?"),
        "text": msgid(
            "The event takes place after all. Everybody gets the seat or the place in the queue from before, "
            "and a letter. Needs of participants were deleted and have to be told again."
        ),
        "button": msgid("Reactivate"),
        "done": msgid("The event takes place after all; those who have an e-mail are being told."),
        "kind": "",
        "fields": (),
    },
    "postpone": {
        "title": msgid("Postpone “%(what)s”"),
        "text": msgid(
            "Those who signed up keep their seats. Those of them who have an e-mail are told the new date."
        ),
        "button": msgid("Postpone"),
        "done": msgid("The event is postponed."),
        "kind": "",
        "fields": NEW_DATES,
    },
    "took_place": {
        "title": msgid("When did “%(what)s” take place?"),
        "text": msgid(
            "For an event that is over: dates in the past are accepted here alone. The event counts as held, "
            "and no letter is sent."
        ),
        "button": msgid("It took place then"),
        "done": msgid("The event is recorded as held."),
        "kind": "",
        "fields": (SESSIONS,),
    },
}
IN_PART: Json = {
    "title": msgid("Cancel the days ahead of “%(what)s”?"),
    "text": msgid(
        "Attendance was recorded and is kept: only the days ahead are cancelled, and the event counts as "
        "held. Who was there keeps the hours and the place on the list. Those who wait for a seat are told "
        "that there is none."
    ),
    "button": msgid("Yes, cancel the days ahead"),
    "done": msgid("The days ahead are cancelled; the event counts as held."),
}
"""The words of a cancellation that the API carries out for the days ahead alone."""
RECORD_FIRST = msgid(
    "The event has begun and no attendance is recorded. If people were there, record them first: then only "
    "the days ahead are cancelled. Without attendance the whole event is cancelled."
)
FORMS_WITH_DATES = ("postpone", "took_place")


async def ask(request: Request) -> Response:
    move = known_move(request)
    event = (await api_of(request).get(f"/events/{request.path_params['id']}")).data
    if move.replace("-", "_") not in event["allowed"]:
        raise HTTPException(403)
    form = filled(NEW_DATES, from_record(event), {}) if move in FORMS_WITH_DATES else Form()
    return await _question(request, move, event, form)


async def carry_out(request: Request) -> Response:
    """A refused move comes back with what was typed and the reason; new dates first with their effects."""
    move, number = known_move(request), request.path_params["id"]
    form = await read_fields(request, MOVES[move]["fields"])
    found: list[Record] = []
    if not act_on(form):
        found = await _unseen_effects(request, move, form)
    if not act_on(form) and not found:
        reply = await _send(request, move, body_of(move, form))
        if reply.ok:
            in_part = move == "cancel" and reply.data["status"] == "held"
            done = IN_PART["done"] if in_part else MOVES[move]["done"]
            message = translator_of(request).gettext(done)
            return redirect(request, f"/staff/events/{number}", message)
        form.refused(reply)
    event = (await api_of(request).get(f"/events/{number}")).data
    return await _question(request, move, event, form, found, form.problem.get("status", 200))


def words_of(move: str, event: Record) -> Json:
    """A cancellation keeps what was recorded, so its page says so, or what to record before."""
    words = MOVES[move]
    if move != "cancel":
        return words
    if any(one["attended"] or one["headcount"] is not None for one in event["sessions"]):
        return {**words, **IN_PART}
    starts = event["starts_at"]
    has_begun = starts is not None and datetime.fromisoformat(starts) <= clock.now()
    return {**words, "text": RECORD_FIRST} if has_begun else words


async def _unseen_effects(request: Request, move: str, form: Form) -> list[Record]:
    if move not in FORMS_WITH_DATES:
        return []
    api, path = api_of(request), f"/events/{request.path_params['id']}"
    body = body_of(move, form)
    if move == "took_place":
        reply = await api.patch(path, {**body, "took_place": True}, etag="*", params=effects.DRY_RUN)
    else:
        reply = await api.post(f"{path}/postpone", body, params=effects.DRY_RUN)
    if not reply.ok:
        return []
    found: list[Record] = reply.data["effects"]
    request.state.told = reply.data["told"]
    if move == "took_place" and not found:
        found = effects.of_publishing((await api.get(path)).data, body["sessions"])
    return found if effects.unseen(found, form) else []


def body_of(move: str, form: Form) -> Json:
    """A postponed event without a date keeps the places and hours that are stored."""
    body = to_body(form.data, form.rows)
    if move == "postpone":
        body.pop("undated_sessions", None)
    return body


async def _send(request: Request, move: str, body: Json) -> Reply:
    """A draft that took place is published after its dates are stored."""
    api, path = api_of(request), f"/events/{request.path_params['id']}"
    if move != "took_place":
        return await api.post(f"{path}/{move}", body or None)
    reply = await api.patch(path, {**body, "took_place": True}, etag="*")
    if reply.ok and reply.data["status"] == "draft":
        return await api.post(f"{path}/publish", {"took_place": True})
    return reply


def known_move(request: Request) -> str:
    move: str = request.path_params["move"]
    if move not in MOVES:
        raise HTTPException(404)
    return move


async def _question(
    request: Request, move: str, event: Json, form: Form, found: Sequence[Record] = (), status: int = 200
) -> Response:
    _, words = translator_of(request).gettext, words_of(move, event)
    title, text, button = (words[part] for part in ("title", "text", "button"))
    number = request.path_params["id"]
    context = {
        "title": _(title) % {"what": event["title"]},
        "crumbs": [("/staff/events", _("Events")), (f"/staff/events/{number}", event["title"])],
        "form": form,
        "effects": effects.table(found, language_of(request)),
        "mark": effects.mark_of(found),
        "untold": not getattr(request.state, "told", False),
        "record_instead": effects.record_instead(form, number),
        "fields": words["fields"],
        "offered": await load_choices(request, words["fields"], form),
        "fresh": adding(form),
        "action": request.url.path,
        "intro": _(text),
        "button": _(button),
        "button_kind": words["kind"],
        "back": f"/staff/events/{number}",
        "back_text": _("No, go back"),
    }
    return page(request, "staff/record_form.html", context, status=status)


routes = [
    Route("/staff/events/{id:int}/do/{move}", staff(ask)),
    Route("/staff/events/{id:int}/do/{move}", staff(carry_out), methods=["POST"]),
]
