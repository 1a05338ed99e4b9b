"""Who is expected at a session, with what is recorded of them: one line for each confirmed registration."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core.actor import Actor
from app.core.paging import Slice, outside, page_by_name, synced_page, within
from app.events.people import full_name
from app.registrations.access import admit_reader
from app.registrations.attendance import ATTENDANCE, PRESENT, Sitting, find_sitting
from app.registrations.attendance_shapes import AttendanceQuery
from app.registrations.models import AttendanceStatus, Registration, RegistrationStatus
from app.registrations.present import NAMED, ORGANISATION, PERSON
from app.registrations.seats import REGISTRATION
from app.registrations.service import named_like

RECORDED = ("status", "minutes", "mode", "recorded_at", "recorded_by", "method", "version")
LINES = (
    sa.select(
        REGISTRATION.c.id,
        REGISTRATION.c.person_id,
        REGISTRATION.c.walk_in,
        REGISTRATION.c.organisation_name,
        ORGANISATION.c.name.label("organisation"),
        PERSON.c.sort_key,
        *(column for column in NAMED if column.name not in ("id", "email")),
        *(ATTENDANCE.c[name] for name in RECORDED),
    )
    .select_from(REGISTRATION)
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .outerjoin(ORGANISATION, ORGANISATION.c.id == REGISTRATION.c.organisation_id)
)
MOVED = [table.c.updated_at for table in (REGISTRATION, ATTENDANCE, PERSON)]


def list_attendance(
    session: Session, actor: Actor, session_id: int, query: AttendanceQuery
) -> Slice[dict[str, Any]]:
    found = find_sitting(session, session_id)
    admit_reader(session, actor, found.event_id, found.partnership_id)
    at = Sitting(found.id, found.event_id, found.partnership_id, found.starts_at, found.ends_at)
    statement = _lines(at)
    if query.status is not None:
        shown = sa.func.coalesce(ATTENDANCE.c.status, AttendanceStatus.UNKNOWN.value)
        statement = statement.where(shown == query.status.value)
    if query.q:
        statement = statement.where(named_like(query.q))

    def present(rows: list[Any]) -> list[dict[str, Any]]:
        return present_lines(at, rows)

    if query.sort is None:
        never = outside(cast(Any, Registration).event_id, at.event_id)
        shown = within(at.partnership_id)
        return synced_page(session, actor, Registration, statement, query, present, never, shown, MOVED)
    return page_by_name(session, statement, query, present, REGISTRATION.c.id, PERSON.c.sort_key)


def _lines(at: Sitting) -> Any:
    recorded = sa.and_(ATTENDANCE.c.registration_id == REGISTRATION.c.id, ATTENDANCE.c.session_id == at.id)
    confirmed = REGISTRATION.c.status == RegistrationStatus.CONFIRMED
    statement = LINES.outerjoin(ATTENDANCE, recorded)
    return statement.where(REGISTRATION.c.event_id == at.event_id, confirmed)


def present_lines(at: Sitting, rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [_line(at, row) for row in rows]


def line_of(session: Session, at: Sitting, registration_id: int) -> dict[str, Any]:
    row = session.connection().execute(_lines(at).where(REGISTRATION.c.id == registration_id)).one()
    return _line(at, row)


def _line(at: Sitting, row: Any) -> dict[str, Any]:
    """What `AttendanceView` describes."""
    whole = at.minutes if row.status == PRESENT else None
    return {
        "registration_id": row.id,
        "session_id": at.id,
        "person_id": row.person_id,
        "name": full_name(row),
        "first_name": row.first_name,
        "last_name": row.last_name,
        "organisation_name": row.organisation or row.organisation_name,
        "walk_in": row.walk_in,
        "status": row.status or AttendanceStatus.UNKNOWN,
        "minutes": whole if row.minutes is None else row.minutes,
        "mode": row.mode,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "method": row.method,
        "version": row.version or 0,
    }
