"""Replacing the questions of a sign-up form. What people have answered outlives the form."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.core import reactions
from app.core.errors import Invalid
from app.core.json_values import Json
from app.events.models import Event
from app.events.questions import FieldKind, FormField, check_questions

KEEPS_ANSWERS: Mapping[FieldKind, set[FieldKind]] = {
    FieldKind.TEXT: {FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.CHOICES},
    FieldKind.NUMBER: {FieldKind.TEXT, FieldKind.LONG_TEXT},
    FieldKind.CHOICE: {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICES},
}
"""To which kinds a question of each kind may change although people have answered it."""

ByName = dict[str, Json]


def replace_questions(session: Session, event: Event, questions: Sequence[FormField]) -> None:
    """Store the questions. Those that a published form no longer has are kept for their answers."""
    check_questions(questions)
    wanted = [question.model_dump(mode="json") for question in questions]
    if wanted == event.form_fields:
        return
    before, past = _by_name(event.form_fields), _by_name(event.past_fields)
    answered = answer_counts(session, event.id) if event.published_at else {}
    for place, question in enumerate(wanted):
        if question["name"] in answered:
            _check_change(question, before, past, f"#/registration/fields/{place}")
    names = {question["name"] for question in wanted}
    event.form_fields = wanted
    if event.published_at is not None:
        kept = {name: question for name, question in past.items() if name in answered} | before
        event.past_fields = [question for name, question in kept.items() if name not in names]


def _by_name(fields: Sequence[Json]) -> ByName:
    return {field["name"]: field for field in fields}


def _check_change(question: Json, before: ByName, past: ByName, pointer: str) -> None:
    """The question must still fit the answers; under the name of an earlier one only that one may return."""
    known = before.get(question["name"]) or past.get(question["name"])
    if known is None:
        return
    if question["name"] not in before and question["label"] != known["label"]:
        raise Invalid(f"{pointer}/name", "answered")
    kind, earlier = FieldKind(question["kind"]), FieldKind(known["kind"])
    if kind != earlier and kind not in KEEPS_ANSWERS.get(earlier, ()):
        raise Invalid(f"{pointer}/kind", "answered")


def answer_counts(session: Session, event_id: int | None) -> dict[str, int]:
    """How many people have answered each question, by its name. Announced, because registrations know it."""
    counts: dict[str, int] = {}
    reactions.announce("answers_counted", session=session, event_id=event_id, counts=counts)
    return counts
