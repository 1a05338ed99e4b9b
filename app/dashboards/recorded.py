"""How many of those expected at the past sessions of an event are recorded, in one statement."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.events.models import EventSession
from app.registrations.models import Registration, RegistrationStatus


class Recorded(NamedTuple):
    """Over all past sessions without a headcount: people at two sessions count twice."""

    recorded: int
    expected: int


def recorded_of(session: Session, event_ids: Collection[int]) -> dict[int, Recorded]:
    """Leave out events without anybody to record."""
    if not event_ids:
        return {}
    noted = sa.and_(
        col(Attendance.session_id) == EventSession.id,
        col(Attendance.registration_id) == Registration.id,
        col(Attendance.status) != AttendanceStatus.UNKNOWN,
    )
    expected = sa.and_(
        col(Registration.event_id) == EventSession.event_id,
        col(Registration.status) == RegistrationStatus.CONFIRMED,
    )
    statement = (
        select(col(EventSession.event_id), sa.func.count(col(Attendance.id)), sa.func.count())
        .select_from(EventSession)
        .join(Registration, expected)
        .outerjoin(Attendance, noted)
        .where(
            col(EventSession.event_id).in_(event_ids),
            col(EventSession.ends_at) <= clock.now(),
            col(EventSession.headcount).is_(None),
        )
        .group_by(col(EventSession.event_id))
    )
    return {event_id: Recorded(noted, all_) for event_id, noted, all_ in session.exec(statement)}
