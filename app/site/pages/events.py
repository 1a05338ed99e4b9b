"""One event for the public, and signing up: with scripts off on a page, with htmx in the form's place."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core import clock
from app.core.files.linked_data import SCHEMA, LinkedSession, linked_data, previous_start
from app.core.reasons import explain_reason
from app.site import sign_up_questions
from app.site.client import Reply, api_of
from app.site.forms import Form, read_form
from app.site.json_values import Json
from app.site.kept_pages import is_plain_visit, page_for_visitors
from app.site.outcome import outcome_of, redirect_to_thanks
from app.site.own_contact import own_form
from app.site.pages.my import at_booked_time
from app.site.pages.receipt import shown
from app.site.pages.schedule import calendar_links
from app.site.papers import by_point
from app.site.programme import Day, by_day
from app.site.render import page
from app.site.session import token_of, translator_of
from app.site.slot_times import slot_options

OUTCOME = ("status", "waiting_position", "reason", "deals_at", "manage_url")
"""What the page that thanks tells of a registration."""


async def detail(request: Request) -> Response:
    reply = await api_of(request).get(f"/events/{request.path_params['id']}")
    event, template = reply.data, "events/detail.html"
    around = await around_it(request, event)

    def context(form: Form) -> Json:
        return {**about(request, event, around), **asked(request, event), "form": form}

    if is_plain_visit(request):
        sees = (reply.mark, around.marks, ahead(event["registration"]["cancel_until"]))
        return page_for_visitors(request, template, sees, context)
    is_open = "register" in event["allowed"]
    form = await own_form(request, event["partnership_id"]) if is_open else Form()
    return page(request, template, context(form))


def asked(request: Request, event: Json) -> Json:
    """What the sign-up form asks beyond name and contact, and the last moment for cancelling in time."""
    registration, words = event["registration"], translator_of(request)
    return {
        "cancel_by": ahead(registration["cancel_until"]),
        "questions": sign_up_questions.questions_of(registration["fields"], words),
        "stay": sign_up_questions.stay_options(registration["stay"], words.lang),
    }


def ahead(moment: str | None) -> str | None:
    """The moment if it is still to come; pages leave out one that has passed."""
    return moment if moment and datetime.fromisoformat(moment) > clock.now() else None


@dataclass(frozen=True)
class Around:
    """What a page tells besides the event. `marks` are those of the answers that it is made from."""

    organiser: Json
    publicity: Json | None
    papers: list[Json]
    point_papers: dict[int, list[Json]]
    programme: list[Day]
    slots: list[Json]
    partnership: str
    confirms: bool
    marks: Hashable


async def around_it(request: Request, event: Json) -> Around:
    """The organiser with a contact where there is one, the publicity of its programme, the partnership."""
    api, organiser, publicity = api_of(request), event["organiser"] or {}, None
    answers: list[Reply | None] = []
    if organiser:
        found = await api.get(f"/organisations/{organiser['id']}", accept=(401, 403, 404))
        organiser = found.data if found.ok else organiser
        answers.append(found)
    if event["project_id"]:
        found = await api.get(f"/events/{event['id']}/publicity", accept=(401, 403, 404))
        publicity = found.data if found.ok else None
        answers.append(found)
    files, programme = await files_of(request, event), await programme_of(request, event)
    slots = await free_slots(request, event)
    answers += [files, programme, slots]
    papers = files.results if files else []
    own = await partnership_of(request, event)
    partnership, confirms = str(own.get("name", "")), bool(own.get("confirm_address"))
    return Around(
        organiser,
        publicity,
        [one for one in papers if one["about_type"] == "event"],
        by_point(papers),
        by_day(programme.data["items"], papers) if programme and programme.ok else [],
        [one for one in slots.results if one["free"]] if slots else [],
        partnership,
        confirms,
        (*(one and one.mark for one in answers), partnership, confirms),
    )


async def free_slots(request: Request, event: Json) -> Reply | None:
    """The times of a consultation; None of an event without any, which asks for nothing."""
    if not event["slots"] or "register" not in event["allowed"]:
        return None
    path = f"/events/{event['id']}/slots"
    return await api_of(request).get(path, {"sort": "starts_at", "limit": 200}, accept=(404,))


async def partnership_of(request: Request, event: Json) -> Json:
    """As the public sees it; empty when it does not."""
    known = await api_of(request).reference("/partnerships", {"limit": 200})
    return next((one for one in known.results if one["id"] == event["partnership_id"]), {})


async def files_of(request: Request, event: Json) -> Reply | None:
    """The files of the event and its agenda that the visitor may see. Strangers see the public ones alone."""
    if not event["public_files"] and token_of(request) is None:
        return None
    number = event["id"]
    asked = {"event": number} if event.get("agenda") else {"about_type": "event", "about_id": number}
    return await api_of(request).get("/attachments", {**asked, "limit": 200, "sort": "title"})


async def programme_of(request: Request, event: Json) -> Reply | None:
    """None of an event that has none."""
    if not event["programme_items"]:
        return None
    return await api_of(request).get(f"/events/{event['id']}/programme", accept=(404,))


def about(request: Request, event: Json, around: Around) -> Json:
    return {
        "event": event,
        "publicity": around.publicity,
        "papers": around.papers,
        "point_papers": around.point_papers,
        "programme": around.programme,
        "times": slot_options(around.slots, translator_of(request).lang),
        "calendar": own_calendar(request, event),
        "organiser": around.organiser,
        "confirms": around.confirms,
        "linked": structured_data(event, around.partnership),
    }


def own_calendar(request: Request, event: Json) -> dict[str, str] | None:
    """The schedule's calendar narrowed to one event, so that its entries are those of the subscription."""
    if event["visibility"] != "public" or not event["sessions"]:
        return None
    return calendar_links(request, {"event": str(event["id"])})


def structured_data(event: Json, partnership: str) -> Json | None:
    """The sessions of a public event as schema.org names them."""
    if event["visibility"] != "public" or event["status"] == "draft" or not event["sessions"]:
        return None
    return {"@context": SCHEMA, "@graph": [_linked(event, one, partnership) for one in event["sessions"]]}


def _linked(event: Json, session: Json, partnership: str) -> Json:
    venue = session["venue"] or {}
    of_event = event["previous_starts_at"] if session["starts_at"] == event["starts_at"] else None
    moved = previous_start(session["id"], event["changes"], of_event)
    return linked_data(
        LinkedSession(
            id=session["id"],
            name=event["title"],
            url=event["url"],
            start=datetime.fromisoformat(session["starts_at"]),
            end=datetime.fromisoformat(session["ends_at"]),
            organiser=(event["organiser"] or {}).get("name") or partnership,
            cancelled=event["status"] == "cancelled",
            previous_start=datetime.fromisoformat(moved) if moved else None,
            description=event.get("description") or "",
            place=", ".join(part for part in (venue.get("name"), venue.get("room")) if part),
            address=venue.get("address") or "",
            online=bool(venue.get("online")),
            online_url=venue.get("online_url") or "",
        )
    )


async def register(request: Request) -> Response:
    """The person's data go to the API as typed; the outcome waits on a page of its own, safe to reload."""
    number = request.path_params["id"]
    event = (await api_of(request).get(f"/events/{number}")).data
    form = await read_answers(request, event)
    sign_up_questions.clean_person(form.data)
    reply = await api_of(request).post(
        f"/events/{number}/registrations", form.data, once=form.value("once"), asks=False
    )
    if reply.ok:
        return done(request, number, reply.data, form.value("slot_id"))
    context = {**about(request, event, await around_it(request, event)), **asked(request, event)}
    context["form"] = form.refused(reply)
    return page(request, "events/detail.html", context, status=reply.status, fragment="events/_register.html")


async def read_answers(request: Request, event: Json, prefix: str = "", extra: Iterable[str] = ()) -> Form:
    """The posted form of an event, with its own questions; `prefix` as in `people-*-`."""
    fields, stay = event["registration"]["fields"], event["registration"]["stay"]
    return await read_form(
        request,
        flags=sign_up_questions.flags(fields, prefix),
        lists=sign_up_questions.lists(fields, stay, prefix),
        extra=extra,
    )


def done(request: Request, number: int, registration: Json, slot_id: str) -> Response:
    outcome = {name: registration.get(name) for name in OUTCOME} | {
        "receipt": (registration.get("receipt_url") or "").rpartition("/")[2],
        "slot_id": slot_id,
    }
    return redirect_to_thanks(request, f"/events/{number}", "registered", outcome)


async def registered(request: Request) -> Response:
    home = f"/events/{request.path_params['id']}"
    outcome = outcome_of(request, home, "registered")
    if outcome is None:
        return RedirectResponse(home, 302)
    event = (await api_of(request).get(home)).data
    context: Json = {"receipt": None, "booked": None}
    if outcome["receipt"]:
        receipt = await api_of(request).get(f"/receipts/{outcome['receipt']}", accept=(404, 410))
        context |= await shown(request, outcome["receipt"], receipt.data) if receipt.ok else {}
    context |= {"outcome": outcome, "why": explain_reason(translator_of(request), outcome)}
    if outcome.get("slot_id"):
        slot = (await api_of(request).get(f"{home}/slots/{outcome['slot_id']}", accept=(404,))).data
        times = {f"slot_{name}": slot.get(name) for name in ("starts_at", "ends_at", "place")}
        context["booked"] = at_booked_time({"event": event, **times})
    around = await around_it(request, event)
    return page(request, "events/registered.html", {**about(request, event, around), **context})


async def back_to_event(request: Request) -> Response:
    """A refused form that is loaded again is the event anew."""
    return RedirectResponse(f"/events/{request.path_params['id']}", 302)


async def organisation_options(request: Request) -> Response:
    """Names to choose from while typing; without scripts the field is just typed."""
    typed = request.query_params.get("organisation_name", "").strip()
    found = await api_of(request).get("/organisations", {"q": typed, "limit": 10}, accept=(401, 403, 422))
    rows = found.results if found.ok and typed else []
    return page(request, "events/_organisations.html", {"organisations": rows})


routes = [
    Route("/events/{id:int}", detail),
    Route("/events/{id:int}/register", register, methods=["POST"]),
    Route("/events/{id:int}/register", back_to_event),
    Route("/events/{id:int}/registered", registered),
    Route("/organisation-names", organisation_options),
]
