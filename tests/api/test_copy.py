"""Copies of events: what is the same comes along, what belongs to the date or to the place does not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind, SeriesTopic
from app.events.shapes import EventCreate, MeetingCreate, RegistrationBody, RoundTableCreate, TrainingCreate
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made as answered
from tests.api.events import a_draft, changed, day_at, made, sitting
from tests.api.test_series import a_series
from tests.clients import Api

PLACES = ("Frýdlant", "Tanvald")


@pytest.fixture
def towns(database: Database) -> list[int]:
    with database.writing() as session:
        return [factories.a_territory(session, name).id or 0 for name in PLACES]


@pytest.fixture
def office(database: Database) -> int:
    with database.writing() as session:
        return factories.an_organisation(session, "Městský úřad Frýdlant").id or 0


def a_table(client: Api, partnership: Partnership, territory_id: int, office: int) -> dict[str, Any]:
    return a_draft(
        client,
        partnership,
        "/round-tables",
        title="Kulatý stůl – Frýdlant",
        description="Kdo co dělá a co chybí.",
        territory_id=territory_id,
        capacity=25,
        min_participants=8,
        round=1,
        sessions=[sitting(venue={"name": "Radnice", "room": "202"})],
        facilitators=[{"name": "Jitka Tichá"}],
        required_roles=["ospod"],
        invited=[{"organisation_id": office}, {"role": "ospod"}],
        registration={
            "policy": "approval",
            "closes_at": "2035-01-01T08:00:00Z",
            "min_days": 10,
            "fields": [{"name": "lunch", "label": "Oběd", "kind": "yes_no"}],
        },
    )


def test_a_copy_is_a_draft_with_all_that_does_not_hang_on_the_date(
    coordinator: Api, partnership: Partnership, towns: list[int], office: int
) -> None:
    first = a_table(coordinator, partnership, towns[0], office)
    again = made(coordinator, f"/events/{first['id']}/copy", sessions=[sitting(days=90)])
    assert again["status"] == "draft"
    same = ("title", "description", "territory_id", "capacity", "min_participants", "round", "required_roles")
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    assert [one["name"] for one in again["facilitators"]] == ["Jitka Tichá"]
    assert again["invited"] == first["invited"]
    rules, old = again["registration"], first["registration"]
    assert (rules["policy"], rules["min_days"], rules["fields"]) == ("approval", 10, old["fields"])
    assert rules["closes_at"] == again["starts_at"]
    assert again["sessions"][0]["venue"] == first["sessions"][0]["venue"]
    assert again["counts"] == dict.fromkeys(again["counts"], 0)


def test_a_copy_for_another_territory_carries_functions_and_no_offices(
    coordinator: Api, partnership: Partnership, towns: list[int], office: int
) -> None:
    first = a_table(coordinator, partnership, towns[0], office)
    made(coordinator, f"/events/{first['id']}/publish", 200)
    ngo = {"name": "Charita Frýdlant", "function": "sociální práce", "email": "charita@frydlant.example"}
    answered(coordinator, f"/events/{first['id']}/invitations", offices=[ngo])
    body = {"territory_id": towns[1], "sessions": [sitting(days=90)]}
    there = made(coordinator, f"/events/{first['id']}/copy", **body)
    assert there["title"] == "Kulatý stůl – Tanvald"
    assert [(one["organisation_id"], one["role"]) for one in there["invited"]] == [
        (None, "ospod"),
        (None, "sociální práce"),
    ]
    assert there["sessions"][0]["venue"] is None


def test_a_copy_without_a_date_keeps_the_places_and_hours_of_its_days(
    coordinator: Api, partnership: Partnership, towns: list[int], office: int
) -> None:
    first = a_table(coordinator, partnership, towns[0], office)
    answer = coordinator.post(f"/events/{first['id']}/copy")
    assert (answer.status_code, answer.json()["sessions"]) == (201, [])
    again = made(coordinator, f"/events/{answer.json()['id']}/copy")
    there = made(coordinator, f"/events/{again['id']}/copy", territory_id=towns[1])
    for copy in (answer.json(), again):
        [day] = copy["undated_sessions"]
        assert (day["hours"], day["venue"]["name"], day["venue"]["room"]) == (7, "Radnice", "202")
    assert [(day["hours"], day["venue"]) for day in there["undated_sessions"]] == [(7, None)]
    dated = made(coordinator, f"/events/{again['id']}/copy", sessions=[sitting(40)])
    assert (dated["sessions"][0]["venue"]["room"], dated["undated_sessions"]) == ("202", [])
    assert answer.headers["location"].endswith(f"/events/{answer.json()['id']}")
    assert "copy" in first["allowed"]


def test_hours_come_along_only_where_a_day_is_as_long(coordinator: Api, partnership: Partnership) -> None:
    first = a_draft(coordinator, partnership, sessions=[sitting(5, hours=5), sitting(6, hours=6)])
    shorter = {"starts_at": day_at(41, 9), "ends_at": day_at(41, 12)}
    again = made(coordinator, f"/events/{first['id']}/copy", sessions=[sitting(40), shorter])
    assert [one["hours"] for one in again["sessions"]] == [5, 3]


def test_the_hours_of_a_copied_training_add_up_to_its_course(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        course = factories.a_course(session, hours=8).id
    days = [sitting(5, hours=6), sitting(6, hours=2)]
    first = a_draft(coordinator, partnership, "/trainings", course_id=course, sessions=days)
    path = f"/events/{first['id']}/copy"
    same = made(coordinator, path, sessions=[sitting(40), sitting(41)])
    assert [one["hours"] for one in same["sessions"]] == [6, 2]
    one_day = made(coordinator, path, sessions=[sitting(40)])
    assert [one["hours"] for one in one_day["sessions"]] == [8]


def test_nights_and_meals_move_with_the_first_day_as_far_as_they_fit(
    coordinator: Api, partnership: Partnership
) -> None:
    first_day = clock.today() + timedelta(days=5)
    meals = [
        {"name": name, "label": name, "date": str(first_day + timedelta(days=number))}
        for number, name in enumerate(("lunch", "dinner"))
    ]
    offer = {"lodging": [str(first_day)], "meals": meals}
    days = [sitting(5), sitting(6)]
    first = a_draft(coordinator, partnership, sessions=days, registration={"stay": offer})
    path = f"/events/{first['id']}/copy"
    later = made(coordinator, path, sessions=[sitting(35), sitting(36)])["registration"]["stay"]
    assert later["lodging"] == [str(first_day + timedelta(days=30))]
    assert [one["date"] for one in later["meals"]] == [str(first_day + timedelta(days=n)) for n in (30, 31)]
    none = made(coordinator, path, sessions=[sitting(35)])["registration"]["stay"]
    assert (none["lodging"], none["meals"]) == ([], [])


@pytest.fixture
def seminar_with_stay(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    """Two days with a night between them and a meal on each."""
    first = clock.today() + timedelta(days=5)
    days = [str(first), str(first + timedelta(days=1))]
    meals = [{"name": f"lunch{place}", "label": "Oběd", "date": day} for place, day in enumerate(days)]
    offer = {"stay": {"lodging": days[:1], "meals": meals}}
    return a_draft(coordinator, partnership, sessions=[sitting(5), sitting(6)], registration=offer)


def days_offered(event: dict[str, Any]) -> tuple[list[str], list[str]]:
    stay = event["registration"]["stay"]
    return stay["lodging"], [one["date"] for one in stay["meals"]]


def test_nights_and_meals_of_a_copy_without_a_date_wait_for_it(
    coordinator: Api, seminar_with_stay: dict[str, Any]
) -> None:
    path = f"/events/{seminar_with_stay['id']}/copy"
    copy = made(coordinator, path)
    assert days_offered(copy) == days_offered(seminar_with_stay)
    assert copy["registration"]["stay"]["outdated"] == {
        "lodging": days_offered(copy)[0],
        "meals": ["lunch0", "lunch1"],
    }
    again = made(coordinator, f"/events/{copy['id']}/copy")
    later = clock.today() + timedelta(days=35)
    as_shown = {name: copy["registration"]["stay"][name] for name in ("lodging", "meals")}
    for one, sent in (
        (copy, {}),
        (again, {"registration": {"stay": as_shown}}),
    ):
        dated = changed(coordinator, one, sessions=[sitting(35), sitting(36)], **sent)
        assert days_offered(dated) == ([str(later)], [str(later), str(later + timedelta(days=1))])
        assert dated["registration"]["stay"]["outdated"] == {"lodging": [], "meals": []}


def test_of_a_copy_that_gets_one_day_nights_and_meals_are_left_out(
    coordinator: Api, seminar_with_stay: dict[str, Any]
) -> None:
    copy = made(coordinator, f"/events/{seminar_with_stay['id']}/copy")
    dated = changed(coordinator, copy, sessions=[sitting(35)])
    assert days_offered(dated) == ([], [])


def test_nights_that_were_changed_before_the_copy_had_a_date_stay_as_sent(
    coordinator: Api, seminar_with_stay: dict[str, Any]
) -> None:
    copy = made(coordinator, f"/events/{seminar_with_stay['id']}/copy")
    night = str(clock.today() + timedelta(days=35))
    changed(coordinator, copy, registration={"stay": {"lodging": [night], "meals": []}})
    dated = changed(coordinator, copy, sessions=[sitting(35), sitting(36)])
    assert days_offered(dated) == ([night], [])


@pytest.mark.parametrize("path", ["/events", "/trainings", "/meetings"])
def test_every_kind_can_be_copied(coordinator: Api, partnership: Partnership, path: str) -> None:
    first = a_draft(coordinator, partnership, path, sessions=[sitting()])
    again = made(coordinator, f"/events/{first['id']}/copy", title="Znovu")
    assert (again["kind"], again["title"]) == (first["kind"], "Znovu")
    if path == "/meetings":
        assert again["previous_meeting_id"] == first["id"]


def test_the_next_round_is_planned_like_the_last(
    coordinator: Api, partnership: Partnership, towns: list[int], office: int
) -> None:
    rounds = [{"title": f"{number}. kolo"} for number in (1, 2, 3)]
    series = a_series(coordinator, partnership, towns, topics=rounds)
    first_round, second_round, third_round = (topic["id"] for topic in series["topics"])
    place = {"series_id": series["id"], "topic_id": first_round}
    first = a_table(coordinator, partnership, towns[0], office)
    coordinator.patch(f"/round-tables/{first['id']}", json=place, headers={"If-Match": "*"})
    cells = [{"topic_id": second_round, "territory_id": town} for town in towns]
    here, there = made(coordinator, f"/series/{series['id']}/plan", cells=cells)["events"]
    for draft in (here, there):
        assert (draft["description"], draft["capacity"], draft["round"]) == (first["description"], 25, 2)
        assert draft["sessions"] == []
        assert draft["registration"]["policy"] == "approval"
    assert [one["organisation_id"] for one in here["invited"]] == [office, None]
    assert [one["role"] for one in there["invited"]] == ["ospod"]
    assert here["title"] == "Kulaté stoly: 2. kolo – Frýdlant"
    changed(coordinator, here, capacity=30)
    third = [{"topic_id": third_round, "territory_id": towns[0]}]
    [draft] = made(coordinator, f"/series/{series['id']}/plan", cells=third)["events"]
    assert (draft["capacity"], draft["round"]) == (30, 3)
    wrong = made(coordinator, f"/series/{series['id']}/plan", 422, from_topic_id=2_000_000)
    assert wrong["errors"][0]["pointer"] == "#/from_topic_id"


OF_THE_DATE = {"sessions", "undated_sessions", "planned_from", "planned_to", "previous_meeting_id"}
RULES_OF_THE_DATE = {"opens_at", "closes_at", "cancel_until", "stay"}
"""What a copy does not take from the event itself; nights, meals and places have tests of their own."""


@pytest.mark.parametrize("shape", [EventCreate, RoundTableCreate, TrainingCreate, MeetingCreate])
def test_each_field_of_an_event_comes_along_unless_it_belongs_to_the_date(
    coordinator: Api, database: Database, partnership: Partnership, shape: type[EventCreate]
) -> None:
    """Each field that can be sent is sent with a value of its own, a new one as well."""
    own = {"partnership_id": partnership.id}
    project = made(coordinator, "/projects", title="Podpora rodin", **own)["id"]
    activity = made(coordinator, f"/projects/{project}/activities", code="2B", title="Kulaté stoly")["id"]
    with database.writing() as session:
        town, person = factories.a_territory(session), factories.a_person(session, partnership)
        course, group = factories.a_course(session), factories.a_group(session, partnership)
        kind = shape.model_fields["kind"].default if shape is not EventCreate else "seminar"
        series = factories.a_series(session, partnership, 1, [town], kind=EventKind(kind))
        topic = session.exec(select(SeriesTopic.id).where(SeriesTopic.series_id == series.id)).one()
        office = factories.an_organisation(session)
    sent: dict[str, Any] = {
        **own,
        "kind": str(kind),
        "title": "Kulatý stůl",
        "description": "Kdo co dělá a co chybí.",
        "group_id": group.id,
        "project_id": project,
        "project_activity_id": activity,
        "series_id": series.id,
        "topic_id": topic,
        "territory_id": town.id,
        "visibility": "internal",
        "online_public": True,
        "capacity": 25,
        "min_participants": 8,
        "organiser_id": office.id,
        "facilitators": [{"name": "Jitka Tichá"}],
        "lecturers": [{"person_id": person.id}],
        "course_id": course.id,
        "round": 2,
        "level": "regional",
        "required_roles": ["ospod"],
        "invited": [{"organisation_id": office.id}],
        "agenda": [{"title": "Úvod"}],
        "quorum": 3,
        "registration": {
            "policy": "approval",
            "waiting_list": False,
            "move_up": "offer",
            "offer_hours": 24,
            "organisation_limit": 2,
            "confirm_address": True,
            "min_days": 10,
            "reminder_days": [5],
            "fields": [{"name": "lunch", "label": "Oběd", "kind": "yes_no"}],
        },
    }
    rules = {*RegistrationBody.model_fields} - RULES_OF_THE_DATE
    assert rules == {*sent["registration"]}
    carried = {*shape.model_fields} - OF_THE_DATE
    assert carried <= {*sent}
    path = {"round_table": "/round-tables", "training": "/trainings", "meeting": "/meetings"}.get(
        kind, "/events"
    )
    first = made(coordinator, path, **{name: sent[name] for name in carried})
    again = made(coordinator, f"/events/{first['id']}/copy")
    facts = carried - {"registration"}
    assert {name: fact(again, name) for name in facts} == {name: fact(first, name) for name in facts}
    assert None not in {name: fact(again, name) for name in facts}.values()
    assert {name: again["registration"][name] for name in rules} == sent["registration"] | {
        "fields": first["registration"]["fields"]
    }


def fact(event: dict[str, Any], name: str) -> Any:
    """What was sent under this name, without the ids of parts, which are made anew."""
    value = event[name] if name in event else event[name.removesuffix("_id")]["id"]
    if isinstance(value, list):
        return [{**one, "id": 0} if isinstance(one, dict) else one for one in value]
    return value
