"""Deals the seats of a series, by request or when its time has come, and only once."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.reliability import often_missed
from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict
from app.courses.models import SeatAllocation, Series
from app.courses.series import get_series_for_update
from app.events.models import ENDED_STATUSES, Event
from app.registrations import deal, seats
from app.registrations.models import RegistrationStatus
from app.series.letters import DEALT, SeriesLetters
from app.series.shapes import Dealt, DealtEvent, Decision

EVENT = table_of(Event)


def allocate(session: Session, actor: Actor, series_id: int) -> Dealt:
    """Deal now, also before its time. A second call returns the same decisions and changes nothing."""
    series = get_series_for_update(session, actor, series_id, ANY_VERSION)
    if series.allocation != SeatAllocation.SERIES_FIRST:
        raise Conflict("wrong_state", state=series.allocation.value)
    rows = deal_series(session, series)
    return _dealt(series, rows)


def deal_series(session: Session, series: Series) -> Sequence[deal.Dealt]:
    """The caller has locked the series. Returns the decisions, made now or earlier."""
    events = list(session.exec(select(Event.id).where(Event.series_id == series.id)))
    if series.dealt_at is not None:
        return deal.decisions(session, events)
    series.dealt_at = clock.now()
    session.flush()
    last = often_missed(series.no_show_limit) if series.no_show_limit else None
    dealt = deal.deal_all(session, events, last)
    rows = deal.decisions(session, dealt)
    _tell(session, series, rows)
    session.expire_all()
    return rows


def _tell(session: Session, series: Series, rows: Sequence[deal.Dealt]) -> None:
    """Write one letter to each person about all of their registrations."""
    by_person: dict[int, list[deal.Dealt]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    waiting = {row.event_id for row in rows if row.status == RegistrationStatus.WAITING}
    positions = seats.positions(session, waiting)
    post = SeriesLetters(session, series)
    for parts in by_person.values():
        post.write(DEALT, parts[0], parts, positions)


def _dealt(series: Series, rows: Sequence[deal.Dealt]) -> Dealt:
    counts: dict[int, Counter[RegistrationStatus]] = defaultdict(Counter)
    free: dict[int, int | None] = {}
    for row in rows:
        counts[row.event_id][row.status] += 1
        free[row.event_id] = row.deal_seats
    return Dealt.model_construct(
        series_id=series.id,
        dealt_at=series.dealt_at or clock.now(),
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
    """Skips a series that another transaction is changing until the next tick."""
    due = select(Series).where(
        Series.allocation == SeatAllocation.SERIES_FIRST,
        col(Series.dealt_at).is_(None),
        col(Series.allocates_at) <= clock.now(),
    )
    locked = due.order_by(col(Series.id)).with_for_update(skip_locked=True)
    for series in session.exec(locked.execution_options(populate_existing=True)).all():
        deal_series(session, series)


@reactions.on("dealing_changed")
def apply_dealing_rule_to_events(session: Session, series: Series) -> None:
    """Copy the time of the dealing to the events. The rule cannot change while people wait for it."""
    undealt = series.undealt
    session.flush()
    waiting = select(Event.id).where(Event.series_id == series.id, col(Event.undealt), Event.pending > 0)
    if not undealt and session.exec(waiting.limit(1)).first() is not None:
        raise Conflict("in_use")
    deals_at = series.allocates_at if undealt else None
    of_series = sa.update(EVENT).where(EVENT.c.series_id == series.id, EVENT.c.status.not_in(ENDED_STATUSES))
    changes.update_counters(session, of_series.values(undealt=undealt, deals_at=deals_at))
