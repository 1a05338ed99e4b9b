"""Rules of merging for the tables of people, organisations and logins."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User, UserPerson
from app.core.database.columns import table_of
from app.organisations.merge_rules import Pair, change, repoint, repointed, rule
from app.organisations.merge_spans import move_spans
from app.organisations.people_models import Affiliation, Person, PersonAlias
from app.organisations.proposal_models import OrganisationContact, OrganisationProposal

AFFILIATION, ALIAS = table_of(Affiliation), table_of(PersonAlias)
CONTACT = table_of(OrganisationContact)

repointed(
    UserPerson,
    "person_id",
    "A login of the duplicate is a login of the person; two logins stay two.",
    parent=(User, "user_id"),
)
repointed(Person, "organisation_id", "People of the duplicate are people of the organisation.")
repointed(
    OrganisationProposal,
    "organisation_id",
    "Proposals to change the duplicate are proposals to change the organisation.",
)


@rule(PersonAlias, "person_id", "Other spellings of either name find the person; each is listed once.")
def merge_aliases(session: Session, pair: Pair) -> None:
    known = sa.select(ALIAS.c.folded_name).where(ALIAS.c.person_id == pair.kept_id)
    twice = sa.delete(ALIAS).where(ALIAS.c.person_id == pair.gone_id, ALIAS.c.folded_name.in_(known))
    change(session, twice, "deleted")
    repoint(session, ALIAS.c.person_id, pair)


@rule(
    Affiliation,
    "person_id",
    "Affiliations move; two of one organisation and position that overlap become one span.",
)
def merge_affiliations(session: Session, pair: Pair) -> None:
    found = session.exec(select(Affiliation).where(col(Affiliation.person_id).in_(pair.ids))).all()
    move_spans(session, pair, AFFILIATION.c.person_id, found, "organisation_id", "position")


@rule(
    Affiliation,
    "organisation_id",
    "Affiliations move; two of one person and position that overlap become one span.",
    parent=(Person, "person_id"),
)
def merge_affiliations_of_organisation(session: Session, pair: Pair) -> None:
    found = session.exec(select(Affiliation).where(col(Affiliation.organisation_id).in_(pair.ids))).all()
    move_spans(session, pair, AFFILIATION.c.organisation_id, found, "person_id", "position")


@rule(
    OrganisationContact,
    "organisation_id",
    "Contacts move; where a partnership has one of both, that of the organisation stays.",
)
def merge_contacts(session: Session, pair: Pair) -> None:
    known = sa.select(CONTACT.c.partnership_id).where(CONTACT.c.organisation_id == pair.kept_id)
    twice = sa.delete(CONTACT).where(
        CONTACT.c.organisation_id == pair.gone_id, CONTACT.c.partnership_id.in_(known)
    )
    change(session, twice, "deleted")
    repoint(session, CONTACT.c.organisation_id, pair)
