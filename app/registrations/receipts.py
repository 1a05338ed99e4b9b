"""The receipt of a sign-up: the link of those who filled in the form and may not own the mailbox they typed.

It shows what was typed and the state, and takes the sign-up back within an hour, as long as the mailbox has
not used its own link. Nothing is stored: the token is what was typed, encrypted with the id and the time. So
it shows nothing that others have written since, or that was known of the person before.
"""

import base64
import binascii
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlmodel import Session

from app.core import clock, secrets
from app.core.errors import Conflict, NotFound, Problem
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.settings import Settings
from app.events import event_row
from app.events.models import EventStatus
from app.registrations import decide, letter_recipients, letters, links, queue, seats
from app.registrations.allowed import can_leave
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.receipt_shapes import ReceiptView, TypedFields
from app.registrations.shapes import PersonFields

PURPOSE = "receipt"
SHOWN_FOR = timedelta(hours=24)
UNDONE_FOR = timedelta(hours=1)
LONGEST = 1_500
"""Bytes of a token; longer forms leave answers and the note out."""
SHORT = 500
"""Bytes that are not worth compressing, which would take longer than all else here."""
LONG_FIELDS = ("answers", "note")
SHOWN_FIELDS = set(TypedFields.model_fields)
UNDONE = "undone"
"""The reason of a registration that was taken back by its receipt."""


class Opened(NamedTuple):
    """A receipt that may be shown."""

    registration: Registration
    typed: Json
    made_at: datetime


def receipt_url(settings: Settings, registration_id: int, body: PersonFields) -> str:
    """The link for somebody who has just sent this form."""
    typed = body.model_dump(mode="json", include=SHOWN_FIELDS, exclude_defaults=True)
    token = _token(settings, registration_id, typed)
    if len(token) > LONGEST:
        short = {name: value for name, value in typed.items() if name not in LONG_FIELDS}
        token = _token(settings, registration_id, short)
    return f"{links.base_url(settings)}/receipts/{token}"


def _token(settings: Settings, registration_id: int, typed: Json) -> str:
    """A new registration has the epoch 0."""
    content = orjson.dumps([registration_id, 0, int(clock.now().timestamp()), typed])
    if len(content) > SHORT:
        content = zlib.compress(content, 1)
    sealed = secrets.encrypt(settings.secret_key, PURPOSE, content)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def show(session: Session, token: str) -> ReceiptView:
    return _view(session, _open(session, token))


def undo(session: Session, token: str) -> ReceiptView:
    """Cancel what this form has signed up. A repeated call changes nothing."""
    receipt = _open(session, token)
    registration = receipt.registration
    with queue.lock_event(session, registration.event_id):
        session.refresh(registration, with_for_update=True)
        if _was_undone(registration):
            return _view(session, receipt)
        if registration.mailbox_used_at is not None or clock.now() > receipt.made_at + UNDONE_FOR:
            raise Conflict("undo_closed")
        if registration.status in INACTIVE_STATUSES:
            raise Conflict("wrong_state", state=registration.status.value)
        had_seat = registration.status == RegistrationStatus.CONFIRMED
        decide.give_up_seat(session, registration, RegistrationStatus.CANCELLED, UNDONE)
        _tell_undone(session, registration, had_seat=had_seat)
    return _view(session, receipt)


def _tell_undone(session: Session, registration: Registration, *, had_seat: bool) -> None:
    """A letter that has not gone out is dropped; a mailbox that has read of the sign-up reads of its end."""
    event_id, number = registration.event_id, registration.id
    if not outbox.cancel_unsent(session, f"registration:{number}", letters.SIGN_UP_KINDS):
        letters.send(session, "registration_cancelled", event_id, number, calendar=had_seat)


def _open(session: Session, token: str) -> Opened:
    """NotFound for a token that is not ours or was ended, 410 for one that is too old."""
    settings: Settings = session.info["settings"]
    registration_id, epoch, made, typed = _read(settings, token)
    registration = session.get(Registration, registration_id)
    if registration is None or registration.receipt_epoch != epoch:
        raise NotFound()
    made_at = datetime.fromtimestamp(made, UTC)
    if clock.now() > made_at + SHOWN_FOR:
        raise Problem("link_expired")
    return Opened(registration, typed, made_at)


def _read(settings: Settings, token: str) -> tuple[int, int, int, Json]:
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise NotFound() from error
    content = secrets.decrypt(settings.secret_key, PURPOSE, sealed)
    if content is None:
        raise NotFound()
    found: Any = orjson.loads(content if content.startswith(b"[") else zlib.decompress(content))
    return found[0], found[1], found[2], found[3]


def _was_undone(registration: Registration) -> bool:
    return registration.status == RegistrationStatus.CANCELLED and registration.reason == UNDONE


def _view(session: Session, receipt: Opened) -> ReceiptView:
    """Once the mailbox has used its link, what became of the registration is its business alone."""
    session.flush()
    registration, event = receipt.registration, event_row.read_event(session, receipt.registration.event_id)
    used = registration.mailbox_used_at is not None
    waits = registration.status == RegistrationStatus.WAITING and not used
    positions = seats.positions(session, {event.id}) if waits else {}
    closes = receipt.made_at + UNDONE_FOR
    slot = letter_recipients.BookedSlot() if used else letter_recipients.booked_slot(session, registration)
    may_undo = (
        not used
        and clock.now() <= closes
        and event.status != EventStatus.CANCELLED
        and registration.status not in INACTIVE_STATUSES
        and can_leave(session, registration)
    )
    return ReceiptView(
        event_id=event.id,
        event_title=event.title,
        starts_at=slot.starts_at or event.starts_at,
        slot_starts_at=slot.starts_at,
        slot_ends_at=slot.ends_at,
        slot_place=slot.place,
        status=None if used else registration.status,
        reason=None if used else registration.reason,
        waiting_position=positions.get(registration.id),
        deals_at=event.deals_at,
        typed=TypedFields.model_validate(receipt.typed),
        made_at=receipt.made_at,
        shown_until=receipt.made_at + SHOWN_FOR,
        undo_until=closes if may_undo else None,
        mailbox_used=used,
        allowed=["undo"] if may_undo else [],
    )
