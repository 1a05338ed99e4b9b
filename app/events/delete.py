"""Deleting an event that was made by mistake."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict
from app.courses.models import EventKind
from app.events.agenda import hand_on
from app.events.service import get_event_for_update
from app.events.sessions import has_attendance, sessions_of


def delete_event(
    session: Session, actor: Actor, event_id: int, version: int, kind: EventKind | None = None
) -> None:
    """For mistakes only: an event with registrations, a headcount or minutes can only be cancelled."""
    event = get_event_for_update(session, actor, event_id, version, kind)
    event_sessions = sessions_of(session, event.id)
    referring = {
        "attendance": any(map(has_attendance, event_sessions)),
        "minutes": event.minutes_id is not None,
        "registration": event.taken or event.waiting or event.pending,
    }
    if any(referring.values()):
        raise Conflict("in_use", referred_by=[name for name, refers in referring.items() if refers])
    hand_on(session, event)
    try:
        for event_session in event_sessions:
            session.delete(event_session)
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    records.delete(session, event)
