"""Enrolments: the lists for staff, cancellation, and the offer to the public."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import READING, Actor
from app.core.database import records
from app.core.database.columns import rel
from app.core.errors import Forbidden, NotFound
from app.core.settings import Settings
from app.core.web.keyset import Column, Sorts, referred
from app.core.web.paging import Deleted, Slice, of_other_parent, synced_page
from app.courses.models import Series, TerritoryBrief
from app.courses.series import find_series
from app.events import event_row
from app.events.models import Event
from app.events.status import availability
from app.organisations.people_models import Person
from app.registrations import decide, letters, queue, seats
from app.registrations.allowed import can_leave
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.series.enrol import enrolled_in, first_open, registrations_of
from app.series.models import SeriesEnrolment
from app.series.service import Grid
from app.series.shapes import (
    EnrolmentQuery,
    EnrolmentView,
    OfferedEvent,
    OfferedTerritory,
    SeriesOffer,
)
from app.territories.service import id_of


def _registrations_in(status: RegistrationStatus) -> Column:
    found = sa.select(sa.func.count()).where(
        col(Registration.enrolment_id) == col(SeriesEnrolment.id), col(Registration.status) == status
    )
    return found.correlate(SeriesEnrolment).scalar_subquery()


COUNTED = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING, RegistrationStatus.PENDING)
SORTS: Sorts = {
    "name": referred(Person, col(Person.sort_key), col(SeriesEnrolment.person_id)),
    "email": referred(Person, sa.func.nullif(col(Person.folded_email), ""), col(SeriesEnrolment.person_id)),
    "created_at": col(SeriesEnrolment.created_at),
    "cancelled_at": col(SeriesEnrolment.cancelled_at),
    **{status.value: _registrations_in(status) for status in COUNTED},
}


def visible_enrolments(actor: Actor) -> SelectOfScalar[SeriesEnrolment]:
    """Enrolments with their people; only for staff, because they name people."""
    partnerships = actor.partnerships(READING)
    statement = select(SeriesEnrolment).options(selectinload(rel(SeriesEnrolment.person)))
    if partnerships is None:
        return statement
    return statement.where(col(SeriesEnrolment.partnership_id).in_(partnerships))


def list_enrolments(
    session: Session, actor: Actor, series_id: int, query: EnrolmentQuery
) -> Slice[EnrolmentView | Deleted]:
    series = find_series(session, actor, series_id)
    if not actor.reads(series.partnership_id):
        raise Forbidden()
    statement = visible_enrolments(actor).where(SeriesEnrolment.series_id == series_id)
    if query.territory is not None:
        statement = statement.where(col(SeriesEnrolment.territory_id).in_(id_of(query.territory)))

    def to_views(rows: list[SeriesEnrolment]) -> list[EnrolmentView]:
        return enrolment_views(session, actor, rows)

    excluded = of_other_parent(col(SeriesEnrolment.series_id), series_id)
    return synced_page(session, actor, SeriesEnrolment, statement, query, to_views, excluded, sorts=SORTS)


def enrolment_views(session: Session, actor: Actor, rows: Sequence[SeriesEnrolment]) -> list[EnrolmentView]:
    parts: dict[int | None, list[tuple[Registration, Event]]] = defaultdict(list)
    waiting = set()
    for registration, event in registrations_of(session, [row.id for row in rows]):
        parts[registration.enrolment_id].append((registration, event))
        if registration.status == RegistrationStatus.WAITING:
            waiting.add(event.id)
    positions = seats.positions(session, waiting)
    return [
        EnrolmentView(
            **row.model_dump(),
            name=row.person.name,
            email=row.person.email,
            registrations=[enrolled_in(*part, positions) for part in parts[row.id]],
            allowed=["cancel"] if row.cancelled_at is None and actor.writes(row.partnership_id) else [],
        )
        for row in rows
    ]


def cancel_enrolment(session: Session, actor: Actor, enrolment_id: int, reason: str) -> EnrolmentView:
    """Each seat at an event to come goes to the next in the queue. A second call changes nothing.

    At an event of several days at which the person was present, the registration stays. A cancelled event
    that is reactivated does not bring the person back.
    """
    statement = visible_enrolments(actor).where(SeriesEnrolment.id == enrolment_id)
    enrolment = records.get(session, statement)
    if not actor.writes(enrolment.partnership_id):
        raise Forbidden()
    current = select(Registration.event_id, Registration.id).where(
        Registration.enrolment_id == enrolment_id, col(Registration.status).not_in(INACTIVE_STATUSES)
    )
    rows = session.exec(current.order_by(col(Registration.event_id))).all()
    for event_id, registration_id in rows:
        with queue.lock_event(session, event_id) as event:
            one = session.get_one(Registration, registration_id, with_for_update=True, populate_existing=True)
            active = one.status not in INACTIVE_STATUSES and not event_row.is_over(event, clock.now())
            if active and can_leave(session, one):
                _leave(session, event_id, one, reason)
    ended = select(Registration).where(
        Registration.enrolment_id == enrolment_id, col(Registration.status_before).is_not(None)
    )
    for one in session.exec(ended.order_by(col(Registration.id))).all():
        one.status_before = one.reason_before = None
    if enrolment.cancelled_at is None:
        enrolment.cancelled_at = clock.now()
    session.flush()
    return enrolment_views(session, actor, [enrolment])[0]


def _leave(session: Session, event_id: int, registration: Registration, reason: str) -> None:
    had_seat = registration.status == RegistrationStatus.CONFIRMED
    decide.give_up_seat(session, registration, RegistrationStatus.CANCELLED, reason)
    kind, number = "registration_cancelled", registration.id
    letters.send(session, kind, event_id, number, calendar=had_seat, reason=reason or None)


def get_offer(session: Session, actor: Actor, series_id: int) -> SeriesOffer:
    """The events to enrol in now, for anybody who sees at least one event of the series."""
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound()
    grid = Grid(session, actor, series)
    if not any(grid.events.values()):
        raise NotFound()
    offered = [
        OfferedTerritory(
            territory=TerritoryBrief.model_validate(territory),
            events=_offered(session, grid, territory.id),
        )
        for territory in grid.territories
    ]
    return SeriesOffer(
        series_id=series_id,
        title=series.title,
        allocation=series.allocation,
        undealt=series.undealt,
        allocates_at=series.allocates_at,
        territories=[one for one in offered if one.events],
    )


def _offered(session: Session, grid: Grid, territory_id: int) -> list[OfferedEvent]:
    settings: Settings = session.info["settings"]
    titles = {topic.id: topic.title for topic in grid.topics}
    return [
        OfferedEvent(
            topic=titles[topic],
            event_id=event.id,
            title=event.title,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            seats=availability(event, grid.now),
            url=f"{settings.public_url.rstrip('/')}/events/{event.id}",
        )
        for topic, event in first_open(grid, territory_id).items()
    ]
