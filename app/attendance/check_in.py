"""Check-in by ticket code, and walk-ins: people who come without a registration.

A check-in reads by one prepared statement in Core, because a queue waits behind it.
"""

from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.attendance_list import LineRow, line, line_of, with_attendance
from app.attendance.models import AttendanceMethod, AttendanceMode
from app.attendance.record import (
    ATTENDANCE,
    PRESENT,
    AttendanceRow,
    Recording,
    SessionRow,
    at_booked_time,
    check_confirmed,
    check_minutes,
    fields_of,
    lock_session,
    recorded_attendance,
    write,
)
from app.attendance.represented import check_absent
from app.attendance.shapes import CheckedIn, CheckInCreate, WalkedIn, WalkInCreate
from app.core import clock
from app.core.actor import Actor
from app.core.database import prepared, records
from app.core.errors import Conflict, Invalid, NotFound
from app.core.settings import Settings
from app.courses.models import EventKind
from app.events import event_row
from app.events.models import Event
from app.organisations.models import Organisation
from app.registrations import links, seats
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.sign_up import active_registration, add_person, form_values, insert

SCANNED = (
    with_attendance(sa.bindparam("session", type_=sa.Integer))
    .add_columns(
        REGISTRATION.c.event_id,
        REGISTRATION.c.ticket_epoch,
        REGISTRATION.c.status.label("registration_status"),
        REGISTRATION.c.source.label("registration_source"),
        ATTENDANCE.c.id.label("attendance_id"),
    )
    .where(REGISTRATION.c.id == sa.bindparam("registration"))
)


class ScannedRow(LineRow, Protocol):
    """A row of `SCANNED`: the line of the attendance list and what decides about the ticket."""

    event_id: int
    ticket_epoch: int
    registration_status: RegistrationStatus
    registration_source: RegistrationSource
    attendance_id: int | None


def check_in(session: Session, actor: Actor, body: CheckInCreate) -> CheckedIn:
    """Record the person with this ticket as present. A second scan changes nothing; the answer says so.

    Raises `unknown_code`, `wrong_event`, `cancelled` or `waiting`.
    """
    at = lock_session(session, actor, body.session_id)
    scanned = _by_code(session, at, body.code)
    if scanned.event_id != at.event_id:
        raise Conflict("wrong_event")
    known = _known(scanned)
    check_confirmed(known)
    shown, already = line(at, scanned), known.status == PRESENT
    if not already:
        here = _here(actor, AttendanceMethod.QR, AttendanceMode.IN_PERSON)
        new = at_booked_time(session, at, scanned.id, here)
        shown |= fields_of(at, scanned.id, new, write(session, at, known, new))
    return CheckedIn.unvalidated({**shown, "already": already})


def _by_code(session: Session, at: SessionRow, text: str) -> ScannedRow:
    """The registration of a typed code, or of the whole address in a QR code."""
    code = text.rstrip("/").rpartition("/")[2]
    try:
        wanted = {"session": at.id, "registration": links.registration_in(code)}
    except NotFound as error:
        raise NotFound("unknown_code") from error
    settings: Settings = session.info["settings"]
    found: ScannedRow | None = prepared.row(session, SCANNED, wanted)
    if found is None or not links.is_ticket(settings, code, found.id, found.ticket_epoch):
        raise NotFound("unknown_code")
    return found


def _known(row: ScannedRow) -> AttendanceRow:
    return AttendanceRow(
        registration_id=row.id,
        event_id=row.event_id,
        registration_status=row.registration_status,
        registration_source=row.registration_source,
        id=row.attendance_id,
        status=row.status,
        minutes=row.minutes,
        mode=row.mode,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        method=row.method,
        version=row.version,
    )


def _here(
    actor: Actor, method: AttendanceMethod, mode: AttendanceMode, minutes: int | None = None
) -> Recording:
    return Recording(PRESENT, minutes, mode, method, clock.now(), actor.user_id)


def walk_in(session: Session, actor: Actor, session_id: int, body: WalkInCreate) -> WalkedIn:
    """Record somebody as present who is not on the list. A walk-in takes no seat of the capacity.

    A person with a seat keeps it; a waiting or pending one becomes a walk-in.
    """
    at = lock_session(session, actor, session_id)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    check_minutes(at, body.minutes)
    check_represented(session, at, body.alternate_for)
    person_id = add_person(session, at.partnership_id, body)
    known_before = active_registration(session, at.event_id, person_id)
    if known_before is None:
        registration_id = _add(session, at, person_id, body)
    else:
        registration_id = _take_in(session, at, known_before.id)
        if body.alternate_for is not None and body.alternate_for != registration_id:
            session.get_one(Registration, registration_id).alternate_for = body.alternate_for
            session.flush()
    known = recorded_attendance(session, at, registration_id)
    if known.status != PRESENT:
        method = AttendanceMethod.API if actor.api_key_id else AttendanceMethod.MANUAL
        here = _here(actor, method, body.mode, body.minutes)
        write(session, at, known, at_booked_time(session, at, registration_id, here))
    return WalkedIn.unvalidated({"id": registration_id, **line_of(session, at, registration_id)})


def _add(session: Session, at: SessionRow, person_id: int, body: WalkInCreate) -> int:
    event = event_row.read_event(session, at.event_id)
    row = {
        **form_values(body),
        "status": RegistrationStatus.CONFIRMED,
        "reason": None,
        "queue_key": event.queue_last,
        "source": RegistrationSource.WALK_IN,
        "walk_in": True,
        "guest": is_guest(session, at.event_id, body),
        "alternate_for": body.alternate_for,
        "answers": {},
        "consents": {"photos": False, "newsletter": False},
        "lang": "cs",
    }
    made = insert(session, event, person_id, row)
    if made is None:
        raise Conflict("already_registered")
    return made.id


def check_represented(session: Session, at: SessionRow, registration_id: int | None) -> None:
    """An alternate comes for somebody who is registered for the same event, and is not there."""
    if registration_id is None:
        return
    represented = session.get(Registration, registration_id)
    if represented is None or represented.event_id != at.event_id:
        raise Invalid("#/alternate_for", "not_found")
    check_absent(session, registration_id, at.id)


def is_guest(session: Session, event_id: int, body: WalkInCreate) -> bool:
    """At a meeting of a group a person who is neither a member nor an alternate is a guest."""
    if body.guest is not None:
        return body.guest
    event = session.get_one(Event, event_id)
    return event.kind == EventKind.MEETING and event.group_id is not None and body.alternate_for is None


def _take_in(session: Session, at: SessionRow, registration_id: int) -> int:
    registration = session.get_one(Registration, registration_id, with_for_update=True)
    if registration.status == RegistrationStatus.OFFERED:
        seats.change_status(session, at.event_id, registration, RegistrationStatus.CONFIRMED)
    elif registration.status != RegistrationStatus.CONFIRMED:
        registration.reason = None
        seats.leave_queue(session, at.event_id, registration)
    session.flush()
    return registration_id
