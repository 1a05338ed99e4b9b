"""The register of processing in words: what data, why, on which ground, how long, and what is promised."""

from typing import NamedTuple

from app.core.text import Translator, msgid
from app.site.json_values import Json
from app.site.labels import label

DAYS_OF_YEARS = (0, 1)
"""Days over whole years of 365 days: five years have a leap day."""
KEPT: dict[str, str] = {
    "needs": msgid("%(days)s after the event"),
    "details": msgid("%(days)s after the event"),
    "invitations": msgid("%(days)s after the event"),
    "evidence": msgid("as long as the funding programme asks; otherwise as long as your name"),
    "people": msgid("%(days)s after you last took part in anything"),
    "letters": msgid("%(days)s after they were written"),
    "messages": msgid("%(days)s after they were written"),
    "applications": msgid("%(days)s after the answer"),
    "changes": msgid("%(days)s after they were written"),
    "security_log": msgid("%(days)s after they were written"),
    "merges": msgid("%(days)s after they were written"),
    "answers": msgid("%(days)s after they were written"),
    "sessions": msgid("until the sign-in ends"),
    "logins": msgid("while the login is in use"),
    "contacts": msgid("while it is the contact of an organisation or of a partnership"),
    "refusals": msgid("until you take it back"),
    "files": msgid("as long as the record that they are attached to"),
    "suggestions": msgid("%(days)s after somebody last worked on them"),
    "talks": msgid("%(days)s after somebody last worked on them"),
    "subscriptions": msgid("until you end it by the link in each number"),
    "minutes": msgid("as long as the minutes themselves; your name is removed from them on request"),
}
PROMISES: dict[str, str] = {
    "needs_end": msgid(
        "What you said of accessibility and diet is kept apart and deleted some days after the event; the "
        "form says on which day. It is deleted at once when the event is cancelled or you cancel."
    ),
    "details_end": msgid(
        "Phone, note, answers to the organiser's questions, lodging and meals are deleted some time after "
        "the event, and so are the address and the words of an invitation."
    ),
    "evidence_ends": msgid(
        "Evidence of attendance at events paid from a grant is kept until the day that the programme asks "
        "for. Then the name is removed from it."
    ),
    "people_end": msgid(
        "When you have taken part in nothing for some years, all that we have about you is erased."
    ),
    "letters_end": msgid("Letters are deleted some time after they were written."),
    "changes_end": msgid(
        "The log of who changed what holds no personal values, and is deleted after some time."
    ),
    "correct": msgid("You correct most of what we have about you by the link in the confirmation."),
    "copy": msgid(
        "You get a copy of all that we keep of you by a link to your mailbox, or from the organiser."
    ),
    "erase": msgid(
        "The organiser erases you on request everywhere; what a law makes us keep is named with its ground "
        "and its last day."
    ),
    "withdraw": msgid("You withdraw a consent at any time, also after the event, by the link that you have."),
    "no_shows": msgid(
        "Organisers see how often you did not come without an excuse in the last two years, and in some "
        "series such people get seats after others. By the link that you have you object, and you are not "
        "counted any more."
    ),
    "no_invitations": msgid("Each invitation has a link to get no more of them."),
}


class ProcessingWords(NamedTuple):
    """One line of the table."""

    data: str
    purpose: str
    ground: str
    kept: str


def processing_words(register: Json, words: Translator) -> list[ProcessingWords]:
    """The lines of the table, each once."""
    lines = [
        ProcessingWords(
            words.gettext(label(one["data"], "personal_data")),
            words.gettext(label(one["purpose"], "purpose")),
            words.gettext(label(one["ground"], "ground")),
            kept_words(one["kept"], one["days"], words),
        )
        for one in register["processings"]
    ]
    return list(dict.fromkeys(lines))


def kept_words(kept: str, days: int | None, words: Translator) -> str:
    return words.gettext(KEPT[kept]) % {"days": _span(days or 0, words)}


def _span(days: int, words: Translator) -> str:
    years, over = divmod(days, 365)
    if years and over in DAYS_OF_YEARS:
        return words.ngettext("%(num)s year", "%(num)s years", years) % {"num": years}
    return words.ngettext("%(num)s day", "%(num)s days", days) % {"num": days}


def promises(register: Json) -> list[str]:
    """To be translated."""
    return [PROMISES[one] for one in register["promises"]]
