"""What suggestions hold of people: who wrote them, and what."""

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
    same,
)
from app.feedback.models import Suggestion

SENDER = Personal(Data.CONTACT, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.SUGGESTIONS)
WRITTEN = Personal(Data.NOTES, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.SUGGESTIONS)


def _written_by(subject: Subject) -> Condition:
    mine = is_address(table_of(Suggestion).c.email, subject.folded_email)
    return sa.and_(mine, sa.literal(bool(subject.folded_email) and subject.alone))


declare(
    Suggestion,
    same(SENDER, "name", "email") | same(WRITTEN, "text", "answer", "reason", "follow_up", "folded_text"),
    other=("lang",),
    rows=_written_by,
    erased=Erased.DELETED,
    shown=("created_at", "state", "answered_at"),
)
