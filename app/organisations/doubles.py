"""Possible doubles of a person or of an organisation. Only people can tell if two records are of one."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.database import records
from app.core.database.columns import is_address, table_of
from app.core.errors import Forbidden
from app.organisations.alike import are_alike, words_of
from app.organisations.models import Organisation, OrganisationView
from app.organisations.people import SHOWN, one, visible_people
from app.organisations.people_models import Person, PersonAlias, PersonView
from app.organisations.service import visible_organisations

ADDRESS = table_of(Organisation).c.email
AT_MOST = 20
SHORTEST = 6
"""Letters of a name that may stand inside a longer one, such as without the legal form."""


def doubles_of_person(session: Session, actor: Actor, person_id: int) -> list[PersonView]:
    """People of the partnership who are alike (`alike`), or who are known by the same spelling."""
    person = records.get(session, one(actor, person_id).options(*SHOWN))
    if not actor.reads(person.partnership_id):
        raise Forbidden()
    ids = _alike(session, person) | _spelled_alike(session, person)
    statement = visible_people(actor).where(col(Person.id).in_(ids)).options(*SHOWN)
    found = session.exec(statement.order_by(col(Person.sort_key), col(Person.id)).limit(AT_MOST))
    return [PersonView.of(one) for one in found]


def _alike(session: Session, person: Person) -> set[int]:
    """Whoever is alike shares the longest word of the name, or the mailbox."""
    longest = max(words_of(person.folded_name), key=len, default="")
    candidate = col(Person.folded_name).contains(longest, autoescape=True)
    if person.folded_email:
        candidate = sa.or_(candidate, col(Person.folded_email) == person.folded_email)
    others = _others(person).where(candidate)
    return {other.id for other in session.exec(others) if are_alike(person, other)}


def _spelled_alike(session: Session, person: Person) -> set[int]:
    spellings = select(PersonAlias.folded_name).where(PersonAlias.person_id == person.id)
    names = {person.folded_name, *session.exec(spellings)}
    alias = sa.exists().where(
        col(PersonAlias.person_id) == col(Person.id), col(PersonAlias.folded_name).in_(names)
    )
    others = _others(person).where(sa.or_(col(Person.folded_name).in_(names), alias))
    return {other.id for other in session.exec(others)}


def _others(person: Person) -> SelectOfScalar[Person]:
    return select(Person).where(Person.partnership_id == person.partnership_id, Person.id != person.id)


def doubles_of_organisation(session: Session, actor: Actor, organisation_id: int) -> list[OrganisationView]:
    """Organisations whose name is the same or a part of the other one, or with the same address."""
    if not actor.reads_somewhere:
        raise Forbidden()
    seen = visible_organisations(actor)
    organisation = records.get(session, seen.where(col(Organisation.id) == organisation_id))
    name, folded = organisation.folded_name, col(Organisation.folded_name)
    longer = sa.and_(sa.func.length(folded) >= SHORTEST, sa.literal(name).contains(folded, autoescape=False))
    alike = sa.or_(folded == name, longer)
    if len(name) >= SHORTEST:
        alike = sa.or_(alike, folded.contains(name, autoescape=True))
    if organisation.email:
        alike = sa.or_(alike, is_address(ADDRESS, normal_address(organisation.email)))
    statement = seen.where(Organisation.id != organisation.id, alike)
    found = session.exec(statement.order_by(col(Organisation.sort_key), col(Organisation.id)).limit(AT_MOST))
    return [OrganisationView.of(one) for one in found]
