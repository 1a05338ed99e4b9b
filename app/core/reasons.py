"""Why somebody has a seat or has none, in words.

Letters and pages say it alike, and pages import no room: so these words of a subject stand in the core.
"""

from collections.abc import Mapping
from typing import Any

from app.core.json_values import Facts
from app.core.text import Translator, msgid, when

CODES = {"full", "approval", "dealt_seat", "dealt_wait", "dealt_none"}
"""Reasons that the status itself explains."""
SENTENCES: Mapping[Any, str] = {
    "confirm_address": msgid(
        "The address still has to be confirmed: press the button on the page to which the link in the e-mail"
        " leads. Without that the sign-up ends after two days."
    ),
    "not_confirmed": msgid("The address was not confirmed in time."),
    "not_member": msgid("This event is for members."),
    "undone": msgid("The sign-up was taken back by those who had sent it."),
    "swapped": msgid("You chose another date of the same topic."),
    "moved": msgid("The organiser moved the registration to another date."),
    "substituted": msgid("A colleague comes in your place."),
    "substitute": msgid("You come in the place of a colleague."),
    "moved_up": msgid("A seat became free, and of those who waited you were the next in order."),
    "dealt_moved_up": msgid("A seat became free, and of those who waited you were the next in order."),
    "kept_seat": msgid("The seat was kept for your organisation or territory."),
    "dealt_kept": msgid("The seat was kept for your organisation or territory."),
}
"""What a code says by itself."""


def explain_reason(words: Translator, facts: Facts) -> str | None:
    """None where there is nothing to explain. A reason written by a person is returned unchanged.

    `facts` are `reason` and, for a dealing, `deals_at` (when), `priority`, `deal_place` (from 1) and
    `deal_seats` (free seats; None: no limit).
    """
    reason, place = facts.get("reason"), facts.get("deal_place")
    if reason == "dealing":
        return _until_dealt(words, facts.get("deals_at"))
    if reason in SENTENCES:
        return words.gettext(SENTENCES[reason])
    if place is None or reason not in ("dealt_seat", "dealt_wait", "dealt_none"):
        return None if reason in CODES else reason
    return f"{_order(words, facts.get('priority'), place)} {_seats(words, facts.get('deal_seats'))}"


def _until_dealt(words: Translator, deals_at: Any) -> str:
    order = words.gettext(
        "Those who take the whole series come first, then the others by the time they signed up."
    )
    if deals_at is None:
        return words.gettext("The seats have not been dealt yet.") + " " + order
    sentence = words.gettext("The seats are dealt on %(when)s.") % {"when": when(deals_at, None, words.lang)}
    return f"{sentence} {order}"


def _order(words: Translator, priority: Any, place: int) -> str:
    if priority == 0:
        sentence = words.gettext(
            "You took the whole series and so came first; you were number %(place)s in order."
        )
    elif (priority or 0) >= 2:
        sentence = words.gettext(
            "Those who missed earlier events without an excuse came after the others; you were number"
            " %(place)s in order."
        )
    else:
        sentence = words.gettext(
            "Those who took the whole series came first; you were number %(place)s in order."
        )
    return sentence % {"place": place}


def _seats(words: Translator, seats: int | None) -> str:
    if seats is None:
        return words.gettext("There were seats for everybody.")
    sentence = words.ngettext("%(num)s free seat was dealt.", "%(num)s free seats were dealt.", seats)
    return sentence % {"num": seats}
