"""The words of a refusal: those of the API, or of its status where the API says nothing."""

from collections.abc import Mapping

from app.core.text import Translator, msgid
from app.site.field_words import WORDS, name_of, words_of
from app.site.json_values import Json
from app.site.labels import label

TITLES = {
    400: msgid("The request could not be understood"),
    401: msgid("Your session has ended"),
    403: msgid("You have no permission for this"),
    404: msgid("This page does not exist"),
    405: msgid("This cannot be done here"),
    409: msgid("This is no longer possible"),
    410: msgid("This invitation was withdrawn"),
    412: msgid("Somebody else has changed this in the meantime"),
    413: msgid("The file is too large"),
    422: msgid("Something is not filled in right"),
    429: msgid("Too many attempts"),
    500: msgid("Something went wrong on our side"),
    503: msgid("The service is not available right now"),
}
ADVICE = {
    403: msgid("If you think that you should have access, ask the coordinator of your partnership."),
    404: msgid("The address may be mistyped, or the record has been removed."),
    409: msgid("Go back, load the page again and look at how things stand now."),
    412: msgid("Go back, load the page again and look at how things stand now."),
    413: msgid("Files of up to 25 MB can be sent."),
    429: msgid("Wait a few minutes and try again."),
    500: msgid("Try again in a moment. If it goes on, let the organiser know."),
    503: msgid("Try again in a moment. What you have sent before is saved."),
}
ENDED_LINK = msgid(
    "A personal link ends when a newer one was sent or the e-mail address was corrected. "
    "The newest e-mail about it holds the valid link. If you cannot find it, ask the organiser for a new "
    "one: the contact stands on the page of the event."
)

IN_OTHER_WORDS = {
    "idempotency_mismatch": msgid(
        "This form has been saved already, with other values. To make a second record, press the button once "
        "more; to change the first one, go to it."
    )
}
"""Refusals whose sentences are for programs."""
UNSENT = "unsent"
"""The code of a write that was not sent: the form was typed before the sign-in and is to be checked first."""
HELD_BACK = msgid(
    "You are signed in again and what you typed is back. Nothing has been saved yet: "
    "look it through and send it."
)


def held_back(words: Translator) -> Json:
    return {"status": 409, "code": UNSENT, "detail": words.gettext(HELD_BACK)}


def heading(status: int, words: Translator) -> str:
    return words.gettext(TITLES[_known(status)])


def advice(status: int, words: Translator) -> str | None:
    found = ADVICE.get(_known(status))
    return words.gettext(found) if found else None


def personal_advice(status: int, words: Translator) -> str | None:
    """For the addresses of personal links: the same whether there is a record or not."""
    return words.gettext(ENDED_LINK) if status == 404 else advice(status, words)


def _known(status: int) -> int:
    return status if status in TITLES else 400 if status < 500 else 500


def worded(status: int, answer: object, words: Translator) -> Json:
    """The problem of a refused call as pages show it: `detail` says why, each of `errors` what is wrong.

    Where `errors` says more than `detail`, as `invalid` does, it becomes the `detail`.
    """
    problem = dict(answer) if isinstance(answer, Mapping) else {}
    sentence = IN_OTHER_WORDS.get(problem.get("code", ""))
    if sentence:
        problem["detail"] = words.gettext(sentence)
    said = str(problem.get("detail") or problem.get("title") or in_short(status, words))
    errors = [
        {**one, "pointer": str(one.get("pointer", "")), "detail": str(one.get("detail") or said)}
        for one in problem.get("errors") or []
    ]
    sentences = " ".join(_sentence(one, words) for one in errors)
    detail = " ".join(filter(None, (sentences or said, _depending(problem.get("referred_by"), words))))
    return {**problem, "status": status, "detail": detail, "errors": errors}


def _depending(types: object, words: Translator) -> str | None:
    """What refers to a record that was to be deleted."""
    if not isinstance(types, list) or not types:
        return None
    named = ", ".join(words.gettext(label(one, "record_type")) for one in types)
    return words.gettext("It is referred to by: %(what)s.") % {"what": named}


def _sentence(error: Mapping[str, str], words: Translator) -> str:
    """A part of the address without words, such as the cursor of a list, is not named."""
    name = name_of(error["pointer"])
    called = words_of(name, words) if error["pointer"].startswith("#") or name in WORDS else ""
    return f"{called}: {error['detail']}" if called else error["detail"]


def in_short(status: int, words: Translator) -> str:
    """`The service is not available right now. Try again in a moment.`"""
    return " ".join(filter(None, (f"{heading(status, words)}.", advice(status, words))))
