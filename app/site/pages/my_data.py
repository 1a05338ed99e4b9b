"""What people see of themselves without an account, and their rights: copy, objection, consents."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.exported import exported
from app.site.forms import Form, read_form
from app.site.render import gettext_of, page, redirect, tell
from app.site.session import translator_of

MAILED = msgid("If we keep anything of the person with this mailbox, a message with a link is on its way.")
WITHDRAWN = msgid("Your consents are withdrawn.")
OBJECTED = msgid("Your no-shows are not counted any more.")
TAKEN_BACK = msgid("Your no-shows are counted again.")
CONSENTS: dict[str, str] = {
    "photos": msgid("Photographs from the event"),
    "newsletter": msgid("Newsletter"),
}


async def ask(request: Request) -> Response:
    return page(request, "registrations/my_data_ask.html", {"form": Form()})


async def send(request: Request) -> Response:
    form = await read_form(request)
    body = {name: value for name, value in form.data.items() if value}
    reply = await api_of(request).post("/my/data-requests", body)
    if not reply.ok:
        context = {"form": form.refused(reply)}
        return page(request, "registrations/my_data_ask.html", context, status=reply.status)
    return redirect(request, "/my/data", gettext_of(request)(MAILED))


def _data(request: Request, verb: str = "") -> str:
    return f"/my/data/{request.path_params['token']}{verb}"


async def my_data(request: Request) -> Response:
    found = (await api_of(request).get(_data(request))).data
    people = [(one, exported(one, translator_of(request))) for one in found["people"]]
    context = {"name_needed": found["name_needed"], "people": people, "here": _data(request)}
    return page(request, "registrations/my_data.html", context)


async def object_here(request: Request) -> Response:
    return await _object(request, _data(request, "/objection"), _data(request))


async def withdraw_here(request: Request) -> Response:
    await read_form(request)
    reply = await api_of(request).post(_data(request, "/withdraw-consents"))
    return tell(request, _data(request), reply, gettext_of(request)(WITHDRAWN))


async def _object(request: Request, path: str, back: str) -> Response:
    form = await read_form(request)
    objects = form.value("objects") == "yes"
    reply: Reply = await api_of(request).post(path, {"objects": objects})
    return tell(request, back, reply, gettext_of(request)(OBJECTED if objects else TAKEN_BACK))


def _own(request: Request, verb: str = "") -> str:
    return f"/my/registrations/{request.path_params['token']}{verb}"


async def rights(request: Request) -> Response:
    found = (await api_of(request).get(_own(request, "/rights"))).data
    _ = gettext_of(request)
    context = {
        "rights": found,
        "consents": [_(CONSENTS[one]) for one in found["consents"]],
        "registration": _own(request),
    }
    return page(request, "registrations/my_rights.html", context)


async def withdraw(request: Request) -> Response:
    await read_form(request)
    reply = await api_of(request).post(_own(request, "/withdraw-consents"))
    return tell(request, _own(request, "/rights"), reply, gettext_of(request)(WITHDRAWN))


async def object_to_profiling(request: Request) -> Response:
    return await _object(request, _own(request, "/objection"), _own(request, "/rights"))


async def ask_by_registration(request: Request) -> Response:
    await read_form(request)
    reply = await api_of(request).post(_own(request, "/data-request"))
    return tell(request, _own(request, "/rights"), reply, gettext_of(request)(MAILED))


routes = [
    Route("/my/data", ask),
    Route("/my/data", send, methods=["POST"]),
    Route("/my/data/{token}", my_data),
    Route("/my/data/{token}/objection", object_here, methods=["POST"]),
    Route("/my/data/{token}/withdraw-consents", withdraw_here, methods=["POST"]),
    Route("/my/registrations/{token}/rights", rights),
    Route("/my/registrations/{token}/withdraw-consents", withdraw, methods=["POST"]),
    Route("/my/registrations/{token}/objection", object_to_profiling, methods=["POST"]),
    Route("/my/registrations/{token}/data-request", ask_by_registration, methods=["POST"]),
]
