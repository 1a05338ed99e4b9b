"""Letters of thanks, the morning after, to people who were present, if the partnership wants them.

Members of the group that met get none.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock, reactions
from app.events.event_row import EVENT
from app.events.models import EventStatus
from app.registrations.letters import PARTNERSHIP
from app.registrations.models import RegistrationSource
from app.registrations.remind import write_due
from app.registrations.seats import REGISTRATION

THANKS = "event_thanks"
A_DAY = timedelta(days=1)
THANKED_FROM = 8
"""Hour of the morning after."""

THANKED_WITHIN = timedelta(days=7)
"""Attendance recorded later than that brings no letter."""


@reactions.on("tick")
def thank(session: Session) -> None:
    """Write the letters that are due."""
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
    was_there = sa.and_(
        REGISTRATION.c.source != RegistrationSource.MEMBER,
        sa.exists().where(
            col(Attendance.registration_id) == REGISTRATION.c.id,
            col(Attendance.status) == AttendanceStatus.PRESENT,
        ),
    )
    for event in session.connection().execute(over.order_by(EVENT.c.id)).all():
        if now >= clock.at(clock.day_of(event.ends_at) + A_DAY, THANKED_FROM):
            write_due(session, THANKS, event.id, "", was_there)
