"""Events for the staff: the list with its filters, and one event with the ways to all work on it."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text
from app.core.clock import now
from app.core.text import local, msgid
from app.site.clashes import by_event
from app.site.client import api_of, download, gather
from app.site.event_bodies import from_record
from app.site.event_fields import fields_of
from app.site.event_links import work_links
from app.site.field_choices import REFERRING, names_of
from app.site.fields import Field
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.kept import reasons
from app.site.labels import choices
from app.site.lookups import GROUPS, PARTNERSHIPS, PROJECTS, SERIES, TERRITORIES
from app.site.next_step import Known, next_step
from app.site.pages import NavItem
from app.site.pages.schedule import today
from app.site.papers import by_point
from app.site.record_pages import RecordPages
from app.site.records import PARTNERSHIP_COLUMN, Cell, Column, Resource, table
from app.site.render import page
from app.site.seats import signed_up
from app.site.session import translator_of

KINDS = choices("event_kind")
STATUSES = choices("event_status")
KEPT = {
    "group": msgid("of one group"),
    "series": msgid("of one series"),
    "topic": msgid("of one topic or round"),
    "activity": msgid("of one activity"),
    "territory": msgid("in one territory"),
    "missing_attendance": msgid("without complete attendance"),
    "missing_minutes": msgid("without approved minutes"),
    "free_seats": msgid("with free seats"),
    "closes_to": msgid("whose sign-up closes soon"),
    "waiting": msgid("with a waiting list"),
    "pending": msgid("with sign-ups to approve"),
    "below_minimum": msgid("with too few participants"),
}
"""Filters that links bring along, in the words that the list shows for them."""
WITH_MINUTES = ("meeting", "round_table")
"""Kinds of events that are not done without minutes."""


LIST = Resource(
    pages="/staff/events",
    api="/events",
    one=msgid("Event"),
    change=msgid("Edit the event"),
    many=msgid("Events"),
    add=msgid("New event"),
    none_yet=msgid("There are no events yet."),
    advice=msgid("Make the first one: a round table, a training, a meeting of a group."),
    fields=(),
    columns=(
        Column(msgid("Title"), "title", href="/staff/events/{id}"),
        Column(msgid("Kind"), "kind", "choice", KINDS),
        Column(msgid("When"), "days", sort="starts_at", on="page"),
        Column(msgid("Begins"), "starts_at", "time", on="file"),
        Column(msgid("Ends"), "ends_at", "time", on="file"),
        Column(msgid("State of the event"), "status", "choice", STATUSES, tones="event_status"),
        Column(
            msgid("Participants"),
            kind="figures",
            href="/staff/events/{id}/registrations",
            read=lambda row: row["seats"],
            needs="registrations",
            sort="confirmed",
        ),
        Column(
            msgid("Waiting"), kind="number", read=lambda row: row["counts"]["waiting"] or None, sort="waiting"
        ),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("q", msgid("Part of the title")),
        Field("kind", msgid("Kind"), "choice", choices=KINDS, empty=msgid("All kinds")),
        Field("status", msgid("State of the event"), "choice", choices=STATUSES, empty=msgid("All states")),
        Field("from", msgid("From the day"), "date"),
        Field("to", msgid("Until the day"), "date"),
        Field("partnership", msgid("Partnership"), "pick", source=PARTNERSHIPS, empty=msgid("All")),
        Field("project", msgid("Project"), "pick", source=PROJECTS, empty=msgid("All")),
    ),
    keeps=tuple(KEPT),
    order="starts_at",
    list_links=(
        ("/staff/series", msgid("All series")),
        ("/staff/courses", msgid("Courses")),
        ("/staff/attendance-conflicts", msgid("People in two places at once")),
    ),
)


class EventList(RecordPages):
    """In the order of time; what is still without a date comes last."""

    def asked_of_new(self) -> set[str]:
        """What the form of some kind of event asks."""
        return {"kind", "partnership_id", *(one.name for kind, _ in KINDS for one in fields_of(kind))}

    def usual(self) -> dict[str, str]:
        """From today on; the filters lead to the past."""
        return {"from": today().isoformat()}

    def list_context(self, request: Request, form: Form) -> Json:
        """Says what the list is narrowed to by the link that led here."""
        _ = translator_of(request).gettext
        narrowed = [_(words) for name, words in KEPT.items() if request.query_params.get(name)]
        context = super().list_context(request, form)
        more = {"clear": "/staff/events?from=", "narrowed": ", ".join(narrowed)}
        return context | more | {"filtered": context["filtered"] or bool(narrowed)}

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        tr = translator_of(request)
        shown = [{**event, "days": span(event, tr.lang), "seats": signed_up(event, tr)} for event in found]
        return table(request, columns, shown)


def span(event: Record, lang: text.Language) -> str:
    """`14.–15. 9. 2017`, or the period it is planned for."""
    first, last = event["starts_at"] or event["planned_from"], event["ends_at"] or event["planned_to"]
    _ = text.translator(lang).gettext
    if first is None:
        return _("without a date")
    days = text.days(first, last, lang)
    return days if event["starts_at"] else _("without a date, planned for %(days)s") % {"days": days}


BELONGS = (
    Field("partnership_id", msgid("Partnership"), "pick", source=PARTNERSHIPS),
    Field("group_id", msgid("Group"), "pick", source=GROUPS),
    Field("project_id", msgid("Project"), "pick", source=PROJECTS),
    Field("series_id", msgid("Series"), "pick", source=SERIES),
    Field("territory_id", msgid("Territory"), "find", source=TERRITORIES),
)
LINKS = {"group_id": "/staff/groups/{}", "project_id": "/staff/projects/{}", "series_id": "/series/{}"}


async def detail(request: Request) -> Response:
    here, api = f"/events/{request.path_params['id']}", api_of(request)
    reply, files = await gather(
        api.get(here), api.get("/attachments", {"event": request.path_params["id"], "limit": 200})
    )
    event = reply.data
    lost, invited = await figures(request, event)
    tr, counted = translator_of(request), await recorded(request, event)
    known = Known(
        now=now(),
        recorded=counted,
        lost=lost or 0,
        invited=invited,
        minutes=await state_of_minutes(request, event),
    )
    _ = tr.gettext
    names = await names_of(request, BELONGS, from_record(event), REFERRING)
    belongs = [
        (_(one.label), names[one.name], LINKS.get(one.name, "").format(event[one.name]))
        for one in BELONGS
        if names.get(one.name)
    ]
    context = {
        "event": event,
        "clashes": by_event(event["clashes"]),
        "belongs": belongs,
        "allowed": event["allowed"],
        "step": next_step(event, known, tr),
        "work": work_links(event, tr),
        "kept": reasons("/events", event, tr),
        "form": Form(),
        "roles": await roles_of(request, event),
        "known": known,
        "point_papers": by_point(files.results),
        "attach": f"/staff{here}/attachments" if "edit" in event["allowed"] else None,
    }
    return page(request, "staff/event.html", context)


async def figures(request: Request, event: Record) -> tuple[int | None, int | None]:
    """How many did not get a letter and how many are invited; none for those who may not read the lists."""
    if "registrations" not in event["allowed"]:
        return None, None
    here, asked = f"/events/{event['id']}", {"count": "true", "limit": 1}
    found = await gather(
        api_of(request).get(f"{here}/registrations", {**asked, "undelivered": "true"}, accept=(403, 404)),
        api_of(request).get(f"{here}/invitations", asked, accept=(403, 404)),
    )
    lost, invited = (one.data["total"] if one.ok else None for one in found)
    return lost, invited


async def recorded(request: Request, event: Record) -> dict[int, tuple[int, int]]:
    """How many are recorded of how many who are expected, by the sessions that have begun."""
    if "check_in" not in event["allowed"]:
        return {}
    begun = [one["id"] for one in event["sessions"] if local(one["starts_at"]) <= now()]
    asked = {"count": "true", "limit": 1}
    lists = [f"/sessions/{number}/attendance" for number in begun]
    counts = await gather(
        *(api_of(request).get(path, asked) for path in lists),
        *(api_of(request).get(path, asked | {"status": "unknown"}) for path in lists),
    )
    totals = [one.data["total"] for one in counts]
    pairs = zip(begun, totals[: len(begun)], totals[len(begun) :], strict=True)
    return {number: (expected - missing, expected) for number, expected, missing in pairs if expected}


async def state_of_minutes(request: Request, event: Record) -> str | None:
    """The state of the minutes of an event that is over and needs them; "" before they are begun."""
    if event["status"] != "held" or event["kind"] not in WITH_MINUTES or "edit" not in event["allowed"]:
        return None
    found = await api_of(request).get("/minutes", {"event": event["id"]})
    return str(found.results[0]["state"]) if found.results else ""


async def roles_of(request: Request, event: Record) -> list[Json]:
    """Only a round table has roles that it needs, and only its staff see who holds them."""
    if event["kind"] != "round_table" or "registrations" not in event["allowed"]:
        return []
    found = await api_of(request).get(f"/events/{event['id']}/required-roles")
    return found.results


async def sheet(request: Request) -> Response:
    number = request.path_params["id"]
    return await download(request, f"/events/{number}/attendance-sheet.pdf", request.query_params)


async def participants(request: Request) -> Response:
    number, kind = request.path_params["id"], request.path_params["kind"]
    chosen = {name: request.query_params.getlist(name) for name in ("status", "ids")}
    return await download(request, f"/events/{number}/participants.{kind}", chosen)


nav = [NavItem(msgid("Events"), "/staff/events", 20, staff=True)]
routes = [
    *EventList(LIST).list_routes(),
    Route("/staff/events/{id:int}", staff(detail)),
    Route("/staff/events/{id:int}/attendance-sheet.pdf", staff(sheet)),
    Route("/staff/events/{id:int}/participants.{kind}", staff(participants)),
]
