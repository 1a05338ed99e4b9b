"""The sessions of an event: checks them, matches them to the stored ones, records every move.

`session` is the session of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database import records
from app.core.errors import Conflict, Invalid
from app.core.json_values import Json
from app.courses.hours import clock_hours, equal_shares
from app.courses.models import Course
from app.events import told
from app.events.models import Event, EventChange, EventSession, Training, Venue
from app.events.shapes import SessionBody, SessionChange, UndatedSession, VenueBody
from app.events.status import attendance_from, same_minute
from app.events.venues import venue_id_of
from app.territories.service import resolve

Body = SessionBody | SessionChange


@dataclass
class PlannedSession:
    """One session as planned; `standing` is the stored record it changes."""

    place: int
    body: Body
    standing: EventSession | None
    starts_at: datetime
    ends_at: datetime

    @property
    def pointer(self) -> str:
        return f"#/sessions/{self.place}"

    @property
    def moves(self) -> bool:
        old = self.standing
        return old is None or not (
            same_minute(old.starts_at, self.starts_at) and same_minute(old.ends_at, self.ends_at)
        )

    def sent(self, field: str) -> bool:
        return field in self.body.model_fields_set


def sessions_of(session: Session, event_id: int | None) -> Sequence[EventSession]:
    statement = select(EventSession).where(EventSession.event_id == event_id)
    return session.exec(statement.order_by(col(EventSession.starts_at), col(EventSession.id))).all()


def has_attendance(event_session: EventSession) -> bool:
    return bool(event_session.recorded or event_session.attended or event_session.headcount is not None)


def replace_sessions(
    session: Session, event: Event, bodies: Sequence[Body], *, took_place: bool = False
) -> list[EventChange]:
    """Replace the sessions of the event. Returns the changes to announce, none when it is over.

    Raises Invalid for times that make no sense, and for dates of a published event that are over unless it
    `took_place`; `in_use` when a session with attendance would vanish or lie ahead.
    """
    standing = sessions_of(session, event.id)
    were, before = told.as_known(session, standing), told.known_sessions(session, event, standing)
    wanted = _matched(bodies, standing)
    check_times(wanted)
    _check_attended(wanted)
    if event.published_at is not None and not took_place:
        _check_not_past(event, wanted)
    _keep_undated(session, event, standing, wanted)
    continued = [planned.standing for planned in wanted]
    drop_sessions(session, [old for old in standing if old not in continued])
    hours = _hours(session, event, wanted)
    ordered = sorted(wanted, key=lambda planned: planned.starts_at)
    for position, planned in enumerate(ordered):
        _apply(session, event, planned, position, hours[planned.place])
    event.starts_at = ordered[0].starts_at if ordered else None
    event.ends_at = max(planned.ends_at for planned in ordered) if ordered else None
    session.flush()
    check_course_hours(session, event, hours)
    after = told.as_known(session, sessions_of(session, event.id))
    told.raise_sequence(event, were, after)
    if event.published_at is not None and _is_over(event):
        told.keep_untold(event, before, after)
        return []
    return told.record(session, event, before, after)


def _is_over(event: Event) -> bool:
    return event.ends_at is not None and event.ends_at <= clock.now()


def _keep_undated(
    session: Session, event: Event, standing: Sequence[EventSession], wanted: Sequence[PlannedSession]
) -> None:
    """An event that loses its date keeps the hours and places of its days; one that gets a date needs them
    no longer."""
    if wanted and event.undated_sessions:
        event.undated_sessions = []
    elif standing and not wanted:
        event.undated_sessions = undated(session, standing)


def undated(session: Session, event_sessions: Sequence[EventSession]) -> list[Json]:
    """The hours and the place of each session, as `Event.undated_sessions` keeps them."""
    found = []
    for one in event_sessions:
        venue = session.get(Venue, one.venue_id) if one.venue_id else None
        facts = VenueBody.model_validate(venue, from_attributes=True) if venue else None
        found.append(UndatedSession(hours=one.hours, venue=facts, note=one.note).model_dump(mode="json"))
    return found


def without_date(session: Session, bodies: Sequence[UndatedSession]) -> list[Json]:
    """Days as they were sent, with the ids of the territories of their places."""
    for place, one in enumerate(bodies):
        if one.venue is not None:
            resolve(session, one.venue, f"#/undated_sessions/{place}/venue/territory_id")
    return [one.model_dump(mode="json") for one in bodies]


def drop_sessions(session: Session, gone: Sequence[EventSession]) -> None:
    """Delete sessions that will not take place. Excuses from them go too; `in_use` with other attendance."""
    for old in gone:
        reactions.announce("session_dropped", session=session, dropped=old)
    if any(map(has_attendance, gone)):
        raise Conflict("in_use")
    for old in gone:
        session.delete(old)
    session.flush()


def cancel_days_ahead(session: Session, event: Event) -> list[EventChange]:
    """Drop what has not begun and has no attendance. The event then ends with the last day that is left."""
    now = clock.now()
    every = sessions_of(session, event.id)
    were, before = told.as_known(session, every), told.known_sessions(session, event, every)
    gone = [one for one in every if one.starts_at > now and not _has_happened(one, now)]
    left = [one for one in every if one not in gone]
    drop_sessions(session, gone)
    event.starts_at, event.ends_at = left[0].starts_at, max(one.ends_at for one in left)
    after = told.as_known(session, left)
    told.raise_sequence(event, were, after)
    return told.record(session, event, before, after)


def took_place_in_part(session: Session, event: Event) -> bool:
    """Whether attendance at any session was recorded; excuses from days ahead do not count."""
    now = clock.now()
    return any(_has_happened(one, now) for one in sessions_of(session, event.id))


def _has_happened(event_session: EventSession, now: datetime) -> bool:
    present = event_session.attended or event_session.headcount is not None
    return bool(present or (event_session.recorded and event_session.starts_at <= now))


def _matched(bodies: Sequence[Body], standing: Sequence[EventSession]) -> list[PlannedSession]:
    """Match by id, then by the same start, then in order."""
    left = {old.id: old for old in standing}
    found: dict[int, EventSession] = {}
    for place, body in enumerate(bodies):
        given = body.id if isinstance(body, SessionChange) else None
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
    return [_planned(place, body, found.get(place)) for place, body in enumerate(bodies)]


def _planned(place: int, body: Body, standing: EventSession | None) -> PlannedSession:
    start, end = (_moment(place, body, standing, name) for name in ("starts_at", "ends_at"))
    return PlannedSession(place, body, standing, start.astimezone(UTC), end.astimezone(UTC))


def _moment(place: int, body: Body, standing: EventSession | None, name: str) -> datetime:
    """As sent, or as stored when it was left out; null is no date."""
    found: datetime | None = getattr(body, name)
    if found is None and standing is not None and name not in body.model_fields_set:
        found = getattr(standing, name)
    if found is None:
        raise Invalid(f"#/sessions/{place}/{name}", "required")
    return found


def check_times(wanted: Sequence[PlannedSession]) -> None:
    """Each session must end after it starts, and no two sessions of an event may overlap."""
    for planned in wanted:
        if planned.ends_at <= planned.starts_at:
            raise Invalid(f"{planned.pointer}/ends_at", "ends_before_starts")
    ordered = sorted(wanted, key=lambda planned: (planned.starts_at, planned.place))
    for earlier, later in pairwise(ordered):
        if later.starts_at < earlier.ends_at:
            raise Invalid(f"{later.pointer}/starts_at", "overlaps")


def _check_not_past(event: Event, wanted: Sequence[PlannedSession]) -> None:
    """A typing error, such as last year's date, would make the event held and tell people a wrong date."""
    now = clock.now()
    for planned in wanted:
        if planned.ends_at <= now and planned.moves:
            raise Invalid(f"{planned.pointer}/ends_at", "past")
    ahead = event.ends_at is None or event.ends_at > now
    if wanted and ahead and max(planned.ends_at for planned in wanted) <= now:
        raise Invalid("#/sessions", "past")


def check_published(event_sessions: Sequence[EventSession]) -> None:
    """The same for an event that is about to be published: each of its days must end ahead."""
    now = clock.now()
    for place, one in enumerate(event_sessions):
        if one.ends_at <= now:
            raise Invalid(f"#/sessions/{place}/ends_at", "past")


def _check_attended(wanted: Sequence[PlannedSession]) -> None:
    """People cannot have been present at a session before its attendance opens."""
    for planned in wanted:
        old = planned.standing
        present = old is not None and (old.attended or old.headcount is not None)
        if present and planned.moves and attendance_from(planned.starts_at) > clock.now():
            raise Conflict("in_use")


def _hours(session: Session, event: Event, wanted: Sequence[PlannedSession]) -> list[Decimal]:
    """Accounted hours in the order of the body: as sent, else as stored, else by the clock.

    A new training without hours gets equal shares of its course.
    """
    course = course_of(session, event)
    if course and wanted and not any(planned.standing or planned.body.hours for planned in wanted):
        return equal_shares(course.hours, len(wanted))
    return [_own_hours(planned) for planned in wanted]


def _own_hours(planned: PlannedSession) -> Decimal:
    if planned.body.hours is not None:
        return planned.body.hours
    if planned.standing is not None:
        return planned.standing.hours
    return clock_hours(planned.starts_at, planned.ends_at)


def course_of(session: Session, event: Event) -> Course | None:
    training = session.get(Training, event.id)
    return session.get(Course, training.course_id) if training and training.course_id else None


def check_course_hours(session: Session, event: Event, hours: Sequence[Decimal]) -> None:
    """The sessions of a training must add up to the hours of its course, which the certificate states."""
    course = course_of(session, event)
    if course and hours and sum(hours) != course.hours:
        raise Invalid("#/sessions", "hours_differ", hours=float(sum(hours)), course_hours=float(course.hours))


def _apply(session: Session, event: Event, planned: PlannedSession, position: int, hours: Decimal) -> None:
    """Update or add the record."""
    old, venue_id = planned.standing, _venue_id(session, event, planned)
    if old is None:
        new = EventSession(
            event_id=event.id,
            partnership_id=event.partnership_id,
            position=position,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            hours=hours,
            venue_id=venue_id,
            note=planned.body.note or "",
            listed=event.is_public,
        )
        session.add(new)
        session.flush()
        return
    old.position, old.hours, old.venue_id = position, hours, venue_id
    old.starts_at, old.ends_at = planned.starts_at, planned.ends_at
    if planned.body.note is not None:
        old.note = planned.body.note


def _venue_id(session: Session, event: Event, planned: PlannedSession) -> int | None:
    if planned.body.venue is not None:
        return venue_id_of(session, event.partnership_id, planned.body.venue, f"{planned.pointer}/venue")
    if planned.body.venue_id is not None:
        pointer = f"{planned.pointer}/venue_id"
        records.get_referenced(session, Venue, planned.body.venue_id, pointer, event.partnership_id)
        return planned.body.venue_id
    emptied = planned.sent("venue") or planned.sent("venue_id")
    return planned.standing.venue_id if planned.standing and not emptied else None
