"""Thanks to those who were there, the morning after, where the partnership wants it."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock, reactions
from app.events.event_row import EVENT
from app.events.models import EventStatus
from app.registrations.letters import PARTNERSHIP
from app.registrations.remind import write_due
from app.registrations.seats import REGISTRATION

THANKS = "event_thanks"
A_DAY = timedelta(days=1)
THANKED_FROM = 8
"""Hour of the morning after."""

THANKED_WITHIN = timedelta(days=7)
"""Attendance that is copied from paper later than that brings no letter."""


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
    was_there = sa.exists().where(
        col(Attendance.registration_id) == REGISTRATION.c.id,
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    for event in session.connection().execute(over.order_by(EVENT.c.id)).all():
        if now >= clock.at(clock.day_of(event.ends_at) + A_DAY, THANKED_FROM):
            write_due(session, THANKS, event.id, "", was_there)
