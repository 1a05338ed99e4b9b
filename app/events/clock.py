"""What the clock says about an event, and the worker's part in moving it."""

from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, reactions
from app.events.models import Event, EventStatus
from app.events.revision import show

RegistrationState = Literal["open", "not_yet", "closed", "cancelled", "draft"]
Seats = Literal["free", "waiting", "full", "closed"]
MOVING = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)
AT_ONCE = 500
ATTENDANCE_OPENS = timedelta(hours=24)
"""Before the start of a session; excuses come early."""


def attendance_from(starts_at: datetime) -> datetime:
    """When attendance at a session can be recorded."""
    return starts_at - ATTENDANCE_OPENS


def closes_at(event: Any) -> datetime | None:
    """Registration closes at the first start unless a time is set."""
    closing: datetime | None = event.registration_closes_at or event.starts_at
    return closing


def needs_kept_until(event: Any, days: int) -> datetime | None:
    """Unknown while the event has no date."""
    return event.ends_at + timedelta(days=days) if event.ends_at else None


def status_at(event: Any, now: datetime) -> EventStatus:
    """Planned until registration opens, open until it closes, closed until the last end, then held.

    Only people move drafts and cancelled events, and nothing moves a held one. An event without a date stays
    planned.
    """
    if event.status not in MOVING:
        return EventStatus(event.status)
    if event.ends_at is None:
        return EventStatus.PLANNED
    if event.ends_at <= now:
        return EventStatus.HELD
    closing = closes_at(event)
    if closing is not None and closing <= now:
        return EventStatus.CLOSED
    opening = event.registration_opens_at
    return EventStatus.OPEN if opening is None or opening <= now else EventStatus.PLANNED


def registration_state(event: Any, now: datetime) -> RegistrationState:
    """Whether people may sign up at this moment, wherever the worker has got to; seats aside."""
    if event.status == EventStatus.DRAFT:
        return "draft"
    if event.status == EventStatus.CANCELLED:
        return "cancelled"
    state = status_at(event, now)
    if state == EventStatus.OPEN:
        return "open"
    return "not_yet" if state == EventStatus.PLANNED else "closed"


def seats(event: Any, now: datetime) -> Seats:
    """The word of the public schedule: of the seats that are not kept for some."""
    return seats_word(
        event.status,
        event.registration_opens_at,
        closes_at(event),
        event.ends_at,
        event.capacity,
        event.taken + event.kept,
        event.waiting,
        event.waiting_list,
        now,
    )


def seats_word(
    status: str,
    opens: datetime | None,
    closes: datetime | None,
    ends: datetime | None,
    capacity: int | None,
    taken: int,
    waiting: int,
    waiting_list: bool,
    now: datetime,
) -> Seats:
    """Closed unless `registration_state` is open. Who comes now never passes those who wait."""
    if status not in MOVING or ends is None or ends <= now or closes is None or closes <= now:
        return "closed"
    if opens is not None and opens > now:
        return "closed"
    if capacity is None or (taken < capacity and not waiting):
        return "free"
    return "waiting" if waiting_list else "full"


def advance(session: Session, event: Event, now: datetime) -> None:
    """Move the status to where the clock stands."""
    state = status_at(event, now)
    if state != event.status:
        event.status = state
        show(session, event)


def _due(now: datetime) -> Any:
    """Events that the clock has something to do with; `status_at` says what."""
    closing = sa.func.coalesce(col(Event.registration_closes_at), col(Event.starts_at))
    opening = sa.or_(col(Event.registration_opens_at).is_(None), col(Event.registration_opens_at) <= now)
    opens = sa.and_(col(Event.status) == EventStatus.PLANNED, opening)
    closes = sa.and_(col(Event.status).in_((EventStatus.PLANNED, EventStatus.OPEN)), closing <= now)
    ends = sa.and_(col(Event.status).in_(MOVING), col(Event.ends_at) <= now)
    dated = col(Event.ends_at).is_not(None)
    return sa.and_(dated, sa.or_(opens, closes, ends))


@reactions.on("tick")
def move_by_the_clock(session: Session) -> None:
    """Open, close and end what is due; events that somebody is just changing are left for the next tick."""
    now = clock.now()
    statement = sa.select(Event).where(_due(now)).order_by(col(Event.id)).limit(AT_ONCE)
    for event in session.scalars(statement.with_for_update(skip_locked=True)):
        advance(session, event, now)
    session.flush()
