"""Signing up several people by one form: an office, a boss with five, the staff with a list."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.site import sign_up_questions
from app.site.client import api_of
from app.site.forms import Form
from app.site.json_values import Json
from app.site.outcome import outcome_of, redirect_to_thanks
from app.site.pages.events import asked, partnership_of, read_answers
from app.site.render import page

AT_FIRST, AT_MOST = 2, 30
LONGEST_NAME = 40
"""Characters. Thirty names of this length fit into a cookie."""


async def form_page(request: Request) -> Response:
    return await show(request, await event_of(request), Form())


async def event_of(request: Request) -> Json:
    return (await api_of(request).get(f"/events/{request.path_params['id']}")).record


async def show(
    request: Request, event: Json, form: Form, *, add: bool = False, status: int = 200
) -> Response:
    """Rows that were typed, at least two; with `add` one more."""
    rows = form.indexes("people", spare=1 if add else 0)
    rows += range(len(rows), AT_FIRST)
    context = {
        **asked(request, event),
        "event": event,
        "form": form,
        "rows": rows[:AT_MOST],
        "fresh": rows[-1] if add else None,
        "can_add": len(rows) < AT_MOST,
        "by_staff": "edit" in event["allowed"],
        "confirms": bool((await partnership_of(request, event)).get("confirm_address")),
    }
    return page(
        request, "events/register_several.html", context, status=status, fragment="events/_several.html"
    )


async def register(request: Request) -> Response:
    """Adds a row if that button was pressed; otherwise sends all rows, which succeed or fail together."""
    event = await event_of(request)
    form = await read_answers(request, event, "people-*-", extra=("act",))
    if form.value("act") == "add":
        return await show(request, event, form, add=True)
    people = form.records("people")
    for one in people:
        sign_up_questions.clean_person(one)
    path = f"/events/{event['id']}/registrations/group"
    reply = await api_of(request).post(path, form.data, once=form.value("once"), asks=False)
    if not reply.ok:
        return await show(request, event, form.refused(reply), status=reply.status)
    unreached = 0 if form.data.get("email") else sum(not one.get("email") for one in people)
    return done(request, event, people, reply.data["results"], unreached)


def done(request: Request, event: Json, people: list[Json], receipts: list[Json], unreached: int) -> Response:
    """To a page that can be reloaded. Names and outcomes travel in the visitor's own cookie, links do not."""
    outcomes = [
        [
            f"{person['first_name']} {person['last_name']}"[:LONGEST_NAME],
            receipt["status"],
            receipt["waiting_position"],
            receipt["reason"] == "confirm_address",
        ]
        for person, receipt in zip(people, receipts, strict=True)
    ]
    return redirect_to_thanks(
        request, f"/events/{event['id']}", "registered-several", {"people": outcomes, "unreached": unreached}
    )


async def registered(request: Request) -> Response:
    home = f"/events/{request.path_params['id']}"
    outcome = outcome_of(request, home, "registered-several")
    if outcome is None:
        return RedirectResponse(home, 302)
    context = {"event": await event_of(request), **outcome}
    return page(request, "events/registered_several.html", context)


routes = [
    Route("/events/{id:int}/register-several", form_page),
    Route("/events/{id:int}/register-several", register, methods=["POST"]),
    Route("/events/{id:int}/registered-several", registered),
]
