"""A partnership's own wording in its letters: plain text with a closed set of placeholders in braces.

Nothing is evaluated: `{event}` is replaced, and that is all. A line with a placeholder that has no value in
this letter (`{reason}` where none was given) is left out.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.text import msgid

SIGNATURE = "signature"
"""In place of a kind of letter: the closing lines of all letters of a partnership."""

MEANINGS = {
    "name": msgid("first and last name"),
    "event": msgid("title of the event or of the series"),
    "when": msgid("days and times"),
    "place": msgid("place"),
    "partnership": msgid("name of the partnership"),
    "manage_url": msgid("link to the registration"),
    "invitation_url": msgid("link to answer the invitation"),
    "message": msgid("message of the person who invites"),
    "agenda": msgid("agenda of the meeting"),
    "reason": msgid("reason, where one was given"),
    "waiting_position": msgid("place in the queue"),
    "expires_at": msgid("until when the offer is open"),
    "cancel_until": msgid("until when one may cancel without it counting as late"),
    "why": msgid("why it has not been decided yet"),
}
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
PLACEHOLDER = re.compile(rf"\{{({'|'.join(MEANINGS)})\}}")


@dataclass(frozen=True)
class Wording:
    """A partnership's own words; an empty part stays as the product says it."""

    subject: str = ""
    lead: str = ""
    signature: str = ""


NO_WORDING = Wording()


def first_error(text: str, placeholders: Collection[str]) -> tuple[str, str] | None:
    """The first mistake in a text that is kept for many letters: its code and what stands there.

    A slip there would go out again and again, so braces hold nothing but placeholders.
    """
    for found in BRACES.finditer(text):
        if found[1] is None:
            return "unbalanced_brace", found[0]
        if found[1] not in placeholders:
            return "unknown_placeholder", found[0]
    return None


def elsewhere(text: str, placeholders: Collection[str]) -> str | None:
    """The first placeholder that only other letters know; they would leave out its line."""
    found = (one for one in PLACEHOLDER.finditer(text) if one[1] not in placeholders)
    return next((one[0] for one in found), None)


def kept_braces(text: str) -> list[str]:
    """What stands in braces and is no placeholder: it is sent as it was typed."""
    found = re.findall(r"\{[^{}\n]*\}", text)
    return list(dict.fromkeys(one for one in found if one[1:-1] not in MEANINGS))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders line by line; see the module for lines that are left out.

    Any other brace stays as it was typed.
    """
    lines = [line.strip() for line in text.splitlines()]
    complete = [line for line in lines if all(values.get(name) for name in PLACEHOLDER.findall(line))]
    whole = "\n".join(PLACEHOLDER.sub(lambda found: values[found[1]], line) for line in complete)
    return re.sub(r"\n{3,}", "\n\n", whole).strip()
