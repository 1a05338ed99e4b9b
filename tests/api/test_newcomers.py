"""A newcomer never passes the queue: while somebody waits, a free seat is not theirs.

Those who wait move up in the transaction that frees a seat, so a free seat beside a queue is rare: it is left
by the clock, such as kept seats whose time is over. Here it is written into the database.
"""

from typing import Any

import pytest

from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.api.registering import Opened, SignUp, body, code_of, counters
from tests.clients import Api


@pytest.fixture
def queue(database: Database, partnership: Partnership) -> int:
    """An event with two seats, one of them free, and one person who waits."""
    with database.writing() as session:
        event = factories.an_event(session, partnership, capacity=2)
        factories.a_registration(session, event)
        factories.a_registration(session, event, status=RegistrationStatus.WAITING)
        return event.id or 0


def waiting(answer: Any) -> tuple[int, str, int]:
    found = answer.json()
    return answer.status_code, found["status"], found["waiting_position"]


@pytest.mark.parametrize("who", ["api", "coordinator"])
def test_who_signs_up_waits_behind_those_who_wait(
    request: pytest.FixtureRequest, database: Database, queue: int, who: str
) -> None:
    client: Api = request.getfixturevalue(who)
    answer = client.post(f"/events/{queue}/registrations", json=body())
    assert waiting(answer) == (201, "waiting", 2)
    assert counters(database, queue)["taken"] == 1


def test_those_who_sign_up_together_wait_behind_those_who_wait(api: Api, queue: int) -> None:
    answer = api.post(f"/events/{queue}/registrations/group", json={"people": [body(), body()]})
    assert answer.status_code == 201
    assert [one["status"] for one in answer.json()["results"]] == ["waiting", "waiting"]


def test_who_is_moved_in_with_a_seat_gets_none_that_somebody_waits_for(
    coordinator: Api, queue: int, event: Opened, sign_up: SignUp
) -> None:
    seat = sign_up(event())
    answer = coordinator.post(f"/registrations/{seat['id']}/move", json={"event_id": queue})
    assert code_of(answer) == (409, "full")


def test_who_is_moved_in_from_another_queue_waits_in_this_one(
    coordinator: Api, queue: int, event: Opened, sign_up: SignUp
) -> None:
    full = event(capacity=1)
    _, late = sign_up(full), sign_up(full)
    answer = coordinator.post(f"/registrations/{late['id']}/move", json={"event_id": queue})
    assert waiting(answer) == (201, "waiting", 2)


def test_the_schedule_offers_no_seat_that_somebody_waits_for(api: Api, queue: int) -> None:
    [row] = api.rows("/schedule")
    assert row["seats"] == "waiting"


def test_a_request_that_is_confirmed_passes_nobody(coordinator: Api, database: Database, queue: int) -> None:
    with database.writing() as session:
        asking = factories.a_registration(
            session, session.get_one(Event, queue), status=RegistrationStatus.PENDING
        )
    answer = coordinator.post(f"/registrations/{asking.id}/confirm")
    assert waiting(answer) == (200, "waiting", 1)
