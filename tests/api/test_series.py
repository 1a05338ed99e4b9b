"""Courses, series, their grids and the planning of what is missing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from app.series.service import plan_missing
from app.series.shapes import Plan
from tests import factories
from tests.api.events import made, published, sitting
from tests.clients import Api

SignedIn = Callable[..., Api]
ANYWAY = {"If-Match": "*"}


@pytest.fixture
def towns(database: Database) -> list[int]:
    with database.writing() as session:
        return [factories.a_territory(session, name).id or 0 for name in ("Liberec", "Semily", "Turnov")]


def a_series(client: Api, partnership: Partnership, towns: list[int], **fields: Any) -> dict[str, Any]:
    body = {
        "partnership_id": partnership.id,
        "kind": "round_table",
        "title": "Kulaté stoly",
        "topics": [{"title": "1. kolo"}, {"title": "2. kolo"}],
        "territories": towns,
        **fields,
    }
    return made(client, "/series", **body)


def grid_of(client: Api, series: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/series/{series['id']}/grid")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def states(grid: dict[str, Any]) -> dict[tuple[int, int], str]:
    return {(cell["topic_id"], cell["territory_id"]): cell["state"] for cell in grid["cells"]}


# --- courses ---------------------------------------------------------------------------------------------


def test_a_course_is_shared_by_all_and_read_by_everybody(
    api: Api, coordinator: Api, signed_in: SignedIn, partnership: Partnership
) -> None:
    course = made(coordinator, "/courses", title="Dluhová problematika", hours="7.5", accreditation="2026/1")
    assert (course["hours"], course["days"], course["min_attendance_percent"]) == (7.5, 1, 80)
    assert api.get(f"/courses/{course['id']}").json() == course | {"allowed": []}
    assert [row["id"] for row in api.rows("/courses?q=dluhova")] == [course["id"]]
    refused = signed_in("auditor", partnership).post("/courses", json={"title": "Jiný", "hours": 8})
    assert refused.status_code == 403
    path = f"/courses/{course['id']}"
    assert coordinator.patch(path, json={"days": 2}, headers=ANYWAY).json()["days"] == 2
    assert coordinator.delete(path, headers=ANYWAY).status_code == 204


def test_a_course_that_is_taught_is_not_deleted(coordinator: Api, partnership: Partnership) -> None:
    course = made(coordinator, "/courses", title="Rodina", hours=8)
    made(coordinator, "/trainings", title="Rodina", partnership_id=partnership.id, course_id=course["id"])
    refusal = coordinator.delete(f"/courses/{course['id']}", headers=ANYWAY)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "in_use")


# --- series ----------------------------------------------------------------------------------------------


def test_a_series_carries_its_topics_and_territories(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns, target=42)
    assert [(topic["position"], topic["title"]) for topic in series["topics"]] == [
        (1, "1. kolo"),
        (2, "2. kolo"),
    ]
    assert [territory["id"] for territory in series["territories"]] == towns
    assert (series["allocation"], series["target"]) == ("first_come", 42)
    assert coordinator.rows("/series?kind=round_table&q=kulate") == [series]
    assert coordinator.rows("/series?kind=training") == []


def test_a_series_is_read_by_those_who_take_part(
    api: Api, coordinator: Api, signed_in: SignedIn, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    path = f"/series/{series['id']}"
    assert api.get(path).status_code == 401
    assert signed_in().get(path).status_code == 404
    assert signed_in("member", partnership).get(path).status_code == 200
    change = {"json": {"title": "Jinak"}, "headers": ANYWAY}
    assert signed_in("member", partnership).patch(path, **change).status_code == 403
    assert signed_in("auditor", partnership).delete(path, headers=ANYWAY).status_code == 403


def test_topics_keep_their_identity_when_they_are_put_in_another_order(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    first, second = series["topics"]
    path = f"/series/{series['id']}"
    topics = [
        {"id": second["id"], "title": "2. kolo"},
        {"title": "Mezi koly"},
        {"id": first["id"], "title": "1."},
    ]
    after = coordinator.patch(path, json={"topics": topics}, headers=ANYWAY).json()
    assert [topic["id"] for topic in after["topics"]][::2] == [second["id"], first["id"]]
    assert after["version"] > series["version"]
    same = coordinator.patch(path, json={"territories": towns}, headers=ANYWAY).json()
    assert same["version"] == after["version"]


def test_a_topic_with_events_cannot_vanish(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    made(coordinator, f"/series/{series['id']}/plan")
    path = f"/series/{series['id']}"
    refusal = coordinator.patch(path, json={"topics": []}, headers=ANYWAY)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "in_use")
    assert coordinator.delete(path, headers=ANYWAY).json()["code"] == "in_use"


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"territories": [1, 1]}, "#/territories/1", "duplicate"),
        ({"territories": [999_999]}, "#/territories/0", "not_found"),
        ({"topics": [{"title": "Kurz", "course_id": 99}]}, "#/topics/0/course_id", "not_found"),
        ({"topics": [{"id": 99, "title": "Kurz"}]}, "#/topics/0/id", "not_found"),
        ({"project_activity_id": 99}, "#/project_activity_id", "not_found"),
        ({"kind": "party"}, "#/kind", "not_a_choice"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(
    coordinator: Api, partnership: Partnership, fields: dict[str, Any], pointer: str, code: str
) -> None:
    body = {"partnership_id": partnership.id, "kind": "training", "title": "Kurzy", **fields}
    answer = coordinator.post("/series", json=body)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


# --- the grid --------------------------------------------------------------------------------------------


def test_an_empty_grid_is_all_missing(coordinator: Api, partnership: Partnership, towns: list[int]) -> None:
    grid = grid_of(coordinator, a_series(coordinator, partnership, towns))
    assert set(states(grid).values()) == {"missing"}
    assert (grid["target"], grid["held"], grid["planned"], grid["missing"]) == (6, 0, 0, 6)


def test_a_cell_says_what_became_of_its_events(
    coordinator: Api, database: Database, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns, target=8)
    (first, second), (liberec, semily, turnov) = [topic["id"] for topic in series["topics"]], towns
    past = clock.now() - timedelta(days=30)
    with database.writing() as session:
        place = {"series_id": series["id"], "topic_id": first}
        factories.an_event(session, partnership, starts_at=past, territory_id=liberec, **place)
        factories.an_event(session, partnership, status=EventStatus.CANCELLED, territory_id=semily, **place)
        factories.an_event(session, partnership, territory_id=turnov, **place)
        factories.an_event(session, partnership, status=EventStatus.CANCELLED, territory_id=turnov, **place)
        factories.an_event(session, partnership, title="Mimo", series_id=series["id"])
    grid = grid_of(coordinator, series)
    assert states(grid) == {
        (first, liberec): "held",
        (first, semily): "cancelled",
        (first, turnov): "planned",
        (second, liberec): "missing",
        (second, semily): "missing",
        (second, turnov): "missing",
    }
    assert (grid["target"], grid["held"], grid["planned"], grid["missing"]) == (8, 1, 1, 3)
    assert [event["title"] for event in grid["others"]] == ["Mimo"]
    cells = {(cell["topic_id"], cell["territory_id"]): cell for cell in grid["cells"]}
    assert len(cells[first, turnov]["events"]) == 2
    assert cells[first, semily]["hours"] == 0
    assert grid["hours"] == 16


def test_an_event_below_a_column_stands_in_it(
    coordinator: Api, database: Database, partnership: Partnership, towns: list[int]
) -> None:
    with database.writing() as session:
        district = int(factories.a_territory(session, "Turnov").path.split("/")[-3])
    series = a_series(coordinator, partnership, [district])
    topic = series["topics"][0]["id"]
    made(
        coordinator,
        "/round-tables",
        title="Stůl",
        partnership_id=partnership.id,
        topic_id=topic,
        territory_id=towns[2],
    )
    assert states(grid_of(coordinator, series))[topic, district] == "planned"


def test_the_hours_of_all_cells_are_those_of_the_courses_until_there_are_sessions(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    """Five courses of 56 hours in each of the districts."""
    courses = [
        made(coordinator, "/courses", title=f"Kurz {hours}", hours=hours)["id"] for hours in (16, 16, 8)
    ]
    topics = [{"title": "Kurz", "course_id": course} for course in courses]
    series = a_series(coordinator, partnership, towns, kind="training", topics=topics)
    assert grid_of(coordinator, series)["hours"] == 40 * 3


# --- planning --------------------------------------------------------------------------------------------


def test_planning_drafts_what_is_missing_and_a_second_time_nothing(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    path = f"/series/{series['id']}/plan"
    drafts = made(coordinator, path, planned_from="2027-04-01", planned_to="2027-06-30")["events"]
    assert len(drafts) == 6
    assert {(draft["status"], draft["kind"], draft["planned_to"]) for draft in drafts} == {
        ("draft", "round_table", "2027-06-30")
    }
    assert sorted(draft["round"] for draft in drafts) == [1, 1, 1, 2, 2, 2]
    assert drafts[0]["title"] == "Kulaté stoly: 1. kolo – Liberec"
    assert made(coordinator, path)["events"] == []
    grid = grid_of(coordinator, series)
    assert (grid["planned"], grid["missing"]) == (6, 0)


def test_a_planned_training_takes_the_course_of_its_topic(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    course = made(coordinator, "/courses", title="Viktimologie", hours=8)["id"]
    topics = [{"title": "Viktimologie", "course_id": course}]
    series = a_series(coordinator, partnership, towns[:1], kind="training", topics=topics)
    [draft] = made(coordinator, f"/series/{series['id']}/plan")["events"]
    assert draft["course"]["id"] == course
    assert draft["title"] == "Viktimologie – Liberec"


def test_single_cells_can_be_planned_a_cancelled_one_anew(
    coordinator: Api, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    topic, path = series["topics"][0]["id"], f"/series/{series['id']}/plan"
    cell = {"topic_id": topic, "territory_id": towns[1]}
    [draft] = made(coordinator, path, cells=[cell, cell])["events"]
    assert made(coordinator, path, cells=[cell])["events"] == []
    made(coordinator, f"/events/{draft['id']}/cancel", 200)
    assert len(made(coordinator, path)["events"]) == 5
    assert len(made(coordinator, path, cells=[cell])["events"]) == 1
    wrong = made(coordinator, path, 422, cells=[cell, {"topic_id": topic, "territory_id": 1}])
    assert wrong["errors"][0]["pointer"] == "#/cells/1/territory_id"


def test_two_who_plan_at_once_make_each_event_once(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)

    def plan(_: int) -> int:
        with database.writing() as session:
            session.info["settings"] = settings
            return len(plan_missing(session, SYSTEM, series["id"], Plan()).events)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(plan, range(4))) == [0, 0, 0, 6]
    assert grid_of(coordinator, series)["planned"] == 6


def test_an_event_of_a_series_counts_towards_its_activity(
    coordinator: Api, database: Database, partnership: Partnership, towns: list[int]
) -> None:
    series = a_series(coordinator, partnership, towns)
    event = published(coordinator, partnership, topic_id=series["topics"][1]["id"], sessions=[sitting()])
    assert event["series_id"] == series["id"]
    with database.reading() as session:
        stored = session.get_one(Event, event["id"])
    assert (stored.project_id, stored.project_activity_id) == (
        series["project_id"],
        series["project_activity_id"],
    )
