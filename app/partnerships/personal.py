"""What the tables of partnerships and groups hold of people."""

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
from app.partnerships.application_models import GroupApplication
from app.partnerships.chart_models import GroupCompetence
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.partnerships.models import Partnership, PartnershipMember, PartnershipPhase, PartnershipRole

CONTACT = Personal(Data.CONTACT, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.CONTACTS)
MEMBERSHIP = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)


APPLIED = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.APPLICATIONS)


def _of_applicant(subject: Subject) -> Condition:
    """Applications of the person, and those under the name and address of the person."""
    columns = table_of(GroupApplication).c
    if not subject.folded_email:
        return columns.person_id == subject.person_id
    alike = sa.and_(
        columns.partnership_id == subject.partnership_id,
        columns.folded_email == subject.folded_email,
        columns.folded_name == subject.folded_name,
    )
    return sa.or_(columns.person_id == subject.person_id, alike)


def _of_contact(subject: Subject) -> Condition:
    """The partnership whose letters are answered to the person."""
    columns = table_of(Partnership).c
    named: Condition = columns.contact_name.in_(subject.spellings)
    if subject.folded_email and subject.alone:
        named |= is_address(columns.contact_email, subject.folded_email)
    return sa.and_(columns.id == subject.partnership_id, named)


declare(
    Partnership,
    same(CONTACT, "contact_name", "contact_email"),
    other=("name", "description", "rules", "reminder_days", "folded_name", "sort_key"),
    rows=_of_contact,
)
declare(PartnershipPhase, other=("name", "note"))
declare(PartnershipMember, other=("note",))
declare(
    PartnershipRole,
    same(MEMBERSHIP, "person_id", "role"),
    rows=of_person(table_of(PartnershipRole).c.person_id),
    erased=Erased.DELETED,
    shown=("since", "until"),
)
declare(
    WorkingGroup,
    other=("name", "remit", "target_groups", "joining_terms", "rules", "folded_name", "sort_key"),
)
declare(
    GroupMember,
    same(MEMBERSHIP, "person_id"),
    rows=of_person(table_of(GroupMember).c.person_id),
    erased=Erased.DELETED,
    shown=("group_id", "organisation_id", "role", "side", "since", "until"),
)
declare(GroupCompetence, other=("competence",))
declare(
    GroupApplication,
    same(
        APPLIED,
        "person_id",
        "title_before",
        "first_name",
        "last_name",
        "title_after",
        "email",
        "phone",
        "organisation_name",
        "position",
        "motivation",
        "reason",
        "folded_name",
        "folded_email",
    ),
    other=("lang",),
    rows=_of_applicant,
    erased=Erased.DELETED,
    shown=("group_id", "side", "state", "decided_at"),
)
