"""A letter the day before, to everybody with a seat."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions
from app.core.outbox import Letter
from app.events.models import EventStatus
from app.registrations import letters, seats
from app.registrations.models import RegistrationStatus
from app.registrations.seats import EVENT, REGISTRATION

AHEAD = timedelta(hours=24)
KIND = "event_reminder"
COMING = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)


@reactions.on("tick")
def remind(session: Session) -> None:
    """Nobody is reminded twice within two days, nor of what they signed up for since yesterday."""
    now = clock.now()
    soon = sa.select(EVENT.c.id).where(
        EVENT.c.status.in_(COMING), EVENT.c.starts_at > now, EVENT.c.starts_at <= now + AHEAD
    )
    for event_id in session.connection().scalars(soon.order_by(EVENT.c.id)).all():
        if session.connection().scalars(_due(event_id)).first() is not None:
            _remind(session, event_id)


def _remind(session: Session, event_id: int) -> None:
    """Looked up again under the lock: another process may have been faster."""
    seats.lock(session, event_id)
    about = letters.occasion(session, event_id)
    for to in letters.addressees(session, session.connection().scalars(_due(event_id)).all()):
        letters.post(session, KIND, about, to)


def _due(event_id: int) -> Any:
    letter: Any = Letter
    now = clock.now()
    about = sa.literal("registration:") + sa.cast(REGISTRATION.c.id, sa.String)
    reminded = sa.exists().where(
        letter.about == about, letter.kind == KIND, letter.created_at > now - 2 * AHEAD
    )
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.event_id == event_id,
        REGISTRATION.c.status == RegistrationStatus.CONFIRMED,
        REGISTRATION.c.walk_in.is_(False),
        REGISTRATION.c.created_at <= now - AHEAD,
        ~reminded,
    )
