"""Who waits moves up in order, in the transaction that freed the seat; offers are held for a time."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.events.models import MoveUp, RegistrationPolicy
from app.worker import tick
from tests.api.registering import Opened, SignUp, Sittings, code_of, counters, letters, token_of
from tests.clients import Api


def test_a_cancelled_seat_goes_to_the_first_waiting(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    seat, first, second = (sign_up(event_id) for _ in range(3))
    cancelled = api.post(f"/my/registrations/{token_of(seat)}/cancel").json()
    assert (cancelled["status"], cancelled["allowed"]) == ("cancelled", [])
    moved = coordinator.get(f"/registrations/{first['id']}").json()
    assert (moved["status"], moved["reason"]) == ("confirmed", "moved_up")
    assert coordinator.get(f"/registrations/{second['id']}").json()["waiting_position"] == 1
    assert [one.kind for one in letters(database)[-2:]] == ["registration_cancelled", "registration_moved_up"]
    assert len(letters(database)[-1].data["entries"]) == 1


def test_one_who_leaves_the_queue_closes_the_gap(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    _, first, second, third = (sign_up(event_id) for _ in range(4))
    api.post(f"/my/registrations/{token_of(second)}/cancel")
    rows = coordinator.get(f"/events/{event_id}/registrations?status=waiting").json()["results"]
    assert [(row["id"], row["waiting_position"]) for row in rows] == [(first["id"], 1), (third["id"], 2)]


def test_more_seats_move_the_queue(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    told = [sign_up(event_id) for _ in range(4)]
    found = coordinator.get(f"/events/{event_id}")
    answer = coordinator.patch(
        f"/events/{event_id}", json={"capacity": 3}, headers={"If-Match": found.headers["etag"]}
    )
    assert answer.json()["counts"] == {"confirmed": 3, "waiting": 1, "pending": 0, "attended": 0}
    assert coordinator.get(f"/registrations/{told[3]['id']}").json()["waiting_position"] == 1
    lower = coordinator.patch(f"/events/{event_id}", json={"capacity": 2}, headers={"If-Match": "*"})
    assert code_of(lower) == (409, "capacity_below_confirmed")


def test_cancelling_twice_frees_one_seat(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1)
    seat, *_ = (sign_up(event_id) for _ in range(3))
    answers = [api.post(f"/my/registrations/{token_of(seat)}/cancel") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert api.get(f"/events/{event_id}").json()["counts"]["waiting"] == 1


def test_sign_ups_do_not_make_a_new_version_of_the_event(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=5)
    before = api.get(f"/events/{event_id}").json()
    sign_up(event_id)
    after = api.get(f"/events/{event_id}").json()
    assert (after["version"], after["updated_at"]) == (before["version"], before["updated_at"])
    assert after["counts"]["confirmed"] == 1


def test_the_schedule_is_told_when_the_last_seat_goes_and_when_one_is_free_again(
    api: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2)

    def seats() -> str:
        return str(api.get("/schedule").json()["results"][0]["seats"])

    first = sign_up(event_id)
    assert seats() == "free"
    sign_up(event_id)
    assert seats() == "waiting"
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    assert seats() == "free"


def test_an_offered_seat_is_held_until_it_is_accepted(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, registration_policy=RegistrationPolicy.APPROVAL)
    told, other = sign_up(event_id), sign_up(event_id)
    offered = coordinator.post(f"/registrations/{told['id']}/offer").json()
    assert offered["status"] == "offered"
    assert counters(database, event_id)["taken"] == 1
    assert coordinator.post(f"/registrations/{other['id']}/confirm").json()["status"] == "waiting"
    mine = api.get(f"/my/registrations/{token_of(told)}").json()
    assert "accept" in mine["allowed"]
    assert api.post(f"/my/registrations/{token_of(told)}/accept").json()["status"] == "confirmed"


def test_an_offer_nobody_accepts_goes_to_the_next(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp, settings: Any
) -> None:
    event_id = event(capacity=1, registration_policy=RegistrationPolicy.APPROVAL)
    told, other = sign_up(event_id), sign_up(event_id)
    coordinator.post(f"/registrations/{told['id']}/offer")
    coordinator.post(f"/registrations/{other['id']}/confirm")
    with time_machine.travel(clock.now() + timedelta(hours=48, seconds=-9)):
        assert 0 < tick(database, settings) < 10
    with time_machine.travel(clock.now() + timedelta(hours=49), tick=False):
        own = f"/my/registrations/{token_of(told)}"
        assert "accept" not in api.get(own).json()["allowed"]
        assert code_of(api.post(f"{own}/accept")) == (409, "offer_expired")
        tick(database, settings)
    assert coordinator.get(f"/registrations/{told['id']}").json()["status"] == "expired"
    assert coordinator.get(f"/registrations/{other['id']}").json()["status"] == "confirmed"


@pytest.mark.parametrize(
    ("hours", "rule", "status"),
    [(5, MoveUp.AUTO, "confirmed"), (5, MoveUp.OFFER, "waiting"), (9.5, MoveUp.AUTO, "waiting")],
)
def test_nobody_moves_up_once_the_last_session_has_begun(
    api: Api,
    coordinator: Api,
    sittings: Sittings,
    sign_up: SignUp,
    hours: float,
    rule: MoveUp,
    status: str,
) -> None:
    """After the first start no seat is offered."""
    event_id, _ = sittings(2, capacity=1, move_up=rule)
    holder, waiting = (sign_up(event_id) for _ in range(2))
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        left = coordinator.post(f"/registrations/{holder['id']}/cancel", json={"reason": ""})
        assert left.status_code == 200
        assert api.get(f"/my/registrations/{token_of(waiting)}").json()["status"] == status


def test_staff_give_a_seat_that_came_free_after_the_last_start_to_whom_they_like(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, _ = sittings(1, capacity=1)
    holder, first, second = (sign_up(event_id) for _ in range(3))
    for one in (first, second):
        assert code_of(coordinator.post(f"/registrations/{one['id']}/confirm")) == (409, "full")
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert "confirm" not in coordinator.get(f"/registrations/{second['id']}").json()["allowed"]
        assert coordinator.post(f"/registrations/{holder['id']}/cancel", json={"reason": ""}).is_success
        assert "confirm" in coordinator.get(f"/registrations/{second['id']}").json()["allowed"]
        assert coordinator.post(f"/registrations/{second['id']}/confirm").json()["status"] == "confirmed"
        assert code_of(coordinator.post(f"/registrations/{first['id']}/confirm")) == (409, "full")
        counts = coordinator.get(f"/events/{event_id}").json()["counts"]
        assert (counts["confirmed"], counts["waiting"]) == (1, 1)


def test_a_full_event_without_a_queue_offers_no_sign_up(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1, waiting_list=False)
    assert "register" in api.get(f"/events/{event_id}").json()["allowed"]
    sign_up(event_id)
    assert "register" not in api.get(f"/events/{event_id}").json()["allowed"]
