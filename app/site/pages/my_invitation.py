"""The answer to an invitation. The link is enough; no account is needed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core.text import msgid
from app.site import sign_up_questions
from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.json_values import Json
from app.site.render import gettext_of, page, redirect
from app.site.session import language_of, translator_of
from app.site.slot_times import slot_options

OUTCOMES = {
    "confirmed": msgid("Thank you, your seat is confirmed."),
    "waiting": msgid("Thank you. All seats are taken now, you are on the waiting list."),
}
OTHER = msgid("Thank you, we have your registration. The organiser will let you know.")


def path_of(request: Request, verb: str = "") -> str:
    return f"/my/invitations/{request.path_params['token']}{verb}"


async def invitation(request: Request) -> Response:
    found = (await api_of(request).get(path_of(request))).data
    return answer_page(request, found, Form(typed={"email": found["email"]}))


def answer_page(request: Request, found: Json, form: Form, status: int = 200) -> Response:
    context = {
        "invitation": found,
        "event": found["event"],
        "token": request.path_params["token"],
        "form": form,
        "times": slot_options(found["free_slots"], language_of(request)),
        "questions": sign_up_questions.questions_of(found["fields"], translator_of(request)),
        "stay": sign_up_questions.stay_options(found["event"]["stay"], language_of(request)),
    }
    return page(request, "invitations/my.html", context, status=status)


async def accept(request: Request) -> Response:
    """To the receipt; the link to the registration is in the mailbox. A refused form comes back as typed."""
    found = (await api_of(request).get(path_of(request))).data
    lists = sign_up_questions.lists(found["fields"], found["event"]["stay"])
    form = await read_form(request, flags=sign_up_questions.flags(found["fields"]), lists=lists)
    sign_up_questions.clean_person(form.data)
    reply = await api_of(request).post(
        path_of(request, "/accept"), form.data, once=form.value("once"), asks=False
    )
    if not reply.ok:
        now = (await api_of(request).get(path_of(request))).data if found["free_slots"] else found
        return answer_page(request, now, form.refused(reply), reply.status)
    message = gettext_of(request)(OUTCOMES.get(reply.data["status"], OTHER))
    receipt = (reply.data["receipt_url"] or "").rpartition("/")[2]
    return redirect(request, f"/receipts/{receipt}" if receipt else path_of(request), message)


async def back(request: Request) -> Response:
    """A refused form that is loaded again is the invitation anew."""
    return RedirectResponse(path_of(request), 302)


async def ask_to_decline(request: Request) -> Response:
    found = (await api_of(request).get(path_of(request))).data
    return decline_page(request, found, Form())


def decline_page(request: Request, found: Json, form: Form, status: int = 200) -> Response:
    context = {"invitation": found, "token": request.path_params["token"], "form": form}
    return page(request, "invitations/my_decline.html", context, status=status)


async def decline(request: Request) -> Response:
    form = await read_form(request)
    form.data = {name: value or "" for name, value in form.data.items()}
    reply = await api_of(request).post(path_of(request, "/decline"), form.data)
    if not reply.ok:
        found = (await api_of(request).get(path_of(request))).data
        return decline_page(request, found, form.refused(reply), reply.status)
    return redirect(request, path_of(request), gettext_of(request)("Thank you for letting us know."))


routes = [
    Route("/my/invitations/{token}", invitation),
    Route("/my/invitations/{token}/accept", accept, methods=["POST"]),
    Route("/my/invitations/{token}/accept", back),
    Route("/my/invitations/{token}/decline", ask_to_decline),
    Route("/my/invitations/{token}/decline", decline, methods=["POST"]),
]
