"""Crowds come to a server of two processes at once, on both databases; each test has an event of its own."""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.accounts.sign_in import open_session
from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.courses.models import EventKind
from app.events.models import Event
from app.organisations.people_models import Person
from app.registrations.models import Registration
from app.seat_blocks.models import SeatBlock
from app.seat_blocks.service import create_block
from app.seat_blocks.shapes import SeatBlockCreate
from app.slots.service import create_run
from app.slots.shapes import SlotRun
from tests import factories
from tests.api.registering import mailed_token
from tests.conftest import a_database_of_its_own
from tests.serving import SECRET_KEY, Served, serving
from tests.test_attendance_at_once import STATUSES, check_counted
from tests.test_seats import PEOPLE, SEATS, check_seats, person

pytestmark = pytest.mark.both_databases

AT_ONCE = 16
SignUps = Callable[..., list[httpx.Response]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def two_processes(database_url: str) -> Iterator[Served]:
    with serving(database_url, workers=2, link_limit="10000") as served:
        yield served


@pytest.fixture
def event_id(database: Database) -> int:
    with database.writing() as session:
        return factories.an_event(session, capacity=SEATS).id or 0


@pytest.fixture
def sign_ups(two_processes: Served) -> SignUps:
    """`sign_ups(event_id, bodies, keys)`: all of them sent at once, their answers in the same order."""
    client = two_processes.client()

    def come(event_id: int, bodies: Sequence[Any], keys: Sequence[str] = ()) -> list[httpx.Response]:
        def one(number: int) -> httpx.Response:
            headers = {"Idempotency-Key": keys[number]} if keys else {}
            path = f"/events/{event_id}/registrations"
            return client.post(path, json=bodies[number], headers=headers, timeout=60)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(len(bodies))))

    return come


@pytest.fixture
def confirmations(two_processes: Served) -> Callable[[list[int]], list[Any]]:
    """All mailboxes confirm at once; what each is told."""
    client = two_processes.client()

    def confirm(registration_id: int) -> Any:
        answer = client.post(f"/my/registrations/{mailed_token(registration_id)}/confirm-address", timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def confirm_all(ids: list[int]) -> list[Any]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(confirm, ids))

    return confirm_all


def keep(database: Database, event_id: int, seats: int) -> tuple[int, int]:
    """Seats kept for a town until tomorrow: its id and that of the block."""
    with database.writing() as session:
        session.info["settings"] = Settings(secret_key=SECRET_KEY)
        town = factories.an_organisation(session).id or 0
        until = clock.now() + timedelta(days=1)
        kept = SeatBlockCreate.model_validate({"organisation_id": town, "seats": seats, "until": until})
        return town, create_block(session, SYSTEM, event_id, kept).id


def half_of_a_town(count: int, town: int) -> list[dict[str, Any]]:
    return [person(number) | ({"organisation_id": town} if number % 2 else {}) for number in range(count)]


def test_each_seat_is_taken_once(database: Database, sign_ups: SignUps, event_id: int) -> None:
    answers = sign_ups(event_id, list(map(person, range(PEOPLE))))
    assert {answer.status_code for answer in answers} == {201}
    told = [answer.json() for answer in answers]
    assert sum(one["status"] == "confirmed" for one in told) == SEATS
    places = sorted(one["waiting_position"] for one in told if one["status"] == "waiting")
    assert places == list(range(1, PEOPLE - SEATS + 1))
    check_seats(database, event_id, SEATS, PEOPLE - SEATS)


def test_each_time_of_a_consultation_is_booked_once(database: Database, sign_ups: SignUps) -> None:
    """Five people at once want each of six times; in the end all are held, and nobody has two."""
    with database.writing() as session:
        session.info["settings"] = Settings(secret_key=SECRET_KEY)
        event = factories.an_event(session, kind=EventKind.CONSULTATION, hours=3)
        first, event_id = event.starts_at or clock.now(), event.id or 0
        run = SlotRun(starts_at=first, ends_at=first + timedelta(hours=3), minutes=30)
        times = [one.id for one in create_run(session, SYSTEM, event_id, run).results]
    wanted = [person(number) | {"slot_id": times[number % 6]} for number in range(30)]
    answers = sign_ups(event_id, wanted)
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    refusals = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refusals <= {"slot_taken", "full"}
    with database.reading() as session:
        held = sa.select(Registration.slot_id).where(Registration.event_id == event_id)
        assert sorted(session.scalars(held)) == sorted(times)
    check_seats(database, event_id, 6, 0)


@pytest.mark.soak
def test_kept_seats_go_to_whom_they_are_kept_for(
    database: Database, sign_ups: SignUps, confirmations: Callable[[list[int]], list[Any]], event_id: int
) -> None:
    """Of 20 seats 8 are kept for a town; 100 people come, every second one of that town."""
    town, block_id = keep(database, event_id, 8)
    answers = sign_ups(event_id, half_of_a_town(100, town))
    assert {answer.json()["reason"] for answer in answers} == {"confirm_address"}
    check_seats(database, event_id, 0, 0)
    told = confirmations([answer.json()["id"] for answer in answers])
    assert sum(one["reason"] == "kept_seat" for one in told) == 8
    assert sum(one["reason"] == "kept_seat" for one in told[::2]) == 0
    check_seats(database, event_id, SEATS, 100 - SEATS)
    with database.reading() as session:
        assert session.get_one(Event, event_id).kept == 0
        assert session.get_one(SeatBlock, block_id).taken == 8


@pytest.mark.soak
def test_of_many_who_come_after_the_release_one_releases_and_each_seat_is_taken_once(
    database: Database, sign_ups: SignUps, event_id: int
) -> None:
    """15 of 20 seats were kept for a town until just now."""
    town, block_id = keep(database, event_id, 15)
    with database.writing() as session:
        session.get_one(SeatBlock, block_id).until = clock.now() - timedelta(seconds=1)
    answers = sign_ups(event_id, half_of_a_town(60, town))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["reason"] for answer in answers} == {None, "full"}
    check_seats(database, event_id, SEATS, 60 - SEATS)
    with database.reading() as session:
        assert session.get_one(Event, event_id).kept == 0
        block = session.get_one(SeatBlock, block_id)
        assert (block.taken, block.version) == (0, 3)


def test_one_person_signing_up_many_times_holds_one_seat(
    database: Database, sign_ups: SignUps, event_id: int
) -> None:
    answers = sign_ups(event_id, [person(1)] * 40)
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"already_registered"}
    check_seats(database, event_id, 1, 0)


@pytest.mark.soak
def test_the_refused_leave_nothing_and_who_asks_twice_is_answered_twice(
    database: Database, sign_ups: SignUps
) -> None:
    """They share commits with those who get the seats; each request comes twice at once under its key."""
    with database.writing() as session:
        event = factories.an_event(session, capacity=SEATS, waiting_list=False)
        event_id, partnership_id = event.id or 0, event.partnership_id
    twice = [number // 2 for number in range(120)]
    answers = sign_ups(event_id, list(map(person, twice)), [f"{event_id}, {number}" for number in twice])
    told = [(one.status_code, one.json().get("id", one.json().get("code"))) for one in answers]
    assert told[::2] == told[1::2]
    assert sorted(told[::2])[SEATS:] == [(409, "full")] * (60 - SEATS)
    assert len({number for status, number in told if status == 201}) == SEATS
    check_seats(database, event_id, SEATS, 0)
    with database.reading() as session:
        for table in (Registration, Person, Letter):
            mine = sa.select(sa.func.count()).select_from(table).filter_by(partnership_id=partnership_id)
            assert session.scalar(mine) == SEATS


def test_attendance_that_many_write_down_is_counted(database: Database, two_processes: Served) -> None:
    """Two events of two sessions each; every fifth record is of somebody who is signed up for the other."""
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        start = clock.now() - timedelta(hours=1)
        events = [factories.an_event(session, partnership, starts_at=start, sessions=2) for _ in range(2)]
        sittings = [[one.id or 0 for one in factories.sessions_of(session, event)] for event in events]
        people = [[factories.a_registration(session, event).id for _ in range(8)] for event in events]
        ids = [event.id or 0 for event in events]
        user = factories.a_user(session, "coordinator", partnership)
        token = open_session(session, user.id or 0).token
    client, dice = two_processes.client(token), random.Random(11)

    def put(number: int, at: int, status: AttendanceStatus) -> tuple[int, int]:
        of, expected = (at, 200) if number % 5 else (1 - at, 404)
        path = f"/sessions/{dice.choice(sittings[at])}/attendance/{dice.choice(people[of])}"
        return client.put(path, json={"status": status}).status_code, expected

    with ThreadPoolExecutor(AT_ONCE) as pool:
        places = dice.choices([0, 1], k=160)
        statuses = list(pool.map(put, range(160), places, dice.choices(STATUSES, k=160)))
    assert all(got == expected for got, expected in statuses), statuses
    for event_id, its_sittings in zip(ids, sittings, strict=True):
        check_counted(database, event_id, set(its_sittings))
