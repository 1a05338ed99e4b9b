"""No-shows and late cancellations of people, kept for two years.

Core and a prepared statement, because every page of a list of registrations counts them.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.models import IS_ABSENT, Attendance, AttendanceStatus
from app.core import clock, reactions
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.json_values import Facts
from app.core.web.keyset import Condition
from app.events.event_row import EVENT
from app.events.models import EventStatus
from app.registrations.models import RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.views import PERSON, Missed

ATTENDANCE = table_of(Attendance)
REMEMBERED = timedelta(days=730)
NOW = sa.bindparam("now", type_=EVENT.c.ends_at.type)
SINCE = sa.bindparam("since", type_=EVENT.c.starts_at.type)
PRESENT_OR_EXCUSED = (AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED)


@reactions.on("reliability_shown")
def mark_missed(session: Session, missed: dict[int, Missed]) -> None:
    """Fill in `missed` for those of its people who missed something."""
    found = prepared.rows_in(session, MISSED, REGISTRATION.c.person_id, missed, _moments())
    missed.update({person: Missed(int(no_shows), int(late)) for person, no_shows, late in found})


def _moments() -> Facts:
    now = clock.now()
    return {"now": now, "since": now - REMEMBERED}


def may_be_counted() -> Condition:
    """A condition: the person of the registration does not object to being counted by no-shows."""
    person = PERSON.c
    return ~sa.exists().where(person.id == REGISTRATION.c.person_id, person.objects_to_profiling)


def _counted() -> Condition:
    """Members of the group that meets have not signed up, so they miss nothing that they had asked for."""
    recent = sa.and_(EVENT.c.starts_at > SINCE, EVENT.c.status != EventStatus.CANCELLED)
    signed_up = REGISTRATION.c.source != RegistrationSource.MEMBER
    return sa.and_(recent, signed_up, may_be_counted())


def _no_show() -> Condition:
    """A condition: a seat at a past event whose holder was recorded as absent.

    Missing attendance does not count. A person who was there for a part or excused themselves is no no-show.
    """
    columns = REGISTRATION.c
    recorded = sa.exists().where(ATTENDANCE.c.registration_id == columns.id)
    return sa.and_(
        columns.status == RegistrationStatus.CONFIRMED,
        columns.walk_in.is_(False),
        EVENT.c.ends_at <= NOW,
        _was_absent(),
        ~recorded.where(prepared.among(ATTENDANCE.c.status, PRESENT_OR_EXCUSED)),
    )


def _was_absent() -> Condition:
    return sa.exists().where(ATTENDANCE.c.registration_id == REGISTRATION.c.id, IS_ABSENT)


def _missed() -> sa.Select[int, int, int]:
    """Most people have missed nothing, so what an index tells about a registration comes first."""
    columns = REGISTRATION.c
    return (
        sa.select(
            columns.person_id,
            sa.func.sum(sa.case((_no_show(), 1), else_=0)).label("no_shows"),
            sa.func.sum(sa.case((columns.cancelled_late, 1), else_=0)).label("late"),
        )
        .join(EVENT, EVENT.c.id == columns.event_id)
        .where(sa.or_(columns.cancelled_late, _was_absent()), _counted())
        .group_by(columns.person_id)
    )


MISSED = _missed()
"""The numbers of no-shows and late cancellations by person."""


def often_missed(limit: int) -> sa.Select[int]:
    """A select of the ids of people with at least `limit` no-shows."""
    columns = REGISTRATION.c
    return (
        sa.select(columns.person_id)
        .join(EVENT, EVENT.c.id == columns.event_id)
        .where(_no_show(), _counted())
        .group_by(columns.person_id)
        .having(sa.func.count() >= limit)
        .params(_moments())
    )
