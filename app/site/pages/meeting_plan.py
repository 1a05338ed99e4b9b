"""The yearly plan of meetings of a partnership: groups, days, rooms and topics; the staff add to it."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core import text
from app.core.plain_text import whole_number
from app.core.text import msgid
from app.core.working_days import holiday, holidays_in_the_week
from app.site.client import Api, Reply, api_of, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.json_values import Json, Record
from app.site.lookups import OWN_GROUPS
from app.site.pages.schedule import today
from app.site.render import page, redirect, url
from app.site.session import language_of, translator_of

ADD = (
    Field("group_id", msgid("Group"), "pick", required=True, source=OWN_GROUPS),
    Field("starts_at", msgid("Begins"), "time", required=True),
    Field("ends_at", msgid("Ends"), "time", required=True),
    Field("title", msgid("Title"), nullable=True, hint=msgid("Empty: by the name of the group.")),
    Field("topic", msgid("Topic"), hint=msgid("The first point of the agenda.")),
    Field("venue-name", msgid("Place")),
    Field("venue-room", msgid("Room")),
)
ROWS = 200
FIRST_YEAR, LAST_YEAR = 1990, 2200


async def plan(request: Request) -> Response:
    return await _plan(request, Form())


def year_of(request: Request) -> int:
    """A year of the calendar of meetings; another one is read as this year."""
    asked = whole_number(request.query_params.get("year", "")) or 0
    return asked if FIRST_YEAR <= asked < LAST_YEAR else today().year


async def _plan(request: Request, form: Form, status: int = 200) -> Response:
    number, year, api = request.path_params["id"], year_of(request), api_of(request)
    span = {"partnership": number, "from": f"{year}-01-01", "to": f"{year}-12-31"}
    found, groups, breaches = await gather(
        api.get(f"/partnerships/{number}"),
        api.get("/working-groups", {"partnership": number, "limit": ROWS, "sort": "name"}),
        api.get(f"/partnerships/{number}/rule-breaches", {"year": year}, accept=(401, 403)),
    )
    meetings = await _meetings(api, span)
    edits = "edit" in found.data["allowed"]
    form.typed.setdefault("partnership_id", number)
    context = {
        "partnership": found.data,
        "year": year,
        "rows": _rows(groups.results, meetings, language_of(request)),
        "breaches": breaches.results if breaches.ok else [],
        "inside": breaches.ok,
        "edits": edits,
        "adds": edits and bool(groups.results),
        "form": form,
        "fields": ADD,
        "holidays": holidays_in_the_week(year, language_of(request)),
        "offered": {"group_id": [(str(one["id"]), one["name"]) for one in groups.results]},
        "here": f"/partnerships/{number}/meetings",
    }
    return page(request, "meetings/plan.html", context, status=status)


async def _meetings(api: Api, span: Json) -> list[Json]:
    """All meetings of the year that the reader may see, in the order of time."""
    rows: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        reply: Reply = await api.get(
            "/meetings", {**span, "sort": "starts_at", "limit": ROWS, "cursor": cursor or None}
        )
        rows += reply.results
        cursor = reply.cursor
    return rows


def _rows(groups: Sequence[Record], meetings: Sequence[Record], lang: text.Language) -> list[Json]:
    """A row for each group that meets or could; then one for meetings without a group."""
    meetings = [{**one, "holiday": _holiday(one["starts_at"], lang)} for one in meetings]
    known = {group["id"] for group in groups}
    of_group = {number: [one for one in meetings if one["group_id"] == number] for number in known}
    rows = [{"group": group, "meetings": of_group[group["id"]]} for group in groups]
    others = [one for one in meetings if one["group_id"] not in known]
    return [*rows, *([{"group": None, "meetings": others}] if others else [])]


def _holiday(starts_at: str, lang: text.Language) -> str | None:
    return holiday(text.local(starts_at).date(), lang)


async def add(request: Request) -> Response:
    """A draft with its day, room and topic, in one step."""
    form = await read_fields(request, ADD)
    number = request.path_params["id"]
    if not form.value("group_id"):
        form.errors["group_id"] = [translator_of(request).gettext("Choose a group.")]
        return await _plan(request, form, 422)
    group = next((words for value, words in await _groups(request) if value == form.value("group_id")), "")
    title = form.data.get("title") or translator_of(request).gettext("Meeting: %(group)s") % {"group": group}
    place = {name: value for name, value in (form.data.get("venue") or {}).items() if value}
    sitting = {"starts_at": form.data.get("starts_at"), "ends_at": form.data.get("ends_at")}
    body = {
        "partnership_id": number,
        "group_id": form.data.get("group_id"),
        "title": title,
        "visibility": "members",
        "registration": {"policy": "members"},
        "sessions": [{**sitting, "venue": place or None}],
        "agenda": [{"title": form.data["topic"]}] if form.data.get("topic") else [],
    }
    reply = await api_of(request).post("/meetings", body, once=form.value("once"))
    if not reply.ok:
        return await _plan(request, _on_form(form.refused(reply)), reply.status)
    here = url(f"/partnerships/{number}/meetings", {"year": reply.data["starts_at"][:4]})
    words = translator_of(request)
    if named := _holiday(reply.data["starts_at"], language_of(request)):
        said = words.gettext("The meeting is drafted. Its day is a public holiday: %(holiday)s.")
        return redirect(request, here, said % {"holiday": named})
    return redirect(request, here, words.gettext("The meeting is drafted."))


def _on_form(form: Form) -> Form:
    """The form asks for one session and one point, without their numbers."""
    renamed = {"agenda-0-title": "topic"}
    form.errors = {
        renamed.get(name, name.removeprefix("sessions-0-")): words for name, words in form.errors.items()
    }
    return form


async def _groups(request: Request) -> list[tuple[str, str]]:
    return await OWN_GROUPS.options(api_of(request), {"partnership_id": request.path_params["id"]})


routes = [
    Route("/partnerships/{id:int}/meetings", plan),
    Route("/partnerships/{id:int}/meetings", add, methods=["POST"]),
]
