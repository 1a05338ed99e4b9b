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

pytestmark = pytest.mark.both_databases


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
    for limit in (1, 2, 3, 5):
        rows = coordinator.rows(f"/projects/{project['id']}/supported-persons?limit={limit}")
        assert [row["person_id"] for row in rows] == [person.id for person in people]
    assert {row["over"] for row in rows} == {None}


def test_who_took_part_is_named_with_the_event_and_its_day(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    with database.writing() as session:
        titled = {"title_before": "Mgr.", "title_after": "Ph.D."}
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Smyšlená", **titled)
        [sitting, *_] = attended(session, partnership, project, None, [person])
        event = session.get_one(Event, sitting.event_id)
        title, day = event.title, sitting.starts_at.isoformat()[:10]
    [row] = coordinator.rows(f"/projects/{project['id']}/participations")
    name = "Mgr. Ema Smyšlená, Ph.D."
    assert (row["name"], row["event_title"], row["starts_at"][:10]) == (name, title, day)
    [supported] = coordinator.rows(f"/projects/{project['id']}/supported-persons")
    assert supported["name"] == name


def test_hours_of_all_sessions_of_a_registration_are_one_participation(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, sessions=2, hours=3, project_id=project["id"])
        registration = factories.a_registration(session, event)
        for sitting in factories.sessions_of(session, event):
            factories.an_attendance(session, registration, sitting)
    [row] = coordinator.rows(f"/projects/{project['id']}/participations")
    assert row["hours"] == 6


@pytest.mark.parametrize("by", ["programme", "question"])
def test_where_nothing_has_to_be_in_person_hours_online_are_enough(
    database: Database,
    admin: Api,
    coordinator: Api,
    partnership: Partnership,
    project: dict[str, Any],
    by: str,
) -> None:
    path = f"/projects/{project['id']}"
    if by == "programme":
        programme = made(admin, "/funding-programmes", code="OPZ", name="OPZ", support_threshold_hours=8)
        changed(coordinator, path, programme_id=programme["id"])
    with database.writing() as session:
        [sitting] = attended(session, partnership, project, None, [])
        registration = factories.a_registration(session, session.get_one(Event, sitting.event_id))
        factories.an_attendance(session, registration, sitting, mode=AttendanceMode.ONLINE)
    [row] = coordinator.rows(f"{path}/supported-persons" + ("" if by == "programme" else "?threshold=8"))
    assert (row["hours"], row["in_person_hours"], row["over"]) == (8, 0, True)


def test_people_are_asked_for_by_an_activity_of_the_project(
    database: Database, coordinator: Api, partnership: Partnership, project: dict[str, Any]
) -> None:
    path = f"/projects/{project['id']}"
    activities = [made(coordinator, f"{path}/activities", code=code, title="Kurzy")["id"] for code in "12"]
    other = made(coordinator, "/projects", title="Jiný", partnership_id=partnership.id)
    elsewhere = made(coordinator, f"/projects/{other['id']}/activities", code="1", title="Kurzy")["id"]
    with database.writing() as session:
        people = [factories.a_person(session, partnership) for _ in activities]
        for person, activity in zip(people, activities, strict=True):
            attended(session, partnership, project, activity, [person])
    for kind in ("supported-persons", "participations"):
        for person, activity in zip(people, activities, strict=True):
            rows = coordinator.rows(f"{path}/{kind}?activity={activity}")
            assert [row["person_id"] for row in rows] == [person.id]
        assert coordinator.get(f"{path}/{kind}?activity={elsewhere}").status_code == 422


@pytest.mark.parametrize(
    ("hours", "minutes", "shown"),
    [(1, 7, 0.06), (1, 15, 0.13), (1, 45, 0.38), (8, 1, 0.07), (8, 120, 8), (8, 119, 7.93), (8, 200, 8)],
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
