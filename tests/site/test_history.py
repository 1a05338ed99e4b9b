"""What the page of a person says about their attendance."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Browser


@pytest.mark.parametrize(
    ("days", "status", "shown"),
    [
        (30, RegistrationStatus.CONFIRMED, ["–", "–"]),
        (-3, RegistrationStatus.DECLINED, ["–", "–"]),
        (-3, RegistrationStatus.CONFIRMED, ["Ne", "0"]),
    ],
    ids=["still to come", "without a seat", "absent"],
)
def test_attendance_is_told_only_of_those_who_could_have_come(
    office: Browser,
    database: Database,
    partnership: Partnership,
    days: int,
    status: RegistrationStatus,
    shown: list[str],
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(days=days))
        person = factories.a_person(session, partnership)
        factories.a_registration(session, event, person, status=status)
    page = office.get(f"/staff/people/{person.id}").text
    cells = [
        re.findall(rf'data-label="{label}"[^>]*>\s*([^<]*?)\s*<', page)[0]
        for label in ("Účast", "Započtené hodiny")
    ]
    assert cells == shown
