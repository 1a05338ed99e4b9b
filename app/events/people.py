"""The people named at an event."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core.database import records
from app.events.models import Event, EventPerson, EventRole
from app.events.shapes import PersonBody
from app.organisations.people_models import Person, full_name

Ids = tuple[int | None, int | None]
"""Of the person and of the user."""


class Named(NamedTuple):
    """One person as named at an event."""

    name: str
    person_id: int | None
    user_id: int | None


def replace_people(
    session: Session, event: Event, role: EventRole, bodies: Sequence[PersonBody], field: str
) -> bool:
    """Replace the people of this role. Returns whether anything changed."""
    standing = _people_of(session, event, role)
    names = {(one.person_id, one.user_id): one.name for one in standing if one.person_id or one.user_id}
    wanted = [_named(session, event, body, f"#/{field}/{place}", names) for place, body in enumerate(bodies)]
    if [Named(one.name, one.person_id, one.user_id) for one in standing] == wanted:
        return False
    for person in standing:
        session.delete(person)
    session.flush()
    session.add_all(
        EventPerson(
            event_id=event.id,
            partnership_id=event.partnership_id,
            role=role,
            position=position,
            **named._asdict(),
        )
        for position, named in enumerate(wanted)
    )
    session.flush()
    return True


def _people_of(session: Session, event: Event, role: EventRole) -> Sequence[EventPerson]:
    statement = select(EventPerson).where(EventPerson.event_id == event.id, EventPerson.role == role)
    return session.exec(statement.order_by(col(EventPerson.position), col(EventPerson.id))).all()


def _named(session: Session, event: Event, body: PersonBody, pointer: str, names: Mapping[Ids, str]) -> Named:
    """The name is the one given, else the one they stand under already, else that of the record."""
    person = records.get_referenced(
        session, Person, body.person_id, f"{pointer}/person_id", event.partnership_id
    )
    user = records.get_referenced(session, User, body.user_id, f"{pointer}/user_id")
    of_record = full_name(person) if person else user.name if user else ""
    name = body.name or names.get((body.person_id, body.user_id)) or of_record
    return Named(name, body.person_id, body.user_id)
