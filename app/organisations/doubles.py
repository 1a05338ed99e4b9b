"""Possible doubles of a person or of an organisation. Only people can tell if two records are of one."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden
from app.organisations.models import Organisation, OrganisationView
from app.organisations.people import SHOWN, one, visible_people
from app.organisations.people_models import Person, PersonAlias, PersonView
from app.organisations.service import visible_organisations

AT_MOST = 20
SHORTEST = 6
"""Letters of a name that may stand inside a longer one, such as without the legal form."""


def doubles_of_person(session: Session, actor: Actor, person_id: int) -> list[PersonView]:
    """People of the partnership with the same name or spelling, also turned round, or the same mailbox."""
    person = records.get(session, one(actor, person_id).options(*SHOWN))
    if not actor.reads(person.partnership_id):
        raise Forbidden()
    spellings = select(PersonAlias.folded_name).where(PersonAlias.person_id == person.id)
    names = {person.folded_name, *session.exec(spellings)}
    names |= {" ".join([*name.split()[1:], name.split()[0]]) for name in names if name}
    alias = sa.exists().where(
        col(PersonAlias.person_id) == col(Person.id), col(PersonAlias.folded_name).in_(names)
    )
    alike = sa.or_(col(Person.folded_name).in_(names), alias)
    if person.folded_email:
        alike = sa.or_(alike, col(Person.folded_email) == person.folded_email)
    statement = visible_people(actor).where(
        Person.partnership_id == person.partnership_id, Person.id != person.id, alike
    )
    found = session.exec(
        statement.options(*SHOWN).order_by(col(Person.sort_key), col(Person.id)).limit(AT_MOST)
    )
    return [PersonView.of(one) for one in found]


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
        alike = sa.or_(alike, sa.func.lower(col(Organisation.email)) == organisation.email.lower())
    statement = seen.where(Organisation.id != organisation.id, alike)
    found = session.exec(statement.order_by(col(Organisation.sort_key), col(Organisation.id)).limit(AT_MOST))
    return [OrganisationView.of(one) for one in found]
