"""After every verb that may have freed a seat: those who wait move up, and the schedule says what is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from app.events.models import Event
from app.events.revision import show
from app.registrations import letters, seats


@contextmanager
def settled(session: Session, event_id: int) -> Iterator[Any]:
    """The event under its lock; when the block ends well, no seat stays free while somebody waits."""
    before = seats.lock(session, event_id)
    yield before
    session.flush()
    move_up(session, event_id)
    tell_schedule(session, before, seats.look(session, event_id))


def move_up(session: Session, event_id: int) -> None:
    letters.tell_moved_up(session, event_id, seats.fill(session, event_id))


def tell_schedule(session: Session, before: Any, after: Any) -> None:
    """Sign-ups are no change of the schedule, except the one with which its word on free seats turns."""
    if seats.has_room(before) != seats.has_room(after):
        word_turned(session, after.id)


def word_turned(session: Session, event_id: int) -> None:
    event = session.get(Event, event_id)
    if event is not None and event.is_public:
        show(session, event)
