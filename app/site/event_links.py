"""Links from an event to all work on it, grouped by task, the usual ones first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.core import text
from app.core.text import msgid
from app.site.json_values import Record

Group = tuple[str, list[tuple[str, str]]]
"""A heading, and links with their words."""


def always(event: Record) -> bool:
    return True


def is_limited(event: Record) -> bool:
    """Seats can be kept only at an event with a capacity."""
    return bool(event["capacity"])


def houses_or_feeds(event: Record) -> bool:
    stay = event["registration"]["stay"]
    return bool(stay["lodging"] or stay["meals"])


def has_kept_seats(event: Record) -> int:
    return int(event["registration"]["kept"])


@dataclass(frozen=True)
class WorkLink:
    """`path` is below the event's own page unless it is absolute; one of `verbs` must be `allowed`."""

    path: str
    words: str
    verbs: tuple[str, ...] = ()
    where: Callable[[Record], bool] = always
    count: Callable[[Record], int] | None = None


WORK_LINKS: Sequence[tuple[str, Sequence[WorkLink]]] = (
    (
        msgid("Participants"),
        (
            WorkLink("registrations", msgid("Registrations"), ("registrations",)),
            WorkLink("registrations/new", msgid("Sign somebody up"), ("sign_up",)),
            WorkLink("/events/{id}/register-several", msgid("Sign up several people"), ("sign_up",)),
            WorkLink("messages/new", msgid("Write to participants"), ("message",)),
            WorkLink("messages", msgid("Messages to participants"), ("registrations",)),
            WorkLink("letters", msgid("Letters about this event"), ("letters",)),
            WorkLink("needs", msgid("Needs of the participants"), ("edit", "check_in")),
            WorkLink("stay", msgid("Lodging and meals"), ("registrations",), houses_or_feeds),
            WorkLink("seat-blocks", msgid("Kept seats"), ("registrations",), is_limited, has_kept_seats),
        ),
    ),
    (
        msgid("Invitations"),
        (
            WorkLink("invitations", msgid("Who is invited and who answered"), ("registrations",)),
            WorkLink("invitations/new", msgid("Invite"), ("invite",)),
        ),
    ),
    (
        msgid("Documents"),
        (
            WorkLink("attendance-sheet.pdf", msgid("Attendance sheet to sign (PDF)"), ("export",)),
            WorkLink("participants.xlsx", msgid("Participants (XLSX)"), ("export",)),
            WorkLink("participants.csv", msgid("Participants (CSV)"), ("export",)),
        ),
    ),
    (
        msgid("The event itself"),
        (
            WorkLink("/events/{id}", msgid("What the public sees")),
            WorkLink("copy", msgid("Copy the event"), ("copy",)),
            WorkLink("do/go-on", msgid("Go on with too few participants"), ("go_on",)),
            WorkLink("do/close", msgid("Close the sign-up"), ("close",)),
            WorkLink("do/postpone", msgid("Postpone"), ("postpone",)),
            WorkLink("do/took_place", msgid("It took place already…"), ("took_place",)),
            WorkLink("do/reactivate", msgid("Reactivate"), ("reactivate",)),
            WorkLink("do/cancel", msgid("Cancel the event"), ("cancel",)),
            WorkLink("delete", msgid("Delete…"), ("delete",)),
        ),
    ),
)


def work_links(event: Record, tr: text.Translator) -> list[Group]:
    """The groups of links that the API allows this reader; empty groups are left out."""
    groups = ((tr.gettext(title), list(_links(event, ways, tr))) for title, ways in WORK_LINKS)
    return [(title, links) for title, links in groups if links]


def _links(event: Record, ways: Sequence[WorkLink], tr: text.Translator) -> Iterator[tuple[str, str]]:
    for way in ways:
        if way.where(event) and (not way.verbs or not set(way.verbs).isdisjoint(event["allowed"])):
            yield _address(event, way.path), _words(event, way, tr)


def _address(event: Record, path: str) -> str:
    below = path if path.startswith("/") else f"/staff/events/{{id}}/{path}"
    return below.format(id=event["id"])


def _words(event: Record, way: WorkLink, tr: text.Translator) -> str:
    number = way.count(event) if way.count else 0
    return f"{tr.gettext(way.words)} ({number})" if number else tr.gettext(way.words)
