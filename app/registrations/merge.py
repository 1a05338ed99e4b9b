"""Merges the registrations of two records of one person, with their answers, needs and stay."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database import changes
from app.events.event_row import EventRow
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, seats, stay
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION

RANKS = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.WAITING,
    RegistrationStatus.PENDING,
)


@reactions.on("people_merged")
def merge_registrations(session: Session, survivor: Person, duplicate: Person) -> None:
    """Where both were signed up, the better registration stays and the other one gives its seat back."""
    active = REGISTRATION.c.status.not_in(INACTIVE_STATUSES)
    of_kept = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id == survivor.id, active)
    twice = sa.select(REGISTRATION.c.event_id).where(
        REGISTRATION.c.person_id == duplicate.id, active, REGISTRATION.c.event_id.in_(of_kept)
    )
    for event_id in session.connection().scalars(twice.order_by(REGISTRATION.c.event_id)).all():
        with queue.lock_event(session, event_id) as event:
            _join(session, event, {survivor.id, duplicate.id})
    moved = sa.update(REGISTRATION).where(REGISTRATION.c.person_id == duplicate.id)
    values = {"person_id": survivor.id, "version": REGISTRATION.c.version + 1, "updated_at": clock.now()}
    changes.write(session, moved.values(values), "updated", fields={"person_id": [duplicate.id, survivor.id]})


def _join(session: Session, event: EventRow, person_ids: set[int | None]) -> None:
    both = select(Registration).where(
        Registration.event_id == event.id,
        col(Registration.person_id).in_(person_ids),
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


def _rank(registration: Registration) -> tuple[bool, int, int, int]:
    status = RANKS.index(registration.status)
    return registration.walk_in, status, registration.priority, registration.queue_key


def _merge_form_values(session: Session, event: EventRow, better: Registration, other: Registration) -> None:
    """Take answers, lodging, meals and needs that only the other registration has.

    Both are for one event, so the day on which needs are deleted does not change.
    """
    better.answers = answers.merge(event.form_fields, better.answers, other.answers)
    better.stay = stay.merge(better.stay, other.stay)
    needs.merge(session, event, better.id, other.id)
