"""Who is looked for in the tables: the person with all that tells them from others."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.personal import Subject
from app.organisations.people_models import Person, PersonAlias, full_name


def subject_of(session: Session, person: Person) -> Subject:
    aliases = session.exec(select(PersonAlias.name).where(PersonAlias.person_id == person.id)).all()
    return Subject(
        person_id=person.id,
        partnership_id=person.partnership_id,
        folded_name=person.folded_name,
        folded_email=person.folded_email,
        spellings=(
            full_name(person),
            f"{person.first_name} {person.last_name}",
            f"{person.last_name} {person.first_name}",
            *aliases,
        ),
        alone=_is_alone(session, person),
    )


def _is_alone(session: Session, person: Person) -> bool:
    """Whether nobody else of the partnership has the address: an office has one for five people."""
    if not person.folded_email:
        return False
    return not _others(session, person, col(Person.folded_email) == person.folded_email)


def has_namesake(session: Session, person: Person) -> bool:
    """Whether a text that names the person may mean somebody else of the partnership."""
    return _others(session, person, col(Person.folded_name) == person.folded_name)


def _others(session: Session, person: Person, alike: sa.ColumnElement[bool]) -> bool:
    others = select(Person.id).where(
        alike, Person.partnership_id == person.partnership_id, Person.id != person.id
    )
    return session.exec(others.limit(1)).first() is not None
