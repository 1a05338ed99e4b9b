"""What the table of attendance holds of people."""

from app.attendance.models import Attendance
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
    same,
)
from app.registrations.personal import TAKING_PART, registrations_of

RECORDING = Personal(Data.CHANGES, Purpose.ACCOUNTABILITY, Ground.LEGAL_DUTY, Kept.EVIDENCE)


def _attendance_of(subject: Subject) -> Condition:
    return table_of(Attendance).c.registration_id.in_(registrations_of(subject))


declare(
    Attendance,
    {**same(TAKING_PART, "registration_id", "status", "minutes", "mode"), "recorded_by": RECORDING},
    rows=_attendance_of,
    erased=Erased.KEPT,
    shown=("event_id", "session_id", "recorded_at", "method"),
)
