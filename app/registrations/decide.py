"""Decisions of staff about one registration: confirm, decline, cancel, offer a seat, move to the front."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict
from app.events import event_row
from app.events.access import check_writer
from app.events.event_row import EventRow
from app.events.models import EventStatus
from app.registrations import letters, proof, queue, seats
from app.registrations.access import visible
from app.registrations.allowed import can_return
from app.registrations.change_slot import lacks_slot
from app.registrations.models import (
    DEALING_REASON,
    INACTIVE_STATUSES,
    IS_OFFERED,
    Priority,
    Registration,
    RegistrationStatus,
)
from app.registrations.seats import REGISTRATION
from app.seat_blocks import hand_out


@contextmanager
def locked_registration(
    session: Session, actor: Actor, registration_id: int
) -> Iterator[tuple[Registration, EventRow]]:
    """Lock the registration and its event. At the end of the block the queue moves up."""
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    with queue.lock_event(session, registration.event_id) as event:
        session.refresh(registration, with_for_update=True)
        yield registration, event


def confirm(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Give a seat to a pending or offered registration; if none is free, a place in the queue.

    Who waits gets a free seat once the queue does not move up by itself any more.
    """
    with locked_registration(session, actor, registration_id) as (registration, event):
        _check_not_over(event)
        match registration.status:
            case RegistrationStatus.CONFIRMED:
                pass
            case RegistrationStatus.OFFERED:
                take_seat(session, registration)
            case RegistrationStatus.PENDING:
                _admit(session, event, registration)
            case RegistrationStatus.WAITING:
                has_seat, block_id = queue.seat_by_hand(session, event, registration.organisation_id)
                if not has_seat or lacks_slot(registration, event):
                    raise Conflict("full")
                take_seat(session, registration, block_id)
            case other:
                if not can_return(session, registration):
                    raise Conflict("wrong_state", state=other.value)
                _expect_again(session, registration)
    return registration


def _expect_again(session: Session, registration: Registration) -> None:
    """A member who was struck from a meeting is a member there again, not invited yet."""
    registration.cancelled_at, registration.cancelled_late, registration.reason = None, False, None
    registration.silent = True
    seats.change_status(session, registration.event_id, registration, RegistrationStatus.CONFIRMED)
    reactions.announce("member_returned", session=session, registration=registration)


def _check_not_over(event: EventRow) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")


def take_seat(session: Session, registration: Registration, block_id: int | None = None) -> None:
    """Confirm the registration on a free seat, a seat of this block, or the seat it already holds."""
    seats.hold(session, registration, block_id)
    seats.change_status(session, registration.event_id, registration, RegistrationStatus.CONFIRMED)
    registration.reason = "kept_seat" if registration.block_id else None
    registration.offer_expires_at = None
    session.flush()
    letters.send(session, "registration_confirmed", registration.event_id, registration.id, calendar=True)


def _admit(session: Session, event: EventRow, registration: Registration) -> None:
    """Give a seat or, if none is free, the last place in the queue: the others were admitted before.

    A sign-up that its mailbox has not confirmed has a place by its time; so the staff vouch for it.
    """
    if lacks_slot(registration, event):
        raise Conflict("wrong_state", state=registration.status.value)
    if event.undealt:
        return _admit_to_dealing(session, registration)
    has_room, block_id = hand_out.find_seat(session, event, registration.organisation_id)
    if has_room:
        return take_seat(session, registration, block_id)
    if not event.waiting_list:
        raise Conflict("full")
    if not proof.is_unconfirmed(registration):
        registration.queue_key = event_row.next_in_queue(session, registration.event_id)
    return wait(session, registration)


def wait(session: Session, registration: Registration) -> None:
    """Put the registration in the queue, at the place of its `queue_key`."""
    registration.reason = "full"
    seats.change_status(session, registration.event_id, registration, RegistrationStatus.WAITING)
    place = seats.positions(session, {registration.event_id})[registration.id]
    event_id, number = registration.event_id, registration.id
    letters.send(session, "registration_waiting", event_id, number, waiting_position=place)


def _admit_to_dealing(session: Session, registration: Registration) -> None:
    """Approve the registration for the dealing. Its place in the order does not change."""
    if registration.reason == DEALING_REASON:
        raise Conflict("wrong_state", state=registration.status.value)
    registration.reason = DEALING_REASON
    session.flush()


def decline(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    with locked_registration(session, actor, registration_id) as (registration, _):
        _leave(session, registration, RegistrationStatus.DECLINED, reason)
    return registration


def cancel(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    with locked_registration(session, actor, registration_id) as (registration, event):
        mark_late_cancellation(registration, event)
        _leave(session, registration, RegistrationStatus.CANCELLED, reason)
    return registration


def mark_late_cancellation(registration: Registration, event: EventRow) -> None:
    if is_late(registration, event):
        registration.cancelled_late = True


def is_late(registration: Registration, event: EventRow) -> bool:
    """Whether giving the seat back now counts as late.

    An offer does not, because it is no seat yet; nor does any seat while the event has no date.
    """
    until, has_seat = event.cancel_until, registration.status == RegistrationStatus.CONFIRMED
    return has_seat and event.starts_at is not None and until is not None and bool(until < clock.now())


def _leave(session: Session, registration: Registration, to: RegistrationStatus, reason: str) -> None:
    if registration.status == to:
        return
    if registration.status in INACTIVE_STATUSES:
        raise Conflict("wrong_state", state=registration.status.value)
    had_seat, told = registration.status == RegistrationStatus.CONFIRMED, not registration.silent
    give_up_seat(session, registration, to, reason)
    kind, number = f"registration_{to.value}", registration.id
    if told:
        letters.send(session, kind, registration.event_id, number, calendar=had_seat, reason=reason or None)


def give_up_seat(
    session: Session, registration: Registration, to: RegistrationStatus, reason: str | None
) -> None:
    """Give the seat back. A higher room may refuse: attendance does so for people who were present."""
    reactions.announce("registration_leaving", session=session, registration=registration)
    registration.reason, registration.offer_expires_at = reason or None, None
    registration.cancelled_at = clock.now()
    seats.change_status(session, registration.event_id, registration, to)


def offer(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Hold a free seat for a person until they accept: for `offer_hours`, at most until the start."""
    with locked_registration(session, actor, registration_id) as (registration, event):
        _check_not_over(event)
        if registration.status not in (RegistrationStatus.PENDING, RegistrationStatus.WAITING):
            raise Conflict("wrong_state", state=registration.status.value)
        if event_row.is_over(event, clock.now()):
            raise Conflict("event_past")
        if event.undealt or lacks_slot(registration, event):
            raise Conflict("wrong_state", state=registration.status.value)
        has_room, block_id = hand_out.find_seat(session, event, registration.organisation_id)
        if not has_room:
            raise Conflict("full")
        seats.hold(session, registration, block_id)
        expires = queue.offer_expiry(event)
        registration.offer_expires_at, registration.reason = expires, None
        seats.change_status(session, registration.event_id, registration, RegistrationStatus.OFFERED)
        letters.send(
            session,
            "registration_offered",
            registration.event_id,
            registration.id,
            expires_at=expires.isoformat(),
        )
    return registration


def move_to_front(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    """Move to the front of the queue, behind those moved there before. The person gets the reason."""
    with locked_registration(session, actor, registration_id) as (registration, event):
        _check_not_over(event)
        if registration.status != RegistrationStatus.WAITING:
            raise Conflict("wrong_state", state=registration.status.value)
        registration.priority, registration.reason = Priority.MOVED, reason
        registration.queue_key = event_row.next_in_queue(session, registration.event_id)
    return registration


def expire_offers(session: Session, now: datetime) -> None:
    """Expire offers that were not accepted in time; their seats go to the next in the queue.

    Selects in the order of the index, because every tick selects: by event SQLite would scan the table.
    """
    columns = REGISTRATION.c
    found = sa.select(columns.event_id, columns.id).where(IS_OFFERED, columns.offer_expires_at <= now)
    first = found.order_by(columns.offer_expires_at).limit(100)
    for event_id, registration_id in sorted(session.connection().execute(first).all()):
        with queue.lock_event(session, event_id):
            lapsed = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
            if lapsed is not None and lapsed.status == RegistrationStatus.OFFERED:
                give_up_seat(session, lapsed, RegistrationStatus.EXPIRED, None)
                letters.send(session, "registration_expired", event_id, registration_id)


@reactions.on("tick_planned")
def next_offer_expiry(session: Session, moments: list[datetime]) -> None:
    """Add when the next offer ends, so that the worker gives the seat to the next person at once."""
    coming = sa.select(sa.func.min(REGISTRATION.c.offer_expires_at)).where(IS_OFFERED)
    moments.extend(filter(None, [session.connection().scalar(coming)]))
