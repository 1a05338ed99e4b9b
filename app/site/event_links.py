"""Links from an event to all work on it, grouped by task, the usual ones first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core import text
from app.core.text import msgid
from app.site.json_values import Record

Links = list[tuple[str, str]]
"""Addresses with their words."""


class Group(NamedTuple):
    """A part of the work on an event, under the name by which its page adds what it knows."""

    name: str
    title: str
    links: Links
    rare: Links


def always(event: Record) -> bool:
    return True


def is_limited(event: Record) -> bool:
    """Seats can be kept only at an event with a capacity, and not where people book times."""
    return bool(event["capacity"]) and has_no_slots(event)


def is_consultation(event: Record) -> bool:
    return bool(event["kind"] == "consultation")


def has_no_slots(event: Record) -> bool:
    return not event["slots"]


def has_programme(event: Record) -> bool:
    """A meeting has an agenda instead."""
    return str(event["kind"]) != "meeting"


def is_meeting(event: Record) -> bool:
    return bool(event["kind"] == "meeting")


def is_last_meeting(event: Record) -> bool:
    return is_meeting(event) and event["next_meeting_id"] is None


def houses_or_feeds(event: Record) -> bool:
    stay = event["registration"]["stay"]
    return bool(stay["lodging"] or stay["meals"])


def is_table(event: Record) -> bool:
    return bool(event["kind"] == "round_table")


def takes_needs(event: Record) -> bool:
    return event["kind"] in ("round_table", "meeting", "public_hearing", "focus_group")


def has_kept_seats(event: Record) -> int:
    return int(event["registration"]["kept"])


@dataclass(frozen=True)
class WorkLink:
    """`path` is below the event's own page unless it is absolute; one of `verbs` must be `allowed`.

    What is `rare` stands folded under the rest of its group.
    """

    path: str
    words: str
    verbs: tuple[str, ...] = ()
    where: Callable[[Record], bool] = always
    count: Callable[[Record], int] | None = None
    rare: bool = False


WORK_LINKS: Sequence[tuple[str, str, Sequence[WorkLink]]] = (
    (
        "participants",
        msgid("Participants"),
        (
            WorkLink("registrations", msgid("Registrations"), ("registrations",)),
            WorkLink("slots", msgid("Times of the consultation"), ("registrations",), is_consultation),
            WorkLink("registrations/new", msgid("Sign somebody up"), ("sign_up",)),
            WorkLink("messages/new", msgid("Write to participants"), ("message",)),
            WorkLink(
                "/events/{id}/register-several",
                msgid("Sign up several people"),
                ("sign_up",),
                has_no_slots,
                rare=True,
            ),
            WorkLink("messages", msgid("Messages to participants"), ("registrations",), rare=True),
            WorkLink("letters", msgid("Letters about this event"), ("letters",), rare=True),
            WorkLink("needs", msgid("Needs of the participants"), ("edit", "check_in"), rare=True),
            WorkLink("stay", msgid("Lodging and meals"), ("registrations",), houses_or_feeds, rare=True),
            WorkLink(
                "seat-blocks",
                msgid("Kept seats"),
                ("registrations",),
                is_limited,
                has_kept_seats,
                rare=True,
            ),
        ),
    ),
    (
        "invitations",
        msgid("Invitations"),
        (
            WorkLink("members", msgid("Members at the meeting"), ("registrations",), is_meeting),
            WorkLink("invitations", msgid("Who is invited and who answered"), ("registrations",)),
            WorkLink("invitations/new", msgid("Invite"), ("invite",)),
        ),
    ),
    (
        "outcome",
        msgid("What came out of it"),
        (
            WorkLink("minutes", msgid("Meeting minutes"), ("registrations",)),
            WorkLink("result", msgid("Result of the table"), ("registrations",), is_table),
            WorkLink("/staff/tasks?event={id}", msgid("Tasks from here"), ("registrations",)),
            WorkLink("/staff/needs?event={id}", msgid("Needs raised here"), ("registrations",), takes_needs),
        ),
    ),
    (
        "documents",
        msgid("Documents"),
        (
            WorkLink("attendance-sheet.pdf", msgid("Attendance sheet to sign (PDF)"), ("export",)),
            WorkLink("participants.xlsx", msgid("Participants (XLSX)"), ("export",)),
            WorkLink("participants.csv", msgid("Participants (CSV)"), ("export",)),
            WorkLink("attachments", msgid("Papers and other files"), ("edit", "registrations")),
        ),
    ),
    (
        "settings",
        msgid("The event itself"),
        (
            WorkLink("edit", msgid("Edit"), ("edit",)),
            WorkLink("programme", msgid("Programme"), ("edit",), has_programme),
            WorkLink("/events/{id}", msgid("What the public sees")),
            WorkLink("next", msgid("Make the next meeting"), ("copy",), is_last_meeting),
            WorkLink("copy", msgid("Copy the event"), ("copy",)),
            WorkLink("do/go-on", msgid("Go on with too few participants"), ("go_on",)),
            WorkLink("do/close", msgid("Close the sign-up"), ("close",), rare=True),
            WorkLink("do/postpone", msgid("Postpone"), ("postpone",), rare=True),
            WorkLink("do/took_place", msgid("It took place already…"), ("took_place",), rare=True),
            WorkLink("do/reactivate", msgid("Reactivate"), ("reactivate",)),
            WorkLink("do/cancel", msgid("Cancel the event"), ("cancel",), rare=True),
            WorkLink("delete", msgid("Delete…"), ("delete",), rare=True),
        ),
    ),
)


def work_links(event: Record, tr: text.Translator) -> list[Group]:
    """The groups of links that the API allows this reader; empty groups are left out."""
    groups = (
        Group(name, tr.gettext(title), *(list(_links(event, ways, tr, rare)) for rare in (False, True)))
        for name, title, ways in WORK_LINKS
    )
    return [group for group in groups if group.links or group.rare]


def _links(
    event: Record, ways: Sequence[WorkLink], tr: text.Translator, rare: bool
) -> Iterator[tuple[str, str]]:
    for way in ways:
        permitted = not way.verbs or not set(way.verbs).isdisjoint(event["allowed"])
        if way.rare == rare and permitted and way.where(event):
            yield _address(event, way.path), _words(event, way, tr)


def _address(event: Record, path: str) -> str:
    below = path if path.startswith("/") else f"/staff/events/{{id}}/{path}"
    return below.format(id=event["id"])


def _words(event: Record, way: WorkLink, tr: text.Translator) -> str:
    number = way.count(event) if way.count else 0
    return f"{tr.gettext(way.words)} ({number})" if number else tr.gettext(way.words)
