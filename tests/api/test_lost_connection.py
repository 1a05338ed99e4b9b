"""PostgreSQL ends the connections of a running server, as at a restart: 503 at most, and on it goes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy as sa

from app.attendance.models import Attendance
from app.core.database.engine import Database
from app.registrations.models import Registration
from tests import factories
from tests.api.registering import Opened, Sittings, body, code_of, session_counts
from tests.clients import Api
from tests.postgres import Server
from tests.waiting import eventually

pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.both_databases,
]
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
Ask = Callable[[], httpx.Response]


class Console:
    """Somebody at the database itself."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def terminate(self) -> None:
        """End all connections but this one, and wait until they have ended."""
        self._ask(f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}")

    def lock(self, table: str) -> None:
        """Neither read nor write goes on from here."""
        self._ask(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')

    def blocked(self) -> int:
        found = self._ask(f"SELECT count(*) {OTHERS} AND wait_event_type = 'Lock'")
        return int((found.fetchone() or [0])[0])

    def _ask(self, statement: str) -> psycopg.Cursor[Any]:
        """Within a transaction PostgreSQL tells who is there as it was at the first question."""
        self._connection.execute("SELECT pg_stat_clear_snapshot()")
        return self._connection.execute(statement.encode())

    def give_back(self) -> None:
        self._connection.rollback()


@pytest.fixture
def console(database: Database) -> Iterator[Console]:
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        yield Console(connection)


@pytest.fixture
def asking(admin: Api, sign_up: Any, event: Opened, sittings: Sittings) -> dict[str, Ask]:
    """What is asked of the server, by what it does there; every one has been asked once."""
    opened, (taught, [sitting]) = event(), sittings()
    registration = sign_up(taught)["id"]
    ways: dict[str, Ask] = {
        "read": lambda: admin.get("/organisations"),
        "prepared": lambda: admin.get("/schedule"),
        "write": lambda: admin.post("/organisations", json={"name": "Spolek", "kind": "ngo"}),
        "sign-up": lambda: admin.post(f"/events/{opened}/registrations", json=body()),
        "attendance": lambda: admin.put(
            f"/sessions/{sitting}/attendance/{registration}", json={"status": "present"}
        ),
        "password": lambda: admin.post("/auth/login", json={"email": "nobody@urad.example", "password": "?"}),
    }
    assert {name: ask().status_code for name, ask in ways.items()} == {
        "read": 200,
        "prepared": 200,
        "write": 201,
        "sign-up": 201,
        "attendance": 200,
        "password": 401,
    }
    return ways


def told_to_come_again(answer: httpx.Response) -> bool:
    return code_of(answer) == (503, "busy") and int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("first", ["read", "prepared", "write", "sign-up", "attendance", "password"])
def test_a_connection_lost_between_requests_costs_no_answer(
    console: Console, asking: dict[str, Ask], first: str
) -> None:
    before = {name: ask().status_code // 100 for name, ask in asking.items()}
    console.terminate()
    assert asking[first]().status_code // 100 == before[first]
    assert {name: ask().status_code // 100 for name, ask in asking.items()} == before


def test_the_public_schedule_comes_nevertheless(api: Api, console: Console) -> None:
    assert api.get("/schedule").status_code == 200
    console.terminate()
    assert api.get("/schedule").status_code == 200


@pytest.mark.parametrize(
    ("way", "table"), [("read", "organisation"), ("write", "organisation"), ("sign-up", "person")]
)
def test_a_connection_lost_under_a_request_leaves_nothing(
    database: Database, console: Console, asking: dict[str, Ask], way: str, table: str
) -> None:
    console.lock(table)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asking[way])
        eventually(console.blocked)
        console.terminate()
        console.give_back()
        assert told_to_come_again(waiting.result(30))
    with database.reading() as session:
        signed_up = session.scalar(sa.select(sa.func.count()).select_from(Registration))
    assert signed_up == 2
    assert asking[way]().status_code // 100 == 2


def test_all_that_share_a_commit_are_told_to_come_again(
    database: Database, console: Console, coordinator: Api, sittings: Sittings
) -> None:
    event_id, [sitting] = sittings()
    with database.writing() as session:
        event = session.get_one(factories.Event, event_id)
        ids = [factories.a_registration(session, event).id or 0 for _ in range(4)]

    def come(registration: int) -> httpx.Response:
        return coordinator.put(f"/sessions/{sitting}/attendance/{registration}", json={"status": "present"})

    console.lock("attendance")
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(come, one) for one in ids]
        eventually(console.blocked)
        console.terminate()
        console.give_back()
        outcomes = [one.result(30) for one in waiting]
    assert any(map(told_to_come_again, outcomes))
    assert all(one.status_code == 200 or told_to_come_again(one) for one in outcomes)
    with database.reading() as session:
        recorded = session.scalar(sa.select(sa.func.count()).select_from(Attendance)) or 0
    assert recorded == [one.status_code for one in outcomes].count(200)
    assert [come(one).status_code for one in ids] == [200] * 4
    assert session_counts(database, sitting) == (4, 4)


@pytest.mark.parametrize("way", ["read", "write", "sign-up", "attendance"])
def test_without_a_database_nobody_waits_for_ever(
    postgres_server: Server, database: Database, asking: dict[str, Ask], way: str
) -> None:
    name = database.url.database
    postgres_server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    postgres_server.execute(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    )
    assert [told_to_come_again(asking[way]()) for _ in range(3)] == [True] * 3
    postgres_server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert asking[way]().status_code // 100 == 2
