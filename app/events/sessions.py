"""The sittings of an event: checked, matched to those that stand, and every move told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, records
from app.core.errors import Conflict, Invalid
from app.courses.models import Course
from app.events.kind_models import Training
from app.events.models import Event, EventChange, EventSession, Venue
from app.events.shapes import SessionBody, SessionChange, VenueBody
from app.events.venues import venue_id_of, venue_label

Body = SessionBody | SessionChange


@dataclass
class Sitting:
    """One sitting as it shall be; `standing` is the record it continues."""

    place: int
    body: Body
    standing: EventSession | None
    starts_at: datetime
    ends_at: datetime

    @property
    def pointer(self) -> str:
        return f"#/sessions/{self.place}"

    def sent(self, field: str) -> bool:
        return field in self.body.model_fields_set


def sessions_of(session: Session, event_id: int | None) -> list[EventSession]:
    statement = sa.select(EventSession).where(col(EventSession.event_id) == event_id)
    return list(session.scalars(statement.order_by(col(EventSession.starts_at), col(EventSession.id))))


def replace_sessions(session: Session, event: Event, bodies: Sequence[Body]) -> list[EventChange]:
    """Make these the sittings of the event; returns what people have to be told.

    Raises Invalid for times that make no sense, `in_use` when a sitting with attendance would vanish.
    """
    standing = sessions_of(session, event.id)
    wanted = _matched(bodies, standing)
    check_times(wanted)
    gone = [old for old in standing if old not in [sitting.standing for sitting in wanted]]
    if any(old.recorded or old.attended or old.headcount is not None for old in gone):
        raise Conflict("in_use")
    told = [_told(session, event, old, "session", old.starts_at.isoformat(), None) for old in gone]
    for old in gone:
        session.delete(old)
    session.flush()
    hours = _hours(session, event, wanted)
    ordered = sorted(wanted, key=lambda sitting: sitting.starts_at)
    for position, sitting in enumerate(ordered):
        told += _apply(session, event, sitting, position, hours[sitting.place])
    _denormalise(event, ordered)
    session.flush()
    check_course_hours(session, event, [hours[sitting.place] for sitting in wanted])
    return _keep(session, event, [change for change in told if change is not None])


def _matched(bodies: Sequence[Body], standing: list[EventSession]) -> list[Sitting]:
    """By id; then by the same start; then in order."""
    left = {old.id: old for old in standing}
    found: dict[int, EventSession] = {}
    for place, body in enumerate(bodies):
        given = getattr(body, "id", None)
        if given is not None:
            if given not in left:
                known = any(old.id == given for old in standing)
                raise Invalid(f"#/sessions/{place}/id", "duplicate" if known else "not_found")
            found[place] = left.pop(given)
    for same_start in (True, False):
        for place, body in enumerate(bodies):
            rest = [old for old in left.values() if not same_start or old.starts_at == body.starts_at]
            if place not in found and rest:
                found[place] = left.pop(rest[0].id)
    return [_sitting(place, body, found.get(place)) for place, body in enumerate(bodies)]


def _sitting(place: int, body: Body, standing: EventSession | None) -> Sitting:
    start = body.starts_at or (standing.starts_at if standing else None)
    end = body.ends_at or (standing.ends_at if standing else None)
    if start is None or end is None:
        raise Invalid(f"#/sessions/{place}/{'starts_at' if start is None else 'ends_at'}", "required")
    return Sitting(place, body, standing, start.astimezone(UTC), end.astimezone(UTC))


def check_times(wanted: Sequence[Sitting]) -> None:
    """Each ends after it starts, and no two of one event overlap."""
    for sitting in wanted:
        if sitting.ends_at <= sitting.starts_at:
            raise Invalid(f"{sitting.pointer}/ends_at", "ends_before_starts")
    ordered = sorted(wanted, key=lambda sitting: (sitting.starts_at, sitting.place))
    for earlier, later in pairwise(ordered):
        if later.starts_at < earlier.ends_at:
            raise Invalid(f"{later.pointer}/starts_at", "overlaps")


def _hours(session: Session, event: Event, wanted: list[Sitting]) -> list[Decimal]:
    """Accounted hours by place in the body: as sent, as they stood, else the clock's.

    A new training that says none of them gets equal shares of its course.
    """
    course = course_of(session, event)
    if course and wanted and not any(sitting.standing or sitting.body.hours for sitting in wanted):
        share = (course.hours / len(wanted)).quantize(Decimal("0.01"))
        shares = [share] * len(wanted)
        shares[-1] = course.hours - share * (len(wanted) - 1)
        return shares
    return [_own_hours(sitting) for sitting in wanted]


def _own_hours(sitting: Sitting) -> Decimal:
    if sitting.body.hours is not None:
        return sitting.body.hours
    if sitting.standing is not None:
        return sitting.standing.hours
    seconds = Decimal((sitting.ends_at - sitting.starts_at).total_seconds())
    return min(Decimal(10_000), (seconds / 3600).quantize(Decimal("0.01")))


def course_of(session: Session, event: Event) -> Course | None:
    training = session.get(Training, event.id)
    return session.get(Course, training.course_id) if training and training.course_id else None


def check_course_hours(session: Session, event: Event, hours: Sequence[Decimal]) -> None:
    """The sittings of a training add up to the hours of its course, which its certificate will state."""
    course = course_of(session, event)
    if course and hours and sum(hours) != course.hours:
        raise Invalid("#/sessions", "hours_differ", hours=float(sum(hours)), course_hours=float(course.hours))


def _apply(
    session: Session, event: Event, sitting: Sitting, position: int, hours: Decimal
) -> list[EventChange | None]:
    old = sitting.standing
    venue_id = _venue(session, event, sitting)
    if old is None:
        new = EventSession(
            **_belonging(event),
            position=position,
            starts_at=sitting.starts_at,
            ends_at=sitting.ends_at,
            hours=hours,
            venue_id=venue_id,
            note=sitting.body.note or "",
            listed=event.is_public,
        )
        session.add(new)
        session.flush()
        return [_told(session, event, new, "session", None, new.starts_at.isoformat())]
    told = [
        _told(session, event, old, "starts_at", old.starts_at.isoformat(), sitting.starts_at.isoformat()),
        _told(session, event, old, "ends_at", old.ends_at.isoformat(), sitting.ends_at.isoformat()),
        _told(session, event, old, "venue", _label(session, old.venue_id), _label(session, venue_id)),
    ]
    old.position, old.hours, old.venue_id = position, hours, venue_id
    old.starts_at, old.ends_at = sitting.starts_at, sitting.ends_at
    if sitting.body.note is not None:
        old.note = sitting.body.note
    return told


def _venue(session: Session, event: Event, sitting: Sitting) -> int | None:
    body: VenueBody | None = sitting.body.venue
    if body is not None:
        return venue_id_of(session, event.partnership_id, body, f"{sitting.pointer}/venue")
    if sitting.body.venue_id is not None:
        pointer = f"{sitting.pointer}/venue_id"
        records.require(session, Venue, sitting.body.venue_id, pointer, event.partnership_id)
        return sitting.body.venue_id
    emptied = sitting.sent("venue") or sitting.sent("venue_id")
    return sitting.standing.venue_id if sitting.standing and not emptied else None


def _label(session: Session, venue_id: int | None) -> str | None:
    venue = session.get(Venue, venue_id) if venue_id else None
    return venue_label(venue) if venue else None


def _told(
    session: Session, event: Event, sitting: EventSession, what: str, old: str | None, new: str | None
) -> EventChange | None:
    """Nobody has seen a draft, so its moves are nobody's news."""
    if event.published_at is None or _same(old, new):
        return None
    return EventChange(
        **_belonging(event),
        session_id=sitting.id,
        what=what,
        from_value=old,
        to_value=new,
        at=clock.now(),
    )


def _belonging(event: Event) -> dict[str, Any]:
    return {"event_id": event.id, "partnership_id": event.partnership_id}


def _same(old: str | None, new: str | None) -> bool:
    if old == new:
        return True
    try:
        return datetime.fromisoformat(old or "") == datetime.fromisoformat(new or "")
    except ValueError:
        return False


def _keep(session: Session, event: Event, told: list[EventChange]) -> list[EventChange]:
    if told:
        event.calendar_sequence += 1
        session.add_all(told)
        session.flush()
    return told


def _denormalise(event: Event, ordered: Sequence[Any]) -> None:
    event.starts_at = ordered[0].starts_at if ordered else None
    event.ends_at = max(sitting.ends_at for sitting in ordered) if ordered else None
