"""Seats kept for an organisation or a territory: who gets one, and how one is asked for.

Everything here happens under the lock of the event's row, which the caller holds or `ask` takes.
"""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes
from app.core.text import fold
from app.organisations.models import Organisation
from app.registrations import seats
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import BLOCK, EVENT
from app.registrations.shapes import Contact
from app.territories.service import below

ORGANISATION = cast(Any, Organisation).__table__
SEATED: dict[RegistrationStatus | None, dict[str, int]] = {
    RegistrationStatus.CONFIRMED: {},
    RegistrationStatus.WAITING: {"waiting": -1, "taken": 1, "confirmed": 1},
    None: {"taken": 1, "confirmed": 1, "queue_last": 1},
}
"""What a kept seat moves beside `kept`, by what the event itself had to give."""


def ask(
    session: Session, event_id: int, by_staff: bool, body: Contact
) -> tuple[Any, RegistrationStatus | None, dict[str, Any]]:
    """`seats.ask`, and a kept seat for somebody whom one is kept for.

    The last of the three is what the registration is to hold beside: its block, and the organisation that its
    name means, so that it can be given a kept seat later.
    """
    event, status = seats.ask(session, event_id, by_staff)
    if not event.blocks:
        return event, status, {}
    organisation_id = organisation_of(session, body)
    own: dict[str, Any] = {"organisation_id": organisation_id}
    if status is None:
        event = seats.lock(session, event_id)
    block_id = free_for(session, event, organisation_id) if status in SEATED else None
    if block_id is None:
        return event, status, own
    hand_out(session, event_id, block_id, 1)
    seats.move(session, event_id, SEATED[status])
    own |= {"block_id": block_id, "reason": "kept_seat"}
    return seats.look(session, event_id), RegistrationStatus.CONFIRMED, own


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
