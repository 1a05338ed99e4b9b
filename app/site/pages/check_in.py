"""Check-in on a phone: who is here, walk-ins, and tickets read by the camera."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.plain_text import whole_number
from app.core.text import local, msgid
from app.site.client import Reply, api_of, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.pages.events import ahead
from app.site.pages.schedule import today
from app.site.render import page, redirect, tell, url, wants_fragment
from app.site.session import translator_of
from app.site.slot_times import by_time

SHOWN = 200
BOOKED = ("slot_starts_at", "slot_ends_at", "slot_place")
SHOWN_ALONG = ("name", "organisation_name", "walk_in", "guest", "alternate_for_name", *BOOKED)
"""What a row shows besides the attendance; its form brings it along."""
COUNTED = {"HX-Trigger": "counted"}
"""The event of htmx on which the live count is asked for again."""
WALK_IN = (
    Field("first_name", msgid("First name"), required=True),
    Field("last_name", msgid("Last name"), required=True),
    Field("organisation_name", msgid("Organisation"), nullable=True),
    Field("email", msgid("E-mail"), "email"),
)
INSTEAD_OF = Field(
    "alternate_for",
    msgid("Comes in the place of"),
    "choice",
    empty=msgid("nobody, as a guest"),
)
"""Asked at a meeting of a group alone."""
SENT_AGAIN = ("once", INSTEAD_OF.name, *(one.name for one in WALK_IN))


async def check_in_page(request: Request) -> Response:
    """The list in Czech order of names, at a consultation by booked times; htmx gets only the people while
    a name is typed."""
    return await _check_in_page(request, Form())


async def _check_in_page(
    request: Request, form: Form, status: int = 200, alike: Sequence[Record] = ()
) -> Response:
    """`alike`: people on the list whom the one just typed resembles. The question stands above the list, so
    a whole page answers what was sent."""
    number, q = request.path_params["id"], request.query_params.get("q", "").strip()
    rows, counts = await gather(
        api_of(request).get(f"/sessions/{number}/attendance", {"q": q, "sort": "name", "limit": SHOWN}),
        _counted(request),
    )
    members = [(str(one["registration_id"]), one["name"]) for one in rows.results if one["member"]]
    context = {
        **_about(request, counts),
        "rows": by_time(rows.results),
        "more": rows.cursor is not None,
        "q": q,
        "form": form,
        "fields": (*WALK_IN, INSTEAD_OF) if members else WALK_IN,
        "offered": {INSTEAD_OF.name: members},
        "alike": alike,
        "sent_again": {name: form.value(name) for name in SENT_AGAIN} | {"anyway": "1"},
    }
    people = "staff/_check_in_people.html" if request.method == "GET" else None
    return page(request, "staff/check_in.html", context, status=status, fragment=people)


async def count(request: Request) -> Response:
    """Only the live count; 304 while it has not changed."""
    return page(request, "staff/_check_in_count.html", _about(request, await _counted(request)))


async def _counted(request: Request) -> Reply:
    """The live count: from the event if the address names it, which reads only a counter."""
    event = request.query_params.get("event", "")
    if whole_number(event):
        return await api_of(request).get(f"/events/{event}")
    number = request.path_params["id"]
    asked = {"status": "present", "limit": 1, "count": "true"}
    return await api_of(request).get(f"/sessions/{number}/attendance", asked)


def _about(request: Request, counts: Reply) -> Json:
    number, data = request.path_params["id"], counts.data
    session = next((one for one in data.get("sessions", ()) if one["id"] == number), None)
    return {
        "number": number,
        "event": data if session else None,
        "session": session,
        "opens": opens(session),
        "present": session["attended"] if session else data.get("total", 0),
        "expected": data["counts"]["confirmed"] + (data.get("expected") or 0) if session else None,
        "around": {"event": request.query_params.get("event")},
    }


def opens(session: Record | None) -> str | None:
    """The moment from which attendance can be recorded; None once it has passed."""
    return ahead(session["attendance_from"]) if session else None


async def record(request: Request) -> Response:
    """Marks one person as present or takes it back; htmx gets the row, a plain browser the page."""
    form = await read_fields(request, (), extra=SHOWN_ALONG)
    number, registration = request.path_params["id"], request.path_params["registration"]
    body = {"status": form.value("status"), "method": "manual"}
    reply = await api_of(request).put(f"/sessions/{number}/attendance/{registration}", body)
    if not wants_fragment(request):
        return _back(request, reply, f"r{registration}")
    row = {**form.typed, "registration_id": registration, "walk_in": form.value("walk_in")}
    row["status"] = reply.data["status"] if reply.ok else form.value("was")
    context = {"row": row, "number": number, "around": {"event": request.query_params.get("event")}}
    context |= {"refusal": reply.problem.get("detail"), "problem": reply.problem}
    return page(request, "staff/_check_in_row.html", context, status=reply.status, headers=COUNTED)


def _back(request: Request, reply: Reply, mark: str) -> Response:
    number = request.path_params["id"]
    target = url(f"/staff/sessions/{number}/check-in", request.query_params) + f"#{mark}"
    return tell(request, target, reply)


async def walk_in(request: Request) -> Response:
    """Adds a person who came without a registration, unless it may be somebody on the list: then asks."""
    form = await read_fields(request, (*WALK_IN, INSTEAD_OF), extra=("anyway",))
    number = request.path_params["id"]
    body = {name: value for name, value in form.data.items() if value}
    body |= {} if form.value("anyway") else {"unlike": True}
    reply = await api_of(request).post(
        f"/sessions/{number}/walk-ins", body, once=form.value("once"), asks=False
    )
    if reply.code == "maybe_listed":
        return await _check_in_page(request, form, alike=await _alike(request, form))
    if not reply.ok:
        return await _check_in_page(request, form.refused(reply), reply.status)
    message = translator_of(request).gettext("%(who)s is here.") % {"who": reply.data["name"]}
    here = url(f"/staff/sessions/{number}/check-in", {"event": request.query_params.get("event")})
    return redirect(request, here, message)


async def _alike(request: Request, form: Form) -> list[Json]:
    typed = {name: form.data.get(name) for name in ("first_name", "last_name", "email")}
    return (await api_of(request).get(f"/sessions/{request.path_params['id']}/alike", typed)).results


# --- tickets ---------------------------------------------------------------------------------------------


async def ticket(request: Request) -> Response:
    """The page that a scanned ticket opens: who it is, and a button. Opening it changes nothing."""
    return await _ticket(request)


async def _ticket(request: Request, reply: Reply | None = None) -> Response:
    """The number before the dash says whose ticket it claims to be; the check-in finds out if it is."""
    claimed = request.path_params["code"].partition("-")[0]
    api, person, event = api_of(request), None, None
    if whole_number(claimed):
        found = await api.get(f"/registrations/{claimed}", accept=(403, 404, 422))
        person = found.data if found.ok else None
    if person:
        found = await api.get(f"/events/{person['event_id']}", accept=(403, 404))
        event = found.data if found.ok else None
    sessions = event["sessions"] if event else []
    todays = [one for one in sessions if local(one["starts_at"]).date() == today()]
    context = {
        "code": request.path_params["code"],
        "person": person,
        "event": event,
        "sessions": todays or sessions,
        "result": reply.data if reply and reply.ok else None,
        "refusal": reply.problem if reply and not reply.ok else None,
    }
    return page(request, "staff/ticket.html", context, status=reply.status if reply else 200)


async def read_ticket(request: Request) -> Response:
    form = await read_fields(request, ())
    body = {"code": request.path_params["code"], "session_id": form.value("session_id")}
    reply = await api_of(request).post("/check-in", body)
    return await _ticket(request, reply)


SESSION = "/staff/sessions/{id:int}"
routes = [
    Route(f"{SESSION}/check-in", staff(check_in_page)),
    Route(f"{SESSION}/count", staff(count)),
    Route(f"{SESSION}/check-in/{{registration:int}}", staff(record), methods=["POST"]),
    Route(f"{SESSION}/walk-ins", staff(walk_in), methods=["POST"]),
    Route("/check-in/{code}", staff(ticket)),
    Route("/check-in/{code}", staff(read_ticket), methods=["POST"]),
]
