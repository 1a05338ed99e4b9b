"""Whom a project supported and for how long, and the indicators that are computed from it."""

from datetime import timedelta
from typing import Any

import pytest

from app.attendance.models import AttendanceMode, AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.api.projects import attended, changed
from tests.clients import Api


@pytest.fixture
def project(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    return made(coordinator, "/projects", title="Podpora rodin", partnership_id=partnership.id)


def test_indicators_count_what_happened_under_their_activity(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    path = f"/projects/{project['id']}"
    top = made(coordinator, f"{path}/activities", code="2", title="Síťování")
    part = made(coordinator, f"{path}/activities", code="2A", title="Semináře", parent_id=top["id"])
    aside = made(coordinator, f"{path}/activities", code="3", title="Koordinace")
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        for _ in range(2):
            attended(
                session, partnership, project, part["id"], [person, factories.a_person(session, partnership)]
            )
    figures = {}
    for computed_from in ("events_held", "attendances", "participants"):
        for activity in (top, aside):
            body = {"name": "x", "computed_from": computed_from, "activity_id": activity["id"]}
            figures[computed_from, activity["code"]] = made(coordinator, f"{path}/indicators", **body)[
                "achieved"
            ]
    assert [figures[name, "2"] for name in ("events_held", "attendances", "participants")] == [2, 4, 3]
    assert {figures[name, "3"] for name in ("events_held", "attendances", "participants")} == {0}


# --- supported people ------------------------------------------------------------------------------------


def test_hours_are_pro_rata_and_the_threshold_is_the_programmes(
    database: Database, admin: Api, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    programme = made(
        admin, "/funding-programmes", code="OPZ", name="Zaměstnanost", support_threshold_hours=12
    )
    changed(coordinator, f"/projects/{project['id']}", programme_id=programme["id"])
    with database.writing() as session:
        whole, half, late = (factories.a_person(session, partnership) for _ in range(3))
        for person, minutes, status in (
            (whole, None, AttendanceStatus.PRESENT),
            (half, 210, AttendanceStatus.PRESENT),
            (late, None, AttendanceStatus.EXCUSED),
        ):
            for _ in range(2):
                [sitting] = attended(session, partnership, project, None, [])
                event = session.get_one(Event, sitting.event_id)
                registration = factories.a_registration(session, event, person)
                factories.an_attendance(session, registration, sitting, status, minutes=minutes)
    path = f"/projects/{project['id']}/supported-persons"
    rows = {row["person_id"]: row for row in coordinator.get(path).json()["results"]}
    assert {key: (row["hours"], row["over"]) for key, row in rows.items()} == {
        whole.id: (16, True),
        half.id: (8, False),
    }
    assert rows[half.id]["threshold"] == 12
    lower = coordinator.get(f"{path}?threshold=8&over=true&count=true").json()
    assert lower["total"] == 2


def test_of_the_threshold_a_part_has_to_be_in_person(
    database: Database, admin: Api, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    rules = {"support_threshold_hours": 16, "in_person_hours": 8}
    programme = made(admin, "/funding-programmes", code="OPZ", name="Zaměstnanost", **rules)
    changed(coordinator, f"/projects/{project['id']}", programme_id=programme["id"])
    with database.writing() as session:
        online, mixed = factories.a_person(session, partnership), factories.a_person(session, partnership)
        for person, modes in ((online, ["online", "online"]), (mixed, ["online", "in_person"])):
            for mode in modes:
                [sitting] = attended(session, partnership, project, None, [])
                event = session.get_one(Event, sitting.event_id)
                registration = factories.a_registration(session, event, person)
                factories.an_attendance(session, registration, sitting, mode=AttendanceMode(mode))
    rows = coordinator.get(f"/projects/{project['id']}/supported-persons").json()["results"]
    assert {row["person_id"]: row["over"] for row in rows} == {online.id: False, mixed.id: True}


def test_supported_people_come_page_by_page_each_once(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    with database.writing() as session:
        people = [factories.a_person(session, partnership) for _ in range(5)]
        attended(session, partnership, project, None, people)
    rows = coordinator.rows(f"/projects/{project['id']}/supported-persons?limit=2")
    assert [row["person_id"] for row in rows] == [person.id for person in people]
    assert {row["over"] for row in rows} == {None}


def test_who_took_part_is_named_with_the_event_and_its_day(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Smyšlená")
        [sitting, *_] = attended(session, partnership, project, None, [person])
        event = session.get_one(Event, sitting.event_id)
        title, day = event.title, sitting.starts_at.isoformat()[:10]
    [row] = coordinator.rows(f"/projects/{project['id']}/participations")
    assert (row["name"], row["event_title"], row["starts_at"][:10]) == ("Ema Smyšlená", title, day)


@pytest.mark.parametrize(
    ("hours", "minutes", "shown"),
    [(1, 7, 0.06), (1, 15, 0.13), (1, 45, 0.38), (8, 1, 0.07), (8, 120, 8), (8, 119, 7.93)],
)
def test_a_part_of_a_session_is_rounded_half_up_to_hundredths_of_an_hour(
    database: Database,
    coordinator: Api,
    partnership: Partnership,
    project: dict[str, Any],
    hours: int,
    minutes: int,
    shown: float,
) -> None:
    """Of two hours by the clock: 15 minutes are 0.125 of an hour, and 0.12 when rounded to an even digit."""
    start = clock.at(clock.today() - timedelta(days=30), 9)
    with database.writing() as session:
        event = factories.an_event(session, partnership, sessions=0, project_id=project["id"])
        sitting = factories.a_session(session, event, start, start + timedelta(hours=2), hours=hours)
        factories.an_attendance(session, factories.a_registration(session, event), sitting, minutes=minutes)
    [person] = coordinator.rows(f"/projects/{project['id']}/supported-persons")
    assert float(person["hours"]) == shown
