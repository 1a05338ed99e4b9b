"""Registrations of an event: the list, sign-up by the staff, and decisions."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.reasons import explain_reason
from app.core.text import msgid
from app.site import sign_up_questions
from app.site.client import Reply, api_of
from app.site.fields import Field, on_form, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.labels import choices, label
from app.site.pages.staff_letters import KINDS as LETTER_KINDS
from app.site.pages.staff_partnerships import ORGANISATION
from app.site.record_pages import RecordPages
from app.site.records import Cell, Column, Resource, table
from app.site.registration_questions import questions, stay
from app.site.render import page, redirect, tell
from app.site.session import Flash, language_of, local_path, translator_of
from app.site.slot_times import with_free_times

STATUSES = choices("registration_status")
SOURCES = choices("registration_source")
MAIL = (("refused", msgid("Not delivered")), ("failed", msgid("Not delivered")))
UNDELIVERED = (("true", msgid("Not delivered")),)
LETTERS = dict(LETTER_KINDS)
NO_MAILBOX = ("550", "551", "553")
"""What mail servers answer when there is no such address."""

KEPT_APART = msgid("Kept apart from the registration and deleted soon after the event.")
STATE = msgid("State of the registration")
NOTES = (
    ("doubles", msgid("perhaps signed up twice")),
    ("no_shows", msgid("did not come before")),
    ("late_cancellations", msgid("cancelled late before")),
)


def to_notice(row: Record) -> list[str]:
    """What the staff may want to know before they decide."""
    return [name for name, _ in NOTES if row[name]]


def may_be_confirmed(row: Record) -> bool:
    """Those who wait for the dealing of seats get theirs there."""
    return bool(row["status"] == "pending" and row["reason"] != "dealing")


REGISTRATION = Resource(
    people=True,
    pages="/staff/events/{event:int}/registrations",
    api="/events/{event}/registrations",
    order="name",
    item="/registrations/{id}",
    one=msgid("Registration"),
    change=msgid("Edit the registration"),
    many=msgid("Registrations"),
    add=msgid("Sign somebody up"),
    none_yet=msgid("Nobody has signed up yet."),
    advice=msgid("Send the link to the public page to those you invite, or sign them up yourself."),
    intro=msgid("By telephone or on paper; an e-mail is not needed."),
    fields=(
        Field("first_name", msgid("First name"), required=True, on="new"),
        Field("last_name", msgid("Last name"), required=True, on="new"),
        Field("email", msgid("E-mail"), "email", on="new", hint=msgid("With it they get a confirmation.")),
        Field("phone", msgid("Phone"), "tel"),
        ORGANISATION,
        Field("organisation_name", msgid("Organisation that is not listed")),
        Field("position", msgid("Position")),
        Field("note", msgid("Note of the person"), "area"),
        Field("staff_note", msgid("Note of the staff"), "area", on="edit"),
        Field("needs-accessibility", msgid("Accessibility"), on="new", hint=KEPT_APART),
        Field("needs-diet", msgid("Diet"), on="new", hint=KEPT_APART),
    ),
    columns=(
        Column(msgid("Name"), "name", href="/staff/events/{event}/registrations/{id}"),
        Column(msgid("Organisation"), "organisation_name"),
        Column(STATE, "status", "choice", STATUSES, tones="registration_status"),
        Column(msgid("Place in the queue"), "waiting_position", "number"),
        Column(msgid("Booked time"), "slot_starts_at", "time", sort="-"),
        Column(msgid("To notice"), "", "many", NOTES, read=to_notice),
        Column(msgid("E-mail"), "email"),
        Column(msgid("Letters"), "mail_state", "choice", MAIL, tones="letter_state"),
        Column(msgid("Signed up on"), "created_at", "time"),
        Column(
            msgid("Decision"),
            kind="post",
            href="/staff/events/{event}/registrations/{id}/do/confirm",
            needs="edit",
            read=lambda row: msgid("Confirm the seat") if may_be_confirmed(row) else None,
        ),
    ),
    filters=(
        Field("q", msgid("Name, e-mail or organisation")),
        Field(
            "status",
            msgid("State of the registration"),
            "choice",
            choices=STATUSES,
            empty=msgid("All states"),
        ),
        Field("undelivered", msgid("Letters"), "choice", choices=UNDELIVERED, empty=msgid("All")),
    ),
    deletable=False,
    template="staff/registration.html",
)


OFTEN_EMPTY = ("mail_state", "waiting_position", "slot_starts_at")
BULK_BUTTONS = (
    ("confirm", msgid("Confirm…")),
    ("decline", msgid("Decline…")),
    ("move", msgid("Move…")),
    ("cancel", msgid("Cancel…")),
)
"""What can be done with several at once, by `staff_bulk`."""


def _tile(here: str, event: Record, status: str, _: Callable[[str], str]) -> Json:
    """How many have this state, with the way to them."""
    return {
        "value": event["counts"][status],
        "text": _(label(status, "registration_status")),
        "href": f"{here}/registrations?status={status}",
        "wanting": status == "pending" and event["counts"][status],
    }


class RegistrationPages(RecordPages):
    """Registrations of one event: its title above them, its questions in the form."""

    async def around(self, request: Request) -> Json:
        event = await event_of(request)
        _ = translator_of(request).gettext
        here = f"/staff/events/{event['id']}"
        may = event["allowed"]
        files = [
            (f"{here}/attendance-sheet.pdf", _("Attendance sheet to sign (PDF)")),
            (f"{here}/participants.xlsx", _("Participants (XLSX)")),
        ]
        bulk = {
            "action": f"{here}/registrations/bulk",
            "buttons": [(action, _(words)) for action, words in BULK_BUTTONS],
            "write": f"{here}/messages/new" if "message" in may else None,
            "export": f"{here}/participants.xlsx",
        }
        return {
            "event": event,
            "crumbs": crumbs(request, event),
            "bulk": bulk if "edit" in may else None,
            "tiles": [_tile(here, event, status, _) for status in ("confirmed", "waiting", "pending")],
            "links": [*working(event, _), *(files if "export" in may else [])],
            "new": f"{here}/registrations/new" if "sign_up" in may else None,
        }

    def columns(self, found: Sequence[Record]) -> list[Column]:
        """The queue, booked times, notes and lost letters have a column only where a row has something."""
        empty = {name for name in OFTEN_EMPTY if not any(row[name] for row in found)}
        if not any(map(to_notice, found)):
            empty.add("")
        return [one for one in super().columns(found) if one.kind == "post" or one.name not in empty]

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        """The button that confirms and the boxes are for those who may edit the event."""
        event = request.state.event
        allowed, rules = event["allowed"], event["registration"]
        takes = rules["waiting_list"] or rules["free"] != 0 or rules["kept"]
        cells = table(request, columns, found, allowed if takes else ())
        if "edit" not in allowed:
            return cells
        return [
            [replace(first, box=str(record["id"])), *others]
            for (first, *others), record in zip(cells, found, strict=True)
        ]

    def shaped(self, record: Record) -> Record:
        """The name of a listed organisation is that of the directory and was not typed in."""
        return {**record, "organisation_name": ""} if record["organisation_id"] else record

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        event = await event_of(request)
        answers = (await record_of(request))["answers"] if on == "edit" else None
        asked = questions(event, translator_of(request), answers)
        times = [await with_free_times(request)] if event["slots"] and on == "new" else []
        return (*times, *on_form(self.of.fields, on), *asked, *stay(event, translator_of(request).lang))

    async def detail_context(self, request: Request, record: Record) -> Json:
        event = await event_of(request)
        _ = translator_of(request).gettext
        here = f"/staff/events/{event['id']}/registrations"
        context = await super().detail_context(request, record)
        return context | {
            "event": event,
            "why": explain_reason(translator_of(request), record),
            "answered": sign_up_questions.said(
                event["registration"]["fields"],
                record["past_fields"],
                record["answers"],
                translator_of(request),
            ),
            "crumbs": [*crumbs(request, event), (here, _("Registrations"))],
            "doubles": await twins(request, record),
            "lost": [lost(request, one) for one in record["undelivered"]],
            "sources": {code: _(words) for code, words in SOURCES},
            "taken": sign_up_questions.stay_text(
                event["registration"]["stay"], record["stay"], language_of(request)
            ),
        }

    def saved(self, request: Request, reply: Reply) -> Response:
        _ = translator_of(request).gettext
        here = f"/staff/events/{request.path_params['event']}/registrations"
        if "id" in request.path_params:
            return redirect(request, f"{here}/{request.path_params['id']}", _("Saved."))
        status = label(reply.data["status"], "registration_status")
        return redirect(request, here, _("Signed up: %(status)s.") % {"status": _(status)})


def lost(request: Request, letter: Record) -> Json:
    """A letter that did not arrive, and why, as far as the mail server said so."""
    _, why, kind = translator_of(request).gettext, letter["error"] or "", str(letter["kind"])
    if why.startswith(NO_MAILBOX):
        why = _("the address does not exist or takes no mail (%(said)s)") % {"said": why}
    return {**letter, "why": why, "name": _(LETTERS.get(kind, kind))}


async def event_of(request: Request) -> Json:
    """The event of the page, asked for once in a request."""
    if not hasattr(request.state, "event"):
        request.state.event = (await api_of(request).get(f"/events/{request.path_params['event']}")).record
    event: Json = request.state.event
    return event


async def twins(request: Request, record: Record) -> list[Record]:
    """The registrations of similar names: only they know whose they are."""
    if not record["doubles"]:
        return []
    path = f"/events/{request.path_params['event']}/registrations"
    return list((await api_of(request).get(path, {"id": record["doubles"]})).results)


async def record_of(request: Request) -> Json:
    """The registration of the page."""
    return (await api_of(request).get(f"/registrations/{request.path_params['id']}")).record


def crumbs(request: Request, event: Record) -> list[tuple[str, str]]:
    _ = translator_of(request).gettext
    return [("/staff/events", _("Events")), (f"/staff/events/{event['id']}", event["title"])]


def working(event: Record, _: Callable[[str], str]) -> list[tuple[str, str]]:
    """Ways on from the list: to the form for several people, to what has to be prepared."""
    here, may, found = f"/staff/events/{event['id']}", event["allowed"], []
    if event["slots"]:
        found.append((f"{here}/slots", _("Times of the consultation")))
    elif "sign_up" in may:
        found.append((f"/events/{event['id']}/register-several", _("Sign up several people")))
    if "edit" in may or "check_in" in may:
        found.append((f"{here}/needs", _("Needs of the participants")))
    if "registrations" in may and event["registration"]["fields"]:
        found.append((f"{here}/answers", _("Answers")))
    offer = event["registration"]["stay"]
    if "registrations" in may and (offer["lodging"] or offer["meals"]):
        found.append((f"{here}/stay", _("Lodging and meals")))
    return found


# --- decisions -------------------------------------------------------------------------------------------

DECISIONS = {
    "move-up": msgid("Moved to the front of the queue."),
    "confirm": msgid("The seat is confirmed."),
    "link": msgid("A new link is on its way to the person; the old one no longer opens anything."),
    "offer": msgid("The seat is offered; the person has a letter."),
    "decline": msgid("The registration is declined."),
    "cancel": msgid("The registration is cancelled."),
}
UNTOLD = msgid("The seat is offered. The person has no e-mail: tell them yourself.")
ASKED_FIRST = {
    "move-up": (msgid("Move %(who)s to the front of the queue?"), msgid("Move to the front")),
    "decline": (msgid("Decline the registration of %(who)s?"), msgid("Decline")),
    "cancel": (msgid("Cancel the registration of %(who)s?"), msgid("Yes, cancel the registration")),
}
TO_THE_NEXT = msgid("The seat goes to the first who waits.")
WRITE_WHY = msgid("Write why: it is kept beside the registration for those who check the order.")
HOLDING = ("confirmed", "offered")
LETTER = msgid("Told to the person by e-mail.")
NO_LETTER = msgid("No letter is written; the person reads it on the page of their registration.")
NO_ADDRESS = msgid("The person has no e-mail, so no letter is written: tell them yourself.")


def reason_of(verb: str, email: str | None = None) -> Field:
    """The reason of a decision; its hint says whether the person is written to."""
    hint = NO_ADDRESS if not email else NO_LETTER if verb == "move-up" else LETTER
    return Field("reason", msgid("Reason"), "area", required=verb == "move-up", hint=hint)


async def ask(request: Request) -> Response:
    verb = request.path_params["verb"]
    if verb not in ASKED_FIRST:
        raise HTTPException(404)
    if verb.replace("-", "_") not in (await record_of(request))["allowed"]:
        return not_now(request)
    return await _question(request, verb, Form())


def not_now(request: Request) -> Response:
    """Back to the registration from an old link to something that the API would refuse."""
    path, _ = request.path_params, translator_of(request).gettext
    here = f"/staff/events/{path['event']}/registrations/{path['id']}"
    return redirect(request, here, Flash(_("This is not possible any more."), "error"))


async def decide(request: Request) -> Response:
    """Confirm and offer at once; decline and cancel come from their question. A refusal is told."""
    verb, number = request.path_params["verb"], request.path_params["id"]
    if verb not in DECISIONS:
        raise HTTPException(404)
    form = await read_fields(request, (reason_of(verb),))
    body = form.data if verb in ASKED_FIRST else None
    reply = await api_of(request).post(f"/registrations/{number}/{verb}", body, once=form.value("once"))
    here = f"/staff/events/{request.path_params['event']}/registrations/{number}"
    if form.value("next"):
        here = local_path(form.value("next"))
    if verb in ASKED_FIRST and not reply.ok:
        return await _question(request, verb, form.refused(reply), reply.status)
    if verb == "offer" and reply.ok and not reply.data["email"]:
        return tell(request, here, reply, translator_of(request).gettext(UNTOLD))
    return tell(request, here, reply, translator_of(request).gettext(DECISIONS[verb]))


async def _question(request: Request, verb: str, form: Form, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    event = await event_of(request)
    record = await record_of(request)
    title, button = ASKED_FIRST[verb]
    holds_seat = record["status"] in HOLDING
    here = f"/staff/events/{event['id']}/registrations"
    context = {
        "title": _(title) % {"who": record["name"]},
        "crumbs": [*crumbs(request, event), (here, _("Registrations"))],
        "form": form,
        "fields": (reason_of(verb, record["email"]),),
        "offered": {},
        "action": request.url.path,
        "intro": _(WRITE_WHY) if verb == "move-up" else _(TO_THE_NEXT) if holds_seat else "",
        "button": _(button),
        "button_kind": "" if verb == "move-up" else "danger",
        "back": f"{here}/{record['id']}",
        "back_text": _("No, go back"),
    }
    return page(request, "staff/record_form.html", context, status=status)


DECISION = "/staff/events/{event:int}/registrations/{id:int}/do/{verb}"
routes = [
    *RegistrationPages(REGISTRATION).routes(),
    Route(DECISION, staff(ask)),
    Route(DECISION, staff(decide), methods=["POST"]),
]
