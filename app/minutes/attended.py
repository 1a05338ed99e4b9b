"""Who came to the event of minutes, from its attendance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.minutes.views import AttendanceCounts, AttendedView, MinutesAttendance
from app.organisations.models import Organisation
from app.organisations.people_models import Person, full_name
from app.registrations.models import Registration, RegistrationStatus


class Attended(NamedTuple):
    """A participant with what is recorded at all sessions together."""

    person: Person
    organisation: str
    status: AttendanceStatus
    guest: bool
    alternate_for: str


def attended(session: Session, event_id: int) -> list[Attended]:
    """By name. Present at one session is present."""
    recorded = _recorded(session, event_id)
    confirmed = _confirmed(session, event_id)
    names = {registration.id: full_name(person) for registration, person, _ in confirmed}
    return [
        Attended(
            person,
            organisation or registration.organisation_name,
            status,
            registration.guest,
            names.get(registration.alternate_for or 0, ""),
        )
        for registration, person, organisation in confirmed
        if (status := _together(recorded[registration.id]))
    ]


def _recorded(session: Session, event_id: int) -> dict[int, set[AttendanceStatus]]:
    found: dict[int, set[AttendanceStatus]] = defaultdict(set)
    statuses = select(col(Attendance.registration_id), col(Attendance.status))
    for number, status in session.exec(statuses.where(col(Attendance.event_id) == event_id)):
        found[number].add(status)
    return found


def _confirmed(session: Session, event_id: int) -> Sequence[tuple[Registration, Person, str | None]]:
    statement = (
        select(Registration, Person, col(Organisation.name))
        .join(Person, col(Person.id) == col(Registration.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Registration.organisation_id))
        .where(
            col(Registration.event_id) == event_id,
            col(Registration.status) == RegistrationStatus.CONFIRMED,
        )
        .order_by(col(Person.sort_key), col(Registration.id))
    )
    return session.exec(statement).all()


def _together(statuses: Iterable[AttendanceStatus]) -> AttendanceStatus | None:
    found = set(statuses)
    return next((one for one in (AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED) if one in found), None)


def attendance_view(found: Sequence[Attended], *, named: bool) -> MinutesAttendance:
    """Without `named` only the numbers."""
    present = [one for one in found if one.status == AttendanceStatus.PRESENT]
    parts = {
        "present": [one for one in present if not one.guest],
        "excused": [one for one in found if one.status == AttendanceStatus.EXCUSED],
        "guests": [one for one in present if one.guest],
    }
    counts = AttendanceCounts(**{name: len(rows) for name, rows in parts.items()})
    lists = {name: [_view(one) for one in rows] if named else [] for name, rows in parts.items()}
    return MinutesAttendance(**lists, counts=counts)


def _view(one: Attended) -> AttendedView:
    return AttendedView(
        name=full_name(one.person), organisation=one.organisation, alternate_for=one.alternate_for
    )
