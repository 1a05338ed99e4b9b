"""Two records of one person become one: their registrations come along, and what was said in them."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import changes, clock, reactions
from app.events.event_row import EventRow
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, seats, stay
from app.registrations.models import OVER, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION

RANKS = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.WAITING,
    RegistrationStatus.PENDING,
)


@reactions.on("people_merged")
def keep_registrations(session: Session, kept: Person, gone: Person) -> None:
    """Where both were signed up, the better registration stays and the other one gives its seat back."""
    living = REGISTRATION.c.status.not_in(OVER)
    of_kept = sa.select(REGISTRATION.c.event_id).where(REGISTRATION.c.person_id == kept.id, living)
    twice = sa.select(REGISTRATION.c.event_id).where(
        REGISTRATION.c.person_id == gone.id, living, REGISTRATION.c.event_id.in_(of_kept)
    )
    for event_id in session.connection().scalars(twice.order_by(REGISTRATION.c.event_id)).all():
        with queue.settled(session, event_id) as event:
            _join(session, event, {kept.id, gone.id})
    moved = sa.update(REGISTRATION).where(REGISTRATION.c.person_id == gone.id)
    values = {"person_id": kept.id, "version": REGISTRATION.c.version + 1, "updated_at": clock.now()}
    changes.write(session, moved.values(values), "updated", fields={"person_id": [gone.id, kept.id]})


def _join(session: Session, event: EventRow, person_ids: set[int | None]) -> None:
    both = select(Registration).where(
        Registration.event_id == event.id,
        col(Registration.person_id).in_(person_ids),
        col(Registration.status).not_in(OVER),
    )
    found = session.exec(both.with_for_update().execution_options(populate_existing=True))
    better, other = sorted(found, key=_rank)
    reactions.announce(
        "registrations_merged", session=session, event_id=event.id, kept_id=better.id, gone_id=other.id
    )
    _take_said(session, event, better, other)
    other.reason, other.cancelled_at = None, clock.now()
    seats.change_status(session, event.id, other, RegistrationStatus.CANCELLED)


def _rank(registration: Registration) -> tuple[bool, int, int, int]:
    status = RANKS.index(registration.status)
    return registration.walk_in, status, registration.priority, registration.queue_key


def _take_said(session: Session, event: EventRow, better: Registration, other: Registration) -> None:
    """What only the other one says of answers, lodging, meals and needs.

    It is the same event, so needs are deleted on the day on which they would have been.
    """
    better.answers = answers.joined(event.form_fields, better.answers, other.answers)
    better.stay = stay.joined(better.stay, other.stay)
    needs.join(session, event, better.id, other.id)
