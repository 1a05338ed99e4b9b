"""What the table of members at meetings holds of people: their answers."""

import sqlalchemy as sa

from app.core.database.columns import table_of
from app.core.personal import Condition, Subject, declare
from app.meetings.models import MeetingMember
from app.registrations.personal import registrations_of


def _rows(subject: Subject) -> Condition:
    found: sa.ColumnElement[bool] = table_of(MeetingMember).c.registration_id.in_(registrations_of(subject))
    return found


declare(MeetingMember, other=("answer",), rows=_rows, shown=("event_id", "answer", "answered_at"))
