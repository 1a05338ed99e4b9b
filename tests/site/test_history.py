"""What the page of a person says about their attendance."""

import re
from datetime import timedelta

import pytest

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.events.sessions import sessions_of
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Browser


@pytest.mark.parametrize(
    ("days", "status", "recorded", "shown"),
    [
        (30, RegistrationStatus.CONFIRMED, None, ["–", "–"]),
        (-3, RegistrationStatus.DECLINED, None, ["–", "–"]),
        (-3, RegistrationStatus.CONFIRMED, None, ["–", "–"]),
        (-3, RegistrationStatus.CONFIRMED, AttendanceStatus.ABSENT, ["Ne", "0"]),
    ],
    ids=["still to come", "without a seat", "not recorded", "absent"],
)
def test_attendance_is_told_once_it_is_recorded(
    office: Browser,
    database: Database,
    partnership: Partnership,
    days: int,
    status: RegistrationStatus,
    recorded: AttendanceStatus | None,
    shown: list[str],
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(days=days))
        person = factories.a_person(session, partnership)
        registration = factories.a_registration(session, event, person, status=status)
        if recorded:
            factories.an_attendance(session, registration, sessions_of(session, event.id)[0], recorded)
    page = office.get(f"/staff/people/{person.id}").text
    cells = [
        re.findall(rf'data-label="{label}"[^>]*>\s*([^<]*?)\s*<', page)[0]
        for label in ("Účast", "Započtené hodiny")
    ]
    assert cells == shown
