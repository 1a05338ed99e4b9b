"""Merges the attendance of two registrations of one person."""

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.models import Attendance
from app.attendance.record import ATTENDANCE, PRESENT, recount
from app.core import clock, reactions
from app.core.database import changes
from app.events.event_row import EVENT
from app.organisations.merge_models import SharedEvent
from app.organisations.merge_rules import Pair, Step, follower
from app.registrations import queue, seats
from app.registrations.letters import SESSION
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION


@reactions.on("registrations_merged")
def merge_attendance(session: Session, event_id: int, kept_id: int, gone_id: int) -> None:
    """Of two records at one session, keep the one that has the person present, and present for longer."""
    columns = ATTENDANCE.c
    own, other = ATTENDANCE.alias("own"), ATTENDANCE.alias("other")
    better = sa.and_(other.c.status == PRESENT, sa.or_(own.c.status != PRESENT, _longer(other, own)))
    worse = (
        sa.select(own.c.id)
        .join(other, other.c.session_id == own.c.session_id)
        .where(own.c.registration_id == kept_id, other.c.registration_id == gone_id, better)
    )
    changes.write(session, sa.delete(ATTENDANCE).where(columns.id.in_(worse)), "deleted")
    recorded = sa.select(columns.session_id).where(columns.registration_id == kept_id)
    moved = sa.update(ATTENDANCE).where(
        columns.registration_id == gone_id, columns.session_id.not_in(recorded)
    )
    values = {"registration_id": kept_id, "version": columns.version + 1, "updated_at": clock.now()}
    fields = {"registration_id": [gone_id, kept_id]}
    changes.write(session, moved.values(values), "updated", fields=fields)
    changes.write(session, sa.delete(ATTENDANCE).where(columns.registration_id == gone_id), "deleted")
    recount(session, event_id)


@reactions.on("presence_compared")
def compare_presence(session: Session, pair: Pair, events: list[SharedEvent]) -> None:
    """Add the events at whose sessions both people were recorded present."""
    sessions = [_present_at(person_id) for person_id in pair.ids]
    statement = (
        sa.select(EVENT.c.id, EVENT.c.title, EVENT.c.starts_at)
        .where(
            EVENT.c.id.in_(sa.select(SESSION.c.event_id).where(*(SESSION.c.id.in_(one) for one in sessions)))
        )
        .order_by(EVENT.c.starts_at, EVENT.c.id)
    )
    found = session.connection().execute(statement)
    events += [SharedEvent(event_id=row.id, title=row.title, starts_at=row.starts_at) for row in found]


def _present_at(person_id: int) -> sa.Select[tuple[int]]:
    """The ids of the sessions at which the person was."""
    own = sa.select(REGISTRATION.c.id).where(REGISTRATION.c.person_id == person_id)
    return sa.select(ATTENDANCE.c.session_id).where(
        ATTENDANCE.c.registration_id.in_(own), ATTENDANCE.c.status == PRESENT
    )


def _longer(one: sa.FromClause, other: sa.FromClause) -> sa.ColumnElement[bool]:
    """A condition: no `minutes` is the whole session."""
    return sa.and_(
        other.c.minutes.is_not(None),
        sa.or_(one.c.minutes.is_(None), one.c.minutes > other.c.minutes),
    )


def _take_back(session: Session, pair: Pair, steps: list[Step]) -> None:
    """Attendance is back at its registration, which is confirmed again: without a seat as a walk-in."""
    ids = [step.key["id"] for step in steps]
    statement = sa.select(REGISTRATION.c.id, REGISTRATION.c.event_id).where(
        REGISTRATION.c.id.in_(sa.select(ATTENDANCE.c.registration_id).where(ATTENDANCE.c.id.in_(ids)))
    )
    found = session.connection().execute(statement.order_by(REGISTRATION.c.event_id)).all()
    for registration_id, event_id in found:
        with queue.lock_event(session, event_id):
            registration = session.get_one(Registration, registration_id, populate_existing=True)
            if registration.status == RegistrationStatus.WAITING:
                seats.leave_queue(session, event_id, registration)
    for event_id in sorted({row.event_id for row in found}):
        recount(session, event_id)


follower(Attendance, "registration_id", Registration, "person_id", take_back=_take_back)
