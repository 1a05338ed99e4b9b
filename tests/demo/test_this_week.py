"""Whatever the day the demo is loaded, attendance of two events of this week can be recorded at once."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app import demo
from app.accounts.models import RoleName
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.demo.calendar import another_day, door_day, is_working
from app.events.models import Event, EventPerson, EventSession
from app.events.status import attendance_from
from app.registrations.models import Registration, RegistrationStatus

PRAGUE = ZoneInfo("Europe/Prague")
DAYS = {
    "Monday morning": datetime(2026, 11, 30, 0, 15, tzinfo=PRAGUE),
}
RARE = {
    "Sunday night": datetime(2026, 11, 29, 23, 30, tzinfo=PRAGUE),
    "the day after a holiday in October": datetime(2026, 10, 29, 8, tzinfo=PRAGUE),
    "Easter Monday": datetime(2027, 3, 29, 10, tzinfo=PRAGUE),
    "Christmas": datetime(2026, 12, 26, 12, tzinfo=PRAGUE),
    "the Sunday on which the clocks go back": datetime(2026, 10, 25, 2, 30, tzinfo=PRAGUE),
    "Friday evening": datetime(2026, 11, 27, 21, tzinfo=PRAGUE),
}


def told(migrated_file: Path, folder: Path) -> Database:
    path = folder / "told.db"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    demo.load(database, Settings(secret_key="s" * 40), progress=lambda line: None)
    return database


@pytest.mark.parametrize(
    "moment",
    [
        *(pytest.param(moment, id=name) for name, moment in DAYS.items()),
        *(pytest.param(moment, id=name, marks=pytest.mark.soak) for name, moment in RARE.items()),
    ],
)
def test_attendance_of_two_events_of_this_week_can_be_recorded(
    moment: datetime, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = moment.astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    database = told(migrated_file, tmp_path)
    monday = clock.start_of(moment.date() - timedelta(days=moment.weekday()))
    [login] = [one for one in demo.LOGINS if one.role == RoleName.FACILITATOR]
    waited_for = (
        sa.select(sa.func.count())
        .where(Registration.event_id == Event.id, Registration.status == RegistrationStatus.CONFIRMED)
        .scalar_subquery()
    )
    statement = (
        sa.select(EventSession.starts_at, EventSession.recorded, waited_for)
        .join(Event, Event.id == EventSession.event_id)
        .join(EventPerson, EventPerson.event_id == Event.id)
        .where(EventPerson.user_id.is_not(None), EventSession.starts_at >= monday)
        .where(EventSession.starts_at < monday + timedelta(days=7))
    )
    with database.reading() as session:
        found = session.execute(statement).all()
    database.close()
    at_the_door = [row for row in found if attendance_from(row.starts_at) <= now and not row.recorded]
    assert len(at_the_door) >= 2, login
    assert all(people > 5 for *_, people in at_the_door)


def test_the_door_day_is_a_working_day_of_this_week_wherever_there_is_one() -> None:
    day = datetime(2026, 1, 1, tzinfo=PRAGUE).date()
    for _ in range(800):
        door = door_day(day)
        assert door <= day
        assert door.isocalendar()[:2] == day.isocalendar()[:2]
        assert is_working(door) or door == day
        other = another_day(door)
        assert is_working(other)
        assert other != door
        assert other.isocalendar()[:2] == day.isocalendar()[:2]
        day += timedelta(days=1)
