"""Seats: asked for, given back and handed on under the lock of the event's row.

A sign-up is one statement that locks the event, counts and tells the outcome; every other verb locks first
(`lock`) and then moves the counters. So the seats are exact on both databases, whatever comes at once, and
the CHECK on the event is never met. Locks are always taken event first, then registrations.
"""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, prepared
from app.core.errors import NotFound
from app.events.models import Event, RegistrationPolicy
from app.registrations.models import WAITING, Registration, RegistrationStatus, SeatBlock

EVENT = cast(Any, Event).__table__
REGISTRATION = cast(Any, Registration).__table__
BLOCK = cast(Any, SeatBlock).__table__
FACTS = tuple(
    EVENT.c[name]
    for name in (
        "id",
        "partnership_id",
        "kind",
        "title",
        "group_id",
        "status",
        "visibility",
        "starts_at",
        "ends_at",
        "capacity",
        "waiting_list",
        "registration_policy",
        "registration_opens_at",
        "registration_closes_at",
        "form_fields",
        "stay",
        "published_at",
        "updated_at",
        "calendar_sequence",
        "move_up",
        "offer_hours",
        "cancel_until",
        "organisation_limit",
        "taken",
        "kept",
        "blocks",
        "confirmed",
        "waiting",
        "pending",
        "queue_last",
        "undealt",
        "deals_at",
    )
)
QUEUE = (REGISTRATION.c.priority, REGISTRATION.c.queue_key)
"""The order of those who wait for a seat."""

COUNTED = {
    RegistrationStatus.CONFIRMED: ("taken", "confirmed"),
    RegistrationStatus.OFFERED: ("taken",),
    RegistrationStatus.WAITING: ("waiting",),
    RegistrationStatus.PENDING: ("pending",),
}
"""Which counters of the event a registration moves; those of walk-ins none."""


def _asking(by_staff: bool) -> Any:
    """Staff decide by signing somebody up, so what they enter needs no approval; seats are dealt to all."""
    event = EVENT.c
    left = sa.or_(event.capacity.is_(None), event.taken + event.kept < event.capacity)
    free = sa.and_(left, event.waiting == 0)
    asks = event.undealt
    if not by_staff:
        asks = sa.or_(asks, event.registration_policy == RegistrationPolicy.APPROVAL)
    asking = sa.case((asks, 1), else_=0)
    taking = sa.case((asks, 0), (free, 1), else_=0)
    waiting = sa.case((asks, 0), (free, 0), else_=1)
    counters = {
        "taken": event.taken + taking,
        "confirmed": event.confirmed + taking,
        "waiting": event.waiting + waiting,
        "pending": event.pending + asking,
        "queue_last": event.queue_last + 1,
    }
    room = sa.or_(asks, free, event.waiting_list)
    return sa.update(EVENT).where(event.id == sa.bindparam("event"), room).values(counters).returning(*FACTS)


ASKING = {by_staff: _asking(by_staff) for by_staff in (False, True)}
LOOKING = sa.select(*FACTS).where(EVENT.c.id == sa.bindparam("event"))
LOCKING = LOOKING.with_for_update()


def ask(session: Session, event_id: int, by_staff: bool) -> tuple[Any, RegistrationStatus | None]:
    """The event after one more sign-up and what became of it; None when there is no room left.

    Nobody waits behind a seat: whoever finds `waiting` at 0 afterwards was confirmed.
    """
    event = prepared.row(session, ASKING[by_staff], {"event": event_id})
    if event is None:
        return look(session, event_id), None
    if event.undealt or (event.registration_policy == RegistrationPolicy.APPROVAL and not by_staff):
        return event, RegistrationStatus.PENDING
    return event, RegistrationStatus.WAITING if event.waiting else RegistrationStatus.CONFIRMED


def take_back(session: Session, event_id: int, status: RegistrationStatus | None) -> None:
    """As if nobody had asked, where `ask` has to be put once more."""
    if status is not None:
        move(session, event_id, dict.fromkeys(COUNTED[status], -1) | {"queue_last": -1})


def look(session: Session, event_id: int) -> Any:
    event = prepared.row(session, LOOKING, {"event": event_id})
    if event is None:
        raise NotFound()
    return event


def lock(session: Session, event_id: int) -> Any:
    """The event as it is now; nobody else moves its seats until the commit."""
    event = prepared.row(session, LOCKING, {"event": event_id})
    if event is None:
        raise NotFound()
    return event


def lock_all(session: Session, event_ids: Iterable[int]) -> dict[int, Any]:
    """Several events, always in the order of their ids, so that nobody waits for one another in a ring."""
    events = sa.select(*FACTS).where(EVENT.c.id.in_(list(event_ids))).order_by(EVENT.c.id).with_for_update()
    return {event.id: event for event in session.connection().execute(events)}


def has_room(event: Any) -> bool:
    """A seat that nobody is waiting for, and that is kept for nobody."""
    return event.waiting == 0 and (event.capacity is None or event.taken + event.kept < event.capacity)


def change_status(
    session: Session, event_id: int, registration: Registration, to: RegistrationStatus
) -> None:
    """Move a registration and the counters with it. The event is locked by the caller.

    A kept seat that is given back is kept again, unless its block was released meanwhile.
    """
    steps: dict[str, int] = {}
    if not registration.walk_in:
        for name in COUNTED.get(registration.status, ()):
            steps[name] = steps.get(name, 0) - 1
        for name in COUNTED.get(to, ()):
            steps[name] = steps.get(name, 0) + 1
    if registration.block_id is not None and steps.get("taken") == -1:
        steps["kept"] = _back_to_block(session, registration.block_id)
        registration.block_id = None
    registration.status = to
    session.flush()
    move(session, event_id, steps)


def _back_to_block(session: Session, block_id: int) -> int:
    """How many more seats of the event are kept now: one, or none after the release."""
    returned = sa.update(BLOCK).where(BLOCK.c.id == block_id).values(taken=BLOCK.c.taken - 1)
    released = session.connection().scalar(returned.returning(BLOCK.c.released_at))
    return 1 if released is None else 0


def leave_queue(session: Session, event_id: int, registration: Registration) -> None:
    """Who waits or asks, but has come anyway, is confirmed as a walk-in: without a seat."""
    move(session, event_id, dict.fromkeys(COUNTED[registration.status], -1))
    registration.status, registration.walk_in = RegistrationStatus.CONFIRMED, True
    session.flush()


def move(session: Session, event_id: int, steps: dict[str, int]) -> None:
    values = {name: EVENT.c[name] + step for name, step in steps.items() if step}
    if values:
        changes.count(session, sa.update(EVENT).where(EVENT.c.id == event_id).values(values))


def next_in_queue(session: Session, event_id: int) -> int:
    statement = sa.update(EVENT).where(EVENT.c.id == event_id).values(queue_last=EVENT.c.queue_last + 1)
    return int(session.connection().execute(statement.returning(EVENT.c.queue_last)).scalar_one())


def positions(session: Session, event_ids: set[int]) -> dict[int, int]:
    """`{registration id: place in its event's queue}`, counted from 1 without gaps."""
    if not event_ids:
        return {}
    place = sa.func.row_number().over(partition_by=REGISTRATION.c.event_id, order_by=QUEUE)
    statement = sa.select(REGISTRATION.c.id, place).where(REGISTRATION.c.event_id.in_(event_ids), WAITING)
    return {row[0]: row[1] for row in session.connection().execute(statement)}
