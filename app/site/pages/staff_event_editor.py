"""Making and changing events. Each kind asks its own facts; the rest is the same for all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.text import msgid
from app.site import effects
from app.site.clashes import by_event
from app.site.client import Reply, api_of
from app.site.event_bodies import from_record, to_body
from app.site.event_fields import APIS, BELONGS, fields_of
from app.site.event_questions import QUESTIONS, answer_note
from app.site.field_choices import partnership_of
from app.site.fields import Field, blank
from app.site.forms import Form
from app.site.guard import staff
from app.site.invited_roles import in_codes, in_words
from app.site.json_values import Json, Record
from app.site.labels import LABELS, choices
from app.site.lookups import OWN_PARTNERSHIPS, filled_in
from app.site.record_pages import RecordPages
from app.site.records import Resource
from app.site.render import page, redirect, url
from app.site.session import language_of, translator_of

KINDS = choices("event_kind")
AS_THE_GROUP = ("visibility", "registration-policy")
"""What the API decides by the rules of the group of a new meeting, where the form leaves it open."""


class EventPages(RecordPages):
    """The editor of one kind of event."""

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        fields = await super().fields(request, on)
        if on != "new" or given(request).get("kind") != "meeting":
            return fields
        return tuple(_left_to_the_group(one) if one.name in AS_THE_GROUP else one for one in fields)

    def shaped(self, record: Record) -> Record:
        return from_record(record)

    async def filled(self, request: Request, fields: Sequence[Field], record: Record) -> Form:
        """Notes the clashes of the stored event, which the page shows above its form."""
        request.state.clashes = by_event(record["clashes"])
        shown = in_words(record, translator_of(request))
        return await super().filled(request, fields, shown)

    def above(self, request: Request) -> Json:
        found = getattr(request.state, "effects", [])
        return {
            "clashes": getattr(request.state, "clashes", None),
            "notes": getattr(request.state, "notes", {}),
            "effects": effects.table(found, language_of(request)),
            "mark": effects.mark_of(found),
            "untold": not getattr(request.state, "told", False),
            "record_instead": getattr(request.state, "record_instead", None),
        }

    async def asks_first(self, request: Request, form: Form, body: Json, etag: str) -> bool:
        """When the date moves, the page shows what follows from it and is to be sent once more."""
        path = filled_in(self.of.item_api, request.path_params)
        reply = await api_of(request).patch(path, body, etag=etag, params=effects.DRY_RUN)
        if not reply.ok or not effects.unseen(reply.data["effects"], form):
            return False
        request.state.effects, request.state.told = reply.data["effects"], reply.data["told"]
        return True

    async def body(self, request: Request, form: Form) -> Json:
        known = await known_questions(request) if "id" in request.path_params else []
        body = in_codes(to_body(form.data, form.rows, known))
        if "id" in request.path_params:
            return body
        for part, name in ((body, "visibility"), (body.get("registration") or {}, "policy")):
            if part.get(name) is None:
                part.pop(name, None)
        return {**body, **given(request)}

    def saved(self, request: Request, reply: Reply) -> Response:
        saved = translator_of(request).gettext("Saved.")
        return redirect(request, f"/staff/events/{reply.data['id']}", saved)

    async def form(self, request: Request, fields: Sequence[Field], form: Form, **more: Any) -> Response:
        """Choices are those of the event's partnership, which never changes."""
        for name, value in given(request).items():
            form.typed.setdefault(name, value)
        if "id" in request.path_params:
            request.state.notes = await answer_notes(request, form)
            request.state.record_instead = effects.record_instead(form, request.path_params["id"])
        return await super().form(request, fields, form, **more)


def _left_to_the_group(asked: Field) -> Field:
    hint = msgid("Only the members where the group does not meet in public, else everybody.")
    return replace(asked, required=False, default="", empty=msgid("As the group meets"), hint=hint)


async def known_questions(request: Request) -> list[Json]:
    """The questions of the stored form, and those that it had, with how many have answered; read once."""
    if not hasattr(request.state, "questions"):
        path = f"/events/{request.path_params['id']}/answers"
        found = await api_of(request).get(path, accept=(403, 404))
        request.state.questions = found.results if found.ok else []
    return list(request.state.questions)


async def answer_notes(request: Request, form: Form) -> dict[str, str]:
    """How many have answered each question of the form, by the name of its row."""
    answered = {one["name"]: one for one in await known_questions(request) if one["count"]}
    names = {
        f"{QUESTIONS.name}-{row}": form.value(f"{QUESTIONS.name}-{row}-name")
        for row in form.indexes(QUESTIONS.name)
    }
    words = translator_of(request)
    return {row: answer_note(answered[name], words) for row, name in names.items() if name in answered}


def given(request: Request) -> dict[str, str]:
    """What the address of a new event, or of a form that is sent again, says about it."""
    query = request.query_params
    return {name: query[name] for name in ("kind", "partnership_id") if name in query}


def pages_of(kind: str) -> EventPages:
    return EventPages(
        Resource(
            pages="/staff/events",
            api=APIS.get(kind, "/events"),
            one=LABELS["event_kind"][kind],
            change=msgid("Edit the event"),
            many=msgid("Events"),
            add=msgid("New event"),
            fields=fields_of(kind),
            instead=lambda event: (
                (f"/staff/events/{event['id']}/do/cancel", msgid("Cancel the event"))
                if "cancel" in event["allowed"]
                else None
            ),
            listed=False,
        )
    )


EDITORS = {kind: pages_of(kind) for kind, _ in KINDS}


async def new(request: Request) -> Response:
    """Kind and partnership first: what else is asked depends on them."""
    asked = given(request)
    if asked.get("kind") in EDITORS and asked.get("partnership_id"):
        return await EDITORS[asked["kind"]].new(request)
    known = await partnership_of(request, BELONGS, request.query_params)
    if known and "partnership_id" not in asked:
        here = url("/staff/events/new", request.query_params, partnership_id=known)
        return RedirectResponse(here, 303)
    return await _first_questions(request)


async def _first_questions(request: Request) -> Response:
    _ = translator_of(request).gettext
    partnerships = await OWN_PARTNERSHIPS.options(api_of(request), {})
    if len(partnerships) == 1 and request.query_params.get("kind") in EDITORS:
        here = url("/staff/events/new", request.query_params, partnership_id=partnerships[0][0])
        return RedirectResponse(here, 303)
    usual = "meeting" if request.query_params.get("group_id") else "round_table"
    context = {
        "form": blank((Field("kind", "", default=usual), Field("partnership_id", "")), request.query_params),
        "kinds": [(code, _(words)) for code, words in KINDS],
        "partnerships": partnerships,
        "kept": {
            name: value
            for name, value in request.query_params.items()
            if name not in ("kind", "partnership_id")
        },
    }
    return page(request, "staff/event_new.html", context)


async def create(request: Request) -> Response:
    if given(request).get("kind") not in EDITORS:
        return await _first_questions(request)
    return await EDITORS[given(request)["kind"]].create(request)


async def edit(request: Request) -> Response:
    """The kind is found out first and then stays in the address of the form."""
    if request.query_params.get("kind") in EDITORS:
        return await EDITORS[request.query_params["kind"]].edit(request)
    number = request.path_params["id"]
    event = (await api_of(request).get(f"/events/{number}")).data
    asked = {"kind": event["kind"], "partnership_id": event["partnership_id"]}
    return RedirectResponse(url(f"/staff/events/{number}/edit", asked), 303)


async def save(request: Request) -> Response:
    if request.query_params.get("kind") not in EDITORS:
        return await edit(request)
    return await EDITORS[request.query_params["kind"]].save(request)


async def ask(request: Request) -> Response:
    return await EDITORS["seminar"].ask(request)


async def delete(request: Request) -> Response:
    return await EDITORS["seminar"].delete(request)


routes = [
    Route("/staff/events/new", staff(new)),
    Route("/staff/events/new", staff(create), methods=["POST"]),
    Route("/staff/events/{id:int}/edit", staff(edit)),
    Route("/staff/events/{id:int}/edit", staff(save), methods=["POST"]),
    Route("/staff/events/{id:int}/delete", staff(ask)),
    Route("/staff/events/{id:int}/delete", staff(delete), methods=["POST"]),
]
