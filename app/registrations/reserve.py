"""How a sign-up asks for a seat: one that is free, or one that is kept for it."""

from sqlmodel import Session

from app.events import event_row
from app.events.event_row import EventRow
from app.registrations import seats
from app.registrations.models import RegistrationStatus
from app.registrations.shapes import Contact
from app.seat_blocks import hand_out, release

SEATED: dict[RegistrationStatus | None, dict[str, int]] = {
    RegistrationStatus.CONFIRMED: {},
    RegistrationStatus.WAITING: {"waiting": -1, "taken": 1, "confirmed": 1},
    None: {"taken": 1, "confirmed": 1, "queue_last": 1},
}
"""What a kept seat moves beside `kept`, by what the event itself had to give."""

Held = dict[str, int | str | None]
"""Columns of the registration that follow from the seat: block, reason, organisation."""


def ask(
    session: Session, event_id: int, by_staff: bool, body: Contact
) -> tuple[EventRow, RegistrationStatus | None, Held]:
    """`seats.ask`, and a kept seat for somebody whom one is kept for.

    The last of the three is what the registration is to hold beside: its block, and the organisation that its
    name means, so that it can be given a kept seat later. An event without blocks is asked once and no more.
    """
    event, status = seats.ask(session, event_id, by_staff)
    if not event.blocks:
        return event, status, {}
    if release.is_due(session, event_id):
        seats.take_back(session, event_id, status)
        release.caught_up(session, event_row.lock(session, event_id))
        return ask(session, event_id, by_staff, body)
    organisation_id = hand_out.organisation_of(session, body.organisation_id, body.organisation_name)
    own: Held = {"organisation_id": organisation_id}
    if status is None:
        event = event_row.lock(session, event_id)
    block_id = hand_out.free_for(session, event, organisation_id) if status in SEATED else None
    if block_id is None:
        return event, status, own
    hand_out.hand_out(session, event_id, block_id, 1)
    event_row.move(session, event_id, SEATED[status])
    own |= {"block_id": block_id, "reason": "kept_seat"}
    return event_row.look(session, event_id), RegistrationStatus.CONFIRMED, own
