"""At the door: tickets, people without a registration, halls that are counted; and who may do it."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import EventPerson, EventRole
from app.partnerships.models import Partnership
from tests.api.registering import Roles, SignUp, Sittings, body, code_of, counters, session_counts, token_of
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def test_a_walk_in_attends_and_takes_no_seat(
    api: Api, coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings(capacity=1)
    token = token_of(sign_up(event_id))
    answer = coordinator.post(
        f"/sessions/{sitting}/walk-ins", json={"first_name": "Bez", "last_name": "Pošty"}
    )
    assert (answer.status_code, answer.json()["status"], answer.json()["walk_in"]) == (201, "present", True)
    assert counters(database, event_id) == {
        "taken": 1,
        "confirmed": 1,
        "waiting": 0,
        "pending": 0,
        "attended": 1,
    }
    api.post(f"/my/registrations/{token}/cancel")
    assert counters(database, event_id)["taken"] == 0
    shown = coordinator.get(f"/registrations/{answer.json()['id']}").json()
    assert (shown["status"], shown["source"], shown["walk_in"]) == ("confirmed", "walk_in", True)


def test_somebody_with_a_seat_keeps_it_when_they_are_taken_for_a_walk_in(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings(capacity=1)
    who = body()
    told = sign_up(event_id, **who)
    answer = coordinator.post(f"/sessions/{sitting}/walk-ins", json=who)
    assert (answer.json()["id"], answer.json()["walk_in"]) == (told["id"], False)
    assert counters(database, event_id)["taken"] == 1


def test_somebody_waiting_who_comes_anyway_leaves_the_queue(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings(capacity=1)
    sign_up(event_id)
    who = body()
    told = sign_up(event_id, **who)
    answer = coordinator.post(f"/sessions/{sitting}/walk-ins", json=who)
    assert (answer.json()["id"], answer.json()["walk_in"]) == (told["id"], True)
    assert {name: counters(database, event_id)[name] for name in ("taken", "waiting", "attended")} == {
        "taken": 1,
        "waiting": 0,
        "attended": 1,
    }


def test_a_hall_is_counted_where_nobody_signs(coordinator: Api, sittings: Sittings) -> None:
    event_id, [sitting] = sittings()
    for count in (40, 43):
        answer = coordinator.put(f"/sessions/{sitting}/headcount", json={"count": count})
        assert (answer.status_code, answer.json()["count"]) == (200, count)
    assert coordinator.get(f"/events/{event_id}").json()["sessions"][0]["headcount"] == 43


def test_a_ticket_lets_in_once_and_says_so_the_second_time(
    api: Api, coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    mine = api.get(f"/my/registrations/{token_of(sign_up(event_id, last_name='Vstupenková'))}").json()
    sent = {"code": mine["ticket_code"], "session_id": sitting}
    first, second = (coordinator.post("/check-in", json=sent) for _ in range(2))
    assert (first.status_code, first.json()["already"], first.json()["method"]) == (200, False, "qr")
    assert first.json()["last_name"] == "Vstupenková"
    assert (second.status_code, second.json()["already"]) == (200, True)
    assert session_counts(database, sitting) == (1, 1)
    address = {**sent, "code": f"http://127.0.0.1:8000/check-in/{mine['ticket_code']}"}
    assert coordinator.post("/check-in", json=address).json()["already"] is True


def test_a_scan_answers_the_line_of_the_list_and_under_a_key_the_same_again(
    api: Api, coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    mine = api.get(f"/my/registrations/{token_of(sign_up(event_id))}").json()
    sent = {"code": mine["ticket_code"], "session_id": sitting}
    first, again = (
        coordinator.post("/check-in", json=sent, headers={"Idempotency-Key": "scan"}) for _ in range(2)
    )
    assert again.json() == first.json()
    assert coordinator.rows(f"/sessions/{sitting}/attendance") == [
        {name: value for name, value in first.json().items() if name != "already"}
    ]


def test_a_ticket_that_lets_nobody_in_says_why(
    api: Api, coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings(capacity=1)
    _, [elsewhere] = sittings()
    seat = sign_up(event_id)
    code = api.get(f"/my/registrations/{token_of(seat)}").json()["ticket_code"]

    def read(text: str, where: int = sitting) -> tuple[int, str]:
        return code_of(coordinator.post("/check-in", json={"code": text, "session_id": where}))

    assert read(code, elsewhere) == (409, "wrong_event")
    assert read(code[:-1]) == (404, "unknown_code")
    assert read("nesmysl") == (404, "unknown_code")
    assert read(token_of(seat)) == (404, "unknown_code")
    api.post(f"/my/registrations/{token_of(seat)}/cancel")
    assert read(code) == (409, "cancelled")


def test_codes_cannot_be_guessed_one_by_one(coordinator: Api, app_context: Any, sittings: Sittings) -> None:
    app_context.check_in_limit.limit = 3
    _, [sitting] = sittings()
    answers = [
        coordinator.post("/check-in", json={"code": f"{n}-x", "session_id": sitting}) for n in range(4)
    ]
    assert [one.status_code for one in answers] == [404, 404, 404, 429]


def test_a_facilitator_works_at_events_they_are_named_on(
    signed_in: Roles,
    database: Database,
    partnership: Partnership,
    sittings: Sittings,
    sign_up: SignUp,
) -> None:
    event_id, [sitting] = sittings()
    other, [elsewhere] = sittings()
    told, hidden = sign_up(event_id), sign_up(other)
    facilitator = signed_in("facilitator", partnership)
    with database.writing() as session:
        user_id = facilitator.get("/me").json()["user"]["id"]
        named = {"event_id": event_id, "partnership_id": partnership.id, "user_id": user_id}
        session.add(EventPerson(**named, name="F", role=EventRole.FACILITATOR))
    record = {"status": "present"}
    assert facilitator.put(f"/sessions/{sitting}/attendance/{told['id']}", json=record).status_code == 200
    assert facilitator.get(f"/sessions/{sitting}/attendance").status_code == 200
    assert len(facilitator.rows(f"/events/{event_id}/registrations")) == 1
    assert facilitator.put(f"/sessions/{elsewhere}/attendance/{hidden['id']}", json=record).status_code == 403
    assert facilitator.get(f"/sessions/{elsewhere}/attendance").status_code == 403
    assert facilitator.post(f"/registrations/{told['id']}/cancel").status_code == 403


@pytest.mark.parametrize("role", ["auditor", "member"])
def test_who_may_not_write_attendance_down_is_told(
    signed_in: Roles, partnership: Partnership, sittings: Sittings, sign_up: SignUp, role: str
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    assert signed_in(role, partnership).put(path, json={"status": "present"}).status_code == 403
