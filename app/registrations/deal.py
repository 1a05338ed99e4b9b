"""Deals the seats of events among all pending registrations, once, in the order of the queue."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database import changes
from app.events import event_row
from app.events.event_row import EVENT, EventRow
from app.registrations import confirm_address, queue
from app.registrations.letter_recipients import PERSON
from app.registrations.models import DEALING_REASON, Priority, RegistrationStatus
from app.registrations.seats import QUEUE_ORDER, REGISTRATION
from app.seat_blocks import release

OUTCOMES = {
    RegistrationStatus.CONFIRMED: "dealt_seat",
    RegistrationStatus.WAITING: "dealt_wait",
    RegistrationStatus.DECLINED: "dealt_none",
}


class Dealt(NamedTuple):
    """The outcome of the dealing for one registration, with its person."""

    id: int
    event_id: int
    person_id: int
    status: RegistrationStatus
    reason: str | None
    priority: int
    lang: str
    deal_place: int
    deal_seats: int | None
    email: str | None
    first_name: str
    last_name: str


OF_PERSON = ("email", "first_name", "last_name")
SELECT_DECISIONS = (
    sa.select(*((PERSON if name in OF_PERSON else REGISTRATION).c[name] for name in Dealt._fields))
    .select_from(REGISTRATION)
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .where(REGISTRATION.c.deal_place.is_not(None))
    .order_by(REGISTRATION.c.event_id, REGISTRATION.c.deal_place)
)
"""Selects the outcomes; add a condition on events."""


def deal_all(session: Session, event_ids: list[int], last: sa.Select[int] | None = None) -> list[int]:
    """Deal each event that is still to be dealt. Returns the ids of these events.

    At an event that is over nothing is dealt: those who are still pending stay so.
    Registrations that need approval and have none stay pending. `last`: a select of the ids of people who
    come after all others.
    """
    locked = event_row.lock_all(session, event_ids).values()
    events = [release.release_due_seats(session, event) for event in locked if event.undealt]
    given = [event for event in events if not event_row.is_over(event, clock.now())]
    for event in events:
        if last is not None:
            _put_back(session, event.id, last)
        if event in given:
            confirm_address.expire_at(session, event.id)
            _deal(session, event)
    changes.update_counters(session, sa.update(EVENT).where(EVENT.c.id.in_(event_ids)).values(undealt=False))
    for event in given:
        queue.move_up(session, event.id)
        event_row.update_availability(session, event, event_row.read_event(session, event.id))
    return [event.id for event in events]


def _put_back(session: Session, event_id: int, last: sa.Select[int]) -> None:
    columns = REGISTRATION.c
    condition = sa.and_(
        columns.event_id == event_id,
        columns.status == RegistrationStatus.PENDING,
        columns.priority < Priority.AFTER,
        columns.person_id.in_(last),
    )
    behind = sa.update(REGISTRATION).where(condition).values(priority=columns.priority + Priority.AFTER)
    changes.update_counters(session, changes.no_change(behind))


def _deal(session: Session, event: EventRow) -> None:
    """Deal the free seats first, then kept seats to the remaining people they are kept for. So the rest has
    to wait, even at an event without a waiting list.
    """
    free = None if event.capacity is None else max(0, event.capacity - event.taken - event.kept)
    if event.waiting and free is not None:
        free = 0  # people wait, so no seat is free
    confirmed = _give(session, event, RegistrationStatus.CONFIRMED, 0, free)
    waits = event.waiting_list or event.kept
    rest = RegistrationStatus.WAITING if waits else RegistrationStatus.DECLINED
    left = 0 if free is None else _give(session, event, rest, confirmed, free, rest=True)
    waiting = left if waits else 0
    steps = {"taken": confirmed, "confirmed": confirmed, "waiting": waiting, "pending": -confirmed - left}
    values = {name: EVENT.c[name] + step for name, step in steps.items()}
    changes.update_counters(session, sa.update(EVENT).where(EVENT.c.id == event.id).values(values))


def _give(
    session: Session,
    event: EventRow,
    to: RegistrationStatus,
    before: int,
    free: int | None,
    *,
    rest: bool = False,
) -> int:
    """Decide the first `free` pending registrations, or all the `rest`; places count on from `before`."""
    if free == 0 and not rest:
        return 0
    columns = REGISTRATION.c
    place = (sa.func.row_number().over(order_by=QUEUE_ORDER) + before).label("place")
    order = sa.select(columns.id, place).where(
        columns.event_id == event.id,
        columns.status == RegistrationStatus.PENDING,
        columns.reason == DEALING_REASON,
    )
    ordered = order.subquery("ordered")
    now = clock.now()
    values = {
        "status": to,
        "reason": OUTCOMES[to],
        "deal_place": ordered.c.place,
        "deal_seats": free,
        "cancelled_at": now if to == RegistrationStatus.DECLINED else None,
        "updated_at": now,
        "version": columns.version + 1,
    }
    moved = sa.update(REGISTRATION).where(columns.id == ordered.c.id).values(values)
    if free is not None and not rest:
        moved = moved.where(ordered.c.place <= free)
    fields = {"status": [RegistrationStatus.PENDING.value, to.value]}
    condition = sa.and_(columns.event_id == event.id, columns.status == to, columns.reason == OUTCOMES[to])
    return changes.write_many(session, moved, "updated", condition, fields=fields)


def decisions(session: Session, event_ids: list[int]) -> list[Dealt]:
    """All outcomes at these events, by event and place."""
    statement = SELECT_DECISIONS.where(REGISTRATION.c.event_id.in_(event_ids))
    return [Dealt._make(row) for row in session.connection().execute(statement)]
