"""Who came to the event of minutes, from its attendance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.minutes.views import AttendanceCounts, AttendedView, MinutesAttendance
from app.organisations.models import Organisation
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember
from app.registrations.models import Registration, RegistrationStatus


class Attended(NamedTuple):
    """A participant with what is recorded at all sessions together."""

    person: Person
    organisation: str
    status: AttendanceStatus
    guest: bool


def attended(session: Session, event_id: int, group_id: int | None) -> list[Attended]:
    """By name. Present at one session is present; a guest is who came and is not in the group."""
    recorded = _recorded(session, event_id)
    members = _members(session, group_id)
    return [
        Attended(person, organisation or typed, status, group_id is not None and person.id not in members)
        for number, typed, person, organisation in _confirmed(session, event_id)
        if (status := _together(recorded[number]))
    ]


def _recorded(session: Session, event_id: int) -> dict[int, set[AttendanceStatus]]:
    found: dict[int, set[AttendanceStatus]] = defaultdict(set)
    statuses = select(col(Attendance.registration_id), col(Attendance.status))
    for number, status in session.exec(statuses.where(col(Attendance.event_id) == event_id)):
        found[number].add(status)
    return found


def _confirmed(session: Session, event_id: int) -> Sequence[tuple[int, str, Person, str | None]]:
    statement = (
        select(col(Registration.id), col(Registration.organisation_name), Person, col(Organisation.name))
        .join(Person, col(Person.id) == col(Registration.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Registration.organisation_id))
        .where(
            col(Registration.event_id) == event_id,
            col(Registration.status) == RegistrationStatus.CONFIRMED,
        )
        .order_by(col(Person.sort_key), col(Registration.id))
    )
    return session.exec(statement).all()


def _members(session: Session, group_id: int | None) -> set[int | None]:
    statement = select(col(GroupMember.person_id)).where(col(GroupMember.group_id) == group_id)
    return set(session.exec(statement).all()) if group_id is not None else set()


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
    return AttendedView(name=full_name(one.person), organisation=one.organisation)
