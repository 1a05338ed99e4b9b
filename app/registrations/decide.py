"""What the staff decide about one registration: confirm, decline, cancel, offer a seat."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions, records
from app.core.actor import Actor
from app.core.errors import Conflict
from app.events.models import EventStatus
from app.registrations import kept, letters, queue, rules, seats
from app.registrations.access import admit_writer, visible_registrations
from app.registrations.models import (
    DEALING,
    OFFERED,
    OVER,
    Attendance,
    AttendanceStatus,
    Priority,
    Registration,
    RegistrationStatus,
)


@contextmanager
def held(session: Session, actor: Actor, registration_id: int) -> Iterator[tuple[Registration, Any]]:
    """The registration and its event, both locked; those who wait move up at the end."""
    registration = records.find(session, visible(actor, registration_id))
    admit_writer(session, actor, registration.event_id, registration.partnership_id)
    with queue.settled(session, registration.event_id) as event:
        session.refresh(registration, with_for_update=True)
        yield registration, event


def visible(actor: Actor, registration_id: int) -> Any:
    return visible_registrations(actor).where(cast(Any, Registration).id == registration_id)


def confirm(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Give a seat to somebody who asked or was offered one; when there is none left, a place in the queue."""
    with held(session, actor, registration_id) as (registration, event):
        _check_living(event)
        match registration.status:
            case RegistrationStatus.CONFIRMED:
                pass
            case RegistrationStatus.OFFERED:
                take(session, registration)
            case RegistrationStatus.PENDING:
                _admit(session, event, registration)
            case RegistrationStatus.WAITING:
                raise Conflict("full")
            case other:
                raise Conflict("wrong_state", state=other.value)
    return registration


def _check_living(event: Any) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")


def take(session: Session, registration: Registration, block_id: int | None = None) -> None:
    """A seat that is free, kept in this block, or already held becomes this person's."""
    kept.hold(session, registration, block_id)
    seats.change_status(session, registration.event_id, registration, RegistrationStatus.CONFIRMED)
    registration.reason = "kept_seat" if registration.block_id else None
    registration.offer_expires_at = None
    session.flush()
    letters.tell(
        session, "registration_confirmed", registration.event_id, cast(int, registration.id), calendar=True
    )


def _admit(session: Session, event: Any, registration: Registration) -> None:
    """Admitted when all is taken: to the end of the queue, for those in it were admitted before."""
    if event.undealt:
        return _admit_to_dealing(session, registration)
    has_room, block_id = kept.room(session, event, registration.organisation_id)
    if has_room:
        return take(session, registration, block_id)
    if not event.waiting_list:
        raise Conflict("full")
    registration.queue_key = seats.next_in_queue(session, registration.event_id)
    registration.reason = "full"
    seats.change_status(session, registration.event_id, registration, RegistrationStatus.WAITING)
    letters.tell(
        session,
        "registration_waiting",
        registration.event_id,
        cast(int, registration.id),
        waiting_position=event.waiting + 1,
    )
    return None


def _admit_to_dealing(session: Session, registration: Registration) -> None:
    """Approved, and so one of those whom the seats are dealt to; nobody is lifted over the others."""
    if registration.reason == DEALING:
        raise Conflict("wrong_state", state=registration.status.value)
    registration.reason = DEALING
    session.flush()


def decline(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    with held(session, actor, registration_id) as (registration, _):
        _leave(session, registration, RegistrationStatus.DECLINED, reason)
    return registration


def cancel(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    with held(session, actor, registration_id) as (registration, event):
        note_late(registration, event)
        _leave(session, registration, RegistrationStatus.CANCELLED, reason)
    return registration


def note_late(registration: Registration, event: Any) -> None:
    if is_late(registration, event):
        registration.cancelled_late = True


def is_late(registration: Registration, event: Any) -> bool:
    """Whether it is too late to find somebody else for a seat given back now; an offer is no seat yet."""
    until, has_seat = event.cancel_until, registration.status == RegistrationStatus.CONFIRMED
    return has_seat and until is not None and bool(until < clock.now())


def _leave(session: Session, registration: Registration, to: RegistrationStatus, reason: str) -> None:
    if registration.status == to:
        return
    if registration.status in OVER:
        raise Conflict("wrong_state", state=registration.status.value)
    had_seat = registration.status == RegistrationStatus.CONFIRMED
    leave(session, registration, to, reason)
    kind, number = f"registration_{to.value}", cast(int, registration.id)
    letters.tell(session, kind, registration.event_id, number, calendar=had_seat, reason=reason or None)


def leave(session: Session, registration: Registration, to: RegistrationStatus, reason: str | None) -> None:
    """Give the seat back. Somebody who was there was there: their attendance has to be corrected first."""
    if _was_present(session, registration):
        raise Conflict("wrong_state", state=AttendanceStatus.PRESENT.value)
    registration.reason, registration.offer_expires_at = reason or None, None
    registration.cancelled_at = clock.now()
    seats.change_status(session, registration.event_id, registration, to)


def _was_present(session: Session, registration: Registration) -> bool:
    attendance = cast(Any, Attendance)
    statement = sa.select(attendance.id).where(
        attendance.registration_id == registration.id, attendance.status == AttendanceStatus.PRESENT
    )
    return session.execute(statement.limit(1)).first() is not None


def offer(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Hold a free seat for somebody until they accept: so many hours, at most until the start."""
    with held(session, actor, registration_id) as (registration, event):
        _check_living(event)
        if registration.status not in (RegistrationStatus.PENDING, RegistrationStatus.WAITING):
            raise Conflict("wrong_state", state=registration.status.value)
        if rules.is_over(event, clock.now()):
            raise Conflict("event_past")
        if event.undealt:
            raise Conflict("wrong_state", state=registration.status.value)
        has_room, block_id = kept.room(session, event, registration.organisation_id)
        if not has_room:
            raise Conflict("full")
        kept.hold(session, registration, block_id)
        expires = queue.offer_expiry(event)
        registration.offer_expires_at, registration.reason = expires, None
        seats.change_status(session, registration.event_id, registration, RegistrationStatus.OFFERED)
        letters.tell(
            session,
            "registration_offered",
            registration.event_id,
            cast(int, registration.id),
            expires_at=expires.isoformat(),
        )
    return registration


def move_to_front(session: Session, actor: Actor, registration_id: int, reason: str) -> Registration:
    """Of the queue, behind those who were moved there before; the person reads why."""
    with held(session, actor, registration_id) as (registration, event):
        _check_living(event)
        if registration.status != RegistrationStatus.WAITING:
            raise Conflict("wrong_state", state=registration.status.value)
        registration.priority, registration.reason = Priority.MOVED, reason
        registration.queue_key = seats.next_in_queue(session, registration.event_id)
    return registration


def expire(session: Session, now: datetime) -> None:
    """Offers nobody accepted: the seats go to the next ones.

    Asked for in the order of their index, as each tick asks: by event SQLite would look at all registrations.
    """
    registration = cast(Any, Registration)
    due = sa.and_(OFFERED, registration.offer_expires_at <= now)
    found = sa.select(registration.event_id, registration.id).where(due)
    first = found.order_by(registration.offer_expires_at).limit(100)
    for event_id, registration_id in sorted(session.connection().execute(first).all()):
        with queue.settled(session, event_id):
            lapsed = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
            if lapsed is not None and lapsed.status == RegistrationStatus.OFFERED:
                leave(session, lapsed, RegistrationStatus.EXPIRED, None)
                letters.tell(session, "registration_expired", event_id, registration_id)


@reactions.on("tick_planned")
def name_next_lapse(session: Session, moments: list[datetime]) -> None:
    """Who waits for a seat that was offered to somebody else has it the moment the offer ends."""
    coming = sa.select(sa.func.min(cast(Any, Registration).offer_expires_at)).where(OFFERED)
    moments.extend(filter(None, [session.connection().scalar(coming)]))
