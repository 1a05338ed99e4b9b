"""Who gets a letter about an event, with the time that they have booked, if any. In Core, as `letters`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database.columns import table_of
from app.organisations.people_models import Person
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.slots.models import Slot

PERSON, SLOT = table_of(Person), table_of(Slot)
SELECT_RECIPIENTS = (
    sa.select(
        REGISTRATION.c.id,
        REGISTRATION.c.status,
        REGISTRATION.c.lang,
        PERSON.c.email,
        PERSON.c.first_name,
        PERSON.c.last_name,
        SLOT.c.starts_at.label("slot_starts_at"),
        SLOT.c.ends_at.label("slot_ends_at"),
        SLOT.c.place.label("slot_place"),
        REGISTRATION.c.slot_moves,
    )
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .outerjoin(SLOT, SLOT.c.id == REGISTRATION.c.slot_id)
)


class BookedSlot(NamedTuple):
    """The time that somebody has booked, if any; `moves`: how often they changed it."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    moves: int = 0


class Recipient(NamedTuple):
    """The facts of a registration and its person that a letter needs."""

    id: int
    status: RegistrationStatus
    lang: str
    email: str | None
    first_name: str
    last_name: str
    slot: BookedSlot = BookedSlot()

    @classmethod
    def of(cls, row: Any) -> "Recipient":
        """Of a row of `SELECT_RECIPIENTS`."""
        *own, starts_at, ends_at, place, moves = row
        return cls(*own)._replace(slot=BookedSlot(starts_at, ends_at, place, moves))

    def at(self, slot: Slot) -> "Recipient":
        """The same with a slot that was booked just now."""
        return self._replace(slot=BookedSlot(slot.starts_at, slot.ends_at, slot.place))


def recipients(session: Session, registration_ids: Iterable[int]) -> list[Recipient]:
    """Recipients in the order of the queue."""
    statement = SELECT_RECIPIENTS.where(REGISTRATION.c.id.in_(list(registration_ids)))
    rows = session.connection().execute(
        statement.order_by(REGISTRATION.c.priority, REGISTRATION.c.queue_key, REGISTRATION.c.id)
    )
    return [Recipient.of(row) for row in rows]


def booked_slot(session: Session, registration: Registration) -> BookedSlot:
    slot = session.get(Slot, registration.slot_id) if registration.slot_id else None
    if slot is None:
        return BookedSlot()
    return BookedSlot(slot.starts_at, slot.ends_at, slot.place, registration.slot_moves)


def of_event(
    session: Session, event_id: int, statuses: Iterable[RegistrationStatus]
) -> list[tuple[Recipient, RegistrationStatus]]:
    """The recipients at an event with one of the `statuses`, each with the status; without silent ones."""
    statement = SELECT_RECIPIENTS.where(REGISTRATION.c.event_id == event_id, ~REGISTRATION.c.silent)
    statement = statement.where(REGISTRATION.c.status.in_(list(statuses)))
    rows = session.connection().execute(statement.order_by(REGISTRATION.c.id))
    return [(Recipient.of(row), row.status) for row in rows]
