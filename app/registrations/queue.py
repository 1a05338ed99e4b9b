"""After every verb that may have freed a seat: those who wait move up, and the schedule says what is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock
from app.events.models import Event, MoveUp
from app.events.revision import show
from app.registrations import kept, letters, rules, seats
from app.registrations.models import WAITING, Priority, RegistrationStatus
from app.registrations.seats import QUEUE, REGISTRATION


@contextmanager
def settled(session: Session, event_id: int) -> Iterator[Any]:
    """The event under its lock; when the block ends well, no seat stays free while somebody waits."""
    before = caught_up(session, seats.lock(session, event_id))
    yield before
    session.flush()
    move_up(session, event_id)
    tell_schedule(session, before, seats.look(session, event_id))


def caught_up(session: Session, event: Any) -> Any:
    """The event, locked by the caller, with what the clock has changed: kept seats whose time is over go to
    those who wait, and then to all. Whoever comes first lets them, the worker's tick or somebody else.
    """
    if not event.blocks or not kept.is_due(session, event.id):
        return event
    move_up(session, event.id)
    after = seats.look(session, event.id)
    tell_schedule(session, event, after)
    return after


def move_up(session: Session, event_id: int) -> None:
    """Free seats go to those who wait, in the order of the queue, and kept ones to those they are kept for.

    A seat of an event that is over or cancelled goes to nobody, and none is offered once it has begun.
    """
    event = seats.lock(session, event_id)
    if event.blocks:
        kept.release_due(session, event_id)
        event = seats.look(session, event_id)
    if not event.waiting or event.status in rules.OVER or _is_past(event):
        return
    if event.kept:
        _give_kept(session, event)
        event = seats.look(session, event_id)
    free = event.waiting if event.capacity is None else event.capacity - event.taken - event.kept
    _give(session, event, _next(session, event_id, free, sa.true()), None)


def _give_kept(session: Session, event: Any) -> None:
    for block in kept.free_blocks(session, event.id):
        those = kept.meant_for(block, REGISTRATION.c.organisation_id)
        found = _next(session, event.id, block.seats - block.taken, those)
        kept.hand_out(session, event.id, block.id, len(found))
        _give(session, event, found, block.id)


def _is_past(event: Any) -> bool:
    end = event.starts_at if event.move_up == MoveUp.OFFER else event.ends_at
    return end is not None and bool(end <= clock.now())


def _next(session: Session, event_id: int, count: int, those: Any) -> list[int]:
    """The first so many who wait."""
    if count <= 0:
        return []
    waiting = sa.select(REGISTRATION.c.id).where(REGISTRATION.c.event_id == event_id, WAITING, those)
    return list(session.connection().scalars(waiting.order_by(*QUEUE).limit(count)))


def _give(session: Session, event: Any, ids: list[int], block_id: int | None) -> None:
    """A seat for each, at once or as an offer, with the reason that stands behind it."""
    if not ids:
        return
    offered = event.move_up == MoveUp.OFFER
    status = RegistrationStatus.OFFERED if offered else RegistrationStatus.CONFIRMED
    expires = offer_expiry(event) if offered else None
    values = {
        "status": status,
        "reason": "kept_seat" if block_id is not None else _reason(),
        "block_id": block_id,
        "offer_expires_at": expires,
        "updated_at": clock.now(),
        "version": REGISTRATION.c.version + 1,
    }
    moved = sa.update(REGISTRATION).where(REGISTRATION.c.id.in_(ids)).values(values)
    changes.write(session, moved, "updated", fields={"status": ["waiting", status.value]})
    seats.move(session, event.id, dict.fromkeys(seats.COUNTED[status], len(ids)) | {"waiting": -len(ids)})
    letters.tell_moved_up(session, event.id, ids, expires)


def _reason() -> Any:
    """Whoever the staff moved to the front keeps what they wrote."""
    columns = REGISTRATION.c
    moved = (columns.priority == Priority.MOVED, columns.reason)
    return sa.case(moved, (columns.deal_place.is_not(None), "dealt_moved_up"), else_="moved_up")


def offer_expiry(event: Any) -> datetime:
    """Until when an offer made now holds: so many hours, never past the start."""
    until = clock.now() + timedelta(hours=event.offer_hours)
    return min(until, event.starts_at) if event.starts_at and event.starts_at > clock.now() else until


def tell_schedule(session: Session, before: Any, after: Any) -> None:
    """Sign-ups are no change of the schedule, except the one with which its word on free seats turns."""
    if seats.has_room(before) != seats.has_room(after):
        word_turned(session, after.id)


def word_turned(session: Session, event_id: int) -> None:
    event = session.get(Event, event_id)
    if event is not None and event.is_public:
        show(session, event)
