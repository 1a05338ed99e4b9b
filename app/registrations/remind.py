"""Letters that the clock writes: reminders some days ahead, thanks the morning after.

Each has a name (`once`), so that it is written once, whoever looks and however often.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions
from app.core.outbox import Letter
from app.events.models import EventStatus
from app.registrations import letters, seats
from app.registrations.letters import PARTNERSHIP
from app.registrations.models import Attendance, AttendanceStatus, RegistrationStatus
from app.registrations.seats import EVENT, REGISTRATION

REMINDER, THANKS = "event_reminder", "event_thanks"
A_DAY = timedelta(days=1)
AHEAD_AT_MOST = timedelta(days=61)
"""Before the first reminder that anybody can ask for."""

THANKED_FROM = 8
"""Hour of the morning after."""

THANKED_WITHIN = timedelta(days=7)
"""Attendance that is copied from paper later than that brings no letter."""

COMING = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)


@reactions.on("tick")
def remind(session: Session) -> None:
    """Everybody with a seat, unless they signed up less than a day before the reminder."""
    now = clock.now()
    days = EVENT.c.reminder_days, PARTNERSHIP.c.reminder_days
    soon = (
        sa.select(EVENT.c.id, EVENT.c.starts_at, days[0].label("own"), days[1].label("usual"))
        .join(PARTNERSHIP, PARTNERSHIP.c.id == EVENT.c.partnership_id)
        .where(EVENT.c.status.in_(COMING), EVENT.c.starts_at > now, EVENT.c.starts_at <= now + AHEAD_AT_MOST)
    )
    for event in session.connection().execute(soon.order_by(EVENT.c.id)).all():
        for step in _due_steps(event.starts_at, event.usual if event.own is None else event.own, now):
            name = f":{step}:{event.starts_at.astimezone(UTC).isoformat()}"
            signed_up = REGISTRATION.c.created_at <= remind_at(event.starts_at, step) - A_DAY
            _write(session, REMINDER, event.id, name, signed_up)


def _due_steps(starts_at: datetime, days: Iterable[int], now: datetime) -> Iterator[int]:
    """One that is more than a day late, because the event was moved or nobody was here, is left out."""
    for step in days:
        at = remind_at(starts_at, step)
        if at <= now < at + A_DAY:
            yield step


def remind_at(starts_at: datetime, days: int) -> datetime:
    """The same time by the clock so many days before, whether or not the clocks change in between."""
    local = starts_at.astimezone(clock.PRAGUE)
    return clock.at(local.date() - timedelta(days=days), local.hour, local.minute)


@reactions.on("tick")
def thank(session: Session) -> None:
    """Those who were there, where the partnership wants it."""
    now = clock.now()
    over = (
        sa.select(EVENT.c.id, EVENT.c.ends_at)
        .join(PARTNERSHIP, PARTNERSHIP.c.id == EVENT.c.partnership_id)
        .where(
            PARTNERSHIP.c.thanks_letter,
            EVENT.c.status != EventStatus.CANCELLED,
            EVENT.c.ends_at <= now,
            EVENT.c.ends_at > now - THANKED_WITHIN,
        )
    )
    attendance: Any = Attendance
    was_there = sa.exists().where(
        attendance.registration_id == REGISTRATION.c.id, attendance.status == AttendanceStatus.PRESENT
    )
    for event in session.connection().execute(over.order_by(EVENT.c.id)).all():
        if now >= clock.at(clock.day_of(event.ends_at) + A_DAY, THANKED_FROM):
            _write(session, THANKS, event.id, "", was_there)


def _write(session: Session, kind: str, event_id: int, name: str, those: Any) -> None:
    """Looked up again under the lock of the event: another process may have been faster."""
    due = _due(kind, event_id, name, those)
    if session.connection().scalars(due).first() is None:
        return
    seats.lock(session, event_id)
    about = letters.occasion(session, event_id)
    for to in letters.addressees(session, session.connection().scalars(due).all()):
        letters.post(session, kind, about, to, once=f"{kind}:{to.id}{name}")


def _due(kind: str, event_id: int, name: str, those: Any) -> Any:
    letter: Any = Letter
    once = sa.literal(f"{kind}:") + sa.cast(REGISTRATION.c.id, sa.String) + sa.literal(name)
    person = sa.exists().where(
        letters.PERSON.c.id == REGISTRATION.c.person_id, letters.PERSON.c.email.is_not(None)
    )
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.event_id == event_id,
        REGISTRATION.c.status == RegistrationStatus.CONFIRMED,
        those,
        person,
        ~sa.exists().where(letter.once == once),
    )
