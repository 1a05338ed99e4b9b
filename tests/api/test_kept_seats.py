"""Seats kept for an organisation or for the municipalities of a territory, until they are released to all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock, reactions
from app.core.database.engine import Database
from app.events.models import RegistrationPolicy
from app.seat_blocks.models import SeatBlock
from app.worker import Worker, tick
from tests import factories
from tests.api.registering import Opened, Roles, SignUp, code_of, confirmed, counters, letters, token_of
from tests.clients import Api
from tests.waiting import eventually

UNTIL = timedelta(days=3)


@pytest.fixture
def town(database: Database) -> dict[str, Any]:
    """A municipality in the ORP of Semily."""
    with database.writing() as session:
        place = factories.a_territory(session, "Semily")
        town = factories.an_organisation(session, "Město Semily", territory_id=place.id)
        return {"id": town.id, "name": town.name, "orp": place.id, "district": place.parent_id}


@pytest.fixture
def sign_up(api: Api, sign_up: SignUp) -> SignUp:
    """With the mailbox that confirms it: at such an event nobody is believed what they typed."""
    return lambda event_id, **fields: confirmed(api, sign_up(event_id, **fields))


def kept(client: Api, event_id: int, seats: int = 1, **owner: Any) -> Any:
    body = {"seats": seats, "until": (clock.now() + UNTIL).isoformat(), **owner}
    return client.post(f"/events/{event_id}/seat-blocks", json=body)


def test_a_kept_seat_goes_to_the_organisation_and_to_nobody_else(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=2)
    block = kept(coordinator, event_id, organisation_id=town["id"]).json()
    assert (block["name"], block["seats"], block["taken"]) == ("Město Semily", 1, 0)
    assert sign_up(event_id)["status"] == "confirmed"
    assert sign_up(event_id)["status"] == "waiting"
    theirs = sign_up(event_id, organisation_id=town["id"])
    assert (theirs["status"], theirs["reason"]) == ("confirmed", "kept_seat")
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["taken"] == 1


@pytest.mark.parametrize("wide", ["orp", "district"])
def test_seats_of_a_territory_are_for_the_municipalities_in_it(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any], wide: str
) -> None:
    event_id = event(capacity=1)
    assert kept(coordinator, event_id, territory_id=town[wide]).status_code == 201
    assert sign_up(event_id, organisation_name="Spolek odjinud")["status"] == "waiting"
    assert sign_up(event_id, organisation_name="mesto semily")["status"] == "confirmed"


def test_what_nobody_took_is_released_to_those_who_wait_and_they_are_told(
    coordinator: Api, database: Database, settings: Any, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=1, starts_at=clock.now() + 2 * UNTIL)
    kept(coordinator, event_id, organisation_id=town["id"])
    waiting = sign_up(event_id)
    with time_machine.travel(clock.now() + UNTIL + timedelta(minutes=1)):
        tick(database, settings)
    found = coordinator.get(f"/registrations/{waiting['id']}").json()
    assert (found["status"], found["reason"]) == ("confirmed", "moved_up")
    assert letters(database)[-1].kind == "registration_moved_up"
    assert coordinator.get(f"/events/{event_id}").json()["registration"]["kept"] == 0


@pytest.mark.parametrize("waiting_list", [True, False])
def test_who_signs_up_after_the_release_gets_the_seat_before_the_worker_comes_by(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any], waiting_list: bool
) -> None:
    event_id = event(capacity=1, starts_at=clock.now() + 2 * UNTIL, waiting_list=waiting_list)
    block = kept(coordinator, event_id, organisation_id=town["id"]).json()
    with time_machine.travel(clock.now() + UNTIL + timedelta(seconds=1)):
        told = sign_up(event_id)
    assert (told["status"], told["reason"], told["waiting_position"]) == ("confirmed", None, None)
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["released_at"] is not None


def test_those_who_waited_for_the_release_come_before_whoever_signs_up_after_it(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=2, starts_at=clock.now() + 2 * UNTIL)
    kept(coordinator, event_id, 2, organisation_id=town["id"])
    waited = [sign_up(event_id)["id"] for _ in range(2)]
    with time_machine.travel(clock.now() + UNTIL + timedelta(seconds=1)):
        late = sign_up(event_id, organisation_id=town["id"])
    assert (late["status"], late["reason"], late["waiting_position"]) == ("waiting", "full", 1)
    states = [coordinator.get(f"/registrations/{one}").json()["status"] for one in waited]
    assert states == ["confirmed", "confirmed"]
    assert [one.kind for one in letters(database)[-3:]] == [
        "registration_moved_up",
        "registration_moved_up",
        "registration_waiting",
    ]
    assert counters(database, event_id) | {"taken": 2, "waiting": 1} == counters(database, event_id)


def test_whom_the_staff_admit_after_the_release_gets_a_seat_too(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    approval = {"registration_policy": RegistrationPolicy.APPROVAL, "waiting_list": False}
    event_id = event(capacity=1, starts_at=clock.now() + 2 * UNTIL, **approval)
    kept(coordinator, event_id, organisation_id=town["id"])
    asked = f"/registrations/{sign_up(event_id)['id']}/confirm"
    assert code_of(coordinator.post(asked)) == (409, "full")
    with time_machine.travel(clock.now() + UNTIL + timedelta(seconds=1)):
        assert coordinator.post(asked).json()["status"] == "confirmed"


@pytest.mark.parametrize(("waiting", "free"), [(0, 2), (1, 1), (3, 0)])
def test_who_looks_after_the_release_is_told_of_what_is_left_by_those_who_wait(
    api: Api,
    coordinator: Api,
    event: Opened,
    sign_up: SignUp,
    town: dict[str, Any],
    waiting: int,
    free: int,
) -> None:
    event_id = event(capacity=2, starts_at=clock.now() + 2 * UNTIL)
    block = kept(coordinator, event_id, 2, organisation_id=town["id"]).json()
    for _ in range(waiting):
        sign_up(event_id)
    for later, told in ((timedelta(0), (0, 2)), (UNTIL + timedelta(seconds=1), (free, 0))):
        with time_machine.travel(clock.now() + later):
            one = api.get(f"/events/{event_id}").json()["registration"]
            [listed] = [row for row in api.rows("/events") if row["id"] == event_id]
        assert (one["free"], one["kept"]) == told
        assert (listed["registration"]["free"], listed["registration"]["kept"]) == told
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["released_at"] is None


def test_the_worker_comes_by_when_kept_seats_are_due_and_not_at_its_next_turn(
    coordinator: Api, database: Database, settings: Any, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=1)
    block = kept(coordinator, event_id, organisation_id=town["id"]).json()
    waiting = f"/registrations/{sign_up(event_id)['id']}"
    soon = {"until": (clock.now() + timedelta(seconds=1.5)).isoformat()}
    assert coordinator.patch(f"/seat-blocks/{block['id']}", json=soon, headers={"If-Match": "*"}).is_success
    worker = Worker(database, settings)
    worker.start()
    try:
        eventually(lambda: coordinator.get(waiting).json()["status"] == "confirmed", seconds=10)
    finally:
        worker.stop()


def test_seats_due_since_the_tick_looked_bring_the_worker_back_soon(
    coordinator: Api, database: Database, event: Opened, town: dict[str, Any]
) -> None:
    block = kept(coordinator, event(capacity=1), organisation_id=town["id"]).json()
    with database.writing() as session:
        session.get_one(SeatBlock, block["id"]).until = clock.now() - timedelta(seconds=1)
    moments: list[datetime] = []
    with database.reading() as session:
        reactions.announce("tick_planned", session=session, moments=moments)
    assert [moment < clock.now() for moment in moments] == [True]


def test_a_kept_seat_given_back_is_kept_again(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=1)
    kept(coordinator, event_id, organisation_id=town["id"])
    theirs, other = sign_up(event_id, organisation_id=town["id"]), sign_up(event_id)
    api.post(f"/my/registrations/{token_of(theirs)}/cancel")
    assert coordinator.get(f"/registrations/{other['id']}").json()["status"] == "waiting"
    assert sign_up(event_id, organisation_id=town["id"])["status"] == "confirmed"


def test_whoever_turns_out_to_be_of_the_organisation_gets_its_seat(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=1)
    kept(coordinator, event_id, organisation_id=town["id"])
    waiting = sign_up(event_id, organisation_name="MěÚ")
    address = f"/registrations/{waiting['id']}"
    changed = coordinator.patch(address, json={"organisation_id": town["id"]}, headers={"If-Match": "*"})
    assert (changed.json()["status"], changed.json()["reason"]) == ("confirmed", "kept_seat")


def test_only_free_seats_can_be_kept(
    coordinator: Api, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=2)
    sign_up(event_id)
    refused = kept(coordinator, event_id, 2, organisation_id=town["id"])
    assert code_of(refused) == (409, "too_few_free")
    assert "1" in refused.json()["detail"]
    assert kept(coordinator, event_id, 1, organisation_id=town["id"]).status_code == 201
    lower = coordinator.patch(f"/events/{event_id}", json={"capacity": 1}, headers={"If-Match": "*"})
    assert code_of(lower) == (409, "capacity_below_kept")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"until": "2017-01-01T00:00:00Z"}, ("#/until", "past")),
        ({"until": "2190-01-01T00:00:00Z"}, ("#/until", "after_start")),
        ({"organisation_id": None}, ("", "required")),
        ({"territory_id": 1}, ("", "required")),
        ({"organisation_id": 999_999}, ("#/organisation_id", "not_found")),
        ({"seats": 0}, ("#/seats", "too_small")),
    ],
)
def test_a_block_that_makes_no_sense_is_refused(
    coordinator: Api, event: Opened, town: dict[str, Any], fields: dict[str, Any], wrong: tuple[str, str]
) -> None:
    event_id = event(capacity=5)
    answer = kept(coordinator, event_id, **{"organisation_id": town["id"], **fields})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"].removesuffix("#/") or error["pointer"], error["code"])[1] == wrong[1]
    assert not wrong[0] or error["pointer"] == wrong[0]


def test_without_a_limit_there_is_nothing_to_keep(
    coordinator: Api, event: Opened, town: dict[str, Any]
) -> None:
    answer = kept(coordinator, event(capacity=None), organisation_id=town["id"])
    assert answer.json()["errors"][0]["code"] == "no_capacity"


def test_a_block_is_changed_released_and_deleted_by_the_staff_alone(
    api: Api, coordinator: Api, signed_in: Roles, database: Database, event: Opened, town: dict[str, Any]
) -> None:
    event_id = event(capacity=3)
    block = kept(coordinator, event_id, note="Po dohodě s tajemníkem", organisation_id=town["id"]).json()
    address = f"/seat-blocks/{block['id']}"
    seen = api.get(f"/events/{event_id}/seat-blocks").json()["results"]
    assert [(one["name"], one["note"], one["allowed"]) for one in seen] == [("Město Semily", "", [])]
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    stranger = signed_in("coordinator", elsewhere)
    for client, status in ((api, 401), (stranger, 403)):
        assert client.post(f"{address}/release").status_code == status
        assert kept(client, event_id, organisation_id=town["id"]).status_code == status
    more = coordinator.patch(address, json={"seats": 3}, headers={"If-Match": f'"{block["version"]}"'})
    assert (more.status_code, more.json()["seats"]) == (200, 3)
    assert coordinator.get(f"/events/{event_id}").json()["registration"]["free"] == 0
    released = coordinator.post(f"{address}/release").json()
    assert (released["allowed"], released["released_at"] is not None) == (["delete"], True)
    assert coordinator.get(f"/events/{event_id}").json()["registration"]["free"] == 3
    assert code_of(coordinator.patch(address, json={"seats": 1}, headers={"If-Match": "*"})) == (
        409,
        "wrong_state",
    )
    assert coordinator.delete(address, headers={"If-Match": "*"}).status_code == 204


def test_a_cancelled_event_keeps_nothing(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp, town: dict[str, Any]
) -> None:
    event_id = event(capacity=3)
    block = kept(coordinator, event_id, 2, organisation_id=town["id"]).json()
    sign_up(event_id, organisation_id=town["id"])
    assert coordinator.post(f"/events/{event_id}/cancel", json={"reason": "Nemoc"}).status_code == 200
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["released_at"] is not None
    assert coordinator.get(f"/events/{event_id}").json()["registration"]["kept"] == 0
    assert counters(database, event_id)["taken"] == 0
