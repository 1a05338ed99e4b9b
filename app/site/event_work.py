"""The ways from an event to all work on it, grouped by what somebody wants to do, the usual first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.core import text
from app.core.text import msgid
from app.site.fields import Record

Group = tuple[str, list[tuple[str, str]]]
"""A heading, and links with their words."""


def always(event: Record) -> bool:
    return True


def is_limited(event: Record) -> bool:
    """Only where seats are counted can some be kept."""
    return bool(event["capacity"])


def houses_or_feeds(event: Record) -> bool:
    stay = event["registration"]["stay"]
    return bool(stay["lodging"] or stay["meals"])


def kept(event: Record) -> int:
    return int(event["registration"]["kept"])


@dataclass(frozen=True)
class Way:
    """`path` is below the event's own page unless it is absolute; one of `verbs` must be `allowed`."""

    path: str
    words: str
    verbs: tuple[str, ...] = ()
    where: Callable[[Record], bool] = always
    count: Callable[[Record], int] | None = None


WORK: Sequence[tuple[str, Sequence[Way]]] = (
    (
        msgid("Participants"),
        (
            Way("registrations", msgid("Registrations"), ("registrations",)),
            Way("registrations/new", msgid("Sign somebody up"), ("sign_up",)),
            Way("/events/{id}/register-several", msgid("Sign up several people"), ("sign_up",)),
            Way("needs", msgid("Needs of the participants"), ("edit", "check_in")),
            Way("stay", msgid("Lodging and meals"), ("registrations",), houses_or_feeds),
            Way("seat-blocks", msgid("Kept seats"), ("registrations",), is_limited, kept),
        ),
    ),
    (
        msgid("Invitations"),
        (
            Way("invitations", msgid("Who is invited and who answered"), ("registrations",)),
            Way("invitations/new", msgid("Invite"), ("invite",)),
        ),
    ),
    (
        msgid("Documents"),
        (
            Way("attendance-sheet.pdf", msgid("Attendance sheet to sign (PDF)"), ("export",)),
            Way("participants.xlsx", msgid("Participants (XLSX)"), ("export",)),
            Way("participants.csv", msgid("Participants (CSV)"), ("export",)),
        ),
    ),
    (
        msgid("The event itself"),
        (
            Way("/events/{id}", msgid("What the public sees")),
            Way("do/close", msgid("Close the sign-up"), ("close",)),
            Way("do/postpone", msgid("Postpone"), ("postpone",)),
            Way("do/cancel", msgid("Cancel the event"), ("cancel",)),
            Way("delete", msgid("Delete…"), ("delete",)),
        ),
    ),
)


def work_on(event: Record, tr: text.Translator) -> list[Group]:
    """What the API allows this reader, without headings that nothing stands under."""
    groups = ((tr.gettext(title), list(_links(event, ways, tr))) for title, ways in WORK)
    return [(title, links) for title, links in groups if links]


def _links(event: Record, ways: Sequence[Way], tr: text.Translator) -> Iterator[tuple[str, str]]:
    for way in ways:
        if way.where(event) and (not way.verbs or not set(way.verbs).isdisjoint(event["allowed"])):
            yield _address(event, way.path), _words(event, way, tr)


def _address(event: Record, path: str) -> str:
    below = path if path.startswith("/") else f"/staff/events/{{id}}/{path}"
    return below.format(id=event["id"])


def _words(event: Record, way: Way, tr: text.Translator) -> str:
    number = way.count(event) if way.count else 0
    return f"{tr.gettext(way.words)} ({number})" if number else tr.gettext(way.words)
