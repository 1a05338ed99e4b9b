"""Which events a reader may see, and the filters of the lists."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import changes, clock, text
from app.core.actor import Actor
from app.core.changes import Change
from app.courses.models import EventKind
from app.events.models import Event, EventPerson, EventSession, EventStatus, Visibility
from app.events.views import KindlessQuery
from app.territories.service import below

WITH_MINUTES = (EventKind.MEETING, EventKind.ROUND_TABLE)
COMING = (EventStatus.PLANNED, EventStatus.OPEN)
UNDONE = (EventStatus.DRAFT, EventStatus.CANCELLED)
EQUALS: dict[str, Any] = {
    "partnership": col(Event.partnership_id),
    "group": col(Event.group_id),
    "project": col(Event.project_id),
    "series": col(Event.series_id),
    "topic": col(Event.topic_id),
    "visibility": col(Event.visibility),
}


def visible_events(actor: Actor) -> Any:
    """What was published: the public's, the members' and what one is named at. Everything to the staff."""
    statement = sa.select(Event)
    inside = actor.partnerships()
    if inside is None:
        return statement
    published = col(Event.published_at).is_not(None)
    ways = [col(Event.visibility) == Visibility.PUBLIC]
    if actor.known:
        ways += [_named(actor), _for_members(actor)]
    return statement.where(sa.or_(sa.and_(published, sa.or_(*ways)), col(Event.partnership_id).in_(inside)))


def _named(actor: Actor) -> Any:
    person = sa.or_(
        col(EventPerson.user_id) == actor.user_id, col(EventPerson.person_id).in_(actor.person_ids)
    )
    return col(Event.id).in_(sa.select(col(EventPerson.event_id)).where(person))


def _for_members(actor: Actor) -> Any:
    places = actor.partnerships({"member", "facilitator"})
    theirs = sa.true() if places is None else col(Event.partnership_id).in_(places)
    return sa.and_(col(Event.visibility) == Visibility.MEMBERS, theirs)


def once_shown(actor: Actor) -> Any:
    """A condition on changes: a member may have seen the event, which was no draft and not always internal.

    Of one that is gone nobody knows any more to whom it was shown.
    """
    places = actor.partnerships({"member", "facilitator"}) if actor.known else set()
    theirs = sa.true() if places is None else col(Change.partnership_id).in_(places)
    always_internal = sa.and_(
        col(Event.visibility) == Visibility.INTERNAL, ~changes.moved(Event, "visibility")
    )
    hidden = sa.exists().where(
        col(Event.id) == col(Change.record_id), col(Event.published_at).is_(None) | always_internal
    )
    return sa.and_(theirs, ~hidden)


def filtered(statement: Any, query: KindlessQuery, kinds: list[EventKind]) -> Any:
    """The filters of a list, each of them narrowing it."""
    conditions = [
        column == value for name, column in EQUALS.items() if (value := getattr(query, name)) is not None
    ]
    if kinds:
        conditions.append(col(Event.kind).in_(kinds))
    if query.status:
        conditions.append(col(Event.status).in_(query.status))
    if query.territory is not None:
        conditions.append(col(Event.territory_id).in_(below(query.territory)))
    if query.q:
        conditions.append(col(Event.folded_text).contains(text.fold(query.q), autoescape=True))
    if query.activity is not None:
        conditions.append(col(Event.project_activity_id).in_(_activities_below(query.activity)))
    if query.closes_to is not None:
        conditions.append(_closing(clock.now(), last_instant(query.closes_to)))
    conditions += [*_period(query), *_wanting_attention(query)]
    return statement.where(*conditions)


def _activities_below(activity_id: int) -> Any:
    """Ids of an activity and of all under it; projects are a higher room, so their table is only named."""
    table = sa.table("project_activity", sa.column("id"), sa.column("parent_id"))
    found = sa.select(table.c.id).where(table.c.id == activity_id).cte("activities", recursive=True)
    found = found.union(sa.select(table.c.id).join(found, table.c.parent_id == found.c.id))
    return sa.select(found.c.id)


def first_instant(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else clock.start_of(value)


def last_instant(value: date | datetime) -> datetime:
    """The end of the day, which still belongs to the filter."""
    return value if isinstance(value, datetime) else clock.end_of(value)


def _period(query: KindlessQuery) -> list[Any]:
    """By its sittings; an event without any by the period it is planned for."""
    found = []
    if query.from_ is not None:
        start = first_instant(query.from_)
        planned = sa.func.coalesce(col(Event.planned_to), col(Event.planned_from)) >= clock.day_of(start)
        found.append(sa.or_(col(Event.ends_at) > start, sa.and_(col(Event.ends_at).is_(None), planned)))
    if query.to is not None:
        end = last_instant(query.to)
        planned = sa.func.coalesce(col(Event.planned_from), col(Event.planned_to)) <= clock.day_of(end)
        found.append(sa.or_(col(Event.starts_at) < end, sa.and_(col(Event.starts_at).is_(None), planned)))
    return found


def _wanting_attention(query: KindlessQuery) -> list[Any]:
    """What a coordinator looks for; the dashboard counts these same conditions."""
    now = clock.now()
    return [
        condition(now) if wanted else sa.not_(condition(now))
        for name, condition in ATTENTION.items()
        if (wanted := getattr(query, name)) is not None
    ]


def missing_attendance(now: datetime) -> Any:
    """A sitting is over, and neither anybody's attendance nor a headcount was written down."""
    unrecorded = sa.exists().where(
        col(EventSession.event_id) == Event.id,
        col(EventSession.ends_at) <= now,
        col(EventSession.recorded) == 0,
        col(EventSession.attended) == 0,
        col(EventSession.headcount).is_(None),
    )
    return sa.and_(col(Event.status).not_in(UNDONE), unrecorded)


def missing_minutes(now: datetime) -> Any:
    over = sa.func.coalesce(col(Event.ends_at) <= now, sa.false())
    wanted = sa.and_(col(Event.kind).in_(WITH_MINUTES), col(Event.status).not_in(UNDONE))
    return sa.and_(wanted, over, col(Event.minutes_id).is_(None))


def free_seats(now: datetime) -> Any:
    """Seats that were offered, are not taken, and still can be."""
    coming = sa.and_(col(Event.status).in_(COMING), sa.func.coalesce(col(Event.starts_at) > now, sa.false()))
    left = col(Event.capacity) > col(Event.taken) + col(Event.kept)
    return sa.and_(coming, sa.func.coalesce(left, sa.false()))


def _closing(now: datetime, end: datetime) -> Any:
    closes_at = sa.func.coalesce(col(Event.registration_closes_at), col(Event.starts_at))
    return sa.and_(col(Event.status).in_(COMING), closes_at > now, closes_at < end)


def somebody_waits(now: datetime) -> Any:
    return sa.and_(col(Event.status) != EventStatus.CANCELLED, col(Event.waiting) > 0)


ATTENTION: dict[str, Callable[[datetime], Any]] = {
    "missing_attendance": missing_attendance,
    "missing_minutes": missing_minutes,
    "free_seats": free_seats,
    "waiting": somebody_waits,
}
