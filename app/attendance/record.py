"""Attendance at a session: who was there, for how long, and how that became known.

Core with prepared statements, because whole halls are recorded at once. As everywhere, the event is locked
first, so that the counters are exact. The record with the later `recorded_at` wins, not the one that arrives
last: phones may be offline, and sheets come by post.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceMethod, AttendanceMode, AttendanceStatus
from app.attendance.shapes import AttendanceRecord, AttendanceRowUpdate, AttendanceUpdate, Headcount
from app.core import clock
from app.core.actor import Actor
from app.core.database import changes, prepared
from app.core.database.columns import table_of
from app.core.database.engine import execute_at_commit
from app.core.errors import Conflict, Invalid, NotFound
from app.core.json_values import Json
from app.events.access import check_recorder
from app.events.event_row import EVENT
from app.events.models import EventSession, EventStatus
from app.events.status import attendance_from
from app.registrations.letters import SESSION
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.slots.models import Slot

ATTENDANCE = table_of(Attendance)
PRESENT = AttendanceStatus.PRESENT
SELECT_SESSION = (
    sa.select(
        SESSION.c.id,
        SESSION.c.event_id,
        SESSION.c.partnership_id,
        SESSION.c.starts_at,
        SESSION.c.ends_at,
        EVENT.c.status,
        EVENT.c.slots,
    )
    .join(EVENT, EVENT.c.id == SESSION.c.event_id)
    .where(SESSION.c.id == sa.bindparam("session"))
)
LOCK_SESSION = SELECT_SESSION.with_for_update(of=EVENT, key_share=True)
SELECT_RECORDED = sa.select(
    REGISTRATION.c.id.label("registration_id"),
    REGISTRATION.c.event_id,
    REGISTRATION.c.status.label("registration_status"),
    REGISTRATION.c.source.label("registration_source"),
    *(
        ATTENDANCE.c[name]
        for name in ("id", "status", "minutes", "mode", "recorded_at", "recorded_by", "method", "version")
    ),
).outerjoin(
    ATTENDANCE,
    sa.and_(
        ATTENDANCE.c.registration_id == REGISTRATION.c.id,
        ATTENDANCE.c.session_id == sa.bindparam("session"),
    ),
)
ONE = SELECT_RECORDED.where(REGISTRATION.c.id == sa.bindparam("registration"))
SEEN_AGAIN = changes.no_change(
    sa.update(ATTENDANCE)
    .where(ATTENDANCE.c.id == sa.bindparam("record"))
    .values(recorded_at=sa.bindparam("seen"))
)
COUNTING_RECORDS = (
    sa.update(SESSION)
    .where(SESSION.c.id == sa.bindparam("session"))
    .values(
        recorded=SESSION.c.recorded + sa.bindparam("first", type_=sa.Integer),
        attended=SESSION.c.attended + sa.bindparam("step", type_=sa.Integer),
    )
)
PRESENT_ELSEWHERE = sa.exists().where(
    ATTENDANCE.c.registration_id == sa.bindparam("registration"),
    ATTENDANCE.c.session_id != sa.bindparam("session"),
    ATTENDANCE.c.status == PRESENT,
)
COUNTING_PEOPLE = (
    sa.update(EVENT)
    .where(EVENT.c.id == sa.bindparam("event"), ~PRESENT_ELSEWHERE)
    .values(attended=EVENT.c.attended + sa.bindparam("step", type_=sa.Integer))
)
REFUSALS = {RegistrationStatus.WAITING: "waiting", RegistrationStatus.CANCELLED: "cancelled"}
COMPARED = ("status", "minutes", "mode", "method")


class SessionRow(NamedTuple):
    """A session that attendance is recorded for, with the status of its event and its number of slots."""

    id: int
    event_id: int
    partnership_id: int
    starts_at: datetime
    ends_at: datetime
    status: EventStatus
    slots: int

    @property
    def minutes(self) -> int:
        """Length by the clock, breaks included."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class AttendanceRow(NamedTuple):
    """A registration with its recorded attendance at the session; all null when there is none yet."""

    registration_id: int
    event_id: int
    registration_status: RegistrationStatus
    registration_source: RegistrationSource
    id: int | None
    status: AttendanceStatus | None
    minutes: int | None
    mode: AttendanceMode | None
    recorded_at: datetime | None
    recorded_by: int | None
    method: AttendanceMethod | None
    version: int | None


class Recorded(Protocol):
    """What is recorded, or None in each field when nothing is yet."""

    @property
    def status(self) -> AttendanceStatus | None: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def mode(self) -> AttendanceMode | None: ...
    @property
    def recorded_at(self) -> datetime | None: ...
    @property
    def recorded_by(self) -> int | None: ...
    @property
    def method(self) -> AttendanceMethod | None: ...


class Recording(NamedTuple):
    """The attendance to record."""

    status: AttendanceStatus
    minutes: int | None
    mode: AttendanceMode
    method: AttendanceMethod
    recorded_at: datetime
    recorded_by: int | None


def lock_session(session: Session, actor: Actor, session_id: int) -> SessionRow:
    """The session, with its event locked.

    Raises when the actor may not record, when it is too early, or when the event does not take place.
    """
    found = lock_any_session(session, actor, session_id)
    check_open(found)
    return found


def lock_any_session(session: Session, actor: Actor, session_id: int) -> SessionRow:
    """The same, also before attendance opens."""
    found = find_session(session, session_id, LOCK_SESSION)
    check_recorder(session, actor, found.event_id, found.partnership_id)
    check_takes_place(found)
    return found


def check_takes_place(at: SessionRow) -> None:
    if at.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")


def check_open(at: SessionRow) -> None:
    if clock.now() < attendance_from(at.starts_at):
        raise Conflict("too_early")


def find_session(
    session: Session, session_id: int, statement: prepared.Statement = SELECT_SESSION
) -> SessionRow:
    found = prepared.row(session, statement, {"session": session_id})
    if found is None:
        raise NotFound()
    return SessionRow._make(found)


def record(
    session: Session, actor: Actor, session_id: int, registration_id: int, body: AttendanceUpdate
) -> AttendanceRecord:
    at = lock_any_session(session, actor, session_id)
    return _record(session, actor, at, recorded_attendance(session, at, registration_id), body)


def recorded_attendance(session: Session, at: SessionRow, registration_id: int) -> AttendanceRow:
    """NotFound when the registration is not for this event."""
    found = prepared.row(session, ONE, {"session": at.id, "registration": registration_id})
    if found is None or found.event_id != at.event_id:
        raise NotFound()
    return AttendanceRow._make(found)


def record_list(
    session: Session, actor: Actor, session_id: int, bodies: Sequence[AttendanceRowUpdate]
) -> list[AttendanceRecord]:
    """Record all lines or none. Of two lines about one person the later `recorded_at` wins."""
    at = lock_any_session(session, actor, session_id)
    answers = []
    for place, body in enumerate(bodies):
        try:
            known = recorded_attendance(session, at, body.registration_id)
        except NotFound as error:
            raise Invalid(f"#/{place}/registration_id", "not_found") from error
        answers.append(_record(session, actor, at, known, body))
    return answers


def _record(
    session: Session, actor: Actor, at: SessionRow, known: AttendanceRow, body: AttendanceUpdate
) -> AttendanceRecord:
    if not is_apology(known, body.status):
        check_open(at)
    check_confirmed(known)
    check_minutes(at, body.minutes)
    now = clock.now()
    recorded_at = min(body.recorded_at or now, now)
    if known.recorded_at is not None and recorded_at < known.recorded_at:
        return answer(at, known.registration_id, known, known.version)
    new = Recording(
        status=body.status,
        minutes=body.minutes if body.status == PRESENT else None,
        mode=body.mode,
        method=AttendanceMethod.API if actor.api_key_id else body.method,
        recorded_at=recorded_at,
        recorded_by=actor.user_id,
    )
    new = at_booked_time(session, at, known.registration_id, new)
    version = write(session, at, known, new)
    return answer(at, known.registration_id, new, version)


def at_booked_time(session: Session, at: SessionRow, registration_id: int, new: Recording) -> Recording:
    """Who has booked a time of a consultation was there for that time, unless it was said for how long."""
    if not at.slots or new.status != PRESENT or new.minutes is not None:
        return new
    booked = select(Slot).join(Registration, col(Registration.slot_id) == col(Slot.id))
    slot = session.exec(booked.where(col(Registration.id) == registration_id)).one_or_none()
    return new._replace(minutes=slot.minutes) if slot else new


def is_apology(known: AttendanceRow, status: AttendanceStatus) -> bool:
    """Members of the group that meets apologise weeks ahead, and may take that back."""
    of_member = known.registration_source == RegistrationSource.MEMBER
    return of_member and status in (AttendanceStatus.EXCUSED, AttendanceStatus.UNKNOWN)


def set_headcount(session: Session, actor: Actor, session_id: int, count: int) -> Headcount:
    at = lock_session(session, actor, session_id)
    counted = session.get_one(EventSession, at.id, with_for_update=True)
    counted.headcount = count
    session.flush()
    return Headcount(session_id=at.id, count=count, version=counted.version)


def check_minutes(at: SessionRow, minutes: int | None) -> None:
    if minutes is not None and minutes > at.minutes:
        raise Invalid("#/minutes", "too_large", limit=at.minutes)


def check_confirmed(known: AttendanceRow) -> None:
    status = known.registration_status
    if status != RegistrationStatus.CONFIRMED:
        code = REFUSALS.get(status, "wrong_state")
        raise Conflict(code, state=status.value, registration_id=known.registration_id)


def write(session: Session, at: SessionRow, known: AttendanceRow, new: Recording) -> int | None:
    """Insert or change the record, log it, move the counters; returns its version.

    If only `recorded_at` is new, it is stored without a new version.
    """
    before = {name: getattr(known, name) for name in COMPARED}
    values = new._asdict()
    moved = {name: [old, values[name]] for name, old in before.items() if old != values[name]}
    if known.id is None:
        row = _row(at, known.registration_id) | values
        made = changes.insert(session, ATTENDANCE, row, fields={"status": [None, new.status]})
    elif moved:
        made = changes.update(session, ATTENDANCE, known.id, values, moved)
    else:
        execute_at_commit(session, SEEN_AGAIN, {"record": known.id, "seen": new.recorded_at})
        return known.version
    _count(session, at, known, new.status == PRESENT)
    return int(made.version)


def _row(at: SessionRow, registration_id: int) -> Json:
    now = clock.now()
    return {
        "registration_id": registration_id,
        "session_id": at.id,
        "event_id": at.event_id,
        "partnership_id": at.partnership_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }


def _count(session: Session, at: SessionRow, known: AttendanceRow, is_present: bool) -> None:
    """Move `recorded` and `attended` of the session. The event counts each person once over all sessions."""
    step = int(is_present) - int(known.status == PRESENT)
    first = int(known.id is None)
    if first or step:
        execute_at_commit(session, COUNTING_RECORDS, {"session": at.id, "first": first, "step": step})
    if step:
        one = {"event": at.event_id, "session": at.id, "registration": known.registration_id, "step": step}
        execute_at_commit(session, COUNTING_PEOPLE, one)


def recount(session: Session, event_id: int) -> None:
    """Recount an event and its sessions after records were moved in bulk."""
    of_session = ATTENDANCE.c.session_id == SESSION.c.id
    recorded = sa.select(sa.func.count()).select_from(ATTENDANCE).where(of_session)
    attended = recorded.where(ATTENDANCE.c.status == PRESENT)
    values = {"recorded": recorded.scalar_subquery(), "attended": attended.scalar_subquery()}
    changes.update_counters(session, sa.update(SESSION).where(SESSION.c.event_id == event_id).values(values))
    people = sa.select(sa.func.count(sa.distinct(ATTENDANCE.c.registration_id)))
    to_views = people.where(ATTENDANCE.c.event_id == event_id, ATTENDANCE.c.status == PRESENT)
    counted = sa.update(EVENT).where(EVENT.c.id == event_id)
    changes.update_counters(session, counted.values(attended=to_views.scalar_subquery()))


def answer(at: SessionRow, registration_id: int, record: Recorded, version: int | None) -> AttendanceRecord:
    return AttendanceRecord.unvalidated(fields_of(at, registration_id, record, version))


def fields_of(at: SessionRow, registration_id: int, record: Recorded, version: int | None) -> Json:
    """The record as answered; without `minutes` the person was there for the whole session."""
    whole = at.minutes if record.status == PRESENT else None
    return {
        "registration_id": registration_id,
        "session_id": at.id,
        "status": record.status or AttendanceStatus.UNKNOWN,
        "minutes": whole if record.minutes is None else record.minutes,
        "mode": record.mode,
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "method": record.method,
        "version": version or 0,
    }
