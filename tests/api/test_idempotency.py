"""An Idempotency-Key belongs to who sent it, to the address it was sent to, and to one day."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.web.idempotency import delete_expired
from app.partnerships.models import Partnership
from tests.api.asking import made, refusal
from tests.api.registering import Opened, body
from tests.clients import Api

pytestmark = pytest.mark.both_databases

KEY = {"Idempotency-Key": "one"}
BODY = {"name": "Most", "kind": "ngo"}


def sent(client: Api, path: str = "/organisations", **more: Any) -> httpx.Response:
    answer: httpx.Response = client.post(path, json={**BODY, **more}, headers=KEY)
    return answer


def is_replayed(answer: httpx.Response) -> bool:
    assert answer.status_code == 201, answer.text
    return answer.headers.get("idempotency-replayed") == "true"


def test_the_same_key_of_two_users_is_two_keys(admin: Api, coordinator: Api) -> None:
    answers = [sent(admin), sent(coordinator), sent(admin), sent(coordinator)]
    assert [is_replayed(answer) for answer in answers] == [False, False, True, True]
    first, second, *again = (answer.json()["id"] for answer in answers)
    assert again == [first, second] and first != second


def test_another_user_is_refused_no_key_that_somebody_used_before(admin: Api, coordinator: Api) -> None:
    assert sent(admin).status_code == 201
    assert sent(coordinator, name="Jiný").status_code == 201


def test_the_same_key_of_a_user_and_of_their_api_key_is_two_keys(api: Api, coordinator: Api) -> None:
    secret = made(coordinator, "/api-keys", name="Klíč", scopes=["organisations:write"])["secret"]
    assert [is_replayed(sent(client)) for client in (coordinator, api.signed_in(secret))] == [False, False]


def test_the_same_key_from_two_addresses_is_two_keys(api: Api, event: Opened) -> None:
    """Of visitors, whom nothing else tells apart: somebody else's answer would hold their data."""
    path = f"/events/{event()}/registrations"
    form = body()
    first = api.post(path, json=form, headers=KEY)
    elsewhere = api.beside(Api(api.app, headers=KEY))
    elsewhere._transport.client = ("192.0.2.7", 50000)
    again = api.post(path, json=form, headers=KEY)
    other = elsewhere.post(path, json=form)
    assert is_replayed(again) and again.json() == first.json()
    assert refusal(other) == (409, "already_registered")


def test_the_same_key_at_two_addresses_of_the_api_is_two_keys(admin: Api, partnership: Partnership) -> None:
    group = {"name": "Skupina", "partnership_id": partnership.id}
    assert sent(admin).status_code == 201
    assert admin.post("/working-groups", json=group, headers=KEY).status_code == 201


@pytest.mark.parametrize(
    ("later", "replayed"),
    [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24, minutes=1), False)],
)
def test_a_key_is_remembered_for_a_day(admin: Api, later: timedelta, replayed: bool) -> None:
    assert not is_replayed(sent(admin))
    with time_machine.travel(clock.now() + later, tick=False):
        assert is_replayed(sent(admin)) is replayed


def test_answers_are_deleted_after_a_day(admin: Api, database: Database) -> None:
    assert sent(admin).status_code == 201
    forgotten = []
    for later in (timedelta(hours=23, minutes=59), timedelta(hours=24, minutes=1)):
        with time_machine.travel(clock.now() + later, tick=False), database.writing() as session:
            forgotten.append(delete_expired(session))
    assert forgotten == [0, 1]
