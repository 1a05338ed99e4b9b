"""The table of attendance."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import Record, enum_column, never_negative, table_args, within_partnership


class AttendanceStatus(StrEnum):
    """`unknown` also stands for attendance that is not recorded yet."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class AttendanceMode(StrEnum):
    """In the room, or through a link."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class AttendanceMethod(StrEnum):
    """How the attendance became known; `sheet`: copied from paper."""

    MANUAL = "manual"
    QR = "qr"
    SHEET = "sheet"
    SELF = "self"
    API = "api"


IS_ABSENT = sa.text("status = 'absent'")
"""A condition with the value in its text: databases use an index with a condition for such a one alone."""


@tracked("attendance")
class Attendance(Record, table=True):
    """One registration at one session. `minutes` is None for the whole session."""

    __tablename__ = "attendance"
    __table_args__ = table_args(
        sa.UniqueConstraint("registration_id", "session_id"),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"], ["registration.id", "registration.event_id"]
        ),
        sa.ForeignKeyConstraint(["session_id", "event_id"], ["event_session.id", "event_session.event_id"]),
        within_partnership("registration_id", "registration"),
        never_negative("minutes", name="minutes"),
        sa.Index("ix_attendance_session_id_status", "session_id", "status"),
        sa.Index("ix_attendance_event_id_status", "event_id", "status"),
        sa.Index(
            "ix_attendance_registration_id_absent",
            "registration_id",
            sqlite_where=IS_ABSENT,
            postgresql_where=IS_ABSENT,
        ),
    )

    registration_id: int
    session_id: int
    event_id: int
    partnership_id: int
    status: AttendanceStatus = enum_column(AttendanceStatus)
    minutes: int | None = None
    mode: AttendanceMode = enum_column(AttendanceMode, default=AttendanceMode.IN_PERSON)
    recorded_at: datetime
    recorded_by: int | None = Field(default=None, foreign_key="account.id")
    method: AttendanceMethod = enum_column(AttendanceMethod, default=AttendanceMethod.MANUAL)
