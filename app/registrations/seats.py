"""Seats are reserved, given back and handed on. Core with prepared statements, because sign-up is hot.

A sign-up is one statement that locks the event, moves the counters and returns the outcome. Every other
change locks first (`event_row.lock`), then moves the counters. So the seats are exact on both databases under
concurrent requests, and the CHECK on the event never fails. Lock the event first, then its registrations.
"""

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database import prepared
from app.core.database.columns import table_of
from app.events import event_row
from app.events.event_row import EVENT, EventRow
from app.events.models import RegistrationPolicy
from app.registrations import proof
from app.registrations.models import (
    DEALING_REASON,
    IS_WAITING,
    UNCONFIRMED_REASON,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)
from app.seat_blocks import hand_out

REGISTRATION = table_of(Registration)
SEATLESS = sa.or_(REGISTRATION.c.walk_in, REGISTRATION.c.source == RegistrationSource.MEMBER)
"""Walk-ins and members of the group that meets are in no counter."""
QUEUE_ORDER = (REGISTRATION.c.priority, REGISTRATION.c.queue_key)
"""The order of those who wait for a seat."""

COUNTERS_BY_STATUS = {
    RegistrationStatus.CONFIRMED: ("taken", "confirmed"),
    RegistrationStatus.OFFERED: ("taken",),
    RegistrationStatus.WAITING: ("waiting",),
    RegistrationStatus.PENDING: ("pending",),
}
"""The counters of the event that a registration moves, by status; those that are `SEATLESS` move none."""


class Asked(NamedTuple):
    """What a sign-up has to pass: `approval` and `proof` where the event asks for them, or proof `always`.

    The dealing of seats applies to all.
    """

    approval: bool = True
    proof: bool = True
    always: bool = False


BY_STAFF = Asked(approval=False, proof=False)
"""Of people whom staff sign up or have invited."""
BY_ANYBODY = Asked()
PROVEN = Asked(proof=False)
"""Of people whose mailbox has confirmed the sign-up."""
WITH_PROOF = Asked(always=True)
"""Of people who get seats before others, wherever they sign up."""


def _reserve_statement(asked: Asked) -> prepared.Statement:
    event = EVENT.c
    left = sa.or_(event.capacity.is_(None), event.taken + event.kept < event.capacity)
    free = sa.and_(left, event.waiting == 0)
    approval = event.registration_policy == RegistrationPolicy.APPROVAL
    later = sa.or_(event.undealt, approval if asked.approval else sa.false())
    unproven = sa.true() if asked.always else proof.wanted() if asked.proof else sa.false()
    asks = sa.or_(later, unproven)
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
    room = sa.or_(later, free, event.waiting_list, sa.and_(unproven, event.kept > 0))
    return (
        sa.update(EVENT)
        .where(event.id == sa.bindparam("event"), room)
        .values(counters)
        .returning(*event_row.EVENT_COLUMNS)
    )


RESERVE = {asked: _reserve_statement(asked) for asked in (BY_STAFF, BY_ANYBODY, WITH_PROOF)}


def reserve(session: Session, event_id: int, asked: Asked) -> tuple[EventRow, RegistrationStatus | None]:
    """The event after one more sign-up, and the status of that; None when it is full.

    Free seats and waiting people exclude each other, so with `waiting` at 0 afterwards it was confirmed.
    """
    found = prepared.row(session, RESERVE[asked], {"event": event_id})
    if found is None:
        return event_row.read_event(session, event_id), None
    event = EventRow._make(found)
    if pending_reason(event, asked) is not None:
        return event, RegistrationStatus.PENDING
    return event, RegistrationStatus.WAITING if event.waiting else RegistrationStatus.CONFIRMED


def pending_reason(event: EventRow, asked: Asked) -> str | None:
    """Why a sign-up is pending, if it is.

    First the mailbox confirms it, then staff approve it, then seats are dealt.
    """
    if asked.always or (asked.proof and proof.is_wanted(event)):
        return UNCONFIRMED_REASON
    if asked.approval and event.registration_policy == RegistrationPolicy.APPROVAL:
        return "approval"
    return DEALING_REASON if event.undealt else None


def undo(session: Session, event_id: int, status: RegistrationStatus | None) -> None:
    """Undo `reserve`, before another call of it."""
    if status is not None:
        event_row.move_counters(
            session, event_id, dict.fromkeys(COUNTERS_BY_STATUS[status], -1) | {"queue_last": -1}
        )


def change_status(
    session: Session, event_id: int, registration: Registration, to: RegistrationStatus
) -> None:
    """Change the status and move the counters. The caller has locked the event.

    A kept seat that is given back is kept again, unless its block was released meanwhile.
    """
    steps: dict[str, int] = {}
    if not registration.takes_no_seat:
        for name in COUNTERS_BY_STATUS.get(registration.status, ()):
            steps[name] = steps.get(name, 0) - 1
        for name in COUNTERS_BY_STATUS.get(to, ()):
            steps[name] = steps.get(name, 0) + 1
    if registration.block_id is not None and steps.get("taken") == -1:
        steps["kept"] = hand_out.return_to_block(session, registration.block_id)
        registration.block_id = None
    registration.status = to
    session.flush()
    event_row.move_counters(session, event_id, steps)


def hold(session: Session, registration: Registration, block_id: int | None) -> None:
    """Set the block of the seat that the registration is about to hold; None for a free seat."""
    if block_id is not None:
        hand_out.take_from_block(session, registration.event_id, block_id, 1)
        registration.block_id = block_id


def leave_queue(session: Session, event_id: int, registration: Registration) -> None:
    """A waiting or pending person who came anyway is confirmed as a walk-in, without a seat."""
    event_row.move_counters(session, event_id, dict.fromkeys(COUNTERS_BY_STATUS[registration.status], -1))
    registration.status, registration.walk_in = RegistrationStatus.CONFIRMED, True
    session.flush()


def positions(session: Session, event_ids: set[int]) -> dict[int, int]:
    """`{registration id: place in its event's queue}`, counted from 1 without gaps."""
    if not event_ids:
        return {}
    place = sa.func.row_number().over(partition_by=REGISTRATION.c.event_id, order_by=QUEUE_ORDER)
    statement = sa.select(REGISTRATION.c.id, place).where(REGISTRATION.c.event_id.in_(event_ids), IS_WAITING)
    return {row[0]: row[1] for row in session.connection().execute(statement)}
