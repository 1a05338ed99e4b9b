"""At the door: codes are read, people come without a registration, a hall is counted."""

from typing import Any, cast

from sqlmodel import Session

from app.core import clock, records
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.settings import Settings
from app.events.models import EventSession
from app.organisations.models import Organisation
from app.registrations import links, seats
from app.registrations.attendance import (
    PRESENT,
    Sitting,
    check_confirmed,
    check_minutes,
    known_of,
    sitting,
    write,
)
from app.registrations.attendance_shapes import CheckInCreate, Headcount, WalkInCreate
from app.registrations.models import (
    AttendanceMethod,
    AttendanceMode,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)
from app.registrations.roll import line_of
from app.registrations.sign_up import add_person, insert, living, said


def check_in(session: Session, actor: Actor, body: CheckInCreate) -> dict[str, Any]:
    """The person behind a ticket is here. A second reading changes nothing and says so.

    Raises `unknown_code`, and what a registration at another event, a cancelled or waiting one means.
    """
    at = sitting(session, actor, body.session_id)
    registration = _by_code(session, body.code)
    if registration.event_id != at.event_id:
        raise Conflict("wrong_event")
    known = known_of(session, at, cast(int, registration.id))
    check_confirmed(known)
    already = known.status == PRESENT
    if not already:
        write(session, at, known, _here(actor, AttendanceMethod.QR, AttendanceMode.IN_PERSON))
    return {**line_of(session, at, known.registration_id), "already": already}


def _by_code(session: Session, text: str) -> Registration:
    """A code as it is typed, or the whole address that a QR code holds."""
    code = text.rstrip("/").rpartition("/")[2]
    try:
        registration = session.get(Registration, links.registration_in(code))
    except NotFound as error:
        raise NotFound("unknown_code") from error
    settings: Settings = session.info["settings"]
    if registration is None or not links.proves(
        settings, links.TICKET, code, cast(int, registration.id), registration.manage_epoch
    ):
        raise NotFound("unknown_code")
    return registration


def _here(actor: Actor, method: AttendanceMethod, mode: AttendanceMode, minutes: int | None = None) -> Any:
    return {
        "status": PRESENT,
        "minutes": minutes,
        "mode": mode,
        "method": method,
        "recorded_at": clock.now(),
        "recorded_by": actor.user_id,
    }


def walk_in(session: Session, actor: Actor, session_id: int, body: WalkInCreate) -> dict[str, Any]:
    """Somebody is here: they attend whatever the list says, and take no seat from the capacity.

    Who holds a seat keeps it; who waits or asked is taken in as a walk-in.
    """
    at = sitting(session, actor, session_id)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    check_minutes(at, body.minutes)
    person_id = add_person(session, at.partnership_id, body)
    known_before = living(session, at.event_id, person_id)
    if known_before is None:
        registration_id = _add(session, at, person_id, body)
    else:
        registration_id = _take_in(session, at, known_before.id)
    known = known_of(session, at, registration_id)
    if known.status != PRESENT:
        method = AttendanceMethod.API if actor.api_key_id else AttendanceMethod.MANUAL
        write(session, at, known, _here(actor, method, body.mode, body.minutes))
    line = line_of(session, at, registration_id)
    return {"id": registration_id, **line}


def _add(session: Session, at: Sitting, person_id: int, body: WalkInCreate) -> int:
    event = seats.look(session, at.event_id)
    row = {
        **said(body),
        "status": RegistrationStatus.CONFIRMED,
        "reason": None,
        "queue_key": event.queue_last,
        "source": RegistrationSource.WALK_IN,
        "walk_in": True,
        "answers": {},
        "consents": {"photos": False, "newsletter": False},
        "lang": "cs",
    }
    return int(insert(session, event, person_id, row).id)


def _take_in(session: Session, at: Sitting, registration_id: int) -> int:
    registration = session.get_one(Registration, registration_id, with_for_update=True)
    if registration.status == RegistrationStatus.OFFERED:
        seats.change_status(session, at.event_id, registration, RegistrationStatus.CONFIRMED)
    elif registration.status != RegistrationStatus.CONFIRMED:
        registration.reason = None
        seats.leave_queue(session, at.event_id, registration)
    session.flush()
    return registration_id


def set_headcount(session: Session, actor: Actor, session_id: int, count: int) -> Headcount:
    at = sitting(session, actor, session_id)
    counted = session.get_one(EventSession, at.id, with_for_update=True)
    counted.headcount = count
    session.flush()
    return Headcount(session_id=at.id, count=count, version=counted.version)
