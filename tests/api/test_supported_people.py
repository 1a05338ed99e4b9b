"""Whom a project supported and for how long, and the indicators that are computed from it."""

from typing import Any

import pytest

from app.core.db import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from app.registrations.models import AttendanceMode, AttendanceStatus
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
