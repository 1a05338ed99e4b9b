"""Seats hold whatever comes at once: many threads, many processes, any order of verbs; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.actor import PUBLIC, SYSTEM
from app.core.db import Database
from app.core.outbox import Letter
from app.core.settings import Settings
from app.events.models import Event
from app.organisations.people_models import Person
from app.registrations import blocks, own
from app.registrations.block_shapes import SeatBlockCreate
from app.registrations.models import Registration, RegistrationStatus, SeatBlock
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from tests import factories
from tests.serving import SECRET_KEY, Served

SEATS, PEOPLE, AT_ONCE = 20, 200, 16


def person(number: int) -> dict[str, str]:
    return {"first_name": "Osoba", "last_name": f"Číslo {number}", "email": f"osoba{number}@spolek.example"}


@pytest.fixture
def full_event(database: Database) -> int:
    with database.writing() as session:
        return factories.an_event(session, capacity=SEATS).id or 0


def check_seats(database: Database, event_id: int, confirmed: int, waiting: int) -> None:
    """The counters, the rows and the places in the queue all say the same."""
    with database.reading() as session:
        event = session.get_one(Event, event_id)
        assert (event.taken, event.confirmed, event.waiting) == (confirmed, confirmed, waiting)
        statement = sa.select(Registration.status, sa.func.count()).group_by(Registration.status)
        counted = dict(session.execute(statement).all())
        assert counted.get(RegistrationStatus.CONFIRMED, 0) == confirmed
        places = positions(session, {event_id})
        assert sorted(places.values()) == list(range(1, waiting + 1))
        keys = sa.select(Registration.queue_key).where(Registration.event_id == event_id)
        assert len(set(session.scalars(keys))) == len(list(session.scalars(keys)))


def test_threads_take_each_seat_once(database: Database, settings: Settings, full_event: int) -> None:
    def one(number: int) -> str:
        with database.writing() as session:
            session.info["settings"] = settings
            body = RegistrationCreate.model_validate(person(number))
            return str(sign_up(session, PUBLIC, full_event, body, "cs")["status"])

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(one, range(PEOPLE)))
    assert (outcomes.count("confirmed"), outcomes.count("waiting")) == (SEATS, PEOPLE - SEATS)
    check_seats(database, full_event, SEATS, PEOPLE - SEATS)


def test_two_processes_take_each_seat_once(
    database: Database, server: Callable[..., Served], full_event: int
) -> None:
    url = f"{server(workers=2).url}/api/v1/events/{full_event}/registrations"

    def one(number: int) -> Any:
        return httpx.post(url, json=person(number), timeout=60, trust_env=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(PEOPLE)))
    assert {answer.status_code for answer in answers} == {201}
    told = [answer.json() for answer in answers]
    assert sum(one["status"] == "confirmed" for one in told) == SEATS
    places = sorted(one["waiting_position"] for one in told if one["status"] == "waiting")
    assert places == list(range(1, PEOPLE - SEATS + 1))
    check_seats(database, full_event, SEATS, PEOPLE - SEATS)


def test_kept_seats_go_to_whom_they_are_kept_for_however_many_come_at_once(
    database: Database, server: Callable[..., Served], full_event: int
) -> None:
    """Of 20 seats 8 are kept for a town; 100 people come, every second one of that town."""
    with database.writing() as session:
        session.info["settings"] = Settings(secret_key=SECRET_KEY)
        town = factories.an_organisation(session).id
        until = clock.now() + timedelta(days=1)
        kept = SeatBlockCreate.model_validate({"organisation_id": town, "seats": 8, "until": until})
        block_id = blocks.create_block(session, SYSTEM, full_event, kept).id
    url = f"{server(workers=2).url}/api/v1/events/{full_event}/registrations"

    def one(number: int) -> Any:
        whose = {"organisation_id": town} if number % 2 else {}
        return httpx.post(url, json=person(number) | whose, timeout=60, trust_env=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(100)))
    assert {answer.status_code for answer in answers} == {201}
    told = [answer.json() for answer in answers]
    assert sum(one["reason"] == "kept_seat" for one in told) == 8
    assert sum(one["reason"] == "kept_seat" for one in told[::2]) == 0
    check_seats(database, full_event, SEATS, 100 - SEATS)
    with database.reading() as session:
        assert session.get_one(Event, full_event).kept == 0
        assert session.get_one(SeatBlock, block_id).taken == 8


def test_of_many_who_come_at_once_after_the_release_one_releases_and_each_seat_is_taken_once(
    database: Database, server: Callable[..., Served], full_event: int
) -> None:
    """15 of 20 seats were kept for a town until just now, and no worker has come by."""
    with database.writing() as session:
        town = factories.an_organisation(session).id
        until = clock.now() + timedelta(days=1)
        kept = SeatBlockCreate.model_validate({"organisation_id": town, "seats": 15, "until": until})
        block_id = blocks.create_block(session, SYSTEM, full_event, kept).id
    url = f"{server(workers=2).url}/api/v1/events/{full_event}/registrations"
    with database.writing() as session:
        session.get_one(SeatBlock, block_id).until = clock.now() - timedelta(seconds=1)

    def one(number: int) -> Any:
        whose = {"organisation_id": town} if number % 2 else {}
        return httpx.post(url, json=person(number) | whose, timeout=60, trust_env=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(60)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["reason"] for answer in answers} == {None, "full"}
    check_seats(database, full_event, SEATS, 60 - SEATS)
    with database.reading() as session:
        assert session.get_one(Event, full_event).kept == 0
        block = session.get_one(SeatBlock, block_id)
        assert (block.taken, block.version) == (0, 3)


def test_one_person_signing_up_many_times_at_once_holds_one_seat(
    database: Database, server: Callable[..., Served], full_event: int
) -> None:
    url = f"{server(workers=2).url}/api/v1/events/{full_event}/registrations"

    def one(_: int) -> httpx.Response:
        return httpx.post(url, json=person(1), timeout=60, trust_env=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(40)))
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"already_registered"}
    check_seats(database, full_event, 1, 0)


def test_in_a_crowd_the_refused_leave_nothing_and_who_asks_twice_is_answered_twice(
    database: Database, server: Callable[..., Served]
) -> None:
    """They share commits with those who get the seats; each request comes twice at once under its key."""
    with database.writing() as session:
        event_id = factories.an_event(session, capacity=SEATS, waiting_list=False).id or 0
    url = f"{server(workers=2).url}/api/v1/events/{event_id}/registrations"

    def one(number: int) -> tuple[int, Any]:
        key = {"Idempotency-Key": f"osoba {number // 2}"}
        answer = httpx.post(url, json=person(number // 2), headers=key, timeout=60, trust_env=False)
        return answer.status_code, answer.json().get("id", answer.json().get("code"))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(120)))
    twins = list(zip(answers[::2], answers[1::2], strict=True))
    assert all(first == second for first, second in twins), twins
    firsts = [first for first, _ in twins]
    assert sorted(firsts)[SEATS:] == [(409, "full")] * (60 - SEATS)
    assert len({number for status, number in firsts if status == 201}) == SEATS
    check_seats(database, event_id, SEATS, 0)
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Registration)) == SEATS
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == SEATS
        assert session.scalar(sa.select(sa.func.count()).select_from(Letter)) == SEATS


def test_seats_given_back_while_others_come_stay_in_order(
    database: Database, settings: Settings, full_event: int
) -> None:
    """Cancelling and signing up at once: no seat is free while somebody waits, and none is taken twice."""
    links: list[str] = []

    def come(number: int) -> None:
        with database.writing() as session:
            session.info["settings"] = settings
            body = RegistrationCreate.model_validate(person(number))
            told = sign_up(session, PUBLIC, full_event, body, "cs")
        links.append(str(told["manage_url"]).rpartition("/")[2])

    def leave(token: str) -> None:
        with database.writing() as session:
            session.info["settings"] = settings
            own.cancel_my_registration(session, token)

    for number in range(SEATS + 10):
        come(number)
    leaving = links[:15]
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(leave, token) for token in leaving]
        work += [pool.submit(come, number) for number in range(100, 130)]
        for one in work:
            one.result()
    check_seats(database, full_event, SEATS, 10 + 30 - 15)
