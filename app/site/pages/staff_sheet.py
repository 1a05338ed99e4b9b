"""A whole attendance sheet copied from paper: all of it or nothing."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.plain_text import whole_number
from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices
from app.site.pages.check_in import opens
from app.site.render import page, redirect, url
from app.site.session import translator_of
from app.site.slot_times import by_time

MOST = 1000
"""As many rows as the API takes at once."""
STATUSES = choices("attendance_status")
EVERYBODY = "everybody"
PRESENT, UNKNOWN = "present", "unknown"
COUNT = (Field("count", msgid("How many were there"), "number", required=True),)


async def sheet(request: Request) -> Response:
    return await _sheet(request, Form())


async def save(request: Request) -> Response:
    """Only rows that were changed here are sent: the others may have been written at the door meanwhile."""
    form = await read_fields(request, (), extra=("*-was",))
    if form.value("act") == EVERYBODY:
        return await _sheet(request, all_present(form))
    sent = [
        index
        for index in form.rows.get("rows", [])
        if form.value(f"rows-{index}-status") and changed(form, index)
    ]
    known = dict(zip(form.rows.get("rows", []), form.data.get("rows", []), strict=True))
    rows = [{**known[index], "method": "sheet"} for index in sent]
    number = request.path_params["id"]
    _ = translator_of(request)
    if rows:
        reply = await api_of(request).put(f"/sessions/{number}/attendance", rows)
        if not reply.ok:
            form.rows[""] = sent
            form.refused(reply)
            form.errors = {f"rows-{name}": words for name, words in form.errors.items()}
            return await _sheet(request, form, reply.status)
    message = _.ngettext("%(num)s row recorded.", "%(num)s rows recorded.", len(rows)) % {"num": len(rows)}
    return redirect(request, _here(request), message)


def all_present(form: Form) -> Form:
    """Everybody without a word is shown as present; nothing is saved before somebody has looked."""
    for index in form.indexes("rows"):
        if form.value(f"rows-{index}-status", UNKNOWN) == UNKNOWN:
            form.typed[f"rows-{index}-status"] = PRESENT
    return form


def changed(form: Form, index: int) -> bool:
    return any(
        form.value(f"rows-{index}-{name}") != form.value(f"rows-{index}-{name}-was")
        for name in ("status", "minutes")
    )


async def headcount(request: Request) -> Response:
    """Records how many people were there, at an event where no sheet is signed."""
    form = await read_fields(request, COUNT)
    number = request.path_params["id"]
    reply = await api_of(request).put(f"/sessions/{number}/headcount", form.data)
    if not reply.ok:
        return await _sheet(request, form.refused(reply), reply.status)
    return redirect(request, _here(request), translator_of(request).gettext("Saved."))


async def _sheet(request: Request, form: Form, status: int = 200) -> Response:
    event_number = request.query_params.get("event", "")
    number, api = request.path_params["id"], api_of(request)
    event = (await api.get(f"/events/{event_number}")).data if whole_number(event_number) else None
    session = next((one for one in event["sessions"] if one["id"] == number), None) if event else None
    whole = minutes_of(session) if session else None
    rows = await everybody(request)
    for row in rows:
        row["minutes"] = None if row["minutes"] in (whole, 0) else row["minutes"]
    context = {
        "number": number,
        "event": event,
        "session": session,
        "rows": [
            {**row, "minutes": None if row["minutes"] in (whole, 0) else row["minutes"]} for row in rows
        ],
        "statuses": STATUSES,
        "opens": opens(session),
        "form": form,
        "here": _here(request),
        "around": {"event": event_number},
    }
    return page(request, "staff/sheet.html", context, status=status)


def minutes_of(session: Record) -> int:
    """Minutes of the session by the clock, which stand for full attendance."""
    ends, starts = (datetime.fromisoformat(session[end]) for end in ("ends_at", "starts_at"))
    return int((ends - starts).total_seconds() // 60)


async def everybody(request: Request) -> list[Json]:
    """All who are expected, in the order of the paper: of names, at a consultation of booked times."""
    rows: list[Json] = []
    cursor: str | None = ""
    while cursor is not None and len(rows) < MOST:
        asked = {"sort": "name", "limit": 200, "cursor": cursor}
        reply = await api_of(request).get(f"/sessions/{request.path_params['id']}/attendance", asked)
        rows += reply.results
        cursor = reply.cursor
    return by_time(rows)


def _here(request: Request) -> str:
    return url(f"/staff/sessions/{request.path_params['id']}/sheet", request.query_params)


SESSION = "/staff/sessions/{id:int}"
routes = [
    Route(f"{SESSION}/sheet", staff(sheet)),
    Route(f"{SESSION}/sheet", staff(save), methods=["POST"]),
    Route(f"{SESSION}/headcount", staff(headcount), methods=["POST"]),
]
