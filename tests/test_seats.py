"""Seats hold whatever many threads do at once, on both databases; `test_crowds.py` asks two processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.core.actor import PUBLIC
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event
from app.registrations import own_link
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from tests import factories
from tests.api.registering import mailed_token

pytestmark = pytest.mark.both_databases

SEATS, PEOPLE = 20, 200


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
        statement = sa.select(Registration.status, sa.func.count()).filter_by(event_id=event_id)
        counted = dict(session.execute(statement.group_by(Registration.status)).all())
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
            return str(sign_up(session, PUBLIC, full_event, body, "cs").status)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(one, range(PEOPLE)))
    assert (outcomes.count("confirmed"), outcomes.count("waiting")) == (SEATS, PEOPLE - SEATS)
    check_seats(database, full_event, SEATS, PEOPLE - SEATS)


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
        links.append(mailed_token(told.id))

    def leave(token: str) -> None:
        with database.writing() as session:
            session.info["settings"] = settings
            own_link.cancel_my_registration(session, token)

    for number in range(SEATS + 10):
        come(number)
    leaving = links[:15]
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(leave, token) for token in leaving]
        work += [pool.submit(come, number) for number in range(100, 130)]
        for one in work:
            one.result()
    check_seats(database, full_event, SEATS, 10 + 30 - 15)
