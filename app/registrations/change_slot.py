"""The booked time of a consultation: which one somebody takes, and the change to another one.

Staff, and people by their own link, change the time while the event is coming. The event is locked first, and
the registration moves in one step, so a person always has a time.
"""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, reactions
from app.core.database import changes
from app.core.errors import Conflict, Invalid
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import EventStatus
from app.registrations import letters, proof
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.slots import book
from app.slots.models import Slot


def wanted(session: Session, event: EventRow, slot_id: int | None, *, by_staff: bool) -> Slot | None:
    """The slot that a sign-up names: one is required where the event has some, and refused elsewhere.

    Staff may book a time that has begun, until the event is over. Whether it is free is another question.
    """
    if event.slots:
        return book.find(session, event.id, slot_id, begun=by_staff)
    if slot_id is not None:
        raise Invalid("#/slot_id", "not_found")
    return None


def lacks_slot(registration: Registration, event: EventRow) -> bool:
    """Whether it may not get a seat: a substitute who has yet to confirm takes over the time of the other."""
    return event.slots > 0 and registration.slot_id is None


def may_change(registration: Registration, event: EventRow, *, by_staff: bool) -> bool:
    """Whether somebody who has a time, or waits for approval with one, may take another one now."""
    has_time = registration.status in (RegistrationStatus.CONFIRMED, RegistrationStatus.PENDING)
    if not event.slots or not has_time or registration.takes_no_seat:
        return False
    if lacks_slot(registration, event):
        return False
    coming = event.status != EventStatus.CANCELLED and not event_row.is_over(event, clock.now())
    return coming and (by_staff or not proof.is_unconfirmed(registration))


def change_slot(session: Session, registration: Registration, slot_id: int | None, *, by_staff: bool) -> bool:
    """Book another time for the registration and write to the person. The caller has locked the event.

    Returns whether anything changed. Refuses with `slot_taken`, and for a time that is over or not of this
    event at the field.
    """
    if slot_id == registration.slot_id:
        return False
    event = event_row.read_event(session, registration.event_id)
    if not event.slots:
        raise Invalid("#/slot_id", "not_found")
    if not may_change(registration, event, by_staff=by_staff):
        raise Conflict("wrong_state", state=registration.status.value)
    slot = book.find(session, event.id, slot_id, begun=by_staff)
    book.check_free(session, slot)
    old = session.get(Slot, registration.slot_id) if registration.slot_id else None
    registration.slot_id, registration.slot_moves = slot.id, registration.slot_moves + 1
    session.flush()
    _tell(session, event, registration, old)
    return True


def _tell(session: Session, event: EventRow, registration: Registration, old: Slot | None) -> None:
    """The usual letter of the status, with the new time, the entry in the calendar and the time before."""
    before = None
    if old is not None:
        start, end = old.starts_at.isoformat(), old.ends_at.isoformat()
        before = {"title": event.title, "starts_at": start, "ends_at": end, "same_event": True}
    letters.send(
        session,
        letters.of_sign_up(registration.status, registration.reason),
        event.id,
        registration.id,
        calendar=registration.status == RegistrationStatus.CONFIRMED,
        moved_from=before,
    )


@reactions.on("record_deleted")
def forget_slot(session: Session, record: object) -> None:
    """Registrations that have ended no longer name a slot that is deleted. Those that stand keep theirs."""
    if isinstance(record, Slot):
        columns = REGISTRATION.c
        named = sa.update(REGISTRATION).where(columns.slot_id == record.id)
        values = {"slot_id": None, "updated_at": clock.now(), "version": columns.version + 1}
        changes.write(session, named.values(values), "updated", fields={"slot_id": None})
