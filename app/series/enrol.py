"""Enrolling in a whole series: one registration per topic, all in one transaction or none."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, clock, reactions, records
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound
from app.courses.models import SeatAllocation, Series
from app.events.clock import registration_state
from app.events.models import Event, EventStatus, RegistrationPolicy
from app.organisations.models import Organisation
from app.registrations import links, queue, rules, seats, sign_up
from app.registrations.models import OVER, Registration, RegistrationSource, RegistrationStatus
from app.registrations.whole_series import WholeSeries
from app.series.enrolment_shapes import EnrolledIn, EnrolmentCreate, EnrolmentReceipt
from app.series.letters import ENROLLED, Post
from app.series.models import SeriesEnrolment
from app.series.service import Grid

ENROLMENT = cast(Any, SeriesEnrolment).__table__
FINISHED = (EventStatus.HELD, EventStatus.CANCELLED)


def enrol(
    session: Session,
    actor: Actor,
    series_id: int,
    body: EnrolmentCreate,
    lang: str,
    taking: int | None = None,
) -> EnrolmentReceipt:
    """One more person in all topics; raises what any one of the sign-ups would.

    The events are locked first, as in a sign-up, then comes the person. `taking`: of its topic this event.
    """
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound()
    by_staff = actor.writes(series.partnership_id) and actor.may_use("registrations:write")
    chosen = _chosen(session, actor, series, body, by_staff, taking)
    locked = seats.lock_all(session, _events_of(session, series_id))
    for event in chosen:
        rules.check_event(session, actor, locked[event], by_staff)
    person_id = sign_up.add_person(session, series.partnership_id, body)
    own = {"territory_id": body.territory_id, "person_id": person_id}
    enrolment = _insert(session, series, own)
    source = RegistrationSource.STAFF if by_staff else RegistrationSource.PUBLIC
    row = {
        **sign_up.said(body),
        "priority": 0 if series.allocation == SeatAllocation.SERIES_FIRST else 1,
        "enrolment_id": enrolment.id,
        "source": RegistrationSource.API if actor.api_key_id else source,
        "answers": {},
        "consents": body.consents.model_dump(),
        "lang": "cs" if by_staff else lang,
    }
    kept = _join(session, series, person_id, row)
    made = [
        _sign_up(session, queue.caught_up(session, locked[event]), person_id, row, by_staff)
        for event, topic in sorted(chosen.items())
        if topic not in kept
    ]
    return _receipt(session, series, enrolment, body, {*made}, by_staff)


def _chosen(
    session: Session,
    actor: Actor,
    series: Series,
    body: EnrolmentCreate,
    by_staff: bool,
    taking: int | None,
) -> dict[int, int]:
    """`{event id: topic id}` of the territory: of each topic the first one that is still open."""
    if not body.email and not by_staff:
        raise Invalid("#/email", "required")
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    grid = Grid(session, actor, series)
    if not (by_staff or any(grid.events.values())):
        raise NotFound()
    if body.territory_id not in {territory.id for territory in grid.territories}:
        raise Invalid("#/territory_id", "not_found")
    found = first_open(grid, body.territory_id, by_staff)
    if taking is not None:
        event = session.get_one(Event, taking)
        found[cast(int, event.topic_id)] = event
    if not found:
        raise Conflict("registration_closed")
    return {cast(int, event.id): topic for topic, event in found.items()}


def first_open(grid: Grid, territory_id: int, by_staff: bool = False) -> dict[int, Event]:
    """By topic. What is by invitation only is no part of what everybody may take."""
    states = ("open", "not_yet", "closed") if by_staff else ("open",)
    found: dict[int, Event] = {}
    for topic in grid.topics:
        for event in grid.events[cast(int, topic.id), territory_id]:
            invited = event.registration_policy == RegistrationPolicy.INVITATION and not by_staff
            dated = event.ends_at is not None and not rules.is_over(event, grid.now)
            if dated and not invited and registration_state(event, grid.now) in states:
                found.setdefault(cast(int, topic.id), event)
    return found


def _events_of(session: Session, series_id: int) -> list[int]:
    statement = sa.select(col(Event.id)).where(
        col(Event.series_id) == series_id, col(Event.status).not_in(FINISHED)
    )
    return list(session.connection().scalars(statement))


@reactions.on("whole_series_wanted")
def enrol_from_event(session: Session, wish: WholeSeries) -> None:
    """A sign-up at one event that asks for all of them."""
    own = wish.body.model_dump(include=set(EnrolmentCreate.model_fields))
    body = EnrolmentCreate(**own, territory_id=cast(int, wish.event.territory_id))
    series_id, taking = cast(int, wish.event.series_id), cast(int, wish.event.id)
    receipt = enrol(session, wish.actor, series_id, body, wish.lang, taking)
    wish.registrations = receipt.registrations


def _insert(session: Session, series: Series, own: dict[str, int]) -> Any:
    now = clock.now()
    row: dict[str, Any] = {
        "series_id": series.id,
        "partnership_id": series.partnership_id,
        "version": 1,
        **own,
    }
    row |= {"created_at": now, "updated_at": now, "cancelled_at": None}
    made = changes.insert(session, ENROLMENT, row, returning=("created_at",), unless_there=True)
    if made is None:
        raise Conflict("already_registered")
    return made


def _join(session: Session, series: Series, person_id: int, row: dict[str, Any]) -> set[int | None]:
    """Topics for which the person is signed up already: those registrations stay, and join the enrolment.

    From now on they are in the order of the enrolment.
    """
    registration, event = cast(Any, Registration), cast(Any, Event)
    statement = sa.select(Registration, event.topic_id).join(Event, event.id == registration.event_id)
    statement = statement.where(
        event.series_id == series.id,
        event.status.not_in(FINISHED),
        registration.person_id == person_id,
        registration.status.not_in(OVER),
        registration.walk_in.is_(False),
    )
    topics = set()
    for known, topic in session.execute(statement.order_by(event.id)).all():
        known.enrolment_id = row["enrolment_id"]
        if row["priority"] < known.priority:
            known.priority = row["priority"]
            known.queue_key = seats.next_in_queue(session, known.event_id)
        topics.add(topic)
    session.flush()
    return topics


def _sign_up(session: Session, before: Any, person_id: int, row: dict[str, Any], by_staff: bool) -> int:
    if before.registration_policy == RegistrationPolicy.MEMBERS and not by_staff:
        rules.check_member(session, before, person_id)
    event, status = seats.ask(session, before.id, by_staff)
    if status is None:
        raise Conflict("full")
    reason = sign_up.reason_of(event, status, by_staff)
    own = {"status": status, "reason": reason, "queue_key": event.queue_last}
    made = sign_up.insert(session, event, person_id, row | own)
    if made is None:
        raise Conflict("already_registered")
    queue.tell_schedule(session, before, event)
    return int(made.id)


def _receipt(
    session: Session,
    series: Series,
    enrolment: Any,
    body: EnrolmentCreate,
    made: set[int],
    by_staff: bool,
) -> EnrolmentReceipt:
    rows = registrations_of(session, [enrolment.id])
    positions = seats.positions(session, {row.event_id for row in rows})
    Post(session, series).write(ENROLLED, body, rows, positions)
    return EnrolmentReceipt(
        id=enrolment.id,
        series_id=cast(int, series.id),
        territory_id=body.territory_id,
        version=enrolment.version,
        created_at=enrolment.created_at,
        registrations=[enrolled_in(session, row, positions, link=by_staff or row.id in made) for row in rows],
    )


def registrations_of(session: Session, enrolment_ids: list[int]) -> list[Any]:
    """With the title, the topic and the start of their events, in the order of their starts."""
    registration, event = seats.REGISTRATION.c, seats.EVENT.c
    statement = sa.select(
        seats.REGISTRATION, event.title, event.topic_id, event.starts_at, event.deals_at
    ).join(seats.EVENT, event.id == registration.event_id)
    statement = statement.where(registration.enrolment_id.in_(enrolment_ids))
    return list(session.connection().execute(statement.order_by(event.starts_at, event.id, registration.id)))


def enrolled_in(session: Session, row: Any, positions: dict[int, int], *, link: bool) -> EnrolledIn:
    settings = session.info["settings"]
    waits = row.status == RegistrationStatus.WAITING
    return EnrolledIn(
        id=row.id,
        event_id=row.event_id,
        topic_id=row.topic_id,
        title=row.title,
        starts_at=row.starts_at,
        status=row.status,
        waiting_position=positions.get(row.id) if waits else None,
        reason=row.reason,
        deals_at=row.deals_at,
        manage_url=links.manage_url(settings, row.id, row.manage_epoch) if link else None,
    )
