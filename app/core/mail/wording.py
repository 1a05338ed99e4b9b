"""Own words of a partnership in its letters: plain text with a closed set of placeholders in braces.

Nothing is evaluated: `{event}` is replaced, and that is all. A line that names something of which this letter
has nothing to say (`{reason}` where none was given) is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import msgid

SIGNATURE = "signature"
"""Stands where others have a kind of letter: closing lines for all letters of a partnership."""

MEANINGS = {
    "name": msgid("first and last name"),
    "event": msgid("title of the event or of the series"),
    "when": msgid("days and times"),
    "place": msgid("place"),
    "partnership": msgid("name of the partnership"),
    "manage_url": msgid("link to the registration"),
    "invitation_url": msgid("link to answer the invitation"),
    "message": msgid("message of whoever invites"),
    "reason": msgid("reason, where one was given"),
    "waiting_position": msgid("place in the queue"),
    "expires_at": msgid("until when the offer is open"),
    "cancel_until": msgid("until when one may cancel without it counting as late"),
    "why": msgid("why it has not been decided yet"),
}
COMMON = ("name", "event", "when", "place", "partnership", "manage_url")
INVITED = ("name", "event", "when", "place", "partnership", "invitation_url", "message")
UNINVITED = ("name", "event", "when", "place", "partnership")
OF_SERIES = ("name", "event", "partnership")
OF_SEVERAL = ("event", "when", "place", "partnership", "cancel_until")
MORE = {
    "registration_waiting": ("waiting_position",),
    "registration_confirmed": ("cancel_until",),
    "registration_moved_up": ("cancel_until",),
    "registration_offered": ("expires_at", "cancel_until"),
    "event_reminder": ("cancel_until",),
    "registration_pending": ("why",),
    "registration_cancelled": ("reason",),
    "registration_declined": ("reason",),
    "event_cancelled": ("reason",),
    "event_changed": ("reason",),
}
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Wording:
    """What a partnership wants to say itself; what is empty stays as the product says it."""

    subject: str = ""
    lead: str = ""
    signature: str = ""


NO_WORDING = Wording()


def placeholders(kind: str) -> tuple[str, ...]:
    """Those that this kind of letter knows."""
    if kind == SIGNATURE or kind.startswith("series_"):
        return OF_SERIES
    if kind == "registrations_made":
        return OF_SEVERAL
    if kind == "invitation_withdrawn":
        return UNINVITED
    if kind.startswith("invitation"):
        return INVITED
    return (*COMMON, *MORE.get(kind, ()))


def first_error(text: str, kind: str) -> tuple[str, str] | None:
    """The first mistake: its code and what stands there."""
    for found in BRACES.finditer(text):
        if found[1] is None:
            return "unbalanced_brace", found[0]
        if found[1] not in placeholders(kind):
            return "unknown_placeholder", found[0]
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Line by line, each as typed."""
    lines = [line.strip() for line in text.splitlines()]
    complete = [line for line in lines if all(values.get(name) for name in BRACES.findall(line))]
    whole = "\n".join(BRACES.sub(lambda found: values[found[1]], line) for line in complete)
    return re.sub(r"\n{3,}", "\n\n", whole).strip()
