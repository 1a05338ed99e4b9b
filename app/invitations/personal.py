"""What invitations hold of people: also an office, a function there and an address may be a person's."""

import sqlalchemy as sa

from app.core.database.columns import is_address, table_of
from app.core.personal import Condition, Data, Ground, Kept, Personal, Purpose, Subject, declare, same
from app.invitations.models import Invitation

INVITED = Personal(Data.INVITATIONS, Purpose.EVIDENCE, Ground.LEGAL_DUTY, Kept.EVIDENCE)
WRITTEN = Personal(Data.INVITATIONS, Purpose.INVITING, Ground.PUBLIC_TASK, Kept.INVITATIONS)


def invitations_of(subject: Subject) -> Condition:
    """Those of the person, and those to the address that is the person's alone."""
    columns = table_of(Invitation).c
    if not (subject.folded_email and subject.alone):
        return columns.person_id == subject.person_id
    mine = sa.and_(
        columns.partnership_id == subject.partnership_id,
        is_address(columns.email, subject.folded_email),
    )
    return sa.or_(columns.person_id == subject.person_id, mine)


declare(
    Invitation,
    {
        **same(INVITED, "person_id", "office", "function", "addressee"),
        **same(WRITTEN, "email", "message", "reason"),
    },
    other=("lang",),
    rows=invitations_of,
    shown=("event_id", "status", "sent_at", "answered_at"),
)
