"""Sign-up. Core with prepared statements, because it is the busiest write.

The first statement locks the event and takes the seat. A later refusal rolls it back.
"""

from datetime import datetime
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.database import changes
from app.core.errors import Conflict, Invalid
from app.core.json_values import Json
from app.core.settings import Settings
from app.core.text import msgid
from app.events import event_row
from app.events.event_row import EventRow
from app.organisations.people import find_or_add_person
from app.organisations.service import check_named
from app.registrations import (
    answers,
    change_slot,
    letter_recipients,
    letters,
    links,
    mailbox,
    needs,
    proof,
    receipts,
    rules,
    seats,
    stay,
)
from app.registrations.models import (
    INACTIVE_STATUSES,
    UNCONFIRMED_REASON,
    Priority,
    RegistrationSource,
    RegistrationStatus,
)
from app.registrations.reserve import reserve_seat
from app.registrations.seats import BY_ANYBODY, BY_STAFF, REGISTRATION
from app.registrations.shapes import Attending, PersonFields, Receipt, RegistrationCreate
from app.slots.book import holders
from app.slots.models import Slot

REASONS = {RegistrationStatus.WAITING: "full"}
LINK_SENT = msgid("This person is already signed up. The link to the registration was sent by e-mail again.")
Values = Json
"""Values of a registration by column name."""


class SignedUp(NamedTuple):
    """A new registration, with its event right after the sign-up.

    `same_mailbox`: how many others at the event have its mailbox.
    """

    event: EventRow
    id: int
    version: int
    created_at: datetime
    status: RegistrationStatus
    reason: str | None
    lang: str
    same_mailbox: int
    slot: Slot | None = None


class RegistrationRow(NamedTuple):
    """A registration that a person has already."""

    id: int
    status: RegistrationStatus
    manage_epoch: int


def sign_up(
    session: Session,
    actor: Actor,
    event_id: int,
    body: RegistrationCreate,
    lang: str,
    *,
    invited: bool = False,
    person_id: int | None = None,
) -> Receipt:
    """Sign one person up for an event, with a letter.

    `invited`: staff have invited the person, so the policy does not apply; all other rules do. `person_id`:
    the person, if known. Refuses because of the event's state, the window of registration, the policy, an
    existing registration of the person, or a full event.
    """
    by_staff = is_staff(session, actor, event_id)
    made = register(session, actor, event_id, body, lang, by_staff, invited=invited, person_id=person_id)
    send_letter(session, made, body)
    return receipt_of(session, made, waiting_position(made), None if by_staff else body)


def register(
    session: Session,
    actor: Actor,
    event_id: int,
    body: Attending,
    lang: str,
    by_staff: bool,
    *,
    invited: bool = False,
    person_id: int | None = None,
) -> SignedUp:
    """Like `sign_up`, without a letter."""
    decided = by_staff or invited
    asked = BY_STAFF if decided else BY_ANYBODY
    event, status, own = reserve_seat(session, event_id, asked, body)
    rules.check_event(session, actor, event, by_staff, invited=invited)
    known = person_id is not None
    check_named(session, body.organisation_id, by_public=not (decided or known))
    answered = _check_body(event, body, by_staff, known=known)
    slot = change_slot.wanted(session, event, body.slot_id, by_staff=by_staff)
    person_id = person_id or add_person(session, event.partnership_id, body)
    if status is None:
        already = active_registration(session, event_id, person_id)
        raise already_registered(already.id, event_id) if already else Conflict("full")
    if slot is not None and holders(session, [slot.id]):
        already = active_registration(session, event_id, person_id)
        raise already_registered(already.id, event_id) if already else Conflict("slot_taken")
    if event.organisation_limit and not decided:
        rules.check_organisation(session, event, body)
    source = RegistrationSource.STAFF if by_staff else RegistrationSource.PUBLIC
    row = {
        **form_values(body),
        "status": status,
        "reason": seats.pending_reason(event, asked) or REASONS.get(status),
        "queue_key": event.queue_last,
        "source": RegistrationSource.API if actor.api_key_id else source,
        "answers": answered,
        "stay": stay.validate(event, body.stay) if body.stay else {},
        "slot_id": slot.id if slot else None,
        "consents": body.consents.model_dump(),
        "lang": "cs" if by_staff else lang,
        **own,
    }
    made = insert(session, event, person_id, row)
    if made is None:
        already = active_registration(session, event_id, person_id)
        raise already_registered(already.id, event_id) if already else Conflict("already_registered")
    if not decided:
        mailbox.check(session, made.same_mailbox)
    needs.store(session, event, made.id, body.needs)
    if status == RegistrationStatus.CONFIRMED and not event_row.has_room(event):
        event_row.availability_changed(session, event_id)
    return made._replace(slot=slot)


def is_staff(session: Session, actor: Actor, event_id: int) -> bool:
    if not actor.writes_somewhere or not actor.may_use("registrations:write"):
        return False
    return actor.writes(event_row.read_event(session, event_id).partnership_id)


def _check_body(event: EventRow, body: Attending, by_staff: bool, *, known: bool) -> Values:
    """Validate the body. Returns the answers to store."""
    if not body.email and not (by_staff or known):
        raise Invalid("#/email", "required")
    return answers.validate(event.form_fields, body.answers, complete=not by_staff)


def add_person(session: Session, partnership_id: int, body: PersonFields) -> int:
    """The id of the known or new person. The data of a known person do not change."""
    return find_or_add_person(
        session,
        partnership_id,
        body.first_name,
        body.last_name,
        body.email,
        title_before=body.title_before,
        title_after=body.title_after,
        phone=body.phone or None,
        organisation_id=body.organisation_id,
        position=body.position or "",
    )


def already_registered(registration_id: int, event_id: int) -> Conflict:
    """The refusal. It sends the link to the person's mailbox again and does not show it to the sender.

    The receipt of the first sign-up ends: only one of the two senders can be this person.
    """
    refusal = Conflict("already_registered")
    refusal.sentence = LINK_SENT
    refusal.afterwards = partial(_send_link_again, event_id=event_id, registration_id=registration_id)
    return refusal


def _send_link_again(session: Session, event_id: int, registration_id: int) -> None:
    columns = REGISTRATION.c
    ended = sa.update(REGISTRATION).where(columns.id == registration_id)
    changes.update_counters(session, ended.values(receipt_epoch=columns.receipt_epoch + 1))
    letters.send(session, "registration_link", event_id, registration_id)


def active_registration(session: Session, event_id: int, person_id: int) -> RegistrationRow | None:
    """The registration of this person that is neither cancelled nor declined, if there is one."""
    columns = REGISTRATION.c
    statement = sa.select(columns.id, columns.status, columns.manage_epoch).where(
        columns.event_id == event_id, columns.person_id == person_id, columns.status.not_in(INACTIVE_STATUSES)
    )
    found = session.connection().execute(statement).one_or_none()
    return RegistrationRow._make(found) if found else None


def form_values(body: PersonFields) -> Values:
    """The values of the form, as columns of the registration."""
    return {
        "organisation_id": body.organisation_id,
        "organisation_name": body.organisation_name or "",
        "position": body.position or "",
        "phone": body.phone or "",
        "note": body.note or "",
    }


def insert(session: Session, event: EventRow, person_id: int, row: Values) -> SignedUp | None:
    """None when the person has a registration already."""
    now = clock.now()
    values = {
        "event_id": event.id,
        "partnership_id": event.partnership_id,
        "person_id": person_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
        "walk_in": False,
        "guest": False,
        "silent": False,
        "staff_note": "",
        "manage_epoch": 0,
        "ticket_epoch": 0,
        "calendar_epoch": 0,
        "receipt_epoch": 0,
        "priority": Priority.USUAL,
        "enrolment_id": None,
        "block_id": None,
        "cancelled_late": False,
        "slot_id": None,
        "slot_moves": 0,
        "stay": {},
        **row,
    }
    made = changes.insert(
        session,
        REGISTRATION,
        values,
        returning=("created_at",),
        derived=(mailbox.OTHERS,),
        ignore_conflict=True,
    )
    if made is None:
        return None
    own = row["status"], row["reason"], row["lang"]
    return SignedUp(event, made.id, made.version, made.created_at, *own, made.same_mailbox)


def send_letter(session: Session, made: SignedUp, body: PersonFields) -> None:
    """Write the letter. Staff pass the link on to people without an e-mail."""
    if not body.email:
        return
    to = letter_recipients.Recipient(
        made.id, made.status, made.lang, body.email, body.first_name, body.last_name
    )
    if made.slot is not None:
        to = to.at(made.slot)
    has_seat = made.status == RegistrationStatus.CONFIRMED
    about = letters.letter_event(session, made.event.id)
    more = {"waiting_position": waiting_position(made), **letters.dealing(made.event, made.reason)}
    if made.reason == UNCONFIRMED_REASON:
        more["expires_at"] = (made.created_at + proof.CONFIRM_WITHIN).isoformat()
    letters.post(session, letters.of_sign_up(made.status, made.reason), about, to, calendar=has_seat, **more)


def waiting_position(made: SignedUp) -> int | None:
    """The end of the queue right after this sign-up."""
    return made.event.waiting if made.status == RegistrationStatus.WAITING else None


def receipt_of(
    session: Session, made: SignedUp, waiting_position: int | None, typed: PersonFields | None
) -> Receipt:
    """`typed`: the form of somebody who may not have the link to manage; None for those who may."""
    settings: Settings = session.info["settings"]
    return Receipt.unvalidated(
        {
            "id": made.id,
            "event_id": made.event.id,
            "status": made.status,
            "waiting_position": waiting_position,
            "reason": made.reason,
            "deals_at": made.event.deals_at,
            "receipt_url": receipts.receipt_url(settings, made.id, typed) if typed else None,
            "manage_url": None if typed else links.manage_url(settings, made.id, 0),
            "version": made.version,
            "created_at": made.created_at,
        }
    )
