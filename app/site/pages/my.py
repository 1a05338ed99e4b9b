"""A participant's own registration. The link is the right to it; there is no account."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.reasons import explain_reason
from app.core.text import msgid
from app.site import sign_up_questions
from app.site.client import Reply, api_of, download
from app.site.ended_links import KINDS
from app.site.forms import Form, form_of, read_form
from app.site.json_values import Json
from app.site.render import gettext_of, page, redirect, tell
from app.site.session import language_of, translator_of
from app.site.sign_up_questions import with_missing
from app.site.slot_times import slot_options

STAY = ("stay-lodging", "stay-meals")
NO_STAY: dict[str, list[str]] = {"lodging": [], "meals": []}


def api_path(request: Request, verb: str = "") -> str:
    return f"/my/registrations/{request.path_params['token']}{verb}"


LINK_SENT = "/my/link-sent"
REFUSALS = {
    "full": msgid("All seats are taken."),
    "organisation_limit": msgid("No more people of this organisation can be signed up."),
    "confirmation_expired": msgid("The sign-up was not confirmed in time. Please sign up again."),
    "event_cancelled": msgid("The event was cancelled."),
    "event_past": msgid("The event is over."),
}
"""Why one of several people cannot be confirmed."""


async def registration(request: Request) -> Response:
    reply = await api_of(request).get(api_path(request), accept=(410,))
    if not reply.ok:
        token = request.path_params["token"]
        return page(request, "registrations/link_expired.html", {"token": token}, status=reply.status)
    found = reply.data
    words, event = translator_of(request), found["event"]
    context = {
        "registration": found,
        "sessions": at_booked_time(found),
        "token": request.path_params["token"],
        "why": explain_reason(words, found),
        "answered": sign_up_questions.answered_questions(
            [*event["fields"], *found["past_fields"]], found["answers"], words
        ),
        "taken": sign_up_questions.stay_text(event["stay"], found["stay"], words.lang),
    }
    return page(request, "registrations/my.html", context)


def at_booked_time(found: Json) -> list[Json]:
    """The day of a consultation with the booked time; other events have all their days."""
    sessions: list[Json] = found["event"]["sessions"]
    if not found["slot_starts_at"]:
        return sessions
    booked = {"starts_at": found["slot_starts_at"], "ends_at": found["slot_ends_at"], "hours": None}
    notes = [one for one in (found["slot_place"], sessions[0]["note"]) if one]
    return [{**sessions[0], **booked, "note": ", ".join(notes)}]


async def edit_page(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    if "edit" not in found.data["allowed"]:
        return not_now(request)
    return edit_form(request, found, form_of(found.data))


def not_now(request: Request) -> Response:
    """The answer to an old link to something that the API would refuse."""
    return page(request, "registrations/my_not_now.html", {"token": request.path_params["token"]})


def edit_form(request: Request, found: Reply, form: Form, status: int = 200) -> Response:
    context = {
        "registration": found.data,
        "etag": found.etag,
        "form": form,
        "token": request.path_params["token"],
        "questions": sign_up_questions.questions_of(
            found.data["event"]["fields"], translator_of(request), found.data["answers"]
        ),
        "stay": stay_of(request, found.data),
    }
    return page(request, "registrations/my_edit.html", context, status=status)


def stay_of(request: Request, found: Json) -> Json:
    """Lodging and meals to choose from, where that is still possible."""
    offer = sign_up_questions.stay_options(found["event"]["stay"], language_of(request))
    return offer if "stay" in found["allowed"] else {what: [] for what in offer}


async def edit(request: Request) -> Response:
    """After a 412 the form comes back as typed with the new ETag, so that it can be saved again."""
    fields = (await api_of(request).get(api_path(request))).data["event"]["fields"]
    form = await read_form(
        request,
        flags=sign_up_questions.flags(fields),
        lists=[*STAY, *sign_up_questions.lists(fields, NO_STAY)],
        extra=("etag", "offered"),
    )
    form.data = {name: "" if value is None else value for name, value in form.data.items()}
    sign_up_questions.clean_person(form.data, keep=True)
    if not form.value("offered"):
        del form.data["stay"]
    reply = await api_of(request).patch(api_path(request), form.data, etag=form.value("etag"))
    if reply.ok:
        return redirect(request, api_path(request), gettext_of(request)("Saved."))
    return edit_form(request, await api_of(request).get(api_path(request)), form.refused(reply), reply.status)


async def ask_to_cancel(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    if "cancel" not in found.data["allowed"]:
        return not_now(request)
    context = {"registration": found.data, "token": request.path_params["token"], "form": Form()}
    return page(request, "registrations/my_cancel.html", context)


async def cancel(request: Request) -> Response:
    reply = await api_of(request).post(api_path(request, "/cancel"))
    done = gettext_of(request)("Your registration is cancelled. Thank you for letting us know.")
    return tell(request, api_path(request), reply, done)


async def accept(request: Request) -> Response:
    """Takes the offered seat; when the offer has run out meanwhile, says so."""
    reply = await api_of(request).post(api_path(request, "/accept"))
    return tell(request, api_path(request), reply, gettext_of(request)("The seat is yours. See you there."))


async def confirm_address(request: Request) -> Response:
    """The button that proves the mailbox. What the page says afterwards is the state that it led to."""
    reply = await api_of(request).post(api_path(request, "/confirm-address"))
    return tell(
        request, api_path(request), reply, gettext_of(request)("Thank you, the address is confirmed.")
    )


async def sign_ups(request: Request) -> Response:
    """The people whom one mailbox confirms by one button. A GET changes nothing: mail scanners open links."""
    token = request.path_params["token"]
    found = (await api_of(request).get(f"/my/sign-ups/{token}")).data
    words = translator_of(request)
    for one in found["people"]:
        refusal = one["refusal"]
        one["why"] = explain_reason(words, {**one, "deals_at": found["deals_at"]})
        one["refused"] = words.gettext(REFUSALS[refusal]) if refusal else None
    return page(request, "registrations/my_sign_ups.html", {"found": found, "token": token})


async def confirm_sign_ups(request: Request) -> Response:
    """What became of each stands on the page afterwards."""
    path = f"/my/sign-ups/{request.path_params['token']}"
    reply = await api_of(request).post(f"{path}/confirm-address")
    return tell(request, path, reply, gettext_of(request)("Thank you, the address is confirmed."))


async def ask_for_link(request: Request) -> Response:
    """The same answer whatever was asked: what happens, happens by mail."""
    await api_of(request).post(request.url.path)
    return redirect(request, LINK_SENT)


async def link_sent(request: Request) -> Response:
    """Says the same to everybody, because the link that asked may be anybody's."""
    return page(request, "registrations/link_asked.html", {})


async def swap_page(request: Request) -> Response:
    return await swap_form(request, Form())


async def swap_form(request: Request, form: Form, status: int = 200) -> Response:
    found = (await api_of(request).get(api_path(request))).data
    if "swap" not in found["allowed"] and not form.problem:
        return not_now(request)
    context = {"registration": found, "token": request.path_params["token"], "form": form}
    return page(request, "registrations/my_swap.html", context, status=status)


async def swap(request: Request) -> Response:
    """The other date is a registration of its own, whose link is mailed."""
    form = await read_form(request)
    reply = await api_of(request).post(api_path(request, "/swap"), form.data, once=form.value("once"))
    if not reply.ok:
        return await swap_form(request, form.refused(reply), reply.status)
    message = gettext_of(request)(
        "The date is changed. The link to your new registration is in your mailbox."
    )
    there = f"/my/registrations/{request.path_params['token']}"
    return redirect(request, there, with_missing(message, reply.data, translator_of(request)))


async def substitute_page(request: Request) -> Response:
    return await substitute_form(request, None)


async def substitute_form(request: Request, form: Form | None, status: int = 200) -> Response:
    """At first with the answers of the person whose seat it is."""
    found = (await api_of(request).get(api_path(request))).data
    if form is None and "substitute" not in found["allowed"]:
        return not_now(request)
    form = form or form_of({"answers": found["answers"]})
    questions = sign_up_questions.questions_of(found["event"]["fields"], translator_of(request))
    context = {
        "registration": found,
        "token": request.path_params["token"],
        "form": form,
        "questions": questions,
        "stay": NO_STAY,
        "taken": sign_up_questions.stay_text(found["event"]["stay"], found["stay"], language_of(request)),
    }
    return page(request, "registrations/my_substitute.html", context, status=status)


async def substitute(request: Request) -> Response:
    """The colleague has a registration and a link of their own; this one ends."""
    fields = (await api_of(request).get(api_path(request))).data["event"]["fields"]
    form = await read_form(
        request,
        flags=sign_up_questions.flags(fields),
        lists=sign_up_questions.lists(fields, NO_STAY),
    )
    sign_up_questions.clean_person(form.data)
    path, once = api_path(request, "/substitute"), form.value("once")
    reply = await api_of(request).post(path, form.data, once=once)
    if not reply.ok:
        return await substitute_form(request, form.refused(reply), reply.status)
    message = gettext_of(request)("Your colleague has the seat now and gets a message about it.")
    return redirect(request, api_path(request), message)


async def time_page(request: Request) -> Response:
    found = await api_of(request).get(api_path(request))
    if "change_slot" not in found.data["allowed"]:
        return not_now(request)
    return time_form(request, found, Form())


def time_form(request: Request, found: Reply, form: Form, status: int = 200) -> Response:
    lang = language_of(request)
    context = {
        "registration": found.data,
        "etag": found.etag,
        "form": form,
        "token": request.path_params["token"],
        "times": slot_options(found.data["free_slots"], lang),
    }
    return page(request, "registrations/my_time.html", context, status=status)


async def change_time(request: Request) -> Response:
    """When somebody else was faster, the form comes back with the times that are still free."""
    form = await read_form(request, extra=("etag",))
    body = {"slot_id": form.value("slot_id") or None}
    reply = await api_of(request).patch(api_path(request), body, etag=form.value("etag"))
    if reply.ok:
        done = gettext_of(request)("The time is changed. A message with the new one is on its way.")
        return redirect(request, api_path(request), done)
    return time_form(request, await api_of(request).get(api_path(request)), form.refused(reply), reply.status)


async def ticket(request: Request) -> Response:
    return await download(request, api_path(request, "/ticket.svg"))


routes = [
    Route("/my/registrations/{token}", registration),
    Route("/my/registrations/{token}/edit", edit_page),
    Route("/my/registrations/{token}/edit", edit, methods=["POST"]),
    Route("/my/registrations/{token}/cancel", ask_to_cancel),
    Route("/my/registrations/{token}/cancel", cancel, methods=["POST"]),
    Route("/my/registrations/{token}/accept", accept, methods=["POST"]),
    Route("/my/registrations/{token}/confirm-address", confirm_address, methods=["POST"]),
    Route("/my/sign-ups/{token}", sign_ups),
    Route("/my/sign-ups/{token}/confirm-address", confirm_sign_ups, methods=["POST"]),
    *(Route(f"/my/{kind}/{{token}}/link", ask_for_link, methods=["POST"]) for kind in KINDS),
    Route(LINK_SENT, link_sent),
    Route("/my/registrations/{token}/swap", swap_page),
    Route("/my/registrations/{token}/swap", swap, methods=["POST"]),
    Route("/my/registrations/{token}/substitute", substitute_page),
    Route("/my/registrations/{token}/substitute", substitute, methods=["POST"]),
    Route("/my/registrations/{token}/time", time_page),
    Route("/my/registrations/{token}/time", change_time, methods=["POST"]),
    Route("/my/registrations/{token}/ticket.svg", ticket),
]
