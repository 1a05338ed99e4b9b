"""Two records of one person become one: their registrations come along, and what was said in them."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock, reactions
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, seats, stay
from app.registrations.attendance import ATTENDANCE, PRESENT, recount
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
            _join(session, event, {cast(int, kept.id), cast(int, gone.id)})
    moved = sa.update(REGISTRATION).where(REGISTRATION.c.person_id == gone.id)
    values = {"person_id": kept.id, "version": REGISTRATION.c.version + 1, "updated_at": clock.now()}
    changes.write(session, moved.values(values), "updated", fields={"person_id": [gone.id, kept.id]})


def _join(session: Session, event: Any, person_ids: set[int]) -> None:
    registration = cast(Any, Registration)
    both = sa.select(Registration).where(
        registration.event_id == event.id,
        registration.person_id.in_(person_ids),
        registration.status.not_in(OVER),
    )
    found = session.scalars(both.with_for_update().execution_options(populate_existing=True))
    better, other = sorted(found, key=_rank)
    _take_attendance(session, cast(int, better.id), cast(int, other.id))
    _take_said(session, event, better, other)
    other.reason, other.cancelled_at = None, clock.now()
    seats.change_status(session, event.id, other, RegistrationStatus.CANCELLED)
    recount(session, event.id)


def _rank(registration: Any) -> tuple[Any, ...]:
    place = (registration.priority, registration.queue_key)
    return registration.walk_in, RANKS.index(registration.status), *place


def _take_said(session: Session, event: Any, better: Registration, other: Registration) -> None:
    """What only the other one says of answers, lodging, meals and needs.

    It is the same event, so needs are deleted on the day on which they would have been.
    """
    better.answers = answers.joined(event.form_fields, better.answers, other.answers)
    better.stay = stay.joined(better.stay, other.stay)
    needs.join(session, event, cast(int, better.id), cast(int, other.id))


def _take_attendance(session: Session, better: int, other: int) -> None:
    """Of two records at one session the one that saw the person there is believed."""
    columns = ATTENDANCE.c
    present = sa.select(columns.session_id).where(columns.status == PRESENT)
    there = present.where(columns.registration_id == other)
    wrong = sa.delete(ATTENDANCE).where(
        columns.registration_id == better, columns.status != PRESENT, columns.session_id.in_(there)
    )
    changes.write(session, wrong, "deleted")
    recorded = sa.select(columns.session_id).where(columns.registration_id == better)
    moved = sa.update(ATTENDANCE).where(columns.registration_id == other, columns.session_id.not_in(recorded))
    values = {"registration_id": better, "version": columns.version + 1, "updated_at": clock.now()}
    fields = {"registration_id": [other, better]}
    changes.write(session, moved.values(values), "updated", fields=fields)
    changes.write(session, sa.delete(ATTENDANCE).where(columns.registration_id == other), "deleted")
