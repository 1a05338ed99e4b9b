"""What waits for the staff, as parts of their letters: each has a heading, what waits, and a link."""

from app.core.json_values import Facts, Json
from app.core.plain_text import one_line
from app.core.text import Translator, day, when


def part_for_staff(part: Facts, words: Translator) -> Json | None:
    """None for a part that is about the receiver's own registration."""
    for name, written in PARTS.items():
        if name in part:
            return {"more": "", "url": part["url"], **written(part, words)}
    return None


def dated(part: Facts, words: Translator) -> str | None:
    return when(part["starts_at"], part.get("ends_at"), words.lang) if part.get("starts_at") else None


def _of_event(part: Facts, words: Translator) -> Json:
    """Registrations to approve, and who has declined an invitation or apologised."""
    number, names = part["to_approve"], ", ".join(one_line(name) for name in part["declined_by"])
    waits = words.ngettext("%(num)s registration waits.", "%(num)s registrations wait.", number)
    return {
        "heading": ", ".join(filter(None, (one_line(part["title"]), dated(part, words)))),
        "state": waits % {"num": number} if number else "",
        "more": words.gettext("Declined: %(who)s.") % {"who": names} if names else "",
        "link": words.gettext("To the event"),
    }


def _of_suggestions(part: Facts, words: Translator) -> Json:
    """How many suggestions of the public wait for an answer; the letter does not quote them."""
    number = part["unanswered"]
    waits = words.ngettext("%(num)s has no answer yet.", "%(num)s have no answer yet.", number)
    return {
        "heading": words.gettext("Suggestions and questions"),
        "state": waits % {"num": number},
        "link": words.gettext("To the suggestions"),
    }


def _of_applications(part: Facts, words: Translator) -> Json:
    """How many people want to join a group; the letter does not name them."""
    number = part["applications"]
    waits = words.ngettext("%(num)s application to join waits.", "%(num)s applications to join wait.", number)
    return {
        "heading": one_line(part["title"]),
        "state": waits % {"num": number},
        "link": words.gettext("To the applications"),
    }


def _of_proposals(part: Facts, words: Translator) -> Json:
    number = part["proposals"]
    waits = words.ngettext("%(num)s proposal waits.", "%(num)s proposals wait.", number)
    return {
        "heading": words.gettext("Changes of organisations"),
        "state": waits % {"num": number},
        "link": words.gettext("To the proposals"),
    }


def _of_task(part: Facts, words: Translator) -> Json:
    """A task with the day on which it is or was due."""
    late = words.gettext("It was due on %(day)s.")
    sentence = late if part["overdue"] else words.gettext("Due on %(day)s.")
    return {
        "heading": one_line(part["title"]),
        "state": sentence % {"day": day(part["due"], words.lang)},
        "link": words.gettext("To the task"),
    }


PARTS = {
    "to_approve": _of_event,
    "unanswered": _of_suggestions,
    "applications": _of_applications,
    "proposals": _of_proposals,
    "due": _of_task,
}
"""By the fact that only this part has."""
