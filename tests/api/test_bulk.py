"""Several registrations at once: a result for each, by the rules for one, with their letters."""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import RegistrationPolicy
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import field
from tests.api.registering import Opened, Roles, SignUp, body, code_of, counters, letters
from tests.clients import Api


def act(client: Api, here: int, ids: list[int], action: str, **more: Any) -> Any:
    return client.post(f"/events/{here}/registrations/bulk", json={"ids": ids, "action": action, **more})


def results(answer: Any) -> list[tuple[int, str]]:
    """The ids with their new states, or with the codes of the refusals."""
    assert answer.status_code == 200, answer.text
    return [(one["id"], one["status"] or one["code"]) for one in answer.json()["results"]]


@pytest.fixture
def asking(event: Opened, sign_up: SignUp) -> tuple[int, list[int]]:
    """An event with two seats, for which three people wait for an approval."""
    event_id = event(registration_policy=RegistrationPolicy.APPROVAL, capacity=2, waiting_list=False)
    return event_id, [sign_up(event_id)["id"] for _ in range(3)]


def test_each_is_confirmed_while_there_are_seats(
    coordinator: Api, database: Database, asking: tuple[int, list[int]]
) -> None:
    event_id, ids = asking
    before = len(letters(database))
    answer = act(coordinator, event_id, ids, "confirm")
    assert results(answer) == [(ids[0], "confirmed"), (ids[1], "confirmed"), (ids[2], "full")]
    assert answer.json()["results"][2]["detail"]
    assert counters(database, event_id) == {
        "taken": 2,
        "confirmed": 2,
        "waiting": 0,
        "pending": 1,
        "attended": 0,
    }
    assert [one.kind for one in letters(database)[before:]] == ["registration_confirmed"] * 2


def test_what_was_so_before_is_done_and_did_not_change(
    coordinator: Api, database: Database, asking: tuple[int, list[int]]
) -> None:
    event_id, ids = asking
    act(coordinator, event_id, ids[:1], "confirm")
    before = len(letters(database))
    told = act(coordinator, event_id, ids[:2], "confirm").json()["results"]
    assert [(one["done"], one["changed"]) for one in told] == [(True, False), (True, True)]
    assert len(letters(database)) == before + 1


def test_one_that_was_present_is_not_cancelled_and_does_not_stop_the_others(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, capacity=5)
        people = [factories.a_registration(session, event) for _ in range(3)]
        factories.an_attendance(session, people[1], factories.sessions_of(session, event)[0])
        event_id, ids = event.id or 0, [one.id for one in people]
    answer = act(coordinator, event_id, ids, "cancel", reason="Změna programu")
    assert results(answer) == [(ids[0], "cancelled"), (ids[1], "wrong_state"), (ids[2], "cancelled")]
    told = [one.data["reason"] for one in letters(database)]
    assert told == ["Změna programu"] * 2
    seen = coordinator.get(f"/registrations/{ids[1]}").json()
    assert (seen["status"], seen["reason"], seen["version"]) == ("confirmed", None, 1)
    assert counters(database, event_id)["taken"] == 1


def test_they_are_moved_one_by_one_and_say_where_they_are(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    here, there = event(), event(capacity=2)
    person = body()
    ids = [sign_up(here)["id"], sign_up(here, **person)["id"], sign_up(here)["id"]]
    sign_up(there, **person)
    before = len(letters(database))
    answer = act(coordinator, here, ids, "move", event_id=there)
    assert results(answer) == [(ids[0], "confirmed"), (ids[1], "already_registered"), (ids[2], "full")]
    moved = answer.json()["results"][0]["registration_id"]
    assert coordinator.get(f"/registrations/{moved}").json()["event_id"] == there
    assert counters(database, here)["taken"] == 2
    assert len(letters(database)) == before + 1


def test_what_is_not_of_the_event_is_not_touched(
    coordinator: Api, event: Opened, sign_up: SignUp, asking: tuple[int, list[int]]
) -> None:
    elsewhere = sign_up(event())["id"]
    event_id, ids = asking
    answer = act(coordinator, event_id, [elsewhere, ids[0], ids[0]], "decline")
    assert results(answer) == [(elsewhere, "not_found"), (ids[0], "declined")]
    assert coordinator.get(f"/registrations/{elsewhere}").json()["status"] == "confirmed"


def test_a_move_needs_another_event_of_the_partnership(
    coordinator: Api, database: Database, asking: tuple[int, list[int]]
) -> None:
    event_id, ids = asking
    with database.writing() as session:
        foreign = factories.an_event(session).id
    assert field(act(coordinator, event_id, ids, "move")) == ("#/event_id", "required")
    assert field(act(coordinator, event_id, ids, "move", event_id=event_id)) == ("#/event_id", "not_allowed")
    assert field(act(coordinator, event_id, ids, "move", event_id=foreign))[0] == "#/event_id"
    assert field(act(coordinator, event_id, [], "confirm"))[0] == "#/ids"


def test_only_those_who_decide_on_one_decide_on_several(
    signed_in: Roles, partnership: Partnership, asking: tuple[int, list[int]]
) -> None:
    event_id, ids = asking
    assert code_of(act(signed_in("auditor", partnership), event_id, ids, "confirm")) == (403, "forbidden")


def test_a_repeated_request_does_it_once(coordinator: Api, database: Database, asking: Any) -> None:
    event_id, ids = asking
    sent = {"ids": ids[:1], "action": "confirm"}
    path, key = f"/events/{event_id}/registrations/bulk", {"Idempotency-Key": "jednou"}
    answers = [coordinator.post(path, json=sent, headers=key).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [one.kind for one in letters(database)].count("registration_confirmed") == 1
