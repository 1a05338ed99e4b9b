"""The busiest writes send few statements: each more would be felt by everybody who waits."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event as orm_event

from app.core.database.engine import Database
from tests.api.registering import Opened, SignUp, Sittings, body, token_of
from tests.clients import Api

pytestmark = pytest.mark.both_databases

MARKS = ("SELECT change.at AS", "SELECT extract(epoch FROM")
"""Up to when a list has seen everything; PostgreSQL is asked for it once a second."""


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked, as long as the test runs; beginning and committing aside."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(" ".join(statement.split()[:3]))

    for engine in database.engines:
        orm_event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in database.engines:
        orm_event.remove(engine, "before_cursor_execute", note)


def test_a_sign_up_sends_seven_statements(api: Api, event: Opened, statements: list[str]) -> None:
    path = f"/events/{event()}/registrations"
    statements.clear()
    assert api.post(path, json=body(), headers={"Idempotency-Key": "once"}).status_code == 201
    assert statements == [
        "UPDATE event SET",
        "INSERT INTO person",
        "INSERT INTO registration",
        "SELECT event.id AS",
        "INSERT INTO change",
        "INSERT INTO letter",
        "INSERT INTO idempotency_key",
    ]


def test_attendance_sends_seven_statements_and_five_to_correct_it(
    coordinator: Api, sign_up: SignUp, sittings: Sittings, statements: list[str]
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    for status, count in (("excused", 6), ("present", 7), ("absent", 7), ("excused", 5)):
        statements.clear()
        assert coordinator.put(path, json={"status": status}).status_code == 200
        assert len(statements) == count, statements


def test_a_check_in_sends_seven_statements(
    api: Api, coordinator: Api, sign_up: SignUp, sittings: Sittings, statements: list[str]
) -> None:
    event_id, [sitting] = sittings()
    code = api.get(f"/my/registrations/{token_of(sign_up(event_id))}").json()["ticket_code"]
    statements.clear()
    answer = coordinator.post("/check-in", json={"code": code, "session_id": sitting})
    assert (answer.status_code, len(statements)) == (200, 7), statements


def test_a_list_of_registrations_sends_no_statement_for_each_row(
    coordinator: Api, event: Opened, sign_up: SignUp, statements: list[str]
) -> None:
    """Who asks, the event, the rows, who did not come; the names of all only for a page that is a part."""
    event_id = event()
    for number in range(3):
        sign_up(event_id, email=f"osoba{number}@obec.example")
    for query, names in (("", []), ("?limit=2", ["SELECT registration.id, person.folded_name,"])):
        statements.clear()
        answer = coordinator.get(f"/events/{event_id}/registrations{query}").json()
        assert len(answer["results"]) == (2 if names else 3)
        assert [one for one in statements if one not in MARKS] == [
            "SELECT session_token.id AS",
            "SELECT event.id, event.partnership_id,",
            "SELECT registration.id, registration.created_at,",
            *names,
            "SELECT registration.person_id, sum(CASE",
        ]
