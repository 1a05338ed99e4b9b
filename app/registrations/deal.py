"""Dealing the seats of one event among all who have been waiting for it: once, in the order of the queue."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock
from app.registrations import letters, queue, rules, seats
from app.registrations.models import DEALING, Priority, RegistrationStatus
from app.registrations.reliability import often_missed
from app.registrations.seats import EVENT, QUEUE, REGISTRATION

OUTCOMES = {
    RegistrationStatus.CONFIRMED: "dealt_seat",
    RegistrationStatus.WAITING: "dealt_wait",
    RegistrationStatus.DECLINED: "dealt_none",
}
DECIDED = (
    sa.select(
        *(
            REGISTRATION.c[name]
            for name in (
                "id",
                "event_id",
                "person_id",
                "status",
                "reason",
                "priority",
                "manage_epoch",
                "lang",
            )
        ),
        REGISTRATION.c.deal_place,
        REGISTRATION.c.deal_seats,
        letters.PERSON.c.email,
        letters.PERSON.c.first_name,
        letters.PERSON.c.last_name,
    )
    .join(letters.PERSON, letters.PERSON.c.id == REGISTRATION.c.person_id)
    .where(REGISTRATION.c.deal_place.is_not(None))
    .order_by(REGISTRATION.c.event_id, REGISTRATION.c.deal_place)
)
"""What was dealt to whom; add the events."""


def deal_all(session: Session, event_ids: list[int], no_show_limit: int | None = None) -> list[int]:
    """Deal each event that is still to be dealt; returns which those were. Those who applied without the
    approval they need go on waiting for that. Whoever missed `no_show_limit` events comes after all others.
    """
    locked = seats.lock_all(session, event_ids).values()
    events = [queue.caught_up(session, event) for event in locked if event.undealt]
    for event in events:
        if no_show_limit:
            _put_back(session, event.id, no_show_limit)
        _deal(session, event)
    for event in events:
        queue.move_up(session, event.id)
        queue.tell_schedule(session, event, seats.look(session, event.id))
    return [event.id for event in events]


def _put_back(session: Session, event_id: int, no_show_limit: int) -> None:
    columns = REGISTRATION.c
    those = sa.and_(
        columns.event_id == event_id,
        columns.status == RegistrationStatus.PENDING,
        columns.priority < Priority.AFTER,
        columns.person_id.in_(often_missed(no_show_limit)),
    )
    behind = sa.update(REGISTRATION).where(those).values(priority=columns.priority + Priority.AFTER)
    changes.count(session, behind)


def _deal(session: Session, event: Any) -> None:
    """The seats that are kept for some are dealt afterwards, to those among the rest whom they are for; so
    the rest waits, even without a waiting list.
    """
    free = None if event.capacity is None else max(0, event.capacity - event.taken - event.kept)
    if event.waiting and free is not None:
        free = 0  # nobody waits behind a free seat, so there is none
    if event.status in rules.OVER:
        free = 0
    confirmed = _give(session, event, RegistrationStatus.CONFIRMED, 0, free)
    waits = event.waiting_list or event.kept
    rest = RegistrationStatus.WAITING if waits else RegistrationStatus.DECLINED
    left = 0 if free is None else _give(session, event, rest, confirmed, free, rest=True)
    waiting = left if waits else 0
    steps = {"taken": confirmed, "confirmed": confirmed, "waiting": waiting, "pending": -confirmed - left}
    values = {name: EVENT.c[name] + step for name, step in steps.items()}
    dealt = sa.update(EVENT).where(EVENT.c.id == event.id).values(values | {"undealt": False})
    changes.count(session, dealt)


def _give(
    session: Session,
    event: Any,
    to: RegistrationStatus,
    before: int,
    free: int | None,
    *,
    rest: bool = False,
) -> int:
    """The first `free` of those who are pending, or all the `rest`; places are counted on from `before`."""
    if free == 0 and not rest:
        return 0
    columns = REGISTRATION.c
    place = (sa.func.row_number().over(order_by=QUEUE) + before).label("place")
    order = sa.select(columns.id, place).where(
        columns.event_id == event.id, columns.status == RegistrationStatus.PENDING, columns.reason == DEALING
    )
    ordered = order.subquery("ordered")
    now = clock.now()
    values: Mapping[str, Any] = {
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
    those = sa.and_(columns.event_id == event.id, columns.status == to, columns.reason == OUTCOMES[to])
    return changes.write_many(session, moved, "updated", those, fields=fields)


def decided(session: Session, event_ids: list[int]) -> list[Any]:
    """Everything that was dealt at these events, by event and place."""
    statement = DECIDED.where(REGISTRATION.c.event_id.in_(event_ids))
    return list(session.connection().execute(statement).all())
