"""Check-in by ticket code, and walk-ins: people who come without a registration."""

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.attendance_list import line_of
from app.attendance.models import AttendanceMethod, AttendanceMode
from app.attendance.record import (
    PRESENT,
    Recording,
    SessionRow,
    check_confirmed,
    check_minutes,
    lock_session,
    recorded_attendance,
    write,
)
from app.attendance.shapes import CheckedIn, CheckInCreate, WalkedIn, WalkInCreate
from app.core import clock
from app.core.actor import Actor
from app.core.database import prepared, records
from app.core.errors import Conflict, NotFound
from app.core.settings import Settings
from app.events import event_row
from app.organisations.models import Organisation
from app.registrations import links, seats
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.sign_up import active_registration, add_person, form_values, insert

BY_ID = sa.select(REGISTRATION.c.id, REGISTRATION.c.event_id, REGISTRATION.c.ticket_epoch).where(
    REGISTRATION.c.id == sa.bindparam("registration")
)


def check_in(session: Session, actor: Actor, body: CheckInCreate) -> CheckedIn:
    """Record the person with this ticket as present. A second scan changes nothing; the answer says so.

    Raises `unknown_code`, `wrong_event`, `cancelled` or `waiting`.
    """
    at = lock_session(session, actor, body.session_id)
    registration_id, event_id = _by_code(session, body.code)
    if event_id != at.event_id:
        raise Conflict("wrong_event")
    known = recorded_attendance(session, at, registration_id)
    check_confirmed(known)
    already = known.status == PRESENT
    if not already:
        write(session, at, known, _here(actor, AttendanceMethod.QR, AttendanceMode.IN_PERSON))
    return CheckedIn.unvalidated({**line_of(session, at, known.registration_id), "already": already})


def _by_code(session: Session, text: str) -> tuple[int, int]:
    """Registration and event of a typed code, or of the whole address in a QR code."""
    code = text.rstrip("/").rpartition("/")[2]
    try:
        registration = prepared.row(session, BY_ID, {"registration": links.registration_in(code)})
    except NotFound as error:
        raise NotFound("unknown_code") from error
    settings: Settings = session.info["settings"]
    epoch = registration.ticket_epoch if registration else 0
    if registration is None or not links.is_ticket(settings, code, registration.id, epoch):
        raise NotFound("unknown_code")
    return registration.id, registration.event_id


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
    person_id = add_person(session, at.partnership_id, body)
    known_before = active_registration(session, at.event_id, person_id)
    if known_before is None:
        registration_id = _add(session, at, person_id, body)
    else:
        registration_id = _take_in(session, at, known_before.id)
    known = recorded_attendance(session, at, registration_id)
    if known.status != PRESENT:
        method = AttendanceMethod.API if actor.api_key_id else AttendanceMethod.MANUAL
        write(session, at, known, _here(actor, method, body.mode, body.minutes))
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
        "answers": {},
        "consents": {"photos": False, "newsletter": False},
        "lang": "cs",
    }
    made = insert(session, event, person_id, row)
    if made is None:
        raise Conflict("already_registered")
    return made.id


def _take_in(session: Session, at: SessionRow, registration_id: int) -> int:
    registration = session.get_one(Registration, registration_id, with_for_update=True)
    if registration.status == RegistrationStatus.OFFERED:
        seats.change_status(session, at.event_id, registration, RegistrationStatus.CONFIRMED)
    elif registration.status != RegistrationStatus.CONFIRMED:
        registration.reason = None
        seats.leave_queue(session, at.event_id, registration)
    session.flush()
    return registration_id
