"""The outbox: what was written to whom, what did not arrive, and sending that again."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.fields import Field, read_fields
from app.site.guard import staff
from app.site.json_values import Json
from app.site.lookups import READ_PARTNERSHIPS
from app.site.pages import NavItem
from app.site.pages.staff_figures import Figures
from app.site.records import Column, Resource
from app.site.render import page, tell
from app.site.session import local_path, translator_of

ALL = msgid("All states")
STATES = (
    ("open", msgid("To be sent")),
    ("sent", msgid("Sent")),
    ("refused", msgid("Refused by the mail server")),
    ("failed", msgid("Given up")),
)
KINDS = (
    ("registration_confirmed", msgid("Registration confirmed")),
    ("registration_pending", msgid("Registration waits for approval")),
    ("registration_unconfirmed", msgid("The sign-up has to be confirmed")),
    ("registration_waiting", msgid("On the waiting list")),
    ("registration_offered", msgid("A seat is offered")),
    ("registration_expired", msgid("The offer has lapsed")),
    ("registration_moved_up", msgid("Moved up from the waiting list")),
    ("registration_declined", msgid("Registration declined")),
    ("registration_cancelled", msgid("Registration cancelled")),
    ("registration_link", msgid("Link to the registration")),
    ("registrations_made", msgid("Several people signed up")),
    ("event_changed", msgid("Event changed")),
    ("event_cancelled", msgid("Event cancelled")),
    ("event_reactivated", msgid("Event takes place after all")),
    ("event_reminder", msgid("Reminder of the event")),
    ("event_thanks", msgid("Thanks for coming")),
    ("invitation", msgid("Invitation to an event")),
    ("invitation_second_call", msgid("Second call to those invited")),
    ("invitation_withdrawn", msgid("Invitation withdrawn")),
    ("meeting_invitation", msgid("Invitation of the members to a meeting")),
    ("meeting_alternate", msgid("Alternate of a member at a meeting")),
    ("series_enrolled", msgid("Enrolled in the whole series")),
    ("series_dealt", msgid("Seats dealt")),
    ("event_message", msgid("Message to participants")),
    ("decision_opened", msgid("A decision waits for votes")),
    ("suggestion_answered", msgid("Answer to a suggestion")),
    ("application_received", msgid("Application to join a group has arrived")),
    ("application_accepted", msgid("Application to join a group accepted")),
    ("application_declined", msgid("Application to join a group declined")),
    ("newsletter", msgid("Newsletter")),
    ("newsletter_confirm", msgid("Confirm the order of the newsletter")),
    ("mail_trouble", msgid("Letters did not go out")),
    ("security_alert", msgid("Look at the security log")),
)
OF_ACCOUNTS = (
    ("account_invitation", msgid("Invitation to choose a password")),
    ("password_reset", msgid("Link to a new password")),
    ("password_changed", msgid("Password changed")),
    ("second_factor_on", msgid("Second factor turned on")),
    ("second_factor_off", msgid("Second factor turned off")),
)
TO_STAFF = (
    *OF_ACCOUNTS,
    ("staff_digest", msgid("What waits for the staff")),
    ("staff_below_minimum", msgid("Too few participants")),
    ("task_reminder", msgid("Tasks that are due")),
)
"""Letters to the coordinators, in the product's words alone."""
LETTERS = Resource(
    people=True,
    pages="/staff/letters",
    api="/letters",
    order="-created_at",
    one=msgid("Letter"),
    many=msgid("Letters"),
    add="",
    none_yet=msgid("No letters have been written yet."),
    advice=msgid("They are when somebody signs up or an event is moved."),
    fields=(),
    columns=(
        Column(msgid("Receiver"), "receiver"),
        Column(msgid("Kind of letter"), "kind", "choice", (*KINDS, *TO_STAFF)),
        Column(msgid("State of the letter"), "state", "choice", STATES, tones="letter_state"),
        Column(msgid("Written on"), "created_at", "time"),
        Column(msgid("Sent on"), "sent_at", "time"),
        Column(msgid("Tries"), "attempts", "number"),
        Column(msgid("Fault"), "error"),
        Column(
            msgid("Next step"),
            kind="post",
            href="/staff/letters/{id}/resend",
            read=lambda row: msgid("Send again") if "resend" in row["allowed"] else None,
        ),
        Column(
            msgid("As it went out"),
            kind="choice",
            choices=(("read", msgid("Read")),),
            href="/staff/letters/{id}",
            read=lambda row: "read" if "read" in row["allowed"] else None,
        ),
    ),
    filters=(
        Field("state", msgid("State of the letter"), "choice", choices=STATES, empty=msgid("All states")),
        Field(
            "kind", msgid("Kind of letter"), "choice", choices=(*KINDS, *TO_STAFF), empty=msgid("All kinds")
        ),
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
    ),
    keeps=("about",),
    list_links=(("/staff/letters/standing", msgid("What has not arrived")),),
)


OF_EVENT = replace(
    LETTERS,
    pages="/staff/events/{event:int}/letters",
    api="/events/{event}/letters",
    many=msgid("Letters about this event"),
    none_yet=msgid("No letters have been written yet."),
    filters=LETTERS.filters[:2],
    list_links=(),
)


class OfEvent(Figures):
    """The letters of one event, with the way back to it."""

    async def around(self, request: Request) -> Json:
        event = (await api_of(request).get(f"/events/{request.path_params['event']}")).data
        _, here = translator_of(request).gettext, f"/staff/events/{event['id']}"
        crumbs = [("/staff/events", _("Events")), (here, event["title"])]
        return await super().around(request) | {"crumbs": crumbs}


async def read(request: Request) -> Response:
    """A letter as it went out."""
    letter = (await api_of(request).get(f"/letters/{request.path_params['id']}/text")).data
    return page(request, "staff/letter.html", {"letter": letter, "kinds": dict(KINDS)})


async def resend(request: Request) -> Response:
    form = await read_fields(request, ())
    reply = await api_of(request).post(f"/letters/{request.path_params['id']}/resend")
    back, _ = local_path(form.value("next")), translator_of(request).gettext
    words = _("The letter goes out again, to %(address)s.")
    return tell(request, back, reply, lambda letter: words % {"address": letter["receiver"]})


nav = [NavItem(msgid("Letters"), "/staff/letters", 95, staff=True, needs="outbox")]
routes = [
    *Figures(LETTERS).routes(),
    *OfEvent(OF_EVENT).routes(),
    Route("/staff/letters/{id:int}", staff(read)),
    Route("/staff/letters/{id:int}/resend", staff(resend), methods=["POST"]),
]
