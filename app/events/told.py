"""What people know of the sessions of an event, and what a change means to them.

Dates of an event that took place are recorded without a word to anybody. What people were told before stays
in `Event.last_told`, and the next change is compared with that.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core import clock
from app.core.json_values import Json
from app.events.models import Event, EventChange, EventSession, Venue
from app.events.venues import venue_label


class KnownSession(NamedTuple):
    """A session as people know it; `venue` in words."""

    id: int
    starts_at: datetime
    ends_at: datetime
    venue: str | None


Known = Sequence[KnownSession]


def known_sessions(session: Session, event: Event, standing: Iterable[EventSession]) -> Known:
    """What people were last told of the event whose sessions are `standing`."""
    if event.last_told is not None:
        return [_from_json(one) for one in event.last_told]
    return as_known(session, standing)


def as_known(session: Session, event_sessions: Iterable[EventSession]) -> Known:
    return [
        KnownSession(one.id, one.starts_at, one.ends_at, _label(session, one.venue_id))
        for one in event_sessions
    ]


Span = tuple[datetime | None, datetime | None]
"""The first start and the last end."""


def told_span(event: Event) -> Span:
    """The span of the event that people were last told."""
    if event.last_told is None:
        return event.starts_at, event.ends_at
    known = [_from_json(one) for one in event.last_told]
    return min((one.starts_at for one in known), default=None), max(
        (one.ends_at for one in known), default=None
    )


def keep_untold(event: Event, before: Known, after: Known) -> None:
    """The sessions changed without letters. Forget what was told once it is true again."""
    changed = any(_differences(before, after))
    event.last_told = [_to_json(one) for one in before] if changed else None


def record(session: Session, event: Event, before: Known, after: Known) -> list[EventChange]:
    """Store what has changed for people, who will be told; nothing for a draft, which they do not see."""
    if event.published_at is None:
        return []
    event.last_told = None
    found = [
        EventChange(
            event_id=event.id,
            partnership_id=event.partnership_id,
            session_id=session_id,
            what=what,
            from_value=old,
            to_value=new,
            at=clock.now(),
        )
        for session_id, what, old, new in _differences(before, after)
    ]
    if found:
        session.add_all(found)
        session.flush()
    return found


def raise_sequence(event: Event, were: Known, now: Known) -> None:
    """Subscribed calendars accept a change only with a higher SEQUENCE. Drafts are in no calendar."""
    if event.published_at is not None and any(_differences(were, now)):
        event.calendar_sequence += 1


Difference = tuple[int, str, str | None, str | None]
"""The id of the session, what differs, and the two values."""


def _differences(before: Known, after: Known) -> Iterator[Difference]:
    old, new = ({one.id: one for one in side} for side in (before, after))
    for one in before:
        if one.id not in new:
            yield one.id, "session", one.starts_at.isoformat(), None
    for one in after:
        known = old.get(one.id)
        if known is None:
            yield one.id, "session", None, one.starts_at.isoformat()
            continue
        if known.starts_at != one.starts_at:
            yield one.id, "starts_at", known.starts_at.isoformat(), one.starts_at.isoformat()
        if known.ends_at != one.ends_at:
            yield one.id, "ends_at", known.ends_at.isoformat(), one.ends_at.isoformat()
        if known.venue != one.venue:
            yield one.id, "venue", known.venue, one.venue


def _label(session: Session, venue_id: int | None) -> str | None:
    venue = session.get(Venue, venue_id) if venue_id else None
    return venue_label(venue) if venue else None


def _to_json(known: KnownSession) -> Json:
    return {
        **known._asdict(),
        "starts_at": known.starts_at.isoformat(),
        "ends_at": known.ends_at.isoformat(),
    }


def _from_json(stored: Json) -> KnownSession:
    starts_at, ends_at = (datetime.fromisoformat(stored[name]) for name in ("starts_at", "ends_at"))
    return KnownSession(stored["id"], starts_at, ends_at, stored["venue"])


def has_moved_since(session: Session, event: Event, since: datetime) -> bool:
    """Whether the first day is another one than at that moment, by what was recorded meanwhile."""
    days = select(EventSession.id, EventSession.starts_at).where(EventSession.event_id == event.id)
    now = dict(session.exec(days).all())
    before = dict(now)
    recorded = select(EventChange).where(
        EventChange.event_id == event.id,
        EventChange.at >= since,
        col(EventChange.what).in_(("starts_at", "session")),
    )
    for change in session.exec(recorded.order_by(col(EventChange.id).desc())):
        if change.session_id is None:
            continue
        before.pop(change.session_id, None)
        if change.from_value is not None:
            before[change.session_id] = datetime.fromisoformat(change.from_value)
    return _first_day(before.values()) != _first_day(now.values())


def _first_day(starts: Iterable[datetime]) -> date | None:
    first = min(starts, default=None)
    return None if first is None else clock.day_of(first)
