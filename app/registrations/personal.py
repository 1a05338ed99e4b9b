"""What registrations hold of people. Health needs stand in a table of their own."""

import sqlalchemy as sa

from app.core.database.columns import table_of
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
from app.registrations.models import Registration, RegistrationNeed

TAKING_PART = Personal(Data.ATTENDANCE, Purpose.EVIDENCE, Ground.LEGAL_DUTY, Kept.EVIDENCE)
REPRESENTED = Personal(Data.ORGANISATION, Purpose.EVIDENCE, Ground.LEGAL_DUTY, Kept.EVIDENCE)
DETAIL = Personal(Data.DETAILS, Purpose.SIGN_UP, Ground.PUBLIC_TASK, Kept.DETAILS)
CONSENT = Personal(Data.CONSENTS, Purpose.PUBLICITY, Ground.CONSENT, Kept.PEOPLE)
NOTE = Personal(Data.NOTES, Purpose.SIGN_UP, Ground.PUBLIC_TASK, Kept.DETAILS)
NEED = Personal(Data.NEEDS, Purpose.CATERING, Ground.HEALTH_CONSENT, Kept.NEEDS)


def registrations_of(subject: Subject) -> sa.Select[tuple[int]]:
    """The ids of the registrations of the person."""
    columns = table_of(Registration).c
    return sa.select(columns.id).where(columns.person_id == subject.person_id)


def _needs_of(subject: Subject) -> Condition:
    return table_of(RegistrationNeed).c.registration_id.in_(registrations_of(subject))


declare(
    Registration,
    {
        **same(TAKING_PART, "person_id"),
        **same(REPRESENTED, "organisation_id", "organisation_name", "position"),
        **same(DETAIL, "phone", "note", "answers", "stay"),
        **same(NOTE, "staff_note", "reason", "reason_before", "log"),
        **same(CONSENT, "consents"),
    },
    other=("lang", "status_before"),
    rows=of_person(table_of(Registration).c.person_id),
    shown=("event_id", "status", "source", "guest", "created_at", "cancelled_at", "cancelled_late"),
)
declare(
    RegistrationNeed,
    same(NEED, "accessibility", "diet"),
    rows=_needs_of,
    erased=Erased.DELETED,
    shown=("event_id",),
)
