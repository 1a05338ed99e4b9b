"""Swaps: a person moves to another event of the same topic and series, and keeps the order of sign-up."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import PUBLIC, Actor
from app.core.database import changes, records
from app.core.errors import Conflict, Invalid
from app.events import event_row
from app.events.access import check_writer
from app.events.event_row import EventRow
from app.events.models import Event, RegistrationPolicy, Visibility
from app.events.status import availability, registration_state
from app.registrations import (
    carry_over,
    decide,
    letter_recipients,
    letters,
    needs,
    proof,
    queue,
    rules,
    seats,
    sign_up,
)
from app.registrations.access import visible
from app.registrations.models import (
    DEALING_REASON,
    INACTIVE_STATUSES,
    SEAT_STATUSES,
    Priority,
    Registration,
    RegistrationStatus,
)
from app.registrations.own_shapes import SwapFacts
from app.registrations.seats import REGISTRATION, Asked
from app.registrations.shapes import PassedOn
from app.seat_blocks import hand_out, release
from app.territories.models import Territory

ENROLMENT = sa.table("series_enrolment", sa.column("id"), sa.column("created_at", sa.DateTime(timezone=True)))
"""A table of a higher room, so it is only named."""

CARRIED_OVER = (
    "person_id",
    "priority",
    "enrolment_id",
    "source",
    "note",
    "staff_note",
    "organisation_id",
    "organisation_name",
    "position",
    "phone",
    "consents",
    "lang",
    "created_at",
)


def swap(session: Session, actor: Actor, registration_id: int, event_id: int) -> PassedOn:
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    return _swap(session, actor, registration, event_id, by_staff=True)


def move(session: Session, actor: Actor, registration_id: int, event_id: int) -> PassedOn:
    """Staff move a registration to any event of the partnership, whatever its topic."""
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    there = records.get_referenced(session, Event, event_id, "#/event_id", registration.partnership_id)
    return _swap(session, actor, registration, event_id, by_staff=True, anywhere=there is not None)


def swap_mine(session: Session, registration: Registration, event_id: int) -> PassedOn:
    return _swap(session, PUBLIC, registration, event_id, by_staff=False)


def _swap(
    session: Session,
    actor: Actor,
    registration: Registration,
    event_id: int,
    *,
    by_staff: bool,
    anywhere: bool = False,
) -> PassedOn:
    """Sign up there and cancel here. A person with a seat only moves to another seat."""
    locked = event_row.lock_all(session, (registration.event_id, event_id))
    old, new = locked[registration.event_id], locked.get(event_id)
    session.refresh(registration, with_for_update=True)
    if new is None or new.id == old.id or not (anywhere or _same_topic(session, old.id, new.id)):
        raise Invalid("#/event_id", "not_allowed")
    if (
        registration.status in INACTIVE_STATUSES
        or registration.takes_no_seat
        or event_row.is_over(old, clock.now())
    ):
        raise Conflict("wrong_state", state=registration.status.value)
    rules.check_event(session, actor, new, by_staff)
    if new.slots:
        raise Conflict("event_has_slots")  # one chooses a time there
    if not by_staff:
        _check_own(session, registration, new)
    if sign_up.active_registration(session, new.id, registration.person_id):
        raise Conflict("already_registered")
    new = release.release_due_seats(session, new)
    has_room, block_id = hand_out.find_seat(session, new, registration.organisation_id)
    status, reason = _outcome(new, registration, by_staff, has_room)
    row = {name: getattr(registration, name) for name in CARRIED_OVER}
    carried = carry_over.to_event(registration, old, new)
    row |= {"status": status, "reason": reason, "answers": carried.answers, "stay": carried.stay}
    if registration.priority == Priority.MOVED:
        row["priority"] = Priority.SERIES if registration.enrolment_id else Priority.USUAL
    if block_id is not None and status == RegistrationStatus.CONFIRMED:
        hand_out.take_from_block(session, new.id, block_id, 1)
        row |= {"block_id": block_id, "reason": "kept_seat"}
    row["queue_key"] = _place(session, new, registration, row["priority"])
    made = sign_up.insert(session, new, registration.person_id, row)
    if made is None:
        raise Conflict("already_registered")
    event_row.move_counters(session, new.id, dict.fromkeys(seats.COUNTERS_BY_STATUS[status], 1))
    event_row.update_availability(session, new, event_row.read_event(session, new.id))
    needs.transfer(session, new, registration.id, made.id)
    had_seat = registration.status == RegistrationStatus.CONFIRMED
    with queue.lock_event(session, old.id):
        why = "moved" if anywhere else "swapped"
        decide.give_up_seat(session, registration, RegistrationStatus.CANCELLED, why)
    return _write_letter(session, made, carried, left=registration, had_seat=had_seat, by_staff=by_staff)


def _check_own(session: Session, registration: Registration, new: EventRow) -> None:
    """The link has proved who the person is, unless the sign-up itself is still to be confirmed."""
    if proof.is_unconfirmed(registration):
        raise Conflict("wrong_state", state=registration.status.value)
    if new.registration_policy == RegistrationPolicy.MEMBERS:
        rules.check_member(session, new, registration.person_id)


def _same_topic(session: Session, one: int, other: int) -> bool:
    """Whether both events have one topic, which belongs to one series."""
    topic = session.get_one(Event, one).topic_id
    return topic is not None and topic == session.get_one(Event, other).topic_id


def _outcome(
    event: EventRow, registration: Registration, by_staff: bool, has_room: bool
) -> tuple[RegistrationStatus, str | None]:
    if event.undealt:
        asked = Asked(approval=not by_staff, proof=False)
        return RegistrationStatus.PENDING, seats.pending_reason(event, asked)
    approval = registration.status == RegistrationStatus.PENDING and registration.reason != DEALING_REASON
    if approval and not by_staff:
        return RegistrationStatus.PENDING, registration.reason
    if has_room:
        return RegistrationStatus.CONFIRMED, None
    holds = registration.status in SEAT_STATUSES
    if holds or not event.waiting_list:
        raise Conflict("full")
    return RegistrationStatus.WAITING, "full"


def _place(session: Session, event: EventRow, registration: Registration, priority: int) -> int:
    """A queue key before all who came later. Shifting keys is not logged as a change of a registration."""
    last = event_row.next_in_queue(session, event.id)
    columns = REGISTRATION.c
    own = session.connection().scalar(sa.select(_since()).where(columns.id == registration.id))
    later = sa.select(sa.func.min(columns.queue_key)).where(
        columns.event_id == event.id,
        columns.status.in_((RegistrationStatus.WAITING, RegistrationStatus.PENDING)),
        columns.priority == priority,
        _since() > sa.bindparam("own", own, columns.created_at.type),
    )
    first = session.connection().scalar(later)
    if first is None:
        return last
    shifted = sa.update(REGISTRATION).where(columns.event_id == event.id, columns.queue_key >= first)
    changes.update_counters(session, shifted.values(queue_key=columns.queue_key + 1))
    return int(first)


def _since() -> sa.ColumnElement[datetime]:
    """When the person enrolled in the whole series, or signed up for this event alone."""
    enrolled = sa.select(ENROLMENT.c.created_at).where(ENROLMENT.c.id == REGISTRATION.c.enrolment_id)
    first_come = sa.case((REGISTRATION.c.priority == 0, enrolled.scalar_subquery()), else_=None)
    return sa.type_coerce(
        sa.func.coalesce(first_come, REGISTRATION.c.created_at), REGISTRATION.c.created_at.type
    )


def _write_letter(
    session: Session,
    made: sign_up.SignedUp,
    carried: carry_over.Carried,
    *,
    left: Registration,
    had_seat: bool,
    by_staff: bool,
) -> PassedOn:
    """One letter tells of both: the new registration, and that it comes from the other event.

    It takes the entries of a seat there out of the calendar.
    """
    position = seats.positions(session, {made.event.id}).get(made.id)
    about, before = (letters.letter_event(session, one) for one in (made.event.id, left.event_id))
    before = before.at_slot(letter_recipients.booked_slot(session, left))
    has_seat = made.status == RegistrationStatus.CONFIRMED
    for person in letter_recipients.recipients(session, [made.id]):
        letters.post(
            session,
            letters.of_sign_up(made.status, made.reason),
            about,
            person,
            entries=[
                *(letters.entries_of(about, made.id) if has_seat else ()),
                *(letters.withdrawn_entries(before, left.id) if had_seat else ()),
            ],
            moved_from=_origin(before),
            waiting_position=position,
            missing=carry_over.in_words(carried.missing, made.lang),
            **letters.dealing(made.event, made.reason),
        )
    told = sign_up.receipt_of(session, made, position, None).model_dump()
    if not by_staff:  # the mailbox gets the link
        told["manage_url"] = None
    return PassedOn(**told, missing=carried.missing)


def _origin(event: letters.LetterEvent) -> dict[str, str | None]:
    """The event and its first day."""
    sessions = event.facts["sessions"]
    start, end = (sessions[0]["starts_at"], sessions[0]["ends_at"]) if sessions else (None, None)
    return {"title": event.facts["event"]["title"], "starts_at": start, "ends_at": end}


def swaps(session: Session, registration: Registration) -> list[SwapFacts]:
    """Public events to which the person could move."""
    if registration.status in INACTIVE_STATUSES or registration.takes_no_seat:
        return []
    here = session.get_one(Event, registration.event_id)
    if here.topic_id is None:
        return []
    statement = select(Event, Territory.name).outerjoin(Territory, col(Territory.id) == Event.territory_id)
    statement = statement.where(
        Event.topic_id == here.topic_id,
        Event.id != here.id,
        Event.visibility == Visibility.PUBLIC,
        col(Event.published_at).is_not(None),
    )
    now = clock.now()
    found = session.exec(statement.order_by(col(Event.starts_at).nulls_last(), col(Event.id))).all()
    return [
        SwapFacts(
            event_id=one.id,
            title=one.title,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            territory=name or "",
            seats=availability(one, now),
        )
        for one, name in found
        if registration_state(one, now) == "open"
    ]
