"""Those who are named at an event."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import User
from app.core import records
from app.events.models import Event, EventPerson, EventRole
from app.events.shapes import PersonBody
from app.organisations.people_models import Person


def replace_people(
    session: Session, event: Event, role: EventRole, bodies: Sequence[PersonBody], field: str
) -> bool:
    """Make these the people of this role; tells whether anything changed."""
    standing = _people_of(session, event, role)
    wanted = [_facts(session, event, body, f"#/{field}/{place}") for place, body in enumerate(bodies)]
    if [_known(person) for person in standing] == wanted:
        return False
    for person in standing:
        session.delete(person)
    session.flush()
    belonging: dict[str, Any] = {"event_id": event.id, "partnership_id": event.partnership_id}
    for position, (name, person_id, user_id) in enumerate(wanted):
        session.add(
            EventPerson(
                **belonging,
                person_id=person_id,
                user_id=user_id,
                name=name,
                role=role,
                position=position,
            )
        )
    session.flush()
    return True


def _people_of(session: Session, event: Event, role: EventRole) -> list[EventPerson]:
    statement = sa.select(EventPerson).where(
        col(EventPerson.event_id) == event.id, col(EventPerson.role) == role
    )
    return list(session.scalars(statement.order_by(col(EventPerson.position), col(EventPerson.id))))


def _known(person: EventPerson) -> tuple[str, int | None, int | None]:
    return person.name, person.person_id, person.user_id


def _facts(
    session: Session, event: Event, body: PersonBody, pointer: str
) -> tuple[str, int | None, int | None]:
    """The name is that of the record unless another one is given for the programme."""
    person = records.require(session, Person, body.person_id, f"{pointer}/person_id", event.partnership_id)
    user = records.require(session, User, body.user_id, f"{pointer}/user_id")
    name = body.name or (full_name(person) if person else user.name if user else "")
    return name, body.person_id, body.user_id


def full_name(person: Any) -> str:
    """`Mgr. Jana Malá, Ph.D.`"""
    before = " ".join(part for part in (person.title_before, person.first_name, person.last_name) if part)
    return f"{before}, {person.title_after}" if person.title_after else before
