"""No-shows and late cancellations of people, kept for two years."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock, reactions
from app.core.database.columns import table_of
from app.core.web.keyset import Condition
from app.events.event_row import EVENT
from app.events.models import EventStatus
from app.registrations.models import RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.views import Missed

ATTENDANCE = table_of(Attendance)
REMEMBERED = timedelta(days=730)
PRESENT_OR_EXCUSED = (AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED)


@reactions.on("reliability_shown")
def mark_missed(session: Session, missed: dict[int, Missed]) -> None:
    """Fill in `missed` for those of its people who missed something."""
    if not missed:
        return
    columns, event = REGISTRATION.c, EVENT.c
    absent = sa.case((no_show(), 1), else_=0)
    late = sa.case((columns.cancelled_late, 1), else_=0)
    statement = (
        sa.select(columns.person_id, sa.func.sum(absent), sa.func.sum(late))
        .join(EVENT, event.id == columns.event_id)
        .where(columns.person_id.in_(list(missed)), recent())
        .group_by(columns.person_id)
    )
    found = session.connection().execute(statement)
    missed.update({row[0]: Missed(int(row[1]), int(row[2])) for row in found})


def recent() -> Condition:
    now = clock.now()
    return sa.and_(EVENT.c.starts_at > now - REMEMBERED, EVENT.c.status != EventStatus.CANCELLED)


def no_show() -> Condition:
    """A condition: a seat at a past event whose holder was recorded as absent.

    Missing attendance does not count. A person who was there for a part or excused themselves is no no-show.
    """
    columns = REGISTRATION.c
    recorded = sa.exists().where(ATTENDANCE.c.registration_id == columns.id)
    return sa.and_(
        columns.status == RegistrationStatus.CONFIRMED,
        columns.walk_in.is_(False),
        EVENT.c.ends_at <= clock.now(),
        recorded.where(ATTENDANCE.c.status == AttendanceStatus.ABSENT),
        ~recorded.where(ATTENDANCE.c.status.in_(PRESENT_OR_EXCUSED)),
    )


def often_missed(limit: int) -> sa.Select[int]:
    """A select of the ids of people with at least `limit` no-shows."""
    columns = REGISTRATION.c
    return (
        sa.select(columns.person_id)
        .join(EVENT, EVENT.c.id == columns.event_id)
        .where(no_show(), recent())
        .group_by(columns.person_id)
        .having(sa.func.count() >= limit)
    )
