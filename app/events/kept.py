"""Which events cannot be deleted: those that others refer to, beside their sessions without attendance."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.core.actor import Actor
from app.core.database.columns import table_of
from app.core.database.references import keep_by, referring
from app.events.models import Event, EventSession

EVENT, SESSION = table_of(Event), table_of(EventSession)
COUNTED = sa.exists().where(SESSION.c.event_id == EVENT.c.id, SESSION.c.headcount.is_not(None))
"""Attendance without names, to which no row belongs."""

keep_by(Event, parts=(EventSession,), also=(("attendance", COUNTED),))


def kept_events(session: Session, actor: Actor, events: Sequence[Event]) -> Collection[int]:
    """The ids of the events that the actor writes and cannot delete. Counters tell of most of them."""
    written = [event for event in events if actor.writes(event.partnership_id)]
    busy = {one.id for one in written if one.taken or one.waiting or one.pending or one.attended}
    return {*busy, *referring(session, Event, [one.id for one in written if one.id not in busy])}
