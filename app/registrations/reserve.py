"""Reserves a seat for a sign-up: a free one, or one that is kept for its organisation."""

from sqlmodel import Session

from app.events import event_row
from app.events.event_row import EventRow
from app.registrations import seats
from app.registrations.models import RegistrationStatus
from app.registrations.shapes import Contact
from app.seat_blocks import hand_out, release

BLOCK_COUNTERS: dict[RegistrationStatus | None, dict[str, int]] = {
    RegistrationStatus.CONFIRMED: {},
    RegistrationStatus.WAITING: {"waiting": -1, "taken": 1, "confirmed": 1},
    None: {"taken": 1, "confirmed": 1, "queue_last": 1},
}
"""The counters that a kept seat moves beside `kept`, by the outcome of `seats.reserve`."""

Held = dict[str, int | str | None]
"""Columns of the registration that depend on the seat: block, reason, organisation."""


def reserve_seat(
    session: Session, event_id: int, asked: seats.Asked, body: Contact
) -> tuple[EventRow, RegistrationStatus | None, Held]:
    """Like `seats.reserve`, but also tries a kept seat.

    The third value holds columns of the registration: its block, and the organisation with the typed name, so
    that it can get a kept seat later. An event without blocks needs no further statement.
    """
    event, status = seats.reserve(session, event_id, asked)
    if not event.blocks:
        return event, status, {}
    if release.is_due(session, event_id):
        seats.undo(session, event_id, status)
        release.release_due_seats(session, event_row.lock(session, event_id))
        return reserve_seat(session, event_id, asked, body)
    organisation_id = hand_out.find_organisation(session, body.organisation_id, body.organisation_name)
    own: Held = {"organisation_id": organisation_id}
    if status is None:
        event = event_row.lock(session, event_id)
    block_id = hand_out.free_block_for(session, event, organisation_id) if status in BLOCK_COUNTERS else None
    if block_id is None:
        return event, status, own
    hand_out.take_from_block(session, event_id, block_id, 1)
    event_row.move_counters(session, event_id, BLOCK_COUNTERS[status])
    own |= {"block_id": block_id, "reason": "kept_seat"}
    return event_row.read_event(session, event_id), RegistrationStatus.CONFIRMED, own
