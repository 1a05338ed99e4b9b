"""Deleting an event that was made by mistake."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.actor import Actor
from app.core.database import records
from app.core.database.references import check_unused
from app.core.errors import Conflict
from app.courses.models import EventKind
from app.events.agenda import hand_on
from app.events.models import Event
from app.events.service import get_event_for_update
from app.events.sessions import sessions_of


def delete_event(
    session: Session, actor: Actor, event_id: int, version: int, kind: EventKind | None = None
) -> None:
    """For mistakes only: an event with registrations, a headcount, minutes or others that refer to it can
    only be cancelled."""
    event = get_event_for_update(session, actor, event_id, version, kind)
    check_unused(session, Event, event.id)
    hand_on(session, event)
    try:
        for event_session in sessions_of(session, event.id):
            session.delete(event_session)
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    records.delete(session, event)
