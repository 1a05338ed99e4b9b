"""What registrations ask of slots: whether one can be booked, and which are free.

The caller has locked the event, so that nobody books the same slot meanwhile.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.json_values import Json
from app.core.web.keyset import Condition
from app.slots.models import Slot

REGISTRATION = sa.table(
    "registration",
    *(sa.column(name) for name in ("id", "slot_id", "person_id", "status", "status_before")),
    sa.column("log", sa.JSON),
)
"""A table of a higher room, so it is only named."""
HOLDS = sa.text("slot_id IS NOT NULL AND status NOT IN ('declined', 'cancelled', 'expired')")
"""The condition of the unique index; SQLite uses the index only where a query repeats it word for word."""


class Holder(NamedTuple):
    """Who has a slot."""

    slot_id: int
    registration_id: int
    person_id: int
    log: Json | None


def holders(session: Session, slot_ids: Collection[int]) -> dict[int, Holder]:
    columns = REGISTRATION.c
    found = sa.select(columns.slot_id, columns.id, columns.person_id, columns.log)
    rows = session.connection().execute(found.where(columns.slot_id.in_(list(slot_ids)), HOLDS))
    return {row[0]: Holder(*row) for row in rows}


def is_held() -> Condition:
    """A condition on slots."""
    return sa.exists().where(REGISTRATION.c.slot_id == col(Slot.id), HOLDS)


def comes_back(session: Session, slot_id: int) -> bool:
    """Whether a registration of a cancelled event has it, which stands again once the event takes place."""
    columns = REGISTRATION.c
    statement = sa.select(columns.id).where(columns.slot_id == slot_id, columns.status_before.is_not(None))
    return session.connection().execute(statement.limit(1)).first() is not None


def find(session: Session, event_id: int, slot_id: int | None, *, begun: bool) -> Slot:
    """The slot of this event that somebody wants. `begun`: it may have begun, as for the staff.

    Raises Invalid at the field. Whether it is free is another question.
    """
    if slot_id is None:
        raise Invalid("#/slot_id", "required")
    slot = session.get(Slot, slot_id)
    if slot is None or slot.event_id != event_id:
        raise Invalid("#/slot_id", "not_found")
    if not begun and slot.starts_at <= clock.now():
        raise Invalid("#/slot_id", "past")
    return slot


def check_free(session: Session, slot: Slot) -> None:
    if holders(session, [slot.id]):
        raise Conflict("slot_taken")


def free_slots(session: Session, event_id: int) -> Sequence[Slot]:
    """Those that people may book now, by time."""
    statement = select(Slot).where(Slot.event_id == event_id, col(Slot.starts_at) > clock.now(), ~is_held())
    return session.exec(statement.order_by(col(Slot.starts_at), col(Slot.place), col(Slot.id))).all()
