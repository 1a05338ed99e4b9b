"""Dealing the seats of a series: by hand or when its time has come, and only once."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, clock, reactions
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.records import ANY_VERSION
from app.courses.models import SeatAllocation, Series
from app.courses.series import claim_series
from app.events.models import Event, EventStatus
from app.registrations import deal, seats
from app.registrations.models import RegistrationStatus
from app.registrations.seats import EVENT
from app.series.enrolment_shapes import Dealt, DealtEvent, Decision
from app.series.letters import DEALT, Post

OVER = (EventStatus.HELD, EventStatus.CANCELLED)


def allocate(session: Session, actor: Actor, series_id: int) -> Dealt:
    """Deal now, before its time too. A second call tells what the first one did and changes nothing."""
    series = claim_series(session, actor, series_id, ANY_VERSION)
    if series.allocation != SeatAllocation.SERIES_FIRST:
        raise Conflict("wrong_state", state=series.allocation.value)
    rows = deal_series(session, series)
    return _dealt(session, series, rows)


def deal_series(session: Session, series: Series) -> list[Any]:
    """The series is locked. Returns the decisions, of now or of back then."""
    events = list(session.connection().scalars(sa.select(EVENT.c.id).where(EVENT.c.series_id == series.id)))
    if series.dealt_at is not None:
        return deal.decided(session, events)
    series.dealt_at = clock.now()
    session.flush()
    dealt = deal.deal_all(session, events, series.no_show_limit)
    rows = deal.decided(session, dealt)
    _tell(session, series, rows)
    session.expire_all()
    return rows


def _tell(session: Session, series: Series, rows: list[Any]) -> None:
    """One letter to each person, whatever they signed up for."""
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    waiting = {row.event_id for row in rows if row.status == RegistrationStatus.WAITING}
    positions = seats.positions(session, waiting)
    post = Post(session, series)
    for parts in by_person.values():
        post.write(DEALT, parts[0], parts, positions)


def _dealt(session: Session, series: Series, rows: list[Any]) -> Dealt:
    counts: dict[int, Counter[RegistrationStatus]] = defaultdict(Counter)
    free: dict[int, int | None] = {}
    for row in rows:
        counts[row.event_id][row.status] += 1
        free[row.event_id] = row.deal_seats
    return Dealt.model_construct(
        series_id=cast(int, series.id),
        dealt_at=cast(datetime, series.dealt_at),
        events=[
            DealtEvent(
                event_id=event_id,
                seats=free[event_id],
                confirmed=count[RegistrationStatus.CONFIRMED],
                waiting=count[RegistrationStatus.WAITING],
                declined=count[RegistrationStatus.DECLINED],
            )
            for event_id, count in counts.items()
        ],
        decisions=[
            Decision(
                registration_id=row.id,
                event_id=row.event_id,
                place=row.deal_place,
                priority=row.priority,
                status=row.status,
                reason=row.reason,
            )
            for row in rows
        ],
    )


@reactions.on("tick")
def deal_what_is_due(session: Session) -> None:
    """Series that somebody is just changing are left for the next tick."""
    due = sa.select(Series).where(
        col(Series.allocation) == SeatAllocation.SERIES_FIRST,
        col(Series.dealt_at).is_(None),
        col(Series.allocates_at) <= clock.now(),
    )
    locked = due.order_by(col(Series.id)).with_for_update(skip_locked=True)
    for series in session.scalars(locked.execution_options(populate_existing=True)).all():
        deal_series(session, series)


@reactions.on("dealing_changed")
def pass_on_to_events(session: Session, series: Series) -> None:
    """Events take over when their seats are dealt. Who waits for a dealing cannot be left without one."""
    undealt = series.undealt
    session.flush()
    waiting = sa.select(col(Event.id)).where(
        col(Event.series_id) == series.id, col(Event.undealt), col(Event.pending) > 0
    )
    if not undealt and session.connection().execute(waiting.limit(1)).first() is not None:
        raise Conflict("in_use")
    deals_at = series.allocates_at if undealt else None
    of_series = sa.update(EVENT).where(EVENT.c.series_id == series.id, EVENT.c.status.not_in(OVER))
    changes.count(session, of_series.values(undealt=undealt, deals_at=deals_at))
