"""Events of all kinds: their shape, what is checked, who sees them."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, day_at, made, moment, published, sitting
from tests.clients import Api

SignedIn = Callable[..., Api]


def test_an_event_has_the_shape_of_the_contract(coordinator: Api, partnership: Partnership) -> None:
    venue = {
        "name": "Radnice",
        "address": "náměstí 1",
        "room": "11",
        "online_url": "https://porady.example/1",
    }
    event = a_draft(
        coordinator,
        partnership,
        sessions=[sitting(hours="8", venue=venue, note="s obědem")],
        facilitators=[{"name": "Ema Smyšlená"}],
        capacity=20,
        registration={"policy": "approval", "fields": [{"name": "diet", "label": "Strava"}]},
    )
    assert event["status"] == "draft"
    assert event["visibility"] == "public"
    assert event["capacity"] == 20
    assert event["facilitators"][0]["name"] == "Ema Smyšlená"
    [session] = event["sessions"]
    assert session["hours"] == 8
    assert session["note"] == "s obědem"
    assert {name: session["venue"][name] for name in venue} == venue
    assert event["counts"] == {"confirmed": 0, "waiting": 0, "pending": 0, "attended": 0}
    registration = event["registration"]
    assert registration["policy"] == "approval"
    assert moment(registration["closes_at"]) == moment(session["starts_at"])
    assert registration["waiting_list"] is True
    assert registration["fields"][0]["name"] == "diet"
    assert event["changes"] == []
    assert event["organiser"] is None
    assert event["url"].endswith(f"/events/{event['id']}")
    assert event["version"] >= 1
    assert {"edit", "publish", "cancel", "delete"} <= set(event["allowed"])


def test_an_event_reads_the_same_wherever_it_is_asked_for(coordinator: Api, partnership: Partnership) -> None:
    table = a_draft(coordinator, partnership, "/round-tables", level="regional", round=3)
    general = coordinator.get(f"/events/{table['id']}")
    own = coordinator.get(f"/round-tables/{table['id']}")
    single = {"clashes": [], "referred_by": []}
    assert general.json() == own.json() == coordinator.rows("/events")[0] | single
    assert general.headers["etag"] == own.headers["etag"]
    assert (own.json()["round"], own.json()["level"], own.json()["needs"]) == (3, "regional", [])
    assert coordinator.get(f"/trainings/{table['id']}").status_code == 404


def test_a_place_named_twice_is_one_venue(coordinator: Api, partnership: Partnership) -> None:
    place = {"name": "Radnice", "room": "202"}
    event = a_draft(coordinator, partnership, sessions=[sitting(1, venue=place), sitting(2, venue=place)])
    first, second = (session["venue"]["id"] for session in event["sessions"])
    assert first == second
    assert [venue["room"] for venue in coordinator.rows("/venues")] == ["202"]


def test_sessions_come_in_the_order_of_their_starts(coordinator: Api, partnership: Partnership) -> None:
    event = a_draft(coordinator, partnership, sessions=[sitting(9), sitting(7), sitting(8)])
    starts = [session["starts_at"] for session in event["sessions"]]
    assert starts == sorted(starts)
    assert event["starts_at"] == starts[0]


def test_an_event_may_be_planned_without_sessions(coordinator: Api, partnership: Partnership) -> None:
    event = a_draft(coordinator, partnership, sessions=[], planned_from="2027-04-01", planned_to="2027-06-30")
    assert event["sessions"] == []
    assert made(coordinator, f"/events/{event['id']}/publish", 200)["status"] == "planned"


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"sessions": [sitting(3, 16, 9)]}, "#/sessions/0/ends_at", "ends_before_starts"),
        ({"sessions": [sitting(3, 9, 12), sitting(3, 11, 13)]}, "#/sessions/1/starts_at", "overlaps"),
        ({"sessions": [sitting(day) for day in range(1, 62)]}, "#/sessions", "too_many"),
        ({"sessions": [{"starts_at": day_at(1, 9)}]}, "#/sessions/0/ends_at", "required"),
        ({"topic_id": 99}, "#/topic_id", "not_found"),
        ({"group_id": 99}, "#/group_id", "not_found"),
        ({"project_id": 99}, "#/project_id", "not_found"),
        ({"planned_from": "2027-02-01", "planned_to": "2027-01-01"}, "#/planned_to", "ends_before_starts"),
        ({"facilitators": [{}]}, "#/facilitators/0", "required"),
        ({"facilitators": [{"person_id": 99}]}, "#/facilitators/0/person_id", "not_found"),
        ({"title": ""}, "#/title", "required"),
        ({"capacity": 0}, "#/capacity", "too_small"),
        ({"colour": "red"}, "#/colour", "unknown_field"),
        (
            {"registration": {"opens_at": day_at(5, 9), "closes_at": day_at(4, 9)}},
            "#/registration/closes_at",
            "ends_before_starts",
        ),
        (
            {"registration": {"fields": [{"name": "a", "label": "A"}, {"name": "a", "label": "B"}]}},
            "#/registration/fields/1/name",
            "duplicate",
        ),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(
    coordinator: Api, partnership: Partnership, fields: dict[str, Any], pointer: str, code: str
) -> None:
    body = {"title": "Beseda", "kind": "seminar", "partnership_id": partnership.id, **fields}
    answer = coordinator.post("/events", json=body)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_nothing_of_another_partnership_can_be_attached(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        group = factories.a_group(session, elsewhere).id
        person = factories.a_person(session, elsewhere).id
    event = a_draft(coordinator, partnership)
    for body in ({"group_id": group}, {"facilitators": [{"person_id": person}]}):
        refusal = changed(coordinator, event, 422, **body)
        assert refusal["errors"][0]["code"] == "other_partnership"


def test_the_public_sees_public_events_once_they_are_published(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    draft = a_draft(coordinator, partnership)
    inside = published(coordinator, partnership, visibility="internal")
    event = published(coordinator, partnership)
    assert api.get(f"/events/{draft['id']}").status_code == 404
    assert api.get(f"/events/{inside['id']}").status_code == 404
    assert api.get(f"/events/{event['id']}").status_code == 200
    assert [row["id"] for row in api.rows("/events")] == [event["id"]]


def test_a_cancelled_event_stays_visible_and_a_cancelled_draft_was_never_seen(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    draft, event = a_draft(coordinator, partnership), published(coordinator, partnership)
    for one in (draft, event):
        made(coordinator, f"/events/{one['id']}/cancel", 200, reason="Málo přihlášených.")
    assert api.get(f"/events/{draft['id']}").status_code == 404
    assert api.get(f"/events/{event['id']}").json()["cancel_reason"] == "Málo přihlášených."


def test_members_see_what_is_for_members(
    signed_in: SignedIn, coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, visibility="members")
    assert signed_in("member", partnership).get(f"/events/{event['id']}").status_code == 200
    assert signed_in().get(f"/events/{event['id']}").status_code == 404


def test_a_lecturer_sees_the_inner_event_they_are_named_on(
    api: Api, database: Database, coordinator: Api, partnership: Partnership, signed_in: SignedIn
) -> None:
    facilitator = signed_in("facilitator", partnership)
    me = facilitator.get("/me").json()["user"]["id"]
    event = published(coordinator, partnership, visibility="internal")
    assert facilitator.get(f"/events/{event['id']}").status_code == 404
    changed(coordinator, event, facilitators=[{"user_id": me}])
    seen = facilitator.get(f"/events/{event['id']}").json()
    assert "check_in" in seen["allowed"]
    assert "edit" not in seen["allowed"]


def test_the_ids_of_named_people_are_for_the_staff(
    api: Api, database: Database, coordinator: Api, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(
            session, partnership, title_before="Mgr.", first_name="Ema", last_name="Smyšlená"
        )
    event = published(coordinator, partnership, facilitators=[{"person_id": person.id}])
    assert event["facilitators"][0]["person_id"] == person.id
    [shown] = api.get(f"/events/{event['id']}").json()["facilitators"]
    assert shown["name"] == "Mgr. Ema Smyšlená"
    assert shown["person_id"] is None


def test_only_those_who_write_in_the_partnership_create_and_change(
    api: Api, admin: Api, coordinator: Api, partnership: Partnership, signed_in: SignedIn
) -> None:
    body = {"title": "Beseda", "kind": "seminar", "partnership_id": partnership.id}
    event = published(coordinator, partnership)
    change = {"json": {"title": "Jinak"}, "headers": {"If-Match": "*"}}
    assert api.post("/events", json=body).status_code == 401
    assert api.patch(f"/events/{event['id']}", **change).status_code == 401
    for role in ("auditor", "member", "facilitator"):
        client = signed_in(role, partnership)
        assert client.post("/events", json=body).status_code == 403
        assert client.patch(f"/events/{event['id']}", **change).status_code == 403
        assert client.post(f"/events/{event['id']}/cancel").status_code == 403
    assert admin.patch(f"/events/{event['id']}", **change).status_code == 200
