"""The filters of the lists of events. The dashboard counts by the same filters."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.searched import all_words
from app.core.web.keyset import Condition
from app.courses.models import EventKind
from app.events import minimum
from app.events.models import (
    SIGN_UP_STATUSES,
    TAKING_PLACE_STATUSES,
    UPCOMING_STATUSES,
    Event,
    EventSession,
    EventStatus,
)
from app.events.status import closing_time, is_now
from app.events.views import EventFilters, EventQuery, first_instant, last_instant
from app.territories.service import below

WITH_MINUTES = (EventKind.MEETING, EventKind.ROUND_TABLE)


def kinds_of(query: EventFilters, kind: EventKind | None) -> list[EventKind]:
    """The kind of the list, or the kinds of the query; an empty list means all kinds."""
    if kind:
        return [kind]
    return query.kind if isinstance(query, EventQuery) else []


def filtered(
    statement: SelectOfScalar[Event], query: EventFilters, kinds: Sequence[EventKind]
) -> SelectOfScalar[Event]:
    """Each filter that is set narrows the list."""
    if kinds:
        statement = statement.where(col(Event.kind).in_(kinds))
    return statement.where(*_belonging(query), *_period(query), *_wanting_attention(query))


def _belonging(query: EventFilters) -> Iterator[Condition]:
    equal = {
        col(Event.partnership_id): query.partnership,
        col(Event.group_id): query.group,
        col(Event.project_id): query.project,
        col(Event.series_id): query.series,
        col(Event.topic_id): query.topic,
        col(Event.visibility): query.visibility,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    if query.status:
        yield is_now(query.status)
    if query.territory is not None:
        yield col(Event.territory_id).in_(below(query.territory))
    if query.activity is not None:
        yield col(Event.project_activity_id).in_(_activities_below(query.activity))
    if query.q:
        yield from all_words(col(Event.folded_text), query.q)


def _activities_below(activity_id: int) -> sa.Select[int]:
    """Ids of an activity and of all below it. Names the table only, because projects are a higher room."""
    table = sa.table("project_activity", sa.column("id", sa.Integer), sa.column("parent_id", sa.Integer))
    found = sa.select(table.c.id).where(table.c.id == activity_id).cte("activities", recursive=True)
    found = found.union(sa.select(table.c.id).join(found, table.c.parent_id == found.c.id))
    return sa.select(found.c.id)


def _period(query: EventFilters) -> Iterator[Condition]:
    """Compare the sessions with the period; for an event without sessions its planned period."""
    starts, ends = col(Event.starts_at), col(Event.ends_at)
    if query.from_ is not None:
        start = first_instant(query.from_)
        planned = sa.func.coalesce(col(Event.planned_to), col(Event.planned_from)) >= clock.day_of(start)
        yield sa.or_(ends > start, sa.and_(ends.is_(None), planned))
    if query.to is not None:
        end = last_instant(query.to)
        planned = sa.func.coalesce(col(Event.planned_from), col(Event.planned_to)) <= clock.day_of(end)
        yield sa.or_(starts < end, sa.and_(starts.is_(None), planned))


def _wanting_attention(query: EventFilters) -> Iterator[Condition]:
    now = clock.now()
    if query.closes_to is not None:
        yield _closing(now, last_instant(query.closes_to))
    for name, condition in ATTENTION.items():
        wanted = getattr(query, name)
        if wanted is not None:
            yield condition(now) if wanted else sa.not_(condition(now))


def missing_attendance(now: datetime) -> Condition:
    """A session is over without a headcount, and no attendance or not that of all is recorded."""
    nobody = sa.and_(col(EventSession.recorded) == 0, col(EventSession.attended) == 0)
    unrecorded = sa.exists().where(
        col(EventSession.event_id) == Event.id,
        col(EventSession.ends_at) <= now,
        col(EventSession.headcount).is_(None),
        sa.or_(nobody, _somebody_is_left_out()),
    )
    return sa.and_(col(Event.status).in_(TAKING_PLACE_STATUSES), unrecorded)


def _any_column(name: str) -> sa.ColumnClause[object]:
    return sa.column(name)


def _somebody_is_left_out() -> Condition:
    """A confirmed registration without a word on the session. Higher rooms: only their tables are named."""
    registration = sa.table("registration", *map(_any_column, ("id", "event_id", "status")))
    attendance = sa.table("attendance", *map(_any_column, ("registration_id", "session_id", "status")))
    recorded = sa.exists().where(
        attendance.c.registration_id == registration.c.id,
        attendance.c.session_id == EventSession.id,
        attendance.c.status != "unknown",
    )
    return sa.exists().where(
        registration.c.event_id == EventSession.event_id, registration.c.status == "confirmed", ~recorded
    )


def missing_minutes(now: datetime) -> Condition:
    """A meeting or round table is over, and its minutes are neither approved nor published.

    Minutes are a higher room: only their table is named.
    """
    minutes = sa.table("minutes", *map(_any_column, ("event_id", "state")))
    done = sa.exists().where(
        minutes.c.event_id == col(Event.id), minutes.c.state.in_(("approved", "published"))
    )
    over = sa.func.coalesce(col(Event.ends_at) <= now, sa.false())
    wanted = sa.and_(col(Event.kind).in_(WITH_MINUTES), col(Event.status).in_(TAKING_PLACE_STATUSES))
    return sa.and_(wanted, over, ~done)


def free_seats(now: datetime) -> Condition:
    """The event has a capacity and free seats, and people can still sign up."""
    to_come = sa.func.coalesce(col(Event.starts_at) > now, sa.false())
    left = col(Event.capacity) > col(Event.taken) + col(Event.kept)
    return sa.and_(is_now(SIGN_UP_STATUSES), to_come, sa.func.coalesce(left, sa.false()))


def _closing(now: datetime, end: datetime) -> Condition:
    closes_at = closing_time()
    return sa.and_(is_now(SIGN_UP_STATUSES), closes_at > now, closes_at < end)


def has_waiting_people(now: datetime) -> Condition:
    return sa.and_(col(Event.status) != EventStatus.CANCELLED, col(Event.waiting) > 0)


def has_pending_people(now: datetime) -> Condition:
    """Somebody waits for the staff; what waits for the dealing of seats does not."""
    waits = sa.and_(is_now(UPCOMING_STATUSES), col(Event.pending) > 0)
    return sa.and_(waits, ~col(Event.undealt))


ATTENTION: dict[str, Callable[[datetime], Condition]] = {
    "missing_attendance": missing_attendance,
    "missing_minutes": missing_minutes,
    "free_seats": free_seats,
    "waiting": has_waiting_people,
    "pending": has_pending_people,
    "below_minimum": minimum.undecided,
}
"""Conditions by the name of the filter."""
