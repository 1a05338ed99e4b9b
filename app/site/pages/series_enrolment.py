"""Signing up for a whole series, for the public: what it includes, the form, and the outcome."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.reasons import explain_reason
from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.json_values import Json
from app.site.outcome import outcome_of, redirect_to_thanks
from app.site.own_contact import own_form
from app.site.render import page
from app.site.session import translator_of

FLAGS = ("consents-photos", "consents-newsletter")


async def enrol_page(request: Request) -> Response:
    """`event` in the address is the page that the visitor came from; its territory is offered first."""
    offer = await offer_of(request)
    came_from = request.query_params.get("event", "")
    here = [
        str(place["territory"]["id"])
        for place in offer["territories"]
        if any(str(event["event_id"]) == came_from for event in place["events"])
    ]
    form = await own_form(request)
    form.typed["territory_id"] = here[0] if here else ""
    return form_page(request, offer, form)


async def offer_of(request: Request) -> Json:
    return (await api_of(request).get(f"/series/{request.path_params['id']}/offer")).record


def form_page(request: Request, offer: Json, form: Form, status: int = 200) -> Response:
    rule = {"reason": "dealing" if offer["undealt"] else None, "deals_at": offer["allocates_at"]}
    context = {
        "offer": offer,
        "form": form,
        "rule": explain_reason(translator_of(request), rule),
    }
    return page(request, "events/enrol.html", context, status=status)


async def enrol(request: Request) -> Response:
    number = request.path_params["id"]
    offer = await offer_of(request)
    form = await read_form(request, flags=FLAGS)
    reply = await api_of(request).post(
        f"/series/{number}/enrolments", form.data, once=form.value("once"), asks=False
    )
    if not reply.ok:
        return form_page(request, offer, form.refused(reply), reply.status)
    count = Counter(
        "unconfirmed" if one["reason"] == "confirm_address" else one["status"]
        for one in reply.data["registrations"]
    )
    return redirect_to_thanks(request, f"/series/{number}", "enrolled", {"count": count})


async def enrolled(request: Request) -> Response:
    """Safe to reload; the links to each registration are in the letter alone."""
    home = f"/series/{request.path_params['id']}"
    outcome = outcome_of(request, home, "enrolled")
    if outcome is None:
        return RedirectResponse(f"{home}/enrol", 302)
    offer = await offer_of(request)
    rule = {"reason": "dealing" if offer["undealt"] else None, "deals_at": offer["allocates_at"]}
    context = {
        "offer": offer,
        "count": outcome["count"],
        "rule": explain_reason(translator_of(request), rule),
    }
    return page(request, "events/enrolled.html", context)


routes = [
    Route("/series/{id:int}/enrol", enrol_page),
    Route("/series/{id:int}/enrol", enrol, methods=["POST"]),
    Route("/series/{id:int}/enrolled", enrolled),
]
