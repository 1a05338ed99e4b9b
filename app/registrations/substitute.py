"""A substitute takes over a seat: it never becomes free, so the queue does not move."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Invalid
from app.core.reasons import explain_reason
from app.core.text import translator
from app.events import event_row
from app.events.access import check_writer
from app.events.event_row import EventRow
from app.events.models import EventStatus
from app.organisations.service import check_named
from app.registrations import (
    answers,
    carry_over,
    decide,
    letters,
    mailbox,
    needs,
    proof,
    rules,
    seats,
    sign_up,
    stay,
)
from app.registrations.access import visible
from app.registrations.allowed import can_be_passed_on
from app.registrations.models import (
    IS_UNCONFIRMED,
    UNCONFIRMED_REASON,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Attending, Contact, Needs, PassedOn

CARRIED_OVER = ("priority", "queue_key", "block_id", "slot_id", "lang")
ORGANISATION = ("organisation_id", "organisation_name")


def substitute(session: Session, actor: Actor, registration_id: int, body: Attending) -> PassedOn:
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    source = RegistrationSource.API if actor.api_key_id else RegistrationSource.STAFF
    return _substitute(session, registration, body, source, by_staff=True)


def substitute_mine(session: Session, registration: Registration, body: Attending) -> PassedOn:
    return _substitute(session, registration, body, RegistrationSource.PUBLIC, by_staff=False)


def _substitute(
    session: Session,
    registration: Registration,
    body: Attending,
    source: RegistrationSource,
    *,
    by_staff: bool,
) -> PassedOn:
    """Sign the substitute up in the seat of the other person, and cancel that registration.

    An enrolment in a whole series stays with the person who enrolled.
    """
    event = event_row.lock(session, registration.event_id)
    session.refresh(registration, with_for_update=True)
    _check(event, registration)
    if not body.email and not by_staff:
        raise Invalid("#/email", "required")
    if body.slot_id not in (None, registration.slot_id):
        raise Invalid("#/slot_id", "not_allowed")  # a substitute comes at the booked time
    check_named(session, body.organisation_id, by_public=not by_staff)
    row = _row(event, registration, body, by_staff) | {"source": source}
    person_id = sign_up.add_person(session, event.partnership_id, body)
    if known := sign_up.active_registration(session, event.id, person_id):
        raise sign_up.already_registered(known.id, event.id)
    if not by_staff and proof.is_wanted(event):
        return _ask(session, event, registration, person_id, row, body)
    _leave(session, event, registration)
    if event.organisation_limit and not by_staff:
        rules.check_organisation(session, event, Contact(**{name: row[name] for name in ORGANISATION}))
    made = sign_up.insert(session, event, person_id, row)
    if made is None:
        raise Conflict("already_registered")
    if not by_staff:
        mailbox.check(session, made.same_mailbox)
    needs.store(session, event, made.id, body.needs)
    missing = carry_over.unanswered(event.form_fields, row["answers"])
    _tell(session, registration, made.id, [one.label for one in missing])
    receipt = sign_up.receipt_of(session, made, None, None if by_staff else body)
    return PassedOn(**receipt.model_dump(), missing=missing)


def _ask(
    session: Session,
    event: EventRow,
    registration: Registration,
    person_id: int,
    row: sign_up.Values,
    body: Attending,
) -> PassedOn:
    """The seat stays where it is until the mailbox of the substitute, the last one asked, has confirmed."""
    columns = REGISTRATION.c
    asked = sa.select(columns.id).where(columns.substitutes_id == registration.id, IS_UNCONFIRMED)
    for number in session.connection().scalars(asked).all():
        before = session.get_one(Registration, number, with_for_update=True, populate_existing=True)
        decide.give_up_seat(session, before, RegistrationStatus.CANCELLED, None)
    row |= {
        "status": RegistrationStatus.PENDING,
        "reason": UNCONFIRMED_REASON,
        "block_id": None,
        "slot_id": None,
        "substitutes_id": registration.id,
    }
    made = sign_up.insert(session, event, person_id, row)
    if made is None:
        raise Conflict("already_registered")
    mailbox.check(session, made.same_mailbox)
    event_row.move_counters(session, event.id, {"pending": 1})
    needs.store(session, event, made.id, body.needs)
    sign_up.send_letter(session, made, body)
    missing = carry_over.unanswered(event.form_fields, row["answers"])
    return PassedOn(**sign_up.receipt_of(session, made, None, body).model_dump(), missing=missing)


def take_over(session: Session, event: EventRow, registration: Registration) -> None:
    """The substitute has confirmed. The caller has locked the event."""
    number = registration.substitutes_id
    left = session.get_one(Registration, number, with_for_update=True, populate_existing=True)
    _check(event, left)
    block_id, left.block_id = left.block_id, None
    left.ticket_epoch += 1
    decide.give_up_seat(session, left, RegistrationStatus.CANCELLED, "substituted")
    needs.store(session, event, left.id, Needs())
    if event.organisation_limit:
        rules.check_organisation(
            session, event, Contact(**registration.model_dump(include=set(ORGANISATION)))
        )
    registration.block_id, registration.reason = block_id, "substitute"
    registration.slot_id = left.slot_id
    seats.change_status(session, event.id, registration, RegistrationStatus.CONFIRMED)
    missing = carry_over.unanswered(event.form_fields, registration.answers)
    _tell(session, left, registration.id, [one.label for one in missing])


def _check(event: EventRow, registration: Registration) -> None:
    if event.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    if event_row.is_over(event, clock.now()):
        raise Conflict("event_past")
    if not can_be_passed_on(registration):
        raise Conflict("wrong_state", state=registration.status.value)


def _row(event: EventRow, registration: Registration, body: Attending, by_staff: bool) -> sign_up.Values:
    """The substitute's values. What is left out is that of the other person: organisation, answers, stay.

    Consents are never: everybody gives their own.
    """
    row = {name: getattr(registration, name) for name in CARRIED_OVER} | sign_up.form_values(body)
    if not any(row[name] for name in ORGANISATION):
        row |= {name: getattr(registration, name) for name in ORGANISATION}
    theirs = answers.fitting(event.form_fields, registration.answers, ())
    return row | {
        "status": RegistrationStatus.CONFIRMED,
        "reason": "substitute",
        "answers": answers.validate(
            event.form_fields, {**theirs, **body.answers}, complete=not by_staff, standing=theirs
        ),
        "stay": registration.stay if body.stay is None else stay.validate(event, body.stay),
        "consents": body.consents.model_dump(),
    }


def _leave(session: Session, event: EventRow, registration: Registration) -> None:
    """Give the seat back, to be taken at once; a kept seat stays in its block. The ticket ends for good."""
    registration.block_id = None
    registration.ticket_epoch += 1
    decide.give_up_seat(session, registration, RegistrationStatus.CANCELLED, "substituted")
    event_row.move_counters(
        session, event.id, dict.fromkeys(seats.COUNTERS_BY_STATUS[RegistrationStatus.CONFIRMED], 1)
    )
    needs.store(session, event, registration.id, Needs())


def _tell(session: Session, registration: Registration, made_id: int, missing: list[str]) -> None:
    old, event_id = registration.id, registration.event_id
    why = explain_reason(translator(registration.lang), {"reason": registration.reason})
    letters.send(session, "registration_cancelled", event_id, old, calendar=True, reason=why)
    letters.send(session, "registration_confirmed", event_id, made_id, calendar=True, missing=missing)
