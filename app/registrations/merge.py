"""Merges the registrations of two records of one person, with their answers, needs and stay."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import EventStatus
from app.organisations.merge_rules import Pair, Step, repoint, repointed, rule
from app.registrations import answers, needs, queue, seats, stay
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION

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


def _twice(pair: Pair) -> sa.Select[tuple[int]]:
    """Active registrations of the duplicate for events that the person is signed up for too."""
    own = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id == pair.kept_id, IS_ACTIVE)
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.person_id == pair.gone_id, IS_ACTIVE, REGISTRATION.c.event_id.in_(own)
    )


def _lock_events(session: Session, pair: Pair) -> None:
    """All events of both, before any registration: a sign-up at the same time locks in this order."""
    events = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id.in_(pair.ids))
    event_row.lock_all(session, session.connection().scalars(events.distinct()).all())


def _take_back(session: Session, pair: Pair, steps: list[Step]) -> None:
    """Registrations that the merge had cancelled stand again as before, as far as there is a seat."""
    session.expire_all()
    for step in sorted(steps, key=lambda one: str(one.key["id"])):
        if step.before and step.after and step.after.get("status") == RegistrationStatus.CANCELLED:
            before = RegistrationStatus(step.before["status"])
            _stand_again(session, step.key["id"], before, step.before.get("reason"))


@rule(
    Registration,
    "person_id",
    "Registrations move. For an event with two, the better one stays (a seat or a presence before a place in "
    "the queue) with what only the other one said, and the other one is cancelled and gives its seat back.",
    twice=_twice,
    lock=_lock_events,
    left=SEAT_COLUMNS,
    take_back=_take_back,
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
    other.reason, other.cancelled_at = None, clock.now()
    seats.change_status(session, event.id, other, RegistrationStatus.CANCELLED)


def _rank(registration: Registration) -> tuple[int, bool, int, int]:
    """Confirmed first, because attendance hangs on it: a walk-in who came precedes a place in the queue."""
    status = RANKS.index(registration.status)
    return status, registration.walk_in, registration.priority, registration.queue_key


def _merge_form_values(session: Session, event: EventRow, better: Registration, other: Registration) -> None:
    """Take answers, lodging, meals and needs that only the other registration has.

    Both are for one event, so the day on which needs are deleted does not change.
    """
    better.answers = answers.merge(event.form_fields, better.answers, other.answers)
    better.stay = stay.merge(better.stay, other.stay)
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
        registration.cancelled_at, registration.reason = None, reason
        if before == RegistrationStatus.CONFIRMED and not registration.walk_in:
            registration.walk_in = not event_row.has_room(event) and event_row.is_over(event, clock.now())
        seats.change_status(session, event.id, registration, _again(event, registration, before))


def _again(event: EventRow, registration: Registration, before: RegistrationStatus) -> RegistrationStatus:
    if before == RegistrationStatus.PENDING or registration.walk_in:
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


repointed(
    Registration,
    "organisation_id",
    "Registrations for the duplicate are registrations for the organisation.",
)
