"""Events of all kinds: who sees them, what is checked, what is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock, reactions
from app.core.db import Database
from app.events.models import Event, EventRole, EventSession
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, day_at, made, moment, published, sitting
from tests.clients import Api

SignedIn = Callable[..., Api]
Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What was announced to higher rooms, beside what they make of it."""
    found: Heard = []
    for name in ("event_changed", "event_cancelled", "seats_freed"):
        handlers = [
            *reactions._handlers.get(name, []),
            lambda name=name, **facts: found.append((name, facts)),
        ]
        monkeypatch.setitem(reactions._handlers, name, handlers)
    yield found


def edit(database: Database, event_id: int, **values: Any) -> None:
    """Move what only registrations move."""
    with database.writing() as session:
        statement = sa.update(Event).where(Event.id == event_id).values(**values)
        session.connection().execute(statement)


# --- the record ------------------------------------------------------------------------------------------


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
    assert general.json() == own.json() == coordinator.rows("/events")[0]
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
        ({"sessions": [sitting(day) for day in range(1, 62)]}, "#/sessions", "too_long"),
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


# --- who sees what ---------------------------------------------------------------------------------------


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


# --- changes ---------------------------------------------------------------------------------------------


def test_a_stale_version_is_refused_and_a_missing_one_asked_for(
    coordinator: Api, partnership: Partnership
) -> None:
    event = a_draft(coordinator, partnership)
    path = f"/events/{event['id']}"
    first = coordinator.patch(path, json={"title": "Jedna"}, headers={"If-Match": f'"{event["version"]}"'})
    assert first.status_code == 200
    assert first.json()["version"] > event["version"]
    again = coordinator.patch(path, json={"title": "Dva"}, headers={"If-Match": f'"{event["version"]}"'})
    assert again.status_code == 412
    assert coordinator.patch(path, json={"title": "Tři"}).status_code == 428


def test_sending_what_stands_already_makes_no_new_version(coordinator: Api, partnership: Partnership) -> None:
    event = a_draft(coordinator, partnership)
    assert changed(coordinator, event, title=event["title"])["version"] == event["version"]


def test_a_move_to_another_room_is_kept_told_and_counted(
    coordinator: Api, partnership: Partnership, heard: Heard
) -> None:
    place = {"name": "Radnice", "room": "místnost 11"}
    event = published(coordinator, partnership, sessions=[sitting(venue=place)])
    session = event["sessions"][0]["id"]
    moved = {"id": session, "venue": {"name": "Radnice", "room": "místnost 210"}}
    after = changed(coordinator, event, sessions=[moved])
    [change] = after["changes"]
    assert (change["what"], change["from"]) == ("venue", "Radnice, místnost 11")
    assert change["to"] == "Radnice, místnost 210"
    assert change["session_id"] == session
    [(name, facts)] = heard
    assert name == "event_changed"
    assert [change.what for change in facts["changes"]] == ["venue"]


def test_nobody_is_told_of_a_draft(coordinator: Api, partnership: Partnership, heard: Heard) -> None:
    event = a_draft(coordinator, partnership)
    after = changed(coordinator, event, sessions=[{"id": event["sessions"][0]["id"], **sitting(20)}])
    assert after["changes"] == []
    assert heard == []


def test_a_session_sent_without_its_id_moves_instead_of_being_replaced(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(5, note="první"), sitting(6)])
    first, second = (session["id"] for session in event["sessions"])
    after = changed(coordinator, event, sessions=[sitting(8), sitting(6)])
    assert [session["id"] for session in after["sessions"]] == [second, first]
    assert after["sessions"][1]["note"] == "první"
    assert {change["session_id"] for change in after["changes"]} == {first}


def test_a_session_with_attendance_cannot_vanish(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(1), sitting(2)])
    first, second = (session["id"] for session in event["sessions"])
    with database.writing() as session:
        session.connection().execute(
            sa.update(EventSession).where(EventSession.id == first).values(recorded=1)
        )
    assert changed(coordinator, event, 409, sessions=[{"id": second}])["code"] == "in_use"
    after = changed(coordinator, event, sessions=[{"id": first}])
    assert [session["id"] for session in after["sessions"]] == [first]
    assert after["changes"][0]["what"] == "session"


def test_the_capacity_does_not_go_below_the_seats_that_are_held(
    coordinator: Api, partnership: Partnership, database: Database, heard: Heard
) -> None:
    event = published(coordinator, partnership, capacity=10)
    edit(database, event["id"], taken=7, confirmed=6)
    refusal = changed(coordinator, event, 409, capacity=6)
    assert (refusal["code"], refusal["confirmed"]) == ("capacity_below_confirmed", 7)
    assert changed(coordinator, event, capacity=7)["registration"]["free"] == 0
    assert heard == []
    assert changed(coordinator, event, capacity=9)["registration"]["free"] == 2
    assert changed(coordinator, event, capacity=None)["registration"]["free"] is None
    assert [name for name, _ in heard] == ["seats_freed", "seats_freed"]


def test_moving_counters_is_no_change_of_the_event(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership)
    edit(database, event["id"], taken=1, confirmed=1)
    after = coordinator.get(f"/events/{event['id']}").json()
    assert after["counts"]["confirmed"] == 1
    assert after["version"] == event["version"]


def test_a_draft_is_deleted_and_an_event_with_registrations_is_not(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    draft = a_draft(coordinator, partnership, "/meetings")
    event = published(coordinator, partnership)
    with database.writing() as session:
        factories.a_registration(session, session.get_one(Event, event["id"]))
    anyway = {"headers": {"If-Match": "*"}}
    assert coordinator.delete(f"/meetings/{draft['id']}", **anyway).status_code == 204
    assert coordinator.get(f"/events/{draft['id']}").status_code == 404
    refusal = coordinator.delete(f"/events/{event['id']}", **anyway)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "in_use")


# --- own facts -------------------------------------------------------------------------------------------


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
        course = factories.a_course(session, hours=8).id
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
    assert (shown["quorum"], shown["next_meeting_id"], shown["minutes_id"]) == (7, second["id"], None)
    body = {"previous_meeting_id": second["id"]}
    circle = coordinator.patch(f"/meetings/{first['id']}", json=body, headers={"If-Match": "*"})
    assert circle.status_code == 422
    changed_agenda = coordinator.patch(
        f"/meetings/{first['id']}", json={"agenda": agenda[:1]}, headers={"If-Match": "*"}
    )
    assert len(changed_agenda.json()["agenda"]) == 1


# --- lists -----------------------------------------------------------------------------------------------


def titles(client: Api, query: str) -> list[str]:
    return sorted(row["title"] for row in client.rows(f"/events?{query}"))


def test_lists_are_filtered_by_what_events_say(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        territory = factories.a_territory(session, "Semily")
        region = int(territory.path.split("/")[2])
        group = factories.a_group(session, partnership)
    a_draft(coordinator, partnership, title="Dluhy", territory_id=territory.id)
    published(
        coordinator, partnership, "/meetings", title="Porada", group_id=group.id, sessions=[sitting(40)]
    )
    assert titles(coordinator, f"territory={region}") == ["Dluhy"]
    assert titles(coordinator, "kind=meeting") == ["Porada"]
    assert titles(coordinator, "kind=meeting&kind=seminar") == ["Dluhy", "Porada"]
    assert titles(coordinator, "status=draft") == ["Dluhy"]
    assert titles(coordinator, f"group={group.id}") == ["Porada"]
    assert titles(coordinator, "q=PORAD") == ["Porada"]
    day = clock.today() + timedelta(days=30)
    assert titles(coordinator, f"to={day}") == ["Dluhy"]
    assert titles(coordinator, f"from={day}") == ["Porada"]
    assert coordinator.get("/events?count=true&kind=meeting").json()["total"] == 1
    assert coordinator.get("/events?colour=red").status_code == 422


def test_the_day_of_a_filter_is_a_day_in_prague(coordinator: Api, partnership: Partnership) -> None:
    late = {"starts_at": day_at(5, 23), "ends_at": day_at(5, 23, 30)}
    a_draft(coordinator, partnership, title="Pozdě", sessions=[late])
    day = clock.today() + timedelta(days=5)
    assert titles(coordinator, f"from={day}&to={day}") == ["Pozdě"]
    assert titles(coordinator, f"from={day + timedelta(days=1)}") == []


def test_an_event_without_a_date_is_found_by_its_planned_period(
    coordinator: Api, partnership: Partnership
) -> None:
    a_draft(coordinator, partnership, sessions=[], planned_from="2031-04-01", planned_to="2031-06-30")
    assert titles(coordinator, "from=2031-05-01&to=2031-05-31") != []
    assert titles(coordinator, "from=2031-07-01") == []


def test_what_needs_attention_can_be_listed(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=3)
        factories.an_event(session, partnership, starts_at=past, title="Bez docházky")
        noted = factories.an_event(session, partnership, starts_at=past, title="S docházkou")
        session.flush()
        for sitting_ in factories.sessions_of(session, noted):
            sitting_.recorded = 3
        factories.an_event(session, partnership, title="Volno", capacity=5)
        factories.an_event(session, partnership, title="Plno", capacity=5, taken=5, waiting=2)
    assert titles(coordinator, "missing_attendance=true") == ["Bez docházky"]
    assert titles(coordinator, "free_seats=true") == ["Volno"]
    assert titles(coordinator, "waiting=true") == ["Plno"]
    assert titles(coordinator, "missing_minutes=true") == []
    assert "Plno" not in titles(coordinator, "free_seats=false&waiting=false")


def test_a_synced_list_tells_what_is_gone(api: Api, coordinator: Api, partnership: Partnership) -> None:
    kept, hidden = published(coordinator, partnership), published(coordinator, partnership)
    since = (clock.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    changed(coordinator, hidden, visibility="internal")
    rows = {row["id"]: row for row in api.rows(f"/events?updated_since={since}")}
    assert rows[hidden["id"]]["deleted"] is True
    assert rows[kept["id"]]["title"] == kept["title"]
