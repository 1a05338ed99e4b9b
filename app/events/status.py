"""The status of an event by the clock, and the worker's part in moving it.

Answers, filters and sums show the status by the clock. The stored one follows at the worker's next tick,
which logs the move. `status_at` and `STATUS_NOW` are one rule in Python and in SQL, and a test compares them.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from app.core import clock, reactions
from app.core.database.columns import table_of
from app.core.web.keyset import Condition
from app.events.facts import EventDates, EventSeats, EventTimes
from app.events.models import (
    SIGN_UP_STATUSES,
    TAKING_PLACE_STATUSES,
    UPCOMING_STATUSES,
    Event,
    EventStatus,
    RegistrationPolicy,
)
from app.events.schedule_revision import update_listing

RegistrationState = Literal["open", "not_yet", "closed", "cancelled", "draft"]
Availability = Literal["free", "waiting", "full", "closed"]
ListedSeats = Literal["free", "waiting", "full", "invitation", "members", "closed"]
"""The word of the public schedule: how many seats there are, or for whom they are."""
ONLY_FOR: Mapping[str, Literal["invitation", "members"]] = {
    RegistrationPolicy.INVITATION: "invitation",
    RegistrationPolicy.MEMBERS: "members",
}
CODES: Mapping[str, EventStatus] = {status: status for status in EventStatus}
"""Statuses by their words, which takes a fifth of the time of `EventStatus(word)`."""
AT_ONCE = 500
ATTENDANCE_OPENS = timedelta(hours=24)
"""Attendance opens so long before the start of a session, because excuses come early."""


def attendance_from(starts_at: datetime) -> datetime:
    """When attendance at a session can be recorded."""
    return starts_at - ATTENDANCE_OPENS


def same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Forms have no seconds, so a time that was not touched may come back without them."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(minutes=1)


def closes_at(event: EventTimes) -> datetime | None:
    """Registration closes at the first start unless a time is set."""
    return event.registration_closes_at or event.starts_at


def needs_kept_until(event: EventDates, days: int) -> datetime | None:
    """None while the event has no date."""
    return event.ends_at + timedelta(days=days) if event.ends_at else None


def status_at(event: EventTimes, now: datetime) -> EventStatus:
    """Planned until registration opens, open until it closes, closed until the last end, then held.

    Only people move drafts and cancelled events, and nothing moves a held one. An event without a date stays
    planned.
    """
    if event.status not in UPCOMING_STATUSES:
        return CODES[event.status]
    if event.ends_at is None:
        return EventStatus.PLANNED
    if event.ends_at <= now:
        return EventStatus.HELD
    closing = closes_at(event)
    if closing is not None and closing <= now:
        return EventStatus.CLOSED
    opening = event.registration_opens_at
    return EventStatus.OPEN if opening is None or opening <= now else EventStatus.PLANNED


_NOW = sa.bindparam("now", callable_=lambda: clock.now(), type_=UTCDateTime(), unique=True)
"""Asked when a statement is executed, so that statements can be kept."""


def closing_time() -> sa.ColumnElement[datetime]:
    """`closes_at` in SQL."""
    return sa.func.coalesce(col(Event.registration_closes_at), col(Event.starts_at))


def _status_now() -> sa.ColumnElement[EventStatus]:
    stored, opening = table_of(Event).c.status, col(Event.registration_opens_at)

    def code(status: EventStatus) -> sa.ColumnElement[EventStatus]:
        return sa.literal(status, stored.type)

    return sa.case(
        (stored.not_in(UPCOMING_STATUSES), stored),
        (col(Event.ends_at).is_(None), code(EventStatus.PLANNED)),
        (col(Event.ends_at) <= _NOW, code(EventStatus.HELD)),
        (closing_time() <= _NOW, code(EventStatus.CLOSED)),
        (sa.or_(opening.is_(None), opening <= _NOW), code(EventStatus.OPEN)),
        else_=code(EventStatus.PLANNED),
    )


STATUS_NOW = _status_now()
"""`status_at` now, in SQL."""


def is_now(statuses: Collection[EventStatus]) -> Condition:
    """Whether an event has one of these statuses by the clock.

    The stored statuses that can lead there are named as well, because they are in an index.
    """
    moving = set(TAKING_PLACE_STATUSES) & set(statuses)
    stored = col(Event.status).in_({*statuses, *(UPCOMING_STATUSES if moving else ())})
    if not moving or moving == set(TAKING_PLACE_STATUSES):
        return stored
    return sa.and_(stored, STATUS_NOW.in_(statuses))


def registration_state(event: EventTimes, now: datetime) -> RegistrationState:
    """Whether people may sign up now, even if the worker has not moved the status yet. Ignores seats."""
    if event.status == EventStatus.DRAFT:
        return "draft"
    if event.status == EventStatus.CANCELLED:
        return "cancelled"
    state = status_at(event, now)
    if state == EventStatus.OPEN:
        return "open"
    return "not_yet" if state == EventStatus.PLANNED else "closed"


def availability(event: EventSeats, now: datetime, due: int = 0) -> Availability:
    """One word for the free seats; kept seats do not count, except those that are `due` to be released."""
    return availability_of(
        event.status,
        event.registration_opens_at,
        closes_at(event),
        event.ends_at,
        event.capacity,
        event.taken + event.kept - due,
        event.waiting,
        event.waiting_list,
        now,
    )


def availability_of(
    status: str,
    opens: datetime | None,
    closes: datetime | None,
    ends: datetime | None,
    capacity: int | None,
    taken: int,
    waiting: int,
    waiting_list: bool,
    now: datetime,
) -> Availability:
    """Closed unless `registration_state` is open. A newcomer never passes waiting people."""
    if status not in UPCOMING_STATUSES or ends is None or ends <= now or closes is None or closes <= now:
        return "closed"
    if opens is not None and opens > now:
        return "closed"
    if capacity is None or (taken < capacity and not waiting):
        return "free"
    return "waiting" if waiting_list else "full"


def listed_seats(found: Availability, policy: str) -> ListedSeats:
    """While sign-up is open only for some, say for whom rather than how many seats are free."""
    return found if found == "closed" else ONLY_FOR.get(policy, found)


def advance(session: Session, event: Event, now: datetime) -> None:
    """Move the status to `status_at` now."""
    state = status_at(event, now)
    if state != event.status:
        event.status = state
        update_listing(session, event)


def _due(now: datetime) -> sa.ColumnElement[bool]:
    """A condition on events whose status may have to move; `status_at` decides."""
    opening = sa.or_(col(Event.registration_opens_at).is_(None), col(Event.registration_opens_at) <= now)
    opens = sa.and_(col(Event.status) == EventStatus.PLANNED, opening)
    closes = sa.and_(col(Event.status).in_(SIGN_UP_STATUSES), closing_time() <= now)
    ends = sa.and_(col(Event.status).in_(UPCOMING_STATUSES), col(Event.ends_at) <= now)
    dated = col(Event.ends_at).is_not(None)
    return sa.and_(dated, sa.or_(opens, closes, ends))


@reactions.on("tick")
def advance_due_events(session: Session) -> None:
    """Open, close and end what is due. Skips events locked by a request until the next tick."""
    now = clock.now()
    due = select(Event).where(_due(now)).order_by(col(Event.id)).limit(AT_ONCE)
    for event in session.exec(due.with_for_update(skip_locked=True)):
        advance(session, event, now)
    session.flush()
