"""Enrolling in a whole series: one registration per topic, all in one transaction or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import changes
from app.core.database.changes import Values
from app.core.database.columns import table_of
from app.core.errors import Conflict, Invalid, NotFound
from app.courses.models import SeatAllocation, Series
from app.events import event_row
from app.events.event_row import EventRow
from app.events.models import UNFINISHED_STATUSES, Event, RegistrationPolicy
from app.events.status import is_now, registration_state
from app.organisations.service import check_named
from app.registrations import links, mailbox, receipts, rules, seats, sign_up
from app.registrations.models import (
    INACTIVE_STATUSES,
    Priority,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)
from app.registrations.seats import BY_ANYBODY, BY_STAFF, WITH_PROOF, Asked
from app.registrations.whole_series import WholeSeries
from app.seat_blocks import release
from app.series.letters import ENROLLED, SeriesLetters
from app.series.models import SeriesEnrolment
from app.series.service import Grid
from app.series.shapes import EnrolledIn, EnrolmentCreate, EnrolmentReceipt
from app.territories.service import find_id


class NewEnrolment(NamedTuple):
    id: int
    version: int
    created_at: datetime


def enrol(
    session: Session,
    actor: Actor,
    series_id: int,
    body: EnrolmentCreate,
    lang: str,
    taking: int | None = None,
) -> EnrolmentReceipt:
    """Sign one person up for all topics. Raises what any of the sign-ups raises.

    As in a sign-up, the events are locked before the person is looked up. `taking`: the event to choose for
    its topic.
    """
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound()
    by_staff = actor.writes(series.partnership_id) and actor.may_use("registrations:write")
    chosen = _chosen(session, actor, series, body, by_staff, taking)
    locked = event_row.lock_all(session, _events_of(session, series_id))
    for event in chosen:
        rules.check_event(session, actor, locked[event], by_staff)
    person_id = sign_up.add_person(session, series.partnership_id, body)
    own = {"territory_id": body.territory_id, "person_id": person_id}
    enrolment = _insert(session, series, own)
    source = RegistrationSource.STAFF if by_staff else RegistrationSource.PUBLIC
    row = {
        **sign_up.form_values(body),
        "priority": 0 if series.allocation == SeatAllocation.SERIES_FIRST else 1,
        "enrolment_id": enrolment.id,
        "source": RegistrationSource.API if actor.api_key_id else source,
        "answers": {},
        "consents": body.consents.model_dump(),
        "lang": "cs" if by_staff else lang,
    }
    asked = _asked(series, by_staff)
    known = _known(session, series, person_id)
    if not asked.always:
        _join(session, known, enrolment.id, row["priority"])
    joined = {topic for _, topic in known}
    made = [
        _sign_up(session, release.release_due_seats(session, locked[event]), person_id, row, asked)
        for event, topic in sorted(chosen.items())
        if topic not in joined
    ]
    if asked.always and not made:
        raise _already_enrolled(known[0][0])
    return _receipt(session, series, enrolment, body, {*made}, by_staff)


def _asked(series: Series, by_staff: bool) -> Asked:
    """Whoever would get seats before others has to prove who they are."""
    if by_staff:
        return BY_STAFF
    return WITH_PROOF if series.allocation == SeatAllocation.SERIES_FIRST else BY_ANYBODY


def _chosen(
    session: Session,
    actor: Actor,
    series: Series,
    body: EnrolmentCreate,
    by_staff: bool,
    taking: int | None,
) -> dict[int, int]:
    """`{event id: topic id}` of the territory: for each topic its first event that is still open."""
    if not body.email and not by_staff:
        raise Invalid("#/email", "required")
    check_named(session, body.organisation_id, by_public=not by_staff)
    grid = Grid(session, actor, series)
    if not (by_staff or any(grid.events.values())):
        raise NotFound()
    territory_id = find_id(session, body.territory_id, "#/territory_id")
    if territory_id not in {territory.id for territory in grid.territories}:
        raise Invalid("#/territory_id", "not_found")
    body.territory_id = territory_id
    found = first_open(grid, territory_id, by_staff)
    if taking is not None:
        event = session.get_one(Event, taking)
        found[event.topic_id or 0] = event
    if not found:
        raise Conflict("registration_closed")
    return {event.id: topic for topic, event in found.items()}


def first_open(grid: Grid, territory_id: int, by_staff: bool = False) -> dict[int, Event]:
    """The first open event by topic. Events by invitation are left out, except for staff."""
    states = ("open", "not_yet", "closed") if by_staff else ("open",)
    found: dict[int, Event] = {}
    for topic in grid.topics:
        for event in grid.events[topic.id, territory_id]:
            invited = event.registration_policy == RegistrationPolicy.INVITATION and not by_staff
            dated = event.ends_at is not None and not event_row.is_over(event, grid.now)
            if dated and not invited and registration_state(event, grid.now) in states:
                found.setdefault(topic.id, event)
    return found


def _events_of(session: Session, series_id: int) -> list[int]:
    statement = select(Event.id).where(Event.series_id == series_id, is_now(UNFINISHED_STATUSES))
    return list(session.exec(statement))


@reactions.on("whole_series_wanted")
def enrol_from_event(session: Session, wish: WholeSeries) -> None:
    """The reaction to a sign-up at one event for the whole series."""
    own = wish.body.model_dump(include=set(EnrolmentCreate.model_fields))
    body = EnrolmentCreate(**own, territory_id=wish.event.territory_id)
    series_id, taking = wish.event.series_id or 0, wish.event.id
    receipt = enrol(session, wish.actor, series_id, body, wish.lang, taking)
    wish.registrations = receipt.registrations


def _insert(session: Session, series: Series, own: Values) -> NewEnrolment:
    now = clock.now()
    row: Values = {"series_id": series.id, "partnership_id": series.partnership_id, "version": 1, **own}
    row |= {"created_at": now, "updated_at": now, "cancelled_at": None}
    table = table_of(SeriesEnrolment)
    made = changes.insert(session, table, row, returning=("created_at",), ignore_conflict=True)
    if made is None:
        raise _enrolled_before(session, series.id, own["person_id"])
    return NewEnrolment(made.id, made.version, made.created_at)


def _enrolled_before(session: Session, series_id: int, person_id: int) -> Conflict:
    """The refusal; it mails the link to one of the registrations again."""
    statement = (
        select(Registration)
        .join(SeriesEnrolment, col(SeriesEnrolment.id) == Registration.enrolment_id)
        .where(SeriesEnrolment.series_id == series_id, SeriesEnrolment.person_id == person_id)
        .where(col(SeriesEnrolment.cancelled_at).is_(None))
        .where(col(Registration.status).not_in(INACTIVE_STATUSES))
        .order_by(col(Registration.id))
    )
    first = session.exec(statement.limit(1)).first()
    return _already_enrolled(first) if first else Conflict("already_registered")


def _known(session: Session, series: Series, person_id: int) -> Sequence[tuple[Registration, int | None]]:
    """The registrations that the person has in the series, with their topics."""
    statement = (
        select(Registration, col(Event.topic_id))
        .join(Event, col(Event.id) == Registration.event_id)
        .where(Event.series_id == series.id, is_now(UNFINISHED_STATUSES))
        .where(Registration.person_id == person_id, col(Registration.status).not_in(INACTIVE_STATUSES))
        .where(col(Registration.walk_in).is_(False))
        .order_by(col(Event.id))
    )
    return session.exec(statement).all()


def _join(
    session: Session, known: Sequence[tuple[Registration, int | None]], enrolment_id: int, priority: int
) -> None:
    """From now on these registrations belong to the enrolment and have its order."""
    for one, _ in known:
        one.enrolment_id = enrolment_id
        if priority < one.priority:
            one.priority = priority
            one.queue_key = event_row.next_in_queue(session, one.event_id)
    session.flush()


@reactions.on("enrolment_confirmed")
def join_confirmed(session: Session, enrolment_id: int) -> None:
    """The mailbox has proved who enrolled, so what the person had before follows too."""
    enrolment = session.get_one(SeriesEnrolment, enrolment_id)
    series = session.get_one(Series, enrolment.series_id)
    if series.allocation != SeatAllocation.SERIES_FIRST or enrolment.cancelled_at is not None:
        return
    event_row.lock_all(session, _events_of(session, series.id))
    known = _known(session, series, enrolment.person_id)
    others = [one for one in known if one[0].enrolment_id != enrolment_id]
    _join(session, others, enrolment_id, Priority.SERIES)


@reactions.on("enrolment_unconfirmed")
def end_unconfirmed(session: Session, enrolment_id: int) -> None:
    """An enrolment that nobody confirmed must not keep the person from enrolling."""
    session.flush()
    left = select(Registration.id).where(
        Registration.enrolment_id == enrolment_id, col(Registration.status).not_in(INACTIVE_STATUSES)
    )
    if session.exec(left.limit(1)).first() is None:
        session.get_one(SeriesEnrolment, enrolment_id).cancelled_at = clock.now()
        session.flush()


def _already_enrolled(known: Registration) -> Conflict:
    return sign_up.already_registered(known.id, known.event_id)


def _sign_up(session: Session, before: EventRow, person_id: int, row: Values, asked: Asked) -> int:
    event, status = seats.reserve(session, before.id, asked)
    if status is None:
        raise Conflict("full")
    reason = seats.pending_reason(event, asked) or sign_up.REASONS.get(status)
    own = {"status": status, "reason": reason, "queue_key": event.queue_last}
    made = sign_up.insert(session, event, person_id, row | own)
    if made is None:
        raise Conflict("already_registered")
    if asked is not BY_STAFF:
        mailbox.check(session, made.same_mailbox)
    event_row.update_availability(session, before, event)
    return int(made.id)


def _receipt(
    session: Session,
    series: Series,
    enrolment: NewEnrolment,
    body: EnrolmentCreate,
    made: set[int],
    by_staff: bool,
) -> EnrolmentReceipt:
    """Staff are told of all; for the public see `EnrolmentReceipt`."""
    rows = registrations_of(session, [enrolment.id])
    positions = seats.positions(session, {event.id for _, event in rows})
    SeriesLetters(session, series).write(
        ENROLLED, body, [registration for registration, _ in rows], positions
    )
    return EnrolmentReceipt(
        id=enrolment.id,
        series_id=series.id,
        territory_id=body.territory_id,
        version=enrolment.version,
        created_at=enrolment.created_at,
        registrations=[
            _enrolled(session, registration, event, positions, None if by_staff else body)
            for registration, event in rows
            if by_staff or registration.id in made
        ],
    )


def registrations_of(session: Session, enrolment_ids: Sequence[int]) -> Sequence[tuple[Registration, Event]]:
    """Registrations with their events, in the order of the starts."""
    statement = (
        select(Registration, Event)
        .join(Event, col(Event.id) == Registration.event_id)
        .where(col(Registration.enrolment_id).in_(enrolment_ids))
        .order_by(col(Event.starts_at).nulls_last(), col(Event.id), col(Registration.id))
    )
    return session.exec(statement, execution_options={"populate_existing": True}).all()


def _enrolled(
    session: Session,
    registration: Registration,
    event: Event,
    positions: dict[int, int],
    typed: EnrolmentCreate | None,
) -> EnrolledIn:
    """With a link to manage for the staff, with a receipt of what was `typed` for the public."""
    view = enrolled_in(registration, event, positions)
    settings = session.info["settings"]
    if typed is None:
        view.manage_url = links.manage_url(settings, registration.id, registration.manage_epoch)
    else:
        view.receipt_url = receipts.receipt_url(settings, registration.id, typed)
    return view


def enrolled_in(registration: Registration, event: Event, positions: dict[int, int]) -> EnrolledIn:
    """`positions`: places in waiting lists by registration."""
    number, waits = registration.id, registration.status == RegistrationStatus.WAITING
    return EnrolledIn(
        id=number,
        event_id=event.id,
        topic_id=event.topic_id,
        title=event.title,
        starts_at=event.starts_at,
        status=registration.status,
        waiting_position=positions.get(number) if waits else None,
        reason=registration.reason,
        deals_at=event.deals_at,
        receipt_url=None,
        manage_url=None,
    )
