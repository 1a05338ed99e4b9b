"""What the tables of organisations and people hold of people."""

import sqlalchemy as sa

from app.core.database.columns import is_address, table_of
from app.core.personal import (
    Condition,
    Data,
    Erased,
    Ground,
    Kept,
    Personal,
    Purpose,
    Subject,
    declare,
    of_person,
    same,
)
from app.organisations.merge_models import RecordMerge
from app.organisations.models import Organisation
from app.organisations.people_models import Affiliation, Person, PersonAlias
from app.organisations.proposal_models import OrganisationContact, OrganisationProposal

NAME = Personal(Data.NAME, Purpose.SIGN_UP, Ground.PUBLIC_TASK, Kept.PEOPLE)
CONTACT = Personal(Data.CONTACT, Purpose.SIGN_UP, Ground.PUBLIC_TASK, Kept.PEOPLE)
REPRESENTED = Personal(Data.ORGANISATION, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)
NOTE = Personal(Data.NOTES, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)
OFFICE = Personal(Data.CONTACT, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.CONTACTS)
UNDOING = Personal(Data.CHANGES, Purpose.ACCOUNTABILITY, Ground.PUBLIC_TASK, Kept.MERGES)

declare(
    Person,
    {
        **same(NAME, "title_before", "first_name", "last_name", "title_after", "folded_name", "sort_key"),
        **same(CONTACT, "email", "folded_email", "phone"),
        **same(REPRESENTED, "organisation_id", "position"),
        "note": NOTE,
    },
    rows=of_person(table_of(Person).c.id),
    shown=("created_at",),
)
declare(
    PersonAlias,
    same(NAME, "person_id", "name", "folded_name"),
    rows=of_person(table_of(PersonAlias).c.person_id),
    erased=Erased.DELETED,
)
declare(
    Affiliation,
    same(REPRESENTED, "person_id", "organisation_id", "position"),
    rows=of_person(table_of(Affiliation).c.person_id),
    erased=Erased.DELETED,
    shown=("since", "until"),
)


def _of_address(subject: Subject) -> Condition:
    """An organisation whose address is that of the person alone: somebody who is an organisation."""
    mine = is_address(table_of(Organisation).c.email, subject.folded_email)
    return sa.and_(mine, sa.literal(bool(subject.folded_email) and subject.alone))


declare(
    Organisation,
    same(OFFICE, "email", "phone"),
    other=("name", "ico", "website", "folded_name", "sort_key"),
    rows=_of_address,
)


def _of_merges(subject: Subject) -> Condition:
    merges = table_of(RecordMerge).c
    return sa.and_(
        merges.record == "person",
        sa.or_(merges.kept_id == subject.person_id, merges.gone_id == subject.person_id),
    )


declare(
    RecordMerge,
    same(UNDOING, "name", "steps"),
    other=("record",),
    rows=_of_merges,
    erased=Erased.DELETED,
)
declare(OrganisationProposal, same(OFFICE, "fields"))


def _of_contacts(subject: Subject) -> Condition:
    """Contacts of organisations that name the person, or hold the address that is theirs alone."""
    columns = table_of(OrganisationContact).c
    named: Condition = columns.person.in_(subject.spellings)
    if subject.folded_email and subject.alone:
        named |= is_address(columns.email, subject.folded_email)
    return sa.and_(columns.partnership_id == subject.partnership_id, named)


declare(
    OrganisationContact,
    same(OFFICE, "email", "phone", "person"),
    rows=_of_contacts,
    shown=("organisation_id",),
)
