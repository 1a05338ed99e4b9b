"""An Idempotency-Key belongs to who sent it, to the address it was sent to, and to one day."""

import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.secrets import decrypt
from app.core.settings import Settings
from app.core.web.idempotency import IdempotencyKey, delete_expired
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


def test_a_change_and_a_deletion_sent_twice_are_answered_as_before(admin: Api) -> None:
    record = sent(admin).json()
    path, seen = f"/organisations/{record['id']}", {"If-Match": f'"{record["version"]}"'}
    changes = [admin.patch(path, json={"name": "Brod"}, headers=seen | KEY) for _ in range(2)]
    assert [answer.status_code for answer in changes] == [200, 200]
    assert changes[0].json() == changes[1].json()
    assert admin.patch(path, json={"name": "Lávka"}, headers=seen).status_code == 412
    gone = [admin.delete(path, headers={"If-Match": "*"} | KEY) for _ in range(2)]
    assert [answer.status_code for answer in gone] == [204, 204]
    assert admin.delete(path, headers={"If-Match": "*"}).status_code == 404


def test_what_was_tried_under_a_key_is_done_under_it_later(coordinator: Api, event: Opened) -> None:
    path, later = f"/events/{event()}/postpone", {"sessions": []}
    tried = coordinator.post(f"{path}?dry_run=true", json=later, headers=KEY)
    done = coordinator.post(path, json=later, headers=KEY)
    assert (tried.status_code, done.status_code) == (200, 200), (tried.text, done.text)
    assert ("status" in tried.json(), done.json()["status"]) == (False, "planned")


def test_a_new_api_key_is_made_once_and_its_text_opens_by_the_key_of_the_request_alone(
    coordinator: Api, database: Database, settings: Settings
) -> None:
    asked = {"name": "Klíč", "scopes": ["events:read"]}
    first, again = (coordinator.post("/api-keys", json=asked, headers=KEY) for _ in range(2))
    assert is_replayed(again) and again.json() == first.json()
    assert len(coordinator.rows("/api-keys")) == 1
    with database.reading() as session:
        [stored] = session.exec(select(IdempotencyKey)).all()
    assert stored.answer is not None
    assert decrypt(settings.secret_key, "idempotency", stored.answer) is None


def test_a_stored_key_tells_nothing_of_a_password_that_was_sent(admin: Api, database: Database) -> None:
    content = b'{"email":"eva@spolek.example","name":"Eva","password":"kratke a lehke heslo"}'
    sent = admin.post("/users", content=content, headers=KEY | {"Content-Type": "application/json"})
    assert sent.status_code == 201, sent.text
    with database.reading() as session:
        [stored] = session.exec(select(IdempotencyKey)).all()
    assert stored.body_hash != hashlib.sha256(content).hexdigest()
