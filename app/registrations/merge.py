"""Merges the registrations of two records of one person, with their answers, needs and stay."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import Event, EventStatus
from app.organisations.merge_models import SharedEvent
from app.organisations.merge_rules import Pair, Step, follower, repoint, repointed, rule
from app.registrations import answers, letters, needs, queue, seats, stay
from app.registrations.models import (
    INACTIVE_STATUSES,
    Registration,
    RegistrationNeed,
    RegistrationStatus,
)
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Needs
from app.slots.book import holders

RANKS = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.WAITING,
    RegistrationStatus.PENDING,
)
IS_ACTIVE = REGISTRATION.c.status.not_in(INACTIVE_STATUSES)
SEAT_COLUMNS = frozenset(
    {"status", "walk_in", "block_id", "reason", "cancelled_at", "cancelled_late", "offer_expires_at"}
)
"""Columns that only the rules of seats may set back."""
NEEDS = frozenset({"accessibility", "diet"})


def _twice(pair: Pair) -> sa.Select[tuple[int]]:
    """Active registrations of the duplicate for events that the person is signed up for too."""
    own = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id == pair.kept_id, IS_ACTIVE)
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.person_id == pair.gone_id, IS_ACTIVE, REGISTRATION.c.event_id.in_(own)
    )


@reactions.on("registrations_compared")
def compare_registrations(session: Session, pair: Pair, events: list[SharedEvent]) -> None:
    """Add the events for which both people are signed up."""
    of_both = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.id.in_(_twice(pair)))
    found = select(Event.id, Event.title, Event.starts_at).where(col(Event.id).in_(of_both))
    for number, title, starts_at in session.exec(
        found.order_by(col(Event.starts_at).nulls_last(), col(Event.id))
    ):
        events.append(SharedEvent(event_id=number, title=title, starts_at=starts_at))


def _lock_events(session: Session, pair: Pair) -> None:
    """All events of both, before any registration: a sign-up at the same time locks in this order."""
    events = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id.in_(pair.ids))
    event_row.lock_all(session, session.connection().scalars(events.distinct()).all())


def _take_back(session: Session, pair: Pair, steps: list[Step]) -> None:
    """Registrations that the merge had cancelled stand again as before, as far as there is a seat."""
    session.expire_all()
    for step in sorted(steps, key=lambda one: str(one.key["id"])):
        if step.before and _was_ended(step):
            before = RegistrationStatus(step.before["status"])
            _stand_again(session, step.key["id"], before, step.before.get("reason"))


def _send_links(session: Session, pair: Pair, steps: list[Step]) -> None:
    """The link of a registration that ended may be the only one that the person has."""
    ended = [step.key["id"] for step in steps if _was_ended(step)]
    events = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.id.in_(ended))
    staying = select(Registration).where(
        Registration.person_id == pair.kept_id,
        col(Registration.event_id).in_(events),
        col(Registration.status).not_in(INACTIVE_STATUSES),
    )
    for registration in session.exec(staying.order_by(col(Registration.event_id))).all():
        if not event_row.is_over(event_row.read_event(session, registration.event_id), clock.now()):
            letters.send(session, "registration_link", registration.event_id, registration.id)


def _was_ended(step: Step) -> bool:
    return bool(step.before and step.after and step.after.get("status") == RegistrationStatus.CANCELLED)


@rule(
    Registration,
    "person_id",
    "Registrations move. For an event with two, the better one stays (a seat or a presence before a place in "
    "the queue) with what only the other one said, and the other one is cancelled and gives its seat back.",
    twice=_twice,
    lock=_lock_events,
    left=SEAT_COLUMNS,
    take_back=_take_back,
    afterwards=_send_links,
)
def merge_registrations(session: Session, pair: Pair) -> None:
    ids = _twice(pair)
    events = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.id.in_(ids))
    for event_id in session.connection().scalars(events.order_by(REGISTRATION.c.event_id)).all():
        with queue.lock_event(session, event_id) as event:
            _join(session, event, pair)
    session.flush()
    repoint(session, REGISTRATION.c.person_id, pair)


def _join(session: Session, event: EventRow, pair: Pair) -> None:
    both = select(Registration).where(
        Registration.event_id == event.id,
        col(Registration.person_id).in_(pair.ids),
        col(Registration.status).not_in(INACTIVE_STATUSES),
    )
    found = session.exec(both.with_for_update().execution_options(populate_existing=True))
    better, other = sorted(found, key=_rank)
    reactions.announce(
        "registrations_merged", session=session, event_id=event.id, kept_id=better.id, gone_id=other.id
    )
    _merge_form_values(session, event, better, other)
    for substitute in session.exec(select(Registration).where(col(Registration.substitutes_id) == other.id)):
        substitute.substitutes_id = better.id
    for alternate in session.exec(select(Registration).where(col(Registration.alternate_for) == other.id)):
        alternate.alternate_for = better.id if alternate.id != better.id else None
    other.reason, other.cancelled_at = None, clock.now()
    seats.change_status(session, event.id, other, RegistrationStatus.CANCELLED)


def _rank(registration: Registration) -> tuple[int, bool, int, int]:
    """Confirmed first, because attendance hangs on it: a walk-in who came precedes a place in the queue."""
    status = RANKS.index(registration.status)
    return status, registration.takes_no_seat, registration.priority, registration.queue_key


def _merge_form_values(session: Session, event: EventRow, better: Registration, other: Registration) -> None:
    """Take answers, lodging, meals and needs that only the other registration has.

    Both are for one event, so the day on which needs are deleted does not change.
    """
    better.answers = answers.merge(event.form_fields, better.answers, other.answers)
    better.stay = stay.merge(better.stay, other.stay)
    better.log = better.log or other.log
    better.consents = {**other.consents, **better.consents}
    for name in ("note", "staff_note"):
        texts = dict.fromkeys(text for text in (getattr(better, name), getattr(other, name)) if text)
        setattr(better, name, "\n".join(texts))
    for name in ("phone", "position"):
        setattr(better, name, getattr(better, name) or getattr(other, name))
    if better.organisation_id is None and not better.organisation_name:
        better.organisation_id, better.organisation_name = other.organisation_id, other.organisation_name
    needs.merge(session, event, better.id, other.id)


# --- taking back -----------------------------------------------------------------------------------------


def _stand_again(
    session: Session, registration_id: int, before: RegistrationStatus, reason: str | None
) -> None:
    """Without a free seat they wait at their old place; after the end they count as a walk-in instead."""
    registration = session.get(Registration, registration_id)
    if registration is None or registration.status != RegistrationStatus.CANCELLED:
        return
    with queue.lock_event(session, registration.event_id) as event:
        session.refresh(registration, with_for_update=True)
        if event.status == EventStatus.CANCELLED or _signed_up_again(session, registration):
            return
        number, seated = registration.slot_id, not registration.takes_no_seat
        if event.slots and seated and (number is None or holders(session, [number])):
            return  # the time is deleted, or somebody else has it by now
        registration.cancelled_at, registration.reason = None, reason
        if before == RegistrationStatus.CONFIRMED and not registration.takes_no_seat:
            registration.walk_in = not event_row.has_room(event) and event_row.is_over(event, clock.now())
        seats.change_status(session, event.id, registration, _again(event, registration, before))


def _again(event: EventRow, registration: Registration, before: RegistrationStatus) -> RegistrationStatus:
    if before == RegistrationStatus.PENDING or registration.takes_no_seat:
        return before
    if before == RegistrationStatus.CONFIRMED and event_row.has_room(event):
        return before
    return RegistrationStatus.WAITING


def _signed_up_again(session: Session, registration: Registration) -> bool:
    statement = select(Registration.id).where(
        Registration.event_id == registration.event_id,
        Registration.person_id == registration.person_id,
        col(Registration.status).not_in(INACTIVE_STATUSES),
    )
    return session.exec(statement).first() is not None


def _return_needs(session: Session, pair: Pair, steps: list[Step]) -> None:
    """Needs that the registration which stayed had taken go back, if they are still kept at all."""
    for gone in (step for step in steps if step.after is None and step.before):
        given = {name for name in NEEDS if gone.before and gone.before[name]}
        event_id = session.get_one(Registration, gone.key["registration_id"]).event_id
        for taken in (step for step in steps if step.after is not None):
            number = taken.key["registration_id"]
            names = given if taken.before is None else given & set(taken.after or ())
            if session.get_one(Registration, number).event_id == event_id and names:
                _give_back(session, event_row.read_event(session, event_id), number, gone, names)


def _give_back(session: Session, event: EventRow, taken_id: int, gone: Step, names: set[str]) -> None:
    own = needs.needs_of(session, taken_id)
    back = {name: getattr(own, name) for name in names}
    needs.store(session, event, gone.key["registration_id"], Needs(**back))
    needs.store(session, event, taken_id, own.model_copy(update=dict.fromkeys(names, "")))


follower(
    RegistrationNeed,
    "registration_id",
    Registration,
    "person_id",
    take_back=_return_needs,
    hidden=NEEDS,
)
repointed(
    Registration,
    "organisation_id",
    "Registrations for the duplicate are registrations for the organisation.",
)
