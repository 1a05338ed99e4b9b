"""What only round tables, trainings and meetings have."""

from app.core.database.engine import Database
from app.events.models import EventRole
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, made, sitting
from tests.clients import Api


def test_a_training_adds_up_to_the_hours_of_its_course(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        course = factories.a_course(session, hours=16).id
    body = {"title": "Seminář", "partnership_id": partnership.id, "course_id": course}
    two = [sitting(3, hours=8), sitting(4, hours=8)]
    refusal = coordinator.post("/trainings", json={**body, "sessions": two[:1]}).json()
    assert refusal["errors"][0]["code"] == "hours_differ"
    assert refusal["errors"][0]["pointer"] == "#/sessions"
    training = made(coordinator, "/trainings", **body, sessions=two)
    assert training["course"]["hours"] == 16
    shared = made(coordinator, "/trainings", **body, sessions=[sitting(3), sitting(4), sitting(5)])
    assert [session["hours"] for session in shared["sessions"]] == [5.33, 5.33, 5.34]
    made(coordinator, "/trainings", **body)


def test_a_training_whose_course_grew_is_not_published(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        course = factories.a_course(session, hours=8, owner_partnership_id=partnership.id).id
    training = a_draft(coordinator, partnership, "/trainings", course_id=course)
    change = coordinator.patch(f"/courses/{course}", json={"hours": 10}, headers={"If-Match": "*"})
    assert change.status_code == 200
    refusal = made(coordinator, f"/events/{training['id']}/publish", 422)
    assert refusal["errors"][0]["code"] == "hours_differ"


def test_lecturers_stand_beside_facilitators(coordinator: Api, partnership: Partnership) -> None:
    training = a_draft(
        coordinator,
        partnership,
        "/trainings",
        lecturers=[{"name": "Dorota Nebylá"}],
        facilitators=[{"name": "Ema Smyšlená"}],
    )
    assert [person["name"] for person in training["lecturers"]] == ["Dorota Nebylá"]
    assert [person["name"] for person in training["facilitators"]] == ["Ema Smyšlená"]
    path, anyway = f"/trainings/{training['id']}", {"If-Match": "*"}
    after = coordinator.patch(path, json={"lecturers": []}, headers=anyway).json()
    assert (after["lecturers"], len(after["facilitators"])) == ([], 1)
    assert EventRole.LECTURER == "lecturer"


def test_round_tables_invite_organisations_and_roles(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        club = factories.an_organisation(session, "Klub Výmysl").id
    guests = [{"organisation_id": club}, {"role": "ospod"}]
    table = a_draft(coordinator, partnership, "/round-tables", invited=guests)
    assert [(guest["name"], guest["role"]) for guest in table["invited"]] == [
        ("Klub Výmysl", None),
        (None, "ospod"),
    ]
    path = f"/round-tables/{table['id']}"
    answer = coordinator.patch(path, json={"invited": [*guests, guests[1]]}, headers={"If-Match": "*"})
    assert answer.json()["errors"][0] | {"detail": ""} == {
        "pointer": "#/invited/2",
        "code": "duplicate",
        "detail": "",
    }


def test_meetings_follow_one_another_and_never_in_a_circle(
    coordinator: Api, partnership: Partnership
) -> None:
    agenda = [{"title": "Zahájení", "minutes": 10}, {"title": "Různé"}]
    first = a_draft(coordinator, partnership, "/meetings", agenda=agenda, quorum=7)
    second = a_draft(coordinator, partnership, "/meetings", previous_meeting_id=first["id"])
    shown = coordinator.get(f"/meetings/{first['id']}").json()
    assert [item["title"] for item in shown["agenda"]] == ["Zahájení", "Různé"]
    assert shown["quorum"] == {"needed": 7, "present": 0, "reached": False}
    assert (shown["own_quorum"], shown["next_meeting_id"]) == (7, second["id"])
    assert shown["minutes_id"] is None
    body = {"previous_meeting_id": second["id"]}
    circle = coordinator.patch(f"/meetings/{first['id']}", json=body, headers={"If-Match": "*"})
    assert circle.status_code == 422
    changed_agenda = coordinator.patch(
        f"/meetings/{first['id']}", json={"agenda": agenda[:1]}, headers={"If-Match": "*"}
    )
    assert len(changed_agenda.json()["agenda"]) == 1
