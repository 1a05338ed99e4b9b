"""The waiting list: after every change that may have freed a seat it moves up and updates availability."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database import changes
from app.core.web.keyset import Condition
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import ENDED_STATUSES, MoveUp
from app.registrations import letters, seats
from app.registrations.letters import SESSION
from app.registrations.models import IS_WAITING, Priority, RegistrationStatus
from app.registrations.seats import QUEUE_ORDER, REGISTRATION
from app.seat_blocks import hand_out, release

LAST_START = sa.select(sa.func.max(SESSION.c.starts_at)).where(SESSION.c.event_id == sa.bindparam("event"))


@contextmanager
def lock_event(session: Session, event_id: int) -> Iterator[EventRow]:
    """Lock the event. When the block ends without an error, the queue moves up into free seats."""
    before = release.release_due_seats(session, event_row.lock(session, event_id))
    yield before
    session.flush()
    move_up(session, event_id)
    event_row.update_availability(session, before, event_row.read_event(session, event_id))


def move_up(session: Session, event_id: int) -> None:
    """Give free seats to waiting people in the order of the queue, and kept seats to those they are kept for.

    Only while `gives_seats`.
    """
    event = event_row.lock(session, event_id)
    if event.blocks:
        release.release_due(session, event_id)
        event = event_row.read_event(session, event_id)
    if not event.waiting or not gives_seats(session, event):
        return
    if event.kept:
        _give_block_seats(session, event)
        event = event_row.read_event(session, event_id)
    free = event.waiting if event.capacity is None else event.capacity - event.taken - event.kept
    _give(session, event, _next(session, event_id, free, sa.true()), None)


def _give_block_seats(session: Session, event: EventRow) -> None:
    for block in hand_out.free_blocks(session, event.id):
        condition = hand_out.block_condition(block, REGISTRATION.c.organisation_id)
        found = _next(session, event.id, block.seats - block.taken, condition)
        hand_out.take_from_block(session, event.id, block.id, len(found))
        _give(session, event, found, block.id)


def gives_seats(session: Session, event: EventRow) -> bool:
    """Whether seats go to people without their doing: not at an event that is over or cancelled, nor once its
    last session has begun. After the first start no seat is offered.
    """
    if event.status in ENDED_STATUSES:
        return False
    last = event.starts_at
    if event.move_up != MoveUp.OFFER:
        last = session.connection().scalar(LAST_START, {"event": event.id})
    return last is None or bool(last > clock.now())


def seat_by_hand(session: Session, event: EventRow, organisation_id: int | None) -> tuple[bool, int | None]:
    """As `hand_out.find_seat`, for somebody who waits: only while the queue does not move up any more.

    Then staff give a free seat to whom they like, until the event is over.
    """
    if event.undealt or event_row.is_over(event, clock.now()) or gives_seats(session, event):
        return False, None
    block_id = hand_out.free_block_for(session, event, organisation_id)
    return block_id is not None or event_row.has_free_seat(event), block_id


def _next(session: Session, event_id: int, count: int, condition: Condition) -> list[int]:
    """The first so many who wait."""
    if count <= 0:
        return []
    waiting = sa.select(REGISTRATION.c.id).where(REGISTRATION.c.event_id == event_id, IS_WAITING, condition)
    return list(session.connection().scalars(waiting.order_by(*QUEUE_ORDER).limit(count)))


def _give(session: Session, event: EventRow, ids: list[int], block_id: int | None) -> None:
    """Give each a seat, at once or as an offer, with its reason."""
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
    event_row.move_counters(
        session, event.id, dict.fromkeys(seats.COUNTERS_BY_STATUS[status], len(ids)) | {"waiting": -len(ids)}
    )
    letters.send_moved_up(session, event.id, ids, expires)


def _reason() -> sa.Case[str]:
    """Registrations that staff moved to the front keep the written reason; others get a code."""
    columns = REGISTRATION.c
    moved = (columns.priority == Priority.MOVED, columns.reason)
    return sa.case(moved, (columns.deal_place.is_not(None), "dealt_moved_up"), else_="moved_up")


def offer_expiry(event: EventRow) -> datetime:
    """When an offer made now expires: after `offer_hours`, never after the start."""
    until = clock.now() + timedelta(hours=event.offer_hours)
    return min(until, event.starts_at) if event.starts_at and event.starts_at > clock.now() else until
