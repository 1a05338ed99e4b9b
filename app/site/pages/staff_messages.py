"""A message to the participants of an event: a preview, a test to oneself, sending, and the outcome."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.mail.wording import MEANINGS
from app.core.plain_text import whole_number
from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import check, staff
from app.site.json_values import Json
from app.site.labels import choices
from app.site.pages.staff_figures import Figures
from app.site.pages.staff_letter_words import shown
from app.site.pages.staff_registrations import crumbs, event_of
from app.site.records import Column, Resource
from app.site.render import page, redirect
from app.site.session import translator_of

HERE = "/staff/events/{event:int}/messages"
STATUSES = choices("registration_status")
CHOSEN = "registration_ids"
FIELDS = (
    Field("status", msgid("To those who are"), "many", required=True, choices=STATUSES),
    Field("subject", msgid("Subject"), required=True),
    Field("text", msgid("Words of the letter"), "area", required=True, attrs={"class": "tall"}),
)
PLACEHOLDERS = ("name", "event", "when", "place", "partnership", "manage_url")
MESSAGE = Resource(
    pages=HERE,
    api="/events/{event}/messages",
    order="-created_at",
    one=msgid("Message to participants"),
    many=msgid("Messages to participants"),
    add=msgid("Write to participants"),
    none_yet=msgid("Nothing has been written to the participants yet."),
    fields=(),
    columns=(
        Column(msgid("Subject"), "subject", href="/staff/events/{event}/messages/{id}"),
        Column(msgid("Written on"), "created_at", "time"),
        Column(msgid("Receivers"), "receivers", "number"),
        Column(msgid("Sent"), "sent", "number"),
        Column(msgid("To be sent"), "waiting", "number"),
        Column(msgid("Did not arrive"), "failed", "number"),
    ),
)


class Messages(Figures):
    """The list of one event, with the button to write."""

    async def around(self, request: Request) -> Json:
        event = await event_of(request)
        here = f"/staff/events/{event['id']}/messages"
        return {
            "crumbs": crumbs(request, event),
            "new": f"{here}/new" if "message" in event["allowed"] else None,
        }


async def new(request: Request) -> Response:
    """The address may bring along a state, or the registrations that were ticked in their list."""
    check(await event_of(request), "message")
    asked = request.query_params
    chosen = asked.getlist("ids")
    usual = [] if chosen else asked.getlist("status") or ["confirmed"]
    return await _editor(request, Form(typed={"status": usual, CHOSEN: chosen}))


async def write(request: Request) -> Response:
    """Enter and the main button ask first; only the button of that question sends to everybody."""
    form = await _read(request)
    act, number = form.value("act"), request.path_params["event"]
    if act in ("preview", "edit"):
        return await _editor(request, form)
    if act not in ("send", "test"):
        return await _question(request, form)
    body = form.data | ({"test": True} if act == "test" else {})
    reply = await api_of(request).post(f"/events/{number}/messages", body, once=form.value("once"))
    if not reply.ok:
        return await _editor(request, form.refused(reply), reply.status)
    words = translator_of(request)
    if act == "test":
        return await _editor(request, form, notice=words.gettext("The test letter is on its way to you."))
    sent = reply.data["receivers"]
    notice = words.ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", sent)
    return redirect(request, f"/staff/events/{number}/messages/{reply.data['id']}", notice % {"num": sent})


async def _read(request: Request) -> Form:
    form = await read_fields(request, (*FIELDS, Field(CHOSEN, "", "many")))
    form.data[CHOSEN] = _numbers(form.data.get(CHOSEN) or [])
    return form


def _numbers(chosen: Iterable[object]) -> list[int]:
    return [number for one in chosen if (number := whole_number(str(one))) is not None]


async def _editor(request: Request, form: Form, status: int = 200, notice: str = "") -> Response:
    _, event = translator_of(request).gettext, await event_of(request)
    here = f"/staff/events/{event['id']}/messages"
    chosen = form.value(CHOSEN, [])
    seen = await _preview(request, form)
    if not seen.ok and not form.problem and form.value("act"):
        form.refused(seen)
    context = {
        "title": _("Write to participants"),
        "crumbs": [*crumbs(request, event), (here, _("Messages to participants"))],
        "form": form,
        "fields": FIELDS[1:] if chosen else FIELDS,
        "statuses": [(value, _(words)) for value, words in STATUSES],
        "chosen": chosen,
        "notice": notice,
        "placeholders": [(f"{{{one}}}", _(MEANINGS[one])) for one in PLACEHOLDERS],
        "here": f"{here}/new",
        "back": here,
        **_counted(seen),
        **_letter(seen, form),
    }
    return page(request, "staff/message_edit.html", context, status=status)


async def _question(request: Request, form: Form) -> Response:
    """How many get it and how it looks, before it is sent; or the editor with what is missing."""
    words, event = translator_of(request), await event_of(request)
    seen = await _preview(request, form, complete=True)
    if not seen.ok:
        return await _editor(request, form.refused(seen), seen.status)
    people = seen.data["receivers"]
    asked = words.ngettext("Send to %(num)s person?", "Send to %(num)s people?", people)
    here = f"/staff/events/{event['id']}/messages"
    context = {
        "title": asked % {"num": people},
        "crumbs": [*crumbs(request, event), (here, words.gettext("Messages to participants"))],
        "form": form,
        "statuses": form.value("status", []),
        "chosen": form.value(CHOSEN, []),
        **_counted(seen),
        **_letter(seen, form),
    }
    return page(request, "staff/message_question.html", context)


async def _preview(request: Request, form: Form, complete: bool = False) -> Reply:
    draft: Json = {"complete": complete} | {name: form.typed.get(name) or "" for name in ("subject", "text")}
    chosen = _numbers(form.value(CHOSEN, []))
    body = draft | ({CHOSEN: chosen} if chosen else {"status": form.value("status", [])})
    return await api_of(request).post(f"/events/{request.path_params['event']}/messages/preview", body)


def _counted(seen: Reply) -> Json:
    counts = ("receivers", "without_address")
    if not seen.ok:
        return {"counts": None, "kept_braces": []}
    return {"counts": {name: seen.data[name] for name in counts}, "kept_braces": seen.data["kept_braces"]}


def _letter(seen: Reply, form: Form) -> Json:
    """The letter once something is written, or what is wrong with it."""
    written = form.value("subject").strip() or form.value("text").strip()
    return shown(seen, form) if written else {"letter": None, "faults": []}


async def preview(request: Request) -> Response:
    """The fragment that htmx asks for while words are typed: only the letter and its receivers."""
    form = await _read(request)
    seen = await _preview(request, form)
    return page(request, "staff/_message_seen.html", {**_counted(seen), **_letter(seen, form)})


async def outcome(request: Request) -> Response:
    _, event = translator_of(request).gettext, await event_of(request)
    message = (await api_of(request).get(f"/messages/{request.path_params['id']}")).data
    here = f"/staff/events/{event['id']}/messages"
    context = {
        "message": message,
        "crumbs": [*crumbs(request, event), (here, _("Messages to participants"))],
        "event": event,
    }
    return page(request, "staff/message.html", context)


routes = [
    *Messages(MESSAGE).routes(),
    Route(f"{HERE}/new", staff(new)),
    Route(f"{HERE}/new", staff(write), methods=["POST"]),
    Route(f"{HERE}/preview", staff(preview), methods=["POST"]),
    Route(HERE + "/{id:int}", staff(outcome)),
]
