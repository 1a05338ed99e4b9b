"""Creates events with their sessions, registrations and attendance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attendance.models import Attendance, AttendanceMethod, AttendanceStatus
from app.core import clock, text
from app.core.database import changes
from app.core.database.columns import table_of
from app.demo.scene import Scene
from app.events.models import (
    Event,
    EventChange,
    EventPerson,
    EventRole,
    EventSession,
    EventStatus,
    Training,
    Venue,
)
from app.events.status import status_at
from app.organisations.people_models import Person
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus

EVENT, SESSION = table_of(Event), table_of(EventSession)
CONFIRMED, WAITING, PENDING = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITING,
    RegistrationStatus.PENDING,
)
ARRIVED = timedelta(minutes=10)


@dataclass(frozen=True)
class DemoSession:
    """One day of an event; times as `(hour, minute)` on a Czech wall clock."""

    day: date
    start: tuple[int, int] = (9, 0)
    end: tuple[int, int] = (12, 0)
    hours: int = 4
    venue: Venue | None = None

    @property
    def starts_at(self) -> datetime:
        return clock.at(self.day, *self.start)

    @property
    def ends_at(self) -> datetime:
        return clock.at(self.day, *self.end)


def full_days(first: date, days: int, venue: Venue | None) -> list[DemoSession]:
    """A training from nine to four: eight accounted hours a day."""
    return [DemoSession(first + timedelta(days=n), (9, 0), (16, 0), 8, venue) for n in range(days)]


def put_on(
    scene: Scene, event: Event, event_sessions: Sequence[DemoSession] = (), *, published: bool = True
) -> Event:
    """Store an event with its sessions; its status is by the clock."""
    if event_sessions:
        event.starts_at, event.ends_at = event_sessions[0].starts_at, event_sessions[-1].ends_at
    if published and event.status != EventStatus.CANCELLED:
        event.status = EventStatus.PLANNED
        event.status = status_at(event, scene.now)
    if published:
        event.published_at = min(scene.now, event.starts_at or scene.now) - timedelta(days=40)
    event.folded_text = text.fold(f"{event.title} {event.description}")
    scene.keep(event)
    for position, event_session in enumerate(event_sessions):
        scene.session.add(_session(event, position, event_session))
    scene.session.flush()
    return event


def _session(event: Event, position: int, event_session: DemoSession) -> EventSession:
    return EventSession(
        event_id=event.id,
        partnership_id=event.partnership_id,
        position=position,
        starts_at=event_session.starts_at,
        ends_at=event_session.ends_at,
        hours=Decimal(event_session.hours),
        venue_id=event_session.venue.id if event_session.venue else None,
        listed=event.is_public,
    )


def name_people(
    scene: Scene, event: Event, role: EventRole, people: Sequence[Person], user_id: int | None = None
) -> None:
    """Facilitators or lecturers; `user_id` is the login of the first of them."""
    for position, one in enumerate(people):
        scene.session.add(
            EventPerson(
                event_id=event.id,
                partnership_id=event.partnership_id,
                person_id=one.id,
                user_id=user_id if position == 0 else None,
                name=f"{one.first_name} {one.last_name}",
                role=role,
                position=position,
            )
        )


def as_training(scene: Scene, event: Event, course_id: int | None) -> None:
    scene.keep(Training(id=event.id, partnership_id=event.partnership_id, course_id=course_id))


def note_change(scene: Scene, event: Event, what: str, before: str, after: str, at: datetime) -> None:
    """Store an announced change and raise the calendar sequence of the event."""
    event_session = scene.session.exec(_event_sessions(event)).first()
    scene.keep(
        EventChange(
            event_id=event.id,
            partnership_id=event.partnership_id,
            session_id=event_session.id if event_session else None,
            what=what,
            from_value=before,
            to_value=after,
            at=at,
        )
    )
    event.calendar_sequence += 1
    scene.session.flush()


def _event_sessions(event: Event) -> SelectOfScalar[EventSession]:
    statement = select(EventSession).where(EventSession.event_id == event.id)
    return statement.order_by(col(EventSession.position))


def sign_up(scene: Scene, event: Event, people: Sequence[Person], pending: int = 0) -> list[Registration]:
    """Give the seats in this order; the others wait. Staff signed a few of them up by phone.

    The last `pending` people wait for a decision.
    """
    seats = len(people) if event.capacity is None else event.capacity - event.kept
    statuses = [CONFIRMED if place < seats else WAITING for place in range(len(people) - pending)]
    statuses += [PENDING] * pending
    signed = [
        _registration(scene, event, one, place, status)
        for place, (one, status) in enumerate(zip(people, statuses, strict=True))
    ]
    scene.keep_all(signed)
    _count(scene, event, signed)
    return signed


def _registration(
    scene: Scene, event: Event, one: Person, place: int, status: RegistrationStatus
) -> Registration:
    by_staff = one.email is None or scene.chance.random() < 0.2
    days_before = 30 - min(25, place)
    start = event.starts_at or scene.now
    return Registration(
        event_id=event.id,
        partnership_id=event.partnership_id,
        person_id=one.id,
        status=status,
        queue_key=place + 1,
        source=RegistrationSource.STAFF if by_staff else RegistrationSource.PUBLIC,
        organisation_id=one.organisation_id,
        position=one.position,
        created_at=min(start, scene.now) - timedelta(days=days_before),
    )


def _count(scene: Scene, event: Event, signed: Sequence[Registration]) -> None:
    """Set the counters without a change of the event."""
    confirmed = sum(one.status == CONFIRMED for one in signed)
    waiting = sum(one.status == WAITING for one in signed)
    pending = sum(one.status == PENDING for one in signed)
    values = {"taken": confirmed, "confirmed": confirmed, "waiting": waiting, "pending": pending}
    values["queue_last"] = len(signed)
    changes.update_counters(scene.session, sa.update(EVENT).where(EVENT.c.id == event.id).values(values))


def call_off(scene: Scene, event: Event, signed: Sequence[Registration]) -> None:
    """End the registrations of a cancelled event; what each of them was is remembered for a reactivation."""
    event.cancelled_at = scene.now
    for one in signed:
        one.status_before, one.status = one.status.value, RegistrationStatus.CANCELLED
        one.reason, one.cancelled_at = event.cancel_reason, scene.now
    scene.session.flush()
    none = dict.fromkeys(("taken", "confirmed", "waiting", "pending"), 0)
    changes.update_counters(scene.session, sa.update(EVENT).where(EVENT.c.id == event.id).values(none))


def attend(
    scene: Scene,
    event: Event,
    signed: Sequence[Registration],
    *,
    loyal: Sequence[Person] = (),
    recorded_by: int | None = None,
    leave_out: int = 0,
) -> None:
    """Record the attendance of a past event: most came, some excused themselves, a few left earlier.

    All `loyal` people stayed to the end. `leave_out`: the number of people not recorded yet.
    """
    sure = {one.id for one in loyal}
    confirmed = [one for one in signed if one.status == CONFIRMED]
    to_views: set[int] = set()
    for event_session in scene.session.exec(_event_sessions(event)).all():
        rows = [
            _attendance(scene, event_session, one, one.person_id in sure, recorded_by)
            for one in confirmed[: len(confirmed) - leave_out]
        ]
        scene.keep_all(rows)
        came = {row.registration_id for row in rows if row.status == AttendanceStatus.PRESENT}
        to_views |= came
        moved = {"attended": len(came), "recorded": len(rows)}
        changes.update_counters(
            scene.session, sa.update(SESSION).where(SESSION.c.id == event_session.id).values(moved)
        )
    statement = sa.update(EVENT).where(EVENT.c.id == event.id).values(attended=len(to_views))
    changes.update_counters(scene.session, statement)


def _attendance(
    scene: Scene, event_session: EventSession, one: Registration, sure: bool, recorded_by: int | None
) -> Attendance:
    dice = 0.0 if sure else scene.chance.random()
    status = (
        AttendanceStatus.PRESENT
        if dice < 0.9
        else AttendanceStatus.EXCUSED
        if dice < 0.97
        else AttendanceStatus.ABSENT
    )
    minutes = (
        int((event_session.ends_at - event_session.starts_at).total_seconds()) // 120
        if 0.86 < dice < 0.9
        else None
    )
    return Attendance(
        registration_id=one.id,
        session_id=event_session.id,
        event_id=one.event_id,
        partnership_id=one.partnership_id,
        status=status,
        minutes=minutes,
        recorded_at=event_session.starts_at + ARRIVED,
        recorded_by=recorded_by,
        method=scene.chance.choice((AttendanceMethod.MANUAL, AttendanceMethod.SHEET, AttendanceMethod.QR)),
    )
