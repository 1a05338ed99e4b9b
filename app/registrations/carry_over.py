"""What of a registration comes along when it is moved to another event or passed on to another person."""

from collections.abc import Iterable
from typing import NamedTuple

from app.core.json_values import Facts
from app.core.text import day, fold, translator
from app.events.event_row import EventRow
from app.events.stay import Part, open_parts, parts
from app.registrations import answers
from app.registrations.models import INACTIVE_STATUSES, Answers, Choices, Registration
from app.registrations.shapes import MissingView


class Carried(NamedTuple):
    """Answers and stay for the other event, and what has to be asked again."""

    answers: Answers
    stay: Choices
    missing: list[MissingView]


def to_event(registration: Registration, old: EventRow, new: EventRow) -> Carried:
    """What fits the other event. A night or a meal fits when it is offered there on the same day."""
    earlier = [*old.form_fields, *old.past_fields]
    answered = answers.fitting(new.form_fields, registration.answers, earlier)
    offered = {_same(one): one for one in open_parts(new)}
    choices: Choices = {}
    lost: list[Part] = []
    for part in parts(old.stay):
        if part.name not in registration.stay.get(part.what, ()):
            continue
        if there := offered.get(_same(part)):
            choices.setdefault(part.what, []).append(there.name)
        else:
            lost.append(part)
    stay = {"lodging": [], "meals": [], **choices} if choices else {}
    return Carried(answered, stay, [*unanswered(new.form_fields, answered), *map(_lost, lost)])


def _same(part: Part) -> tuple[object, ...]:
    return part.what, part.day, fold(part.label)


def _lost(part: Part) -> MissingView:
    return MissingView(
        what="lodging" if part.what == "lodging" else "meal",
        name=part.name,
        label=part.label or part.day.isoformat(),
    )


def in_words(missing: Iterable[MissingView], lang: str) -> list[str]:
    """What is missing, for a letter."""
    words = translator(lang)
    overnight = words.gettext("%(day)s, overnight")
    return [
        overnight % {"day": day(one.label, words.lang)} if one.what == "lodging" else one.label
        for one in missing
    ]


def unanswered(fields: Iterable[Facts], given: Answers) -> list[MissingView]:
    return [
        MissingView(what="answer", name=one["name"], label=one["label"])
        for one in answers.missing(fields, given)
    ]


def missing_in(registration: Registration, event: EventRow) -> list[MissingView]:
    """What somebody who still comes has not answered. Walk-ins and members were never asked."""
    if registration.status in INACTIVE_STATUSES or registration.takes_no_seat:
        return []
    return unanswered(event.form_fields, registration.answers)
