"""Columns of what an event asked by its own form: answers, also to questions it no longer has; consents."""

from collections.abc import Sequence
from functools import partial

from app.core.files.spreadsheets import Cell
from app.core.json_values import Facts
from app.core.text import Translator
from app.events.models import Event
from app.registrations.models import Answers, Registration

CONTEXT = "participants"
CONSENTS = ("photos", "newsletter")


def asked(event: Event, registrations: Sequence[Registration]) -> list[Facts]:
    """The questions of the form, and those it no longer has that some of these registrations answer."""
    past = [one for one in event.past_fields if any(one["name"] in each.answers for each in registrations)]
    return [*event.form_fields, *past]


def heads(words: Translator, questions: Sequence[Facts]) -> list[str]:
    word = partial(words.pgettext, CONTEXT)
    return [one["label"] for one in questions] + [word("Photographs allowed"), word("Wants the newsletter")]


def cells(words: Translator, questions: Sequence[Facts], registration: Registration) -> list[Cell]:
    given, consents = registration.answers, registration.consents
    answers = [_cell(words, given, one["name"]) for one in questions]
    return answers + [_flag(words, consents.get(name, False)) for name in CONSENTS]


def _cell(words: Translator, given: Answers, name: str) -> Cell:
    answer = given.get(name)
    if isinstance(answer, bool):
        return _flag(words, answer)
    if isinstance(answer, list):
        return ", ".join(map(str, answer))
    return answer if isinstance(answer, int | float) else str(answer or "")


def _flag(words: Translator, said: bool) -> str:
    return words.gettext("yes") if said else words.gettext("no")
