"""The outbox for admins: what was written to whom, and what did not arrive."""

from app.core.text import msgid
from app.site.fields import Field
from app.site.pages import NavItem
from app.site.pages.staff_figures import Figures
from app.site.records import Column, Resource

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
    ("registration_waiting", msgid("On the waiting list")),
    ("registration_offered", msgid("A seat is offered")),
    ("registration_moved_up", msgid("Moved up from the waiting list")),
    ("registration_declined", msgid("Registration declined")),
    ("registration_cancelled", msgid("Registration cancelled")),
    ("registration_link", msgid("Link to the registration")),
    ("event_changed", msgid("Event changed")),
    ("event_cancelled", msgid("Event cancelled")),
    ("event_reminder", msgid("Reminder of the event")),
    ("series_enrolled", msgid("Enrolled in the whole series")),
    ("series_dealt", msgid("Seats dealt")),
)
TONES = {"sent": "good", "open": "info", "refused": "bad", "failed": "bad"}
LETTERS = Resource(
    pages="/staff/letters",
    api="/letters",
    one=msgid("Letter"),
    many=msgid("Letters"),
    add="",
    none_yet=msgid("No letters have been written yet."),
    advice=msgid("They are when somebody signs up or an event is moved."),
    fields=(),
    columns=(
        Column(msgid("Receiver"), "receiver"),
        Column(msgid("Kind of letter"), "kind", "choice", KINDS),
        Column(msgid("State of the letter"), "state", "choice", STATES, tones=TONES),
        Column(msgid("Written on"), "created_at", "time"),
        Column(msgid("Sent on"), "sent_at", "time"),
        Column(msgid("Tries"), "attempts", "number"),
        Column(msgid("Fault"), "error"),
    ),
    filters=(
        Field("state", msgid("State of the letter"), "choice", choices=STATES, empty=msgid("All states")),
    ),
    keeps=("about",),
)


nav = [NavItem(msgid("Letters"), "/staff/letters", 95, staff=True, needs="outbox")]
routes = Figures(LETTERS).routes()
