"""Times of a consultation for the staff: offered singly or in a run, booked for somebody, with their log."""

from collections.abc import Sequence
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.record_pages import RecordPages
from app.site.records import Column, Resource
from app.site.render import page, redirect
from app.site.session import language_of, translator_of
from app.site.slot_times import SLOT_FIELD, in_words, with_free_times

HERE = "/staff/events/{event}/slots"
REGISTRATION = "/staff/events/{event}/registrations/{registration_id}"
PLACE = Field("place", msgid("Place"), hint=msgid("Only where several consult at once: a room, a counter."))
BEGINS = Field("starts_at", msgid("From"), "time", required=True)
ENDS = Field("ends_at", msgid("Until"), "time", required=True)
RUN = (
    BEGINS,
    ENDS,
    Field("minutes", msgid("Length of each, in minutes"), "number", required=True),
    Field("pause", msgid("Pause between two, in minutes"), "number"),
    PLACE,
)
IS_FREE = (("free", msgid("Book for somebody…")),)
LOG_WORDS = {
    "text": msgid("What was consulted"),
    "outcome": msgid("Outcome"),
    "next_step": msgid("Next step"),
}
LOGGED = (("log", msgid("Write the log…")), ("logged", msgid("Edit the log…")))


def minutes_of(row: Record) -> int:
    ends, starts = (datetime.fromisoformat(row[name]) for name in ("ends_at", "starts_at"))
    return int((ends - starts).total_seconds()) // 60


def log_of(name: str) -> Column:
    """A column of the log, which only some rows have."""
    words = {
        "text": msgid("What was consulted"),
        "outcome": msgid("Outcome"),
        "next_step": msgid("Next step"),
    }
    return Column(words[name], read=lambda row: (row["log"] or {}).get(name), sort="-")


SLOT = Resource(
    people=True,
    pages="/staff/events/{event:int}/slots",
    api="/events/{event}/slots",
    order="starts_at",
    item="/events/{event}/slots/{id}",
    one=msgid("Time of the consultation"),
    change=msgid("Edit the time"),
    many=msgid("Times of the consultation"),
    add=msgid("Add a time"),
    none_yet=msgid("No times are offered yet."),
    advice=msgid("Add a run of times; then people book one each by the sign-up form."),
    title=lambda record: record["place"] or str(record["id"]),
    fields=(BEGINS, ENDS, PLACE),
    columns=(
        Column(msgid("Begins"), "starts_at", "time", href=HERE + "/{id}/edit", needs="edit"),
        Column(msgid("Minutes"), kind="number", read=minutes_of, sort="-"),
        Column(msgid("Place"), "place"),
        Column(
            msgid("Who comes"),
            "person",
            href="/staff/events/{event}/registrations/{registration_id}",
            sort="-",
        ),
        log_of("text"),
        log_of("outcome"),
        log_of("next_step"),
        Column(
            msgid("Log of the consultation"),
            kind="choice",
            choices=LOGGED,
            href=REGISTRATION + "/log",
            read=lambda row: ("logged" if row["log"] else "log") if "log" in row["allowed"] else None,
            on="page",
        ),
        Column(
            msgid("Booking"),
            kind="choice",
            choices=IS_FREE,
            href="/staff/events/{event}/registrations/new?slot_id={id}",
            read=lambda row: "free" if "book" in row["allowed"] else None,
            on="page",
        ),
    ),
    detailed=False,
)


class SlotPages(RecordPages):
    """Below their event."""

    async def around(self, request: Request) -> Json:
        event, _ = await event_of(request), translator_of(request).gettext
        here = f"/staff/events/{event['id']}/slots"
        may = "add_slots" in event["allowed"]
        return {
            "event": event,
            "crumbs": crumbs(request, event),
            "new": f"{here}/new" if may else None,
            "links": [(f"{here}/run", _("Add a run of times"))] if may else [],
        }

    def columns(self, found: Sequence[Record]) -> list[Column]:
        """Places and the parts of the log have a column only where a row has something there."""
        empty = {
            one.label
            for one in self.of.columns
            if not any(one.read(row) if one.read else row[one.name] for row in found)
        }
        return [one for one in super().columns(found) if one.name == "starts_at" or one.label not in empty]

    async def new(self, request: Request) -> Response:
        """The day stands in the form already."""
        event = await event_of(request)
        if "add_slots" not in event["allowed"]:
            raise HTTPException(403)
        fields = await self.fields(request, "new")
        first = {"starts_at": event["starts_at"], "ends_at": event["starts_at"], "place": ""}
        return await self.form(request, fields, filled(fields, first, {}))

    def saved(self, request: Request, reply: Reply) -> Response:
        return redirect(request, listed(request), translator_of(request).gettext("Saved."))


def listed(request: Request) -> str:
    return f"/staff/events/{request.path_params['event']}/slots"


async def ask_for_run(request: Request) -> Response:
    event = await event_of(request)
    if "add_slots" not in event["allowed"]:
        raise HTTPException(403)
    usual = {"minutes": 30, "pause": 0, "place": ""}
    day = {name: event[name] for name in ("starts_at", "ends_at")}
    return await _run_form(request, filled(RUN, day | usual, {}))


async def add_run(request: Request) -> Response:
    form = await read_fields(request, RUN)
    form.data["pause"] = form.data.get("pause") or 0
    path = f"/events/{request.path_params['event']}/slots/run"
    reply = await api_of(request).post(path, form.data, once=form.value("once"))
    if not reply.ok:
        return await _run_form(request, form.refused(reply), reply.status)
    words, count = translator_of(request), len(reply.data["results"])
    done = words.ngettext("%(num)s time was added.", "%(num)s times were added.", count)
    return redirect(request, listed(request), done % {"num": count})


async def _run_form(request: Request, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    event = await event_of(request)
    context = {
        "title": _("Add a run of times"),
        "crumbs": [*crumbs(request, event), (listed(request), _(SLOT.many))],
        "form": form,
        "fields": RUN,
        "offered": {},
        "action": request.url.path,
        "intro": _("From nine to noon by thirty minutes makes six times, each for one person."),
        "button": _("Add the times"),
        "back": listed(request),
    }
    return page(request, "staff/record_form.html", context, status=status)


# --- of one registration ---------------------------------------------------------------------------------

LOG = Resource(
    pages="/staff/events/{event:int}/registrations/{id:int}/log",
    api="",
    item="/registrations/{id}",
    back=HERE,
    one=msgid("Log of the consultation"),
    change=msgid("Log of the consultation"),
    many=msgid("Times of the consultation"),
    add=msgid("Log of the consultation"),
    intro=msgid("Only the staff of the partnership read it. It is deleted some time after the event."),
    fields=(
        Field("log-text", msgid("What was consulted"), "area"),
        Field("log-minutes", msgid("Minutes spent"), "number"),
        Field("log-outcome", msgid("Outcome"), "area"),
        Field("log-next_step", msgid("Next step"), "area"),
    ),
    needs=("log", "log"),
    detailed=False,
    deletable=False,
)
TIME = Resource(
    pages="/staff/events/{event:int}/registrations/{id:int}/time",
    api="",
    item="/registrations/{id}",
    back=HERE,
    one=msgid("Booked time"),
    change=msgid("Move to another time"),
    many=msgid("Times of the consultation"),
    add=msgid("Move to another time"),
    intro=msgid("The person is told the new time by e-mail; the time they had is free for others."),
    fields=(SLOT_FIELD,),
    needs=("change_slot", "change_slot"),
    detailed=False,
    deletable=False,
)


class OfRegistration(RecordPages):
    """A form for one part of a registration, at an address of its own."""

    def routes(self) -> list[Route]:
        return [
            Route(self.of.pages, staff(self.edit)),
            Route(self.of.pages, staff(self.save), methods=["POST"]),
        ]

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        await event_of(request)
        return await super().fields(request, on)

    def shaped(self, record: Record) -> Record:
        return {**record, "log": record["log"] or {}}

    async def filled(self, request: Request, fields: Sequence[Field], record: Record) -> Form:
        request.state.registration = record
        return await super().filled(request, fields, record)

    def above(self, request: Request) -> Json:
        """Whose it is stands in the title, the event on the way here."""
        _ = translator_of(request).gettext
        way = {"crumbs": [*crumbs(request, request.state.event), (listed(request), _(self.of.many))]}
        record = getattr(request.state, "registration", None)
        if record is None:
            return way
        parts = [record["name"]]
        if record["slot_starts_at"]:
            times = (record["slot_starts_at"], record["slot_ends_at"], record["slot_place"])
            parts.append(in_words(*times, language_of(request)))
        return way | {"title": f"{_(self.of.change)}: {', '.join(parts)}"}


class TimePages(OfRegistration):
    """Its choices are the times that are free now, and the one that is booked."""

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        await event_of(request)
        return (await with_free_times(request, request.path_params["id"]),)


RUN_PATH = "/staff/events/{event:int}/slots/run"
routes = [
    Route(RUN_PATH, staff(ask_for_run)),
    Route(RUN_PATH, staff(add_run), methods=["POST"]),
    *SlotPages(SLOT).routes(),
    *OfRegistration(LOG).routes(),
    *TimePages(TIME).routes(),
]
