"""What is kept of a person, erasing them, and the report of what is never deleted; for the staff."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, download
from app.site.exported import exported
from app.site.forms import Form, read_form
from app.site.guard import check, staff
from app.site.labels import label
from app.site.render import gettext_of, page
from app.site.session import translator_of

STAYING: dict[str, str] = {
    "programme_day": msgid("People at events of the programme, whose attendance is evidence until that day"),
    "programme_without_day": msgid(
        "People at events of a programme that does not say until when evidence is kept: enter the day"
    ),
    "erased_with_evidence": msgid("Erased people whose name stays with evidence of attendance"),
    "event_without_date": msgid("Registrations with details for events that have no date"),
    "login": msgid("Logins: delete those that are not used"),
    "refusal": msgid("Addresses that want no more invitations"),
}


def _person(request: Request) -> str:
    return f"/people/{request.path_params['id']}"


def _home(request: Request) -> str:
    return f"/staff{_person(request)}"


async def export(request: Request) -> Response:
    found = (await api_of(request).get(f"{_person(request)}/export")).data
    context = {
        "export": found,
        "tables": exported(found, translator_of(request)),
        "home": _home(request),
    }
    return page(request, "staff/export.html", context)


async def export_file(request: Request) -> Response:
    response = await download(request, f"{_person(request)}/export")
    response.headers["Content-Disposition"] = 'attachment; filename="export.json"'
    return response


async def ask_to_erase(request: Request) -> Response:
    check((await api_of(request).get(_person(request))).record, "erase")
    return await erase_form(request, Form())


async def erase_form(request: Request, form: Form, status: int = 200) -> Response:
    person = (await api_of(request).get(_person(request))).data
    context = {"person": person, "form": form, "home": _home(request)}
    return page(request, "staff/erase.html", context, status=status)


async def erase(request: Request) -> Response:
    """Answered by a page, because the person has none any more."""
    form = await read_form(request)
    reply = await api_of(request).post(f"{_person(request)}/erase", form.data, once=form.value("once"))
    if not reply.ok:
        return await erase_form(request, form.refused(reply), reply.status)
    return page(request, "staff/erased.html", {"erased": reply.data["erased"], "kept": reply.data["kept"]})


async def report(request: Request) -> Response:
    found = (await api_of(request).get("/retention/report")).data
    _ = gettext_of(request)
    days = [
        (day, [(_(label(name, "kept")), count) for name, count in sorted(day["deleted"].items())])
        for day in found["days"]
    ]
    context = {
        "ran_at": found["ran_at"],
        "days": days,
        "kept": [(STAYING[one["reason"]], one) for one in found["kept"]],
    }
    return page(request, "staff/retention.html", context)


routes = [
    Route("/staff/people/{id:int}/export", staff(export)),
    Route("/staff/people/{id:int}/export.json", staff(export_file)),
    Route("/staff/people/{id:int}/erase", staff(ask_to_erase)),
    Route("/staff/people/{id:int}/erase", staff(erase), methods=["POST"]),
    Route("/staff/retention", staff(report)),
]
