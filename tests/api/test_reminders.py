"""The letters that the clock writes: reminders, and thanks the morning after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from app.registrations.remind import remind_at
from app.worker import tick
from tests import factories
from tests.api.events import changed, sitting
from tests.api.registering import Opened, SignUp, letters
from tests.clients import Api

REMINDER, THANKS = "event_reminder", "event_thanks"


def told(database: Database, kind: str = REMINDER) -> list[str]:
    return [one.receiver for one in letters(database) if one.kind == kind]


def tick_at(database: Database, settings: Settings, moment: datetime, times: int = 2) -> None:
    with time_machine.travel(moment, tick=False):
        for _ in range(times):
            tick(database, settings)


def set_days(api: Api, path: str, **fields: Any) -> None:
    answer = api.patch(path, json=fields, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def in_ten_days() -> datetime:
    return clock.at(clock.today() + timedelta(days=10), 9)


def test_everybody_with_a_seat_is_reminded_once_a_week_and_once_a_day_ahead(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    event_id = event(capacity=1, starts_at=start)
    sign_up(event_id, email="sedici@spolek.example")
    sign_up(event_id, email="cekajici@spolek.example")
    for days, hours, count in ((8, 0, 0), (7, 0, 1), (6, 1, 1), (3, 0, 1), (1, 0, 2), (0, 1, 2)):
        tick_at(database, settings, remind_at(start, days) - timedelta(hours=hours))
        assert told(database) == ["sedici@spolek.example"] * count, (days, hours)


def test_a_partnership_says_when_people_are_reminded_and_an_event_may_say_otherwise(
    database: Database,
    settings: Settings,
    coordinator: Api,
    partnership: Partnership,
    event: Opened,
    sign_up: SignUp,
) -> None:
    start = in_ten_days()
    usual, own, never = (event(starts_at=start) for _ in range(3))
    for number, name in ((usual, "obvykle"), (own, "jinak"), (never, "nikdy")):
        sign_up(number, email=f"{name}@spolek.example")
    set_days(coordinator, f"/partnerships/{partnership.id}", reminder_days=[2, 2])
    set_days(coordinator, f"/events/{own}", registration={"reminder_days": [3]})
    set_days(coordinator, f"/events/{never}", registration={"reminder_days": []})
    tick_at(database, settings, remind_at(start, 3))
    assert told(database) == ["jinak@spolek.example"]
    tick_at(database, settings, remind_at(start, 2))
    assert told(database) == ["jinak@spolek.example", "obvykle@spolek.example"]
    assert coordinator.get(f"/partnerships/{partnership.id}").json()["reminder_days"] == [2]
    assert coordinator.get(f"/events/{own}").json()["registration"]["reminder_days"] == [3]
    assert coordinator.get(f"/events/{usual}").json()["registration"]["reminder_days"] is None


@pytest.mark.parametrize("days", [[0], [61], [1, 2, 3, 4, 5, 6], ["zítra"]])
def test_days_ahead_are_few_whole_days(coordinator: Api, partnership: Partnership, days: list[Any]) -> None:
    answer = coordinator.patch(
        f"/partnerships/{partnership.id}", json={"reminder_days": days}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 422


def test_who_is_excused_or_not_invited_yet_is_not_reminded(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    event_id = event(starts_at=start)
    excused, silent = sign_up(event_id), sign_up(event_id)
    sign_up(event_id, email="prijde@obec.example")
    with database.writing() as session:
        [day] = factories.sessions_of(session, session.get_one(Event, event_id))
        gone = session.get_one(Registration, excused["id"])
        factories.an_attendance(session, gone, day, AttendanceStatus.EXCUSED)
        session.get_one(Registration, silent["id"]).silent = True
    tick_at(database, settings, remind_at(start, 7))
    assert told(database) == ["prijde@obec.example"]


def test_who_signed_up_less_than_a_day_before_the_reminder_needs_none(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    event_id = event(starts_at=start)
    with time_machine.travel(remind_at(start, 7) - timedelta(hours=20), tick=False):
        sign_up(event_id)
    tick_at(database, settings, remind_at(start, 7))
    tick_at(database, settings, remind_at(start, 6) - timedelta(minutes=1))
    assert told(database) == []
    tick_at(database, settings, remind_at(start, 1))
    assert len(told(database)) == 1


def test_an_event_that_is_moved_reminds_anew_and_never_belatedly(
    database: Database, settings: Settings, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    event_id = event(starts_at=start)
    sign_up(event_id)
    registrations = factories.table(Registration)
    with database.writing() as session:
        long_ago = sa.update(registrations).values(created_at=clock.now() - timedelta(days=30))
        session.connection().execute(long_ago)
    tick_at(database, settings, remind_at(start, 7))
    coordinator.post(f"/events/{event_id}/postpone", json={"sessions": [sitting(days=20, start=9)]})
    tick_at(database, settings, remind_at(start, 1))
    assert len(told(database)) == 1
    tick_at(database, settings, remind_at(start, -3))
    assert len(told(database)) == 2
    coordinator.post(f"/events/{event_id}/postpone", json={"sessions": [sitting(days=3, start=9)]})
    tick_at(database, settings, clock.now() + timedelta(minutes=5))
    assert len(told(database)) == 2


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_reminders_keep_to_the_clock_on_the_wall_when_it_changes(day: date) -> None:
    start = clock.at(day + timedelta(days=1), 9)
    for days in (1, 2, 7):
        reminded = remind_at(start, days).astimezone(clock.PRAGUE)
        assert (reminded.hour, reminded.date()) == (9, day + timedelta(days=1 - days))


def test_workers_that_look_at_the_same_time_remind_once(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    event_id = event(starts_at=start)
    for _ in range(5):
        sign_up(event_id)
    with time_machine.travel(remind_at(start, 7), tick=False), ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: tick(database, settings), range(8)))
    assert len(told(database)) == len(set(told(database))) == 5


# --- thanks ----------------------------------------------------------------------------------------------


@pytest.fixture
def attended(database: Database, partnership: Partnership) -> datetime:
    """The end of an event with one who came, one who did not, and one of whom nothing is known."""
    start = clock.at(clock.today() - timedelta(days=1), 9)
    with database.writing() as session:
        held = factories.an_event(session, partnership, starts_at=start)
        sitting = factories.sessions_of(session, held)[0]
        came, missed, _ = (
            one_of(session, partnership, held, name) for name in ("prisel", "chybel", "neznamy")
        )
        factories.an_attendance(session, came, sitting)
        factories.an_attendance(session, missed, sitting, AttendanceStatus.ABSENT)
        return sitting.ends_at


def one_of(session: Any, partnership: Partnership, event: Any, name: str) -> Registration:
    person = factories.a_person(session, partnership, email=f"{name}@spolek.example")
    return factories.a_registration(session, event, person)


def test_those_who_came_are_thanked_once_the_morning_after_where_that_is_wanted(
    database: Database,
    settings: Settings,
    coordinator: Api,
    partnership: Partnership,
    attended: datetime,
) -> None:
    morning = clock.at(clock.day_of(attended) + timedelta(days=1), 8)
    tick_at(database, settings, morning)
    assert told(database, THANKS) == []
    set_days(coordinator, f"/partnerships/{partnership.id}", thanks_letter=True)
    tick_at(database, settings, morning - timedelta(minutes=1))
    assert told(database, THANKS) == []
    tick_at(database, settings, morning)
    tick_at(database, settings, morning + timedelta(days=2))
    assert told(database, THANKS) == ["prisel@spolek.example"]


def test_people_are_reminded_of_each_day_of_an_event_and_of_what_lies_ahead(
    database: Database, settings: Settings, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    start = in_ten_days()
    days = [sitting(10), sitting(10, start=17, end=19), sitting(31)]
    event_id = event(starts_at=start)
    changed(coordinator, {"id": event_id}, sessions=days)
    sign_up(event_id)
    last = clock.at(clock.today() + timedelta(days=31), 9)
    seen = []
    for day, hours in ((start, 0), (start, 8), (last, 0)):
        tick_at(database, settings, remind_at(day, 1) + timedelta(hours=hours))
        reminders = [one for one in letters(database) if one.kind == REMINDER]
        seen.append((len(reminders), len(reminders[-1].data["sessions"])))
    assert seen == [(1, 3), (1, 3), (2, 1)]
