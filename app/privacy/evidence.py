"""Attendance that a funding programme asks to be kept, under the name of the person who was present."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock, retention
from app.core.personal import Kept
from app.events.models import Event
from app.privacy.models import Erasure
from app.privacy.names import remove_names
from app.projects.models import FundingProgramme, Project
from app.registrations.models import Registration

AT_ONCE = 100


class Duty(NamedTuple):
    """Why attendance stays: the programmes, and the last day; None when one of them does not say which."""

    programmes: list[str]
    until: date | None


def asked_for() -> sa.ColumnElement[bool]:
    """The condition that the programme of the event's project still asks for evidence."""
    until = col(FundingProgramme.retention_until)
    return sa.or_(until.is_(None), until >= clock.today())


def attended_registrations() -> sa.Select[int, int, str, date | None]:
    """Registration, person, programme and its last day, of those present where a programme asks for it."""
    present = sa.exists().where(
        col(Attendance.registration_id) == col(Registration.id),
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    return (
        sa.select(
            col(Registration.id),
            col(Registration.person_id),
            col(FundingProgramme.code),
            col(FundingProgramme.retention_until),
        )
        .join(Event, col(Event.id) == col(Registration.event_id))
        .join(Project, col(Project.id) == col(Event.project_id))
        .join(FundingProgramme, col(FundingProgramme.id) == col(Project.programme_id))
        .where(present, asked_for())
    )


def duty_of(session: Session, person_id: int) -> Duty | None:
    """None when no programme asks for the attendance of this person (any more)."""
    statement = attended_registrations().where(col(Registration.person_id) == person_id)
    found = session.connection().execute(statement).all()
    if not found:
        return None
    days = [until for _, _, _, until in found if until is not None]
    open_end = len(days) < len(found)
    return Duty(sorted({code for _, _, code, _ in found}), None if open_end else max(days))


def _due() -> sa.Select[int]:
    """Erasures of people for whose attendance no programme asks any more."""
    bound = attended_registrations().where(col(Registration.person_id) == col(Erasure.person_id))
    unfinished = sa.select(col(Erasure.id)).where(col(Erasure.finished_at).is_(None))
    return unfinished.where(~bound.correlate(Erasure).exists())


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(_due().subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.EVIDENCE, lambda settings: None, count_due)
def finish_due(session: Session) -> tuple[int, int]:
    """The name goes from the evidence of those who were erased, when its time is over."""
    ids = session.connection().scalars(_due().limit(AT_ONCE)).all()
    for erasure in session.exec(select(Erasure).where(col(Erasure.id).in_(ids))):
        remove_names(session, erasure.person_id)
        erasure.finished_at = clock.now()
    session.flush()
    return len(ids), len(ids)
