"""Attendance at a session: who was there, for how long, and how that became known.

The event is locked first, like everywhere, so that the counters are exact. A record seen later wins over one
seen earlier, whichever arrives last: telephones come back from cellars, sheets from the post.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import changes, clock, prepared
from app.core.actor import Actor
from app.core.db import at_end
from app.core.errors import Conflict, Invalid, NotFound
from app.events.clock import attendance_from
from app.events.models import EventStatus
from app.registrations.access import admit_recorder
from app.registrations.attendance_shapes import AttendanceRowUpdate, AttendanceUpdate
from app.registrations.letters import SESSION
from app.registrations.models import Attendance, AttendanceMethod, AttendanceStatus, RegistrationStatus
from app.registrations.seats import EVENT, REGISTRATION

ATTENDANCE = cast(Any, Attendance).__table__
PRESENT = AttendanceStatus.PRESENT
SITTING = (
    sa.select(
        SESSION.c.id,
        SESSION.c.event_id,
        SESSION.c.partnership_id,
        SESSION.c.starts_at,
        SESSION.c.ends_at,
        EVENT.c.status,
    )
    .join(EVENT, EVENT.c.id == SESSION.c.event_id)
    .where(SESSION.c.id == sa.bindparam("session"))
)
LOCKING = SITTING.with_for_update(of=EVENT, key_share=True)
KNOWN = sa.select(
    REGISTRATION.c.id.label("registration_id"),
    REGISTRATION.c.event_id,
    REGISTRATION.c.status.label("registration_status"),
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
ONE = KNOWN.where(REGISTRATION.c.id == sa.bindparam("registration"))
SEEN_AGAIN = (
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
ELSEWHERE = sa.exists().where(
    ATTENDANCE.c.registration_id == sa.bindparam("registration"),
    ATTENDANCE.c.session_id != sa.bindparam("session"),
    ATTENDANCE.c.status == PRESENT,
)
COUNTING_PEOPLE = (
    sa.update(EVENT)
    .where(EVENT.c.id == sa.bindparam("event"), ~ELSEWHERE)
    .values(attended=EVENT.c.attended + sa.bindparam("step", type_=sa.Integer))
)
REFUSALS = {RegistrationStatus.WAITING: "waiting", RegistrationStatus.CANCELLED: "cancelled"}
COMPARED = ("status", "minutes", "mode", "method")


@dataclass(frozen=True)
class Sitting:
    """A session that attendance is being written down for; its event is locked."""

    id: int
    event_id: int
    partnership_id: int
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """By the clock, breaks included."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def sitting(session: Session, actor: Actor, session_id: int) -> Sitting:
    """Raises when the actor may not record, when it is too early, or when the event does not take place."""
    found = find_sitting(session, session_id, LOCKING)
    admit_recorder(session, actor, found.event_id, found.partnership_id)
    if found.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    if clock.now() < attendance_from(found.starts_at):
        raise Conflict("too_early")
    return Sitting(found.id, found.event_id, found.partnership_id, found.starts_at, found.ends_at)


def find_sitting(session: Session, session_id: int, statement: Any = SITTING) -> Any:
    found = prepared.row(session, statement, {"session": session_id})
    if found is None:
        raise NotFound()
    return found


def record(
    session: Session, actor: Actor, session_id: int, registration_id: int, body: AttendanceUpdate
) -> dict[str, Any]:
    at = sitting(session, actor, session_id)
    known = known_of(session, at, registration_id)
    if known is None:
        raise NotFound()
    return _record(session, actor, at, known, body)


def known_of(session: Session, at: Sitting, registration_id: int) -> Any:
    """A registration for this event with what is recorded of it so far; None when there is no such one."""
    values = {"session": at.id, "registration": registration_id}
    known = prepared.row(session, ONE, values)
    return known if known is not None and known.event_id == at.event_id else None


def record_list(
    session: Session, actor: Actor, session_id: int, bodies: Sequence[AttendanceRowUpdate]
) -> list[dict[str, Any]]:
    """All or nothing; of two lines about one person the later `recorded_at` wins like anywhere."""
    at = sitting(session, actor, session_id)
    answers = []
    for place, body in enumerate(bodies):
        known = known_of(session, at, body.registration_id)
        if known is None:
            raise Invalid(f"#/{place}/registration_id", "not_found")
        answers.append(_record(session, actor, at, known, body))
    return answers


def _record(
    session: Session, actor: Actor, at: Sitting, known: Any, body: AttendanceUpdate
) -> dict[str, Any]:
    check_confirmed(known)
    check_minutes(at, body.minutes)
    now = clock.now()
    seen = min(body.recorded_at or now, now)
    if known.id is not None and seen < known.recorded_at:
        return answer(at, known._mapping)
    new = {
        "status": body.status,
        "minutes": body.minutes if body.status == PRESENT else None,
        "mode": body.mode,
        "method": AttendanceMethod.API if actor.api_key_id else body.method,
        "recorded_at": seen,
        "recorded_by": actor.user_id,
    }
    version = write(session, at, known, new)
    return answer(at, {**new, "registration_id": known.registration_id, "version": version})


def check_minutes(at: Sitting, minutes: int | None) -> None:
    if minutes is not None and minutes > at.minutes:
        raise Invalid("#/minutes", "too_large", limit=at.minutes)


def check_confirmed(known: Any) -> None:
    status = known.registration_status
    if status != RegistrationStatus.CONFIRMED:
        code = REFUSALS.get(status, "wrong_state")
        raise Conflict(code, state=status.value, registration_id=known.registration_id)


def write(session: Session, at: Sitting, known: Any, new: dict[str, Any]) -> int:
    """Insert or change the record, log it, move the counters; returns its version.

    Seen once more just as before: only the time of it is kept, and that is no change.
    """
    moved = {
        name: [getattr(known, name), new[name]] for name in COMPARED if getattr(known, name) != new[name]
    }
    if known.id is None:
        row = _row(at, known.registration_id, new)
        made = changes.insert(session, ATTENDANCE, row, fields={"status": [None, new["status"]]})
    elif moved:
        made = changes.alter(session, ATTENDANCE, known.id, new, moved)
    else:
        at_end(session, SEEN_AGAIN, {"record": known.id, "seen": new["recorded_at"]})
        return int(known.version)
    _count(session, at, known, new["status"] == PRESENT)
    return int(made.version)


def _row(at: Sitting, registration_id: int, new: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    return {
        "registration_id": registration_id,
        "session_id": at.id,
        "event_id": at.event_id,
        "partnership_id": at.partnership_id,
        "created_at": now,
        "updated_at": now,
        "version": 1,
        **new,
    }


def _count(session: Session, at: Sitting, known: Any, is_present: bool) -> None:
    """`recorded` and `attended` of the session; the event counts a person once, whatever the sessions."""
    step = int(is_present) - int(known.status == PRESENT)
    first = int(known.id is None)
    if first or step:
        at_end(session, COUNTING_RECORDS, {"session": at.id, "first": first, "step": step})
    if step:
        one = {"event": at.event_id, "session": at.id, "registration": known.registration_id, "step": step}
        at_end(session, COUNTING_PEOPLE, one)


def recount(session: Session, event_id: int) -> None:
    """Set the counters of an event and its sessions to what is recorded, after records moved in bulk."""
    of_session = ATTENDANCE.c.session_id == SESSION.c.id
    recorded = sa.select(sa.func.count()).select_from(ATTENDANCE).where(of_session)
    attended = recorded.where(ATTENDANCE.c.status == PRESENT)
    values = {"recorded": recorded.scalar_subquery(), "attended": attended.scalar_subquery()}
    changes.count(session, sa.update(SESSION).where(SESSION.c.event_id == event_id).values(values))
    people = sa.select(sa.func.count(sa.distinct(ATTENDANCE.c.registration_id)))
    present = people.where(ATTENDANCE.c.event_id == event_id, ATTENDANCE.c.status == PRESENT)
    counted = sa.update(EVENT).where(EVENT.c.id == event_id)
    changes.count(session, counted.values(attended=present.scalar_subquery()))


def answer(at: Sitting, record: Mapping[str, Any]) -> dict[str, Any]:
    """What `AttendanceRecord` describes. Who stayed to the end was there for the whole session."""
    whole = at.minutes if record["status"] == PRESENT else None
    return {
        "registration_id": record["registration_id"],
        "session_id": at.id,
        **{
            name: record[name]
            for name in ("status", "mode", "recorded_at", "recorded_by", "method", "version")
        },
        "minutes": whole if record["minutes"] is None else record["minutes"],
    }
