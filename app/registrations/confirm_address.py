"""The mailbox confirms a sign-up, or it ends unconfirmed after two days, or when the seats are dealt."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.errors import Conflict
from app.core.reasons import explain_reason
from app.core.text import translator
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import RegistrationPolicy
from app.registrations import decide, letters, own_link, proof, queue, rules, seats, substitute
from app.registrations.models import IS_UNCONFIRMED, Registration, RegistrationStatus
from app.registrations.own_shapes import MyRegistration
from app.registrations.seats import PROVEN, REGISTRATION
from app.registrations.shapes import Contact
from app.seat_blocks import hand_out

AT_ONCE = 100
NOT_CONFIRMED, NOT_MEMBER = "not_confirmed", "not_member"


def confirm_mine(session: Session, token: str) -> MyRegistration:
    """Count the registration from now on, at its place by time. A repeated call changes nothing.

    With it are confirmed the other registrations of its enrolment in a series.
    """
    registration = own_link.use_link(session, token)
    if registration.status in (RegistrationStatus.EXPIRED, RegistrationStatus.CANCELLED):
        raise Conflict("wrong_state", state=registration.status.value)
    if registration.enrolment_id is not None:
        reactions.announce("enrolment_confirmed", session=session, enrolment_id=registration.enrolment_id)
    for event_id, registration_id in _of_enrolment(session, registration):
        confirm(session, event_id, registration_id)
    return own_link.my_registration_view(session, registration)


def confirm(session: Session, event_id: int, registration_id: int) -> None:
    """Nothing happens to one that is confirmed already."""
    with queue.lock_event(session, event_id) as event:
        one = session.get_one(Registration, registration_id, with_for_update=True, populate_existing=True)
        if proof.is_unconfirmed(one):
            _confirm(session, event, one)


def _of_enrolment(session: Session, registration: Registration) -> Sequence[tuple[int, int]]:
    """Event and id of what is confirmed, in the order in which events are locked."""
    chosen = col(Registration.id) == registration.id
    if registration.enrolment_id is not None:
        enrolled = col(Registration.enrolment_id) == registration.enrolment_id
        chosen = sa.or_(chosen, sa.and_(enrolled, IS_UNCONFIRMED))
    statement = select(Registration.event_id, Registration.id).where(chosen)
    return session.exec(statement.order_by(col(Registration.event_id))).all()


def _confirm(session: Session, event: EventRow, registration: Registration) -> None:
    """What a sign-up at its time would have led to, if its sender had been known."""
    if proof.has_lapsed(registration):
        raise Conflict("confirmation_expired")
    own_link.check_coming(event)
    if event.registration_policy == RegistrationPolicy.MEMBERS and not rules.is_member(
        session, event, registration.person_id
    ):
        return _decline(session, registration)
    if registration.substitutes_id is not None:
        return substitute.take_over(session, event, registration)
    if event.organisation_limit:
        rules.check_organisation(session, event, Contact.model_validate(_organisation(registration)))
    reason = seats.pending_reason(event, PROVEN)
    if reason is not None:
        return _keep_pending(session, event, registration, reason)
    has_room, block_id = hand_out.find_seat(session, event, registration.organisation_id)
    if has_room:
        return decide.take_seat(session, registration, block_id)
    if not event.waiting_list:
        raise Conflict("full")
    return decide.wait(session, registration)


def _organisation(registration: Registration) -> dict[str, object]:
    return registration.model_dump(include={"organisation_id", "organisation_name"})


def _keep_pending(session: Session, event: EventRow, registration: Registration, reason: str) -> None:
    registration.reason = reason
    session.flush()
    facts = letters.dealing(event, reason)
    letters.send(session, "registration_pending", event.id, registration.id, **facts)


def _decline(session: Session, registration: Registration) -> None:
    """The mailbox learns of its own membership; the answer to the sign-up told nobody."""
    decide.give_up_seat(session, registration, RegistrationStatus.DECLINED, NOT_MEMBER)
    why = explain_reason(translator(registration.lang), {"reason": NOT_MEMBER})
    letters.send(session, "registration_declined", registration.event_id, registration.id, reason=why)


# --- what nobody has confirmed ---------------------------------------------------------------------------


def expire_at(session: Session, event_id: int) -> None:
    """At the dealing of seats. The caller has locked the event."""
    columns = REGISTRATION.c
    statement = sa.select(columns.id).where(columns.event_id == event_id, IS_UNCONFIRMED)
    for registration_id in session.connection().scalars(statement.order_by(columns.id)).all():
        _expire(session, registration_id)


@reactions.on("tick")
def expire_unconfirmed(session: Session) -> None:
    columns = REGISTRATION.c
    late = sa.and_(IS_UNCONFIRMED, columns.created_at <= clock.now() - proof.CONFIRM_WITHIN)
    found = sa.select(columns.event_id, columns.id).where(late).order_by(columns.created_at).limit(AT_ONCE)
    for event_id, registration_id in sorted(session.connection().execute(found).all()):
        event_row.lock(session, event_id)
        _expire(session, registration_id)


@reactions.on("tick_planned")
def next_expiry(session: Session, moments: list[datetime]) -> None:
    first = sa.select(sa.func.min(REGISTRATION.c.created_at)).where(IS_UNCONFIRMED)
    oldest = session.connection().scalar(first)
    if oldest is not None:
        moments.append(oldest + proof.CONFIRM_WITHIN)


def _expire(session: Session, registration_id: int) -> None:
    """Without a letter: the mailbox may belong to somebody who has nothing to do with it."""
    one = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if one is not None and proof.is_unconfirmed(one):
        decide.give_up_seat(session, one, RegistrationStatus.EXPIRED, NOT_CONFIRMED)
        if one.enrolment_id is not None:
            reactions.announce("enrolment_unconfirmed", session=session, enrolment_id=one.enrolment_id)
