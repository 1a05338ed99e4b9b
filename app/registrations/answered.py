"""What people have answered at an event: how many, and which choices, also by earlier words of the form."""

from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.core import reactions
from app.core.actor import Actor
from app.core.json_values import Json
from app.events import event_row
from app.events.access import check_reader
from app.events.questions import FormField
from app.registrations.models import Answers
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import AnswersView, ChoiceView, QuestionView


@reactions.on("answers_counted")
def count_answers(session: Session, event_id: int, counts: dict[str, int]) -> None:
    for answers in _stored(session, event_id):
        for name in answers:
            counts[name] = counts.get(name, 0) + 1


def list_answers(session: Session, actor: Actor, event_id: int) -> AnswersView:
    """Of everybody who signed up, whatever became of it."""
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    stored = _stored(session, event_id)
    questions = [(question, False) for question in event.form_fields]
    questions += [(question, True) for question in event.past_fields]
    return AnswersView(results=[_view(question, past, stored) for question, past in questions])


def _stored(session: Session, event_id: int) -> Sequence[Answers]:
    statement = sa.select(REGISTRATION.c.answers).where(REGISTRATION.c.event_id == event_id)
    return session.connection().scalars(statement).all()


def _view(question: Json, past: bool, stored: Iterable[Answers]) -> QuestionView:
    asked = FormField.model_validate(question)
    given = [answers[asked.name] for answers in stored if asked.name in answers]
    chosen = Counter(
        str(one) for answer in given for one in (answer if isinstance(answer, list) else [answer])
    )
    offered = [*asked.options, *(one for one in chosen if one not in asked.options)]
    choices = [ChoiceView(choice=one, count=chosen[one], past=one not in asked.options) for one in offered]
    own = asked.model_dump(include={"name", "label", "kind"})
    return QuestionView(**own, past=past, count=len(given), choices=choices if asked.options else [])


def answered_in(past_fields: Iterable[FormField], answers: Answers) -> list[FormField]:
    return [field for field in past_fields if field.name in answers]
