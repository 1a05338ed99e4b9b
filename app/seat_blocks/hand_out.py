"""Hands out kept seats, in Core: finds the block for an organisation and moves the counters.

The caller holds the lock of the event's row for every change. Sign-up at an event with blocks goes through
here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database import changes
from app.core.database.columns import table_of
from app.core.text import fold
from app.events import event_row
from app.events.event_row import EVENT, EventRow
from app.organisations.models import Organisation
from app.seat_blocks.models import SeatBlock
from app.territories.service import below

BLOCK, ORGANISATION = table_of(SeatBlock), table_of(Organisation)


class BlockRow(NamedTuple):
    """An unreleased block, for an organisation or for the organisations of a territory."""

    id: int
    organisation_id: int | None
    territory_id: int | None
    seats: int
    taken: int
    until: datetime


COLUMNS = tuple(BLOCK.c[name] for name in BlockRow._fields)


def find_organisation(session: Session, organisation_id: int | None, name: str | None) -> int | None:
    """The chosen organisation, or the only one of the directory with the typed name."""
    if organisation_id is not None or not name:
        return organisation_id
    columns = ORGANISATION.c
    named = sa.select(columns.id).where(columns.folded_name == fold(name))
    found = session.connection().scalars(named.limit(2)).all()
    return found[0] if len(found) == 1 else None


def free_blocks(session: Session, event_id: int) -> Sequence[BlockRow]:
    """Blocks with a free seat: those of organisations, which are narrower, before those of territories."""
    statement = sa.select(*COLUMNS).where(
        BLOCK.c.event_id == event_id, BLOCK.c.released_at.is_(None), BLOCK.c.taken < BLOCK.c.seats
    )
    ordered = statement.order_by(BLOCK.c.organisation_id.is_(None), BLOCK.c.until, BLOCK.c.id)
    return [BlockRow._make(row) for row in session.connection().execute(ordered)]


def block_condition(block: BlockRow, organisation: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """A condition on a column, or an expression, that holds the id of an organisation."""
    if block.territory_id is None:
        return organisation == block.organisation_id
    inside = sa.select(ORGANISATION.c.id).where(ORGANISATION.c.territory_id.in_(below(block.territory_id)))
    return organisation.in_(inside)


def free_block_for(session: Session, event: EventRow, organisation_id: int | None) -> int | None:
    """The block that keeps a free seat for this organisation."""
    if not event.kept or organisation_id is None:
        return None
    somebody = sa.literal(organisation_id)
    for block in free_blocks(session, event.id):
        if session.connection().scalar(sa.select(block_condition(block, somebody))):
            return block.id
    return None


def find_seat(session: Session, event: EventRow, organisation_id: int | None) -> tuple[bool, int | None]:
    """Whether there is a seat for somebody of this organisation, and the block that keeps it."""
    block_id = free_block_for(session, event, organisation_id)
    return block_id is not None or event_row.has_room(event), block_id


def take_from_block(session: Session, event_id: int, block_id: int, count: int) -> None:
    """Take seats of a block. The caller moves the event's other counters."""
    taken = sa.update(BLOCK).where(BLOCK.c.id == block_id).values(taken=BLOCK.c.taken + count)
    changes.update_counters(session, taken)
    fewer = sa.update(EVENT).where(EVENT.c.id == event_id).values(kept=EVENT.c.kept - count)
    changes.update_counters(session, fewer)


def return_to_block(session: Session, block_id: int) -> int:
    """Return a seat to its block. Returns by how many the event's `kept` grows: 0 after the release."""
    returned = sa.update(BLOCK).where(BLOCK.c.id == block_id).values(taken=BLOCK.c.taken - 1)
    released = session.connection().scalar(returned.returning(BLOCK.c.released_at))
    return 1 if released is None else 0
