"""Registrations of an event that is cancelled, in whole or for the days ahead, or reactivated."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database.changes import update_counters, write
from app.core.errors import Conflict
from app.events import event_row
from app.events.event_row import EVENT
from app.events.models import COUNTERS, Event, EventChange
from app.registrations import letter_recipients, letters, queue, stay
from app.registrations.models import (
    ACTIVE_STATUSES,
    DEALING_REASON,
    SEAT_STATUSES,
    Registration,
    RegistrationStatus,
)
from app.registrations.reactions import change_lines, dropped
from app.registrations.seats import COUNTERS_BY_STATUS, REGISTRATION, SEATLESS, positions
from app.seat_blocks.hand_out import BLOCK

CONFIRMED = RegistrationStatus.CONFIRMED
WITHOUT_SEAT = tuple(status for status in ACTIVE_STATUSES if status != CONFIRMED)


@reactions.on("event_cancelled")
def cancel_all(session: Session, event: Event) -> None:
    """Cancel all active registrations with the reason, and write to their people.

    Nobody was present, for else the event would be held. What each of them had is remembered.
    """
    session.flush()
    _tell_cancelled(session, event, ACTIVE_STATUSES)
    _cancel(session, event, ACTIVE_STATUSES)


@reactions.on("event_ended_early")
def cancel_waiting(session: Session, event: Event, changes: Sequence[EventChange]) -> None:
    """Those with a seat keep it, with their attendance; nobody else gets one any more."""
    session.flush()
    _tell_cancelled(session, event, WITHOUT_SEAT)
    _cancel(session, event, WITHOUT_SEAT)
    if not changes:
        return
    about = letters.letter_event(session, event.id)
    gone = letters.cancelled_entries(about, event, dropped(changes))
    about = replace(about, entries=[*about.entries, *gone])
    lines, reason = change_lines(changes), event.cancel_reason or None
    for to, _ in letter_recipients.of_event(session, event.id, (CONFIRMED,)):
        letters.post(
            session, "event_changed", about, to, calendar=True, changes=lines, reason=reason, ended=True
        )


def _tell_cancelled(session: Session, event: Event, statuses: Iterable[RegistrationStatus]) -> None:
    about = letters.letter_event(session, event.id)
    for to, status in letter_recipients.of_event(session, event.id, statuses):
        has_seat = status == CONFIRMED
        letters.post(
            session, "event_cancelled", about, to, calendar=has_seat, reason=event.cancel_reason or None
        )


def _cancel(session: Session, event: Event, statuses: Iterable[RegistrationStatus]) -> None:
    columns, now = REGISTRATION.c, clock.now()
    values = {
        "status": RegistrationStatus.CANCELLED,
        "status_before": columns.status,
        "reason": event.cancel_reason or None,
        "reason_before": columns.reason,
        "offer_expires_at": None,
        "cancelled_at": now,
        "updated_at": now,
        "version": columns.version + 1,
    }
    active = sa.and_(columns.event_id == event.id, columns.status.in_(list(statuses)))
    cancelled = sa.update(REGISTRATION).where(active).values(values)
    write(session, cancelled, "updated", fields={"status": [None, "cancelled"]})
    count(session, event)


@reactions.on("event_reactivated")
def restore_all(session: Session, event: Event, since: datetime) -> None:
    """Everybody gets the status, the seat and the place in the queue from before, and a letter.

    Offers hold anew for their time. Raises `capacity_below_kept` when there are fewer seats by now.
    Nights and meals that were chosen for other days are asked again.
    """
    event_id, restored = event.id, _restore(session, event)
    asked_again = stay.ask_again_since(session, event, since, restored)
    columns = REGISTRATION.c
    held = sa.select(sa.func.count()).where(columns.block_id == BLOCK.c.id, columns.status.in_(SEAT_STATUSES))
    blocks = sa.update(BLOCK).where(BLOCK.c.event_id == event_id)
    update_counters(session, blocks.values(taken=held.scalar_subquery()))
    count(session, event)
    _tell_restored(session, event_id, restored, asked_again)
    queue.move_up(session, event_id)
    session.expire(event, sorted(COUNTERS))


def _restore(session: Session, event: Event) -> list[int]:
    """Of two registrations of one person, when people were merged meanwhile, the better one comes back."""
    cancelled = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == RegistrationStatus.CANCELLED,
        col(Registration.status_before).is_not(None),
    )
    found = session.exec(cancelled.execution_options(populate_existing=True)).all()
    found = sorted(found, key=lambda one: (ACTIVE_STATUSES.index(_before(one)), one.id))
    expires = queue.offer_expiry(event_row.read_event(session, event.id))
    restored: dict[int, int] = {}
    for one in found:
        if one.person_id in restored:
            continue
        restored[one.person_id] = one.id
        one.status, one.reason = _before(one), one.reason_before
        one.status_before = one.reason_before = one.cancelled_at = None
        one.offer_expires_at = expires if one.status == RegistrationStatus.OFFERED else None
        if one.reason == DEALING_REASON and not event.undealt:
            one.status, one.reason = RegistrationStatus.WAITING, "dealt_wait"
    session.flush()
    return list(restored.values())


def _before(registration: Registration) -> RegistrationStatus:
    return RegistrationStatus(registration.status_before or registration.status)


def count(session: Session, event: Event) -> None:
    """Count the seats and the queue of an event anew, after its registrations were changed in bulk."""
    columns = REGISTRATION.c
    counted = sa.select(columns.status, sa.func.count()).where(
        columns.event_id == event.id, ~SEATLESS, columns.status.in_(ACTIVE_STATUSES)
    )
    found = dict.fromkeys(("taken", "confirmed", "waiting", "pending"), 0)
    for status, people in session.connection().execute(counted.group_by(columns.status)):
        for name in COUNTERS_BY_STATUS[status]:
            found[name] += people
    kept = sa.select(sa.func.coalesce(sa.func.sum(BLOCK.c.seats - BLOCK.c.taken), 0), sa.func.count())
    standing = kept.where(BLOCK.c.event_id == event.id, BLOCK.c.released_at.is_(None))
    found["kept"], found["blocks"] = session.connection().execute(standing).one()
    if event.capacity is not None and found["taken"] + found["kept"] > event.capacity:
        raise Conflict("capacity_below_kept", confirmed=found["taken"], kept=found["kept"])
    update_counters(session, sa.update(EVENT).where(EVENT.c.id == event.id).values(found))
    session.expire(event, sorted(COUNTERS))


def _tell_restored(
    session: Session, event_id: int, restored: Sequence[int], asked_again: Collection[int]
) -> None:
    about = letters.letter_event(session, event_id)
    places = positions(session, {event_id})
    expires = queue.offer_expiry(event_row.read_event(session, event_id)).isoformat()
    for to, status in letter_recipients.of_event(session, event_id, ACTIVE_STATUSES):
        if to.id not in restored:
            continue
        offered = status == RegistrationStatus.OFFERED
        letters.post(
            session,
            "event_reactivated",
            about,
            to,
            calendar=status == CONFIRMED,
            status=status.value,
            waiting_position=places.get(to.id),
            expires_at=expires if offered else None,
            choose_again=to.id in asked_again,
        )
