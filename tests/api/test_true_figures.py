"""Dashboards say what is true: attendance is done when complete, forecasts count what can still come."""

from datetime import timedelta
from typing import Any

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.events.models import EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.api.projects import attended
from tests.clients import Api


def missing(client: Api) -> list[str]:
    return [row["title"] for row in client.rows("/events?missing_attendance=true")]


def test_attendance_is_missing_until_all_who_signed_up_are_recorded(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=1)
        event = factories.an_event(session, partnership, starts_at=past, title="Rozepsaná", sessions=1)
        [sitting] = factories.sessions_of(session, event)
        first, second, third = (factories.a_registration(session, event) for _ in range(3))
        factories.an_attendance(session, first, sitting)
        factories.an_attendance(session, factories.a_registration(session, event, walk_in=True), sitting)
        taken_back = factories.an_attendance(session, second, sitting, AttendanceStatus.UNKNOWN)
        event.status = EventStatus.HELD
    assert missing(coordinator) == ["Rozepsaná"]
    [row] = coordinator.get("/dashboards/overview").json()["missing_attendance"]["rows"]
    assert (row["recorded"], row["expected"]) == (2, 4)
    with database.writing() as session:
        registration, at = session.merge(third), session.merge(sitting)
        factories.an_attendance(session, registration, at, AttendanceStatus.ABSENT)
    assert missing(coordinator) == ["Rozepsaná"]
    with database.writing() as session:
        session.merge(taken_back).status = AttendanceStatus.EXCUSED
    assert missing(coordinator) == []


def test_a_count_of_heads_completes_the_attendance(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=1)
        event = factories.an_event(session, partnership, starts_at=past)
        factories.a_registration(session, event)
        factories.sessions_of(session, event)[0].headcount = 40
    assert missing(coordinator) == []


def a_project(client: Api, partnership: Partnership, **fields: Any) -> dict[str, Any]:
    ends = (clock.today() + timedelta(days=60)).isoformat()
    fields = {"title": "Projekt", "partnership_id": partnership.id, "ends_on": ends, **fields}
    return made(client, "/projects", **fields)


def forecasts(client: Api, project: dict[str, Any]) -> dict[str, Any]:
    shown = client.get(f"/dashboards/projects/{project['id']}").json()
    return {one["computed_from"]: one["forecast"] for one in shown["indicators"]}


def test_a_forecast_counts_only_what_is_dated_ahead_and_inside_the_project(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    project = a_project(coordinator, partnership)
    path = f"/projects/{project['id']}/indicators"
    made(coordinator, path, name="Akce", computed_from="events_held", target=3)
    inside = {"project_id": project["id"]}
    today = clock.today()
    with database.writing() as session:
        factories.an_event(session, partnership, **inside)
        factories.an_event(session, partnership, starts_at=clock.now() + timedelta(days=90), **inside)
        factories.an_event(session, partnership, sessions=0, status=EventStatus.DRAFT, **inside)
        factories.an_event(session, partnership, starts_at=clock.now() - timedelta(hours=1), **inside)
        for first, last in ((30, 90), (-90, -30), (70, 90)):
            planned = {"planned_from": today + timedelta(first), "planned_to": today + timedelta(last)}
            factories.an_event(session, partnership, sessions=0, **planned, **inside)
    assert forecasts(coordinator, project) == {
        "events_held": {"value": 2, "basis": "planned", "missed": True},
    }


def test_people_are_never_multiplied_by_events(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    project = a_project(coordinator, partnership)
    path = f"/projects/{project['id']}/indicators"
    made(coordinator, path, name="Osoby", computed_from="participants", target=9)
    made(coordinator, path, name="Účasti", computed_from="attendances", target=4)
    with database.writing() as session:
        people = [factories.a_person(session, partnership) for _ in range(2)]
        attended(session, partnership, project, None, people)
    assert forecasts(coordinator, project)["participants"] == {"value": 2, "basis": "planned", "missed": True}
    with database.writing() as session:
        factories.an_event(session, partnership, project_id=project["id"])
    shown = forecasts(coordinator, project)
    assert shown["participants"] is None
    assert shown["attendances"] == {"value": 4, "basis": "per_event", "missed": False}
