"""Who signed up and did not come, or gave a seat back too late: remembered for two years."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.events.models import EventStatus
from app.registrations.models import Attendance, AttendanceStatus, RegistrationStatus
from app.registrations.seats import EVENT, REGISTRATION

ATTENDANCE = cast(Any, Attendance).__table__
REMEMBERED = timedelta(days=730)
THERE = (AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED)


class Missed(NamedTuple):
    """How often a person did not come without an excuse, and how often they gave a seat back too late."""

    no_shows: int = 0
    late_cancellations: int = 0


def missed_by(session: Session, person_ids: Iterable[int]) -> dict[int, Missed]:
    """Those who never missed anything are left out."""
    ids = set(person_ids)
    if not ids:
        return {}
    columns, event = REGISTRATION.c, EVENT.c
    absent = sa.case((no_show(), 1), else_=0)
    late = sa.case((columns.cancelled_late, 1), else_=0)
    statement = (
        sa.select(columns.person_id, sa.func.sum(absent), sa.func.sum(late))
        .join(EVENT, event.id == columns.event_id)
        .where(columns.person_id.in_(ids), recent())
        .group_by(columns.person_id)
    )
    found = {row[0]: Missed(int(row[1]), int(row[2])) for row in session.connection().execute(statement)}
    return {person: missed for person, missed in found.items() if any(missed)}


def recent() -> Any:
    now = clock.now()
    return sa.and_(EVENT.c.starts_at > now - REMEMBERED, EVENT.c.status != EventStatus.CANCELLED)


def no_show() -> Any:
    """A seat at an event that is over, where somebody wrote down that its holder was not there.

    What nobody recorded says nothing, and whoever came for a part or apologised once is no no-show.
    """
    columns = REGISTRATION.c
    recorded = sa.exists().where(ATTENDANCE.c.registration_id == columns.id)
    return sa.and_(
        columns.status == RegistrationStatus.CONFIRMED,
        columns.walk_in.is_(False),
        EVENT.c.ends_at <= clock.now(),
        recorded.where(ATTENDANCE.c.status == AttendanceStatus.ABSENT),
        ~recorded.where(ATTENDANCE.c.status.in_(THERE)),
    )


def often_missed(limit: int) -> Any:
    """A select of the ids of people with at least so many no-shows."""
    columns = REGISTRATION.c
    return (
        sa.select(columns.person_id)
        .join(EVENT, EVENT.c.id == columns.event_id)
        .where(no_show(), recent())
        .group_by(columns.person_id)
        .having(sa.func.count() >= limit)
    )
