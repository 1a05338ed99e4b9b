"""Seats kept for an organisation or a territory: who gets one, and until when.

All that changes something happens under the lock of the event's row, which the caller holds.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock, reactions
from app.core.text import fold
from app.organisations.models import Organisation
from app.registrations import seats
from app.registrations.models import HELD_BACK, Registration
from app.registrations.seats import BLOCK, EVENT
from app.registrations.shapes import Contact
from app.territories.service import below

ORGANISATION = cast(Any, Organisation).__table__
DUE = sa.and_(HELD_BACK, BLOCK.c.until <= sa.bindparam("now"))
"""Blocks whose time is over, and which the tick has not released yet."""


def organisation_of(session: Session, body: Contact) -> int | None:
    """The organisation chosen, or the only one of the directory that is called like what was typed."""
    if body.organisation_id is not None or not body.organisation_name:
        return body.organisation_id
    columns = ORGANISATION.c
    named = sa.select(columns.id).where(columns.folded_name == fold(body.organisation_name))
    found = session.connection().scalars(named.limit(2)).all()
    return found[0] if len(found) == 1 else None


def free_blocks(session: Session, event_id: int) -> Sequence[Any]:
    """Those with a free seat: of organisations before those of territories, as the narrower ones."""
    statement = sa.select(BLOCK).where(
        BLOCK.c.event_id == event_id, BLOCK.c.released_at.is_(None), BLOCK.c.taken < BLOCK.c.seats
    )
    ordered = statement.order_by(BLOCK.c.organisation_id.is_(None), BLOCK.c.until, BLOCK.c.id)
    return session.connection().execute(ordered).all()


def meant_for(block: Any, organisation: Any) -> Any:
    """A condition on a column, or an expression, that holds the id of an organisation."""
    if block.organisation_id is not None:
        return organisation == block.organisation_id
    inside = sa.select(ORGANISATION.c.id).where(ORGANISATION.c.territory_id.in_(below(block.territory_id)))
    return organisation.in_(inside)


def free_for(session: Session, event: Any, organisation_id: int | None) -> int | None:
    """The block that keeps a free seat for this organisation."""
    if not event.kept or organisation_id is None:
        return None
    somebody = sa.literal(organisation_id)
    for block in free_blocks(session, event.id):
        if session.connection().scalar(sa.select(meant_for(block, somebody))):
            return int(block.id)
    return None


def room(session: Session, event: Any, organisation_id: int | None) -> tuple[bool, int | None]:
    """Whether there is a seat for somebody of this organisation, and the block that keeps it."""
    block_id = free_for(session, event, organisation_id)
    return block_id is not None or seats.has_room(event), block_id


def hold(session: Session, registration: Registration, block_id: int | None) -> None:
    """The seat that the registration is about to hold is one of this block, if of any."""
    if block_id is not None:
        hand_out(session, registration.event_id, block_id, 1)
        registration.block_id = block_id


def hand_out(session: Session, event_id: int, block_id: int, count: int) -> None:
    """Seats of a block are held by somebody now; the event's other counters are then moved by the caller."""
    taken = sa.update(BLOCK).where(BLOCK.c.id == block_id).values(taken=BLOCK.c.taken + count)
    changes.count(session, taken)
    fewer = sa.update(EVENT).where(EVENT.c.id == event_id).values(kept=EVENT.c.kept - count)
    changes.count(session, fewer)


# --- when their time is over -----------------------------------------------------------------------------


def is_due(session: Session, event_id: int) -> bool:
    found = sa.select(BLOCK.c.id).where(BLOCK.c.event_id == event_id, DUE).limit(1)
    return session.connection().execute(found, {"now": clock.now()}).first() is not None


def release_due(session: Session, event_id: int) -> None:
    """Their seats are for all from now on; the caller lets the queue move."""
    now = clock.now()
    standing = sa.update(BLOCK).where(BLOCK.c.event_id == event_id, HELD_BACK, BLOCK.c.until <= now)
    values = {"released_at": now, "version": BLOCK.c.version + 1, "updated_at": now}
    left = (BLOCK.c.seats - BLOCK.c.taken).label("left")
    fields = {"released_at": [None, str(now)]}
    released = changes.write(session, standing.values(values), "updated", fields=fields, returning=(left,))
    seats.move(session, event_id, {"kept": -sum(one.left for one in released), "blocks": -len(released)})


@reactions.on("kept_seats_shown")
def tell_due(session: Session, due: dict[int, int]) -> None:
    """How many kept seats of these events are due to be released: a look at an event releases none."""
    left = sa.func.sum(BLOCK.c.seats - BLOCK.c.taken)
    counted = sa.select(BLOCK.c.event_id, left).where(BLOCK.c.event_id.in_(due), DUE)
    found = session.connection().execute(counted.group_by(BLOCK.c.event_id), {"now": clock.now()})
    due.update({event_id: int(count) for event_id, count in found})


@reactions.on("tick_planned")
def name_next_release(session: Session, moments: list[datetime]) -> None:
    """Also one that has come since the tick looked: nobody would ask for it before the next turn."""
    coming = sa.select(sa.func.min(BLOCK.c.until)).where(HELD_BACK)
    moments.extend(filter(None, [session.connection().scalar(coming)]))
