"""Whom free and kept seats go to, until when, and what a moved registration says of itself."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.events import event_row
from app.events.models import Event, EventStatus, MoveUp
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.queue import gives_seats, lock_event, move_up, offer_expiry
from app.seat_blocks.models import SeatBlock
from app.seat_blocks.service import create_block
from app.seat_blocks.shapes import SeatBlockCreate
from tests import factories

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)
WAITING = RegistrationStatus.WAITING


def waiting(session: Session, event: Event, people: int) -> list[Registration]:
    return [factories.a_registration(session, event, status=WAITING) for _ in range(people)]


def statuses(session: Session, found: list[Registration]) -> list[str]:
    for one in found:
        session.refresh(one)
    return [one.status.value for one in found]


def test_free_seats_go_to_the_first_and_raise_the_version_by_one(session: Session) -> None:
    event = factories.an_event(session, capacity=2)
    people = waiting(session, event, 3)
    versions = [one.version for one in people]
    move_up(session, event.id)
    assert statuses(session, people) == ["confirmed", "confirmed", "waiting"]
    assert [one.version - before for one, before in zip(people, versions, strict=True)] == [1, 1, 0]
    move_up(session, event.id)
    assert statuses(session, people) == ["confirmed", "confirmed", "waiting"]


def test_a_full_event_moves_nobody(session: Session) -> None:
    event = factories.an_event(session, capacity=1)
    factories.a_registration(session, event)
    people = waiting(session, event, 2)
    move_up(session, event.id)
    assert statuses(session, people) == ["waiting", "waiting"]


def test_of_kept_seats_only_those_that_are_left_are_given(session: Session) -> None:
    event = factories.an_event(session, capacity=3)
    town = factories.an_organisation(session)
    until = clock.now() + 24 * HOUR
    body = {"organisation_id": town.id, "seats": 2, "until": until}
    block = create_block(session, SYSTEM, event.id, SeatBlockCreate.model_validate(body)).id
    kept = session.get_one(SeatBlock, block)
    people = []
    for number in (1, 3):
        people += [
            factories.a_registration(session, event, status=WAITING, organisation_id=town.id)
            for _ in range(number)
        ]
        move_up(session, event.id)
    assert statuses(session, people) == ["confirmed", "confirmed", "confirmed", "waiting"]
    session.refresh(kept)
    assert kept.taken == 2
    assert [one.block_id for one in people] == [block, block, None, None]


def test_kept_seats_whose_time_is_over_go_to_those_who_wait(session: Session) -> None:
    event = factories.an_event(session, capacity=1)
    town = factories.an_organisation(session)
    body = {"organisation_id": town.id, "seats": 1, "until": clock.now() + HOUR}
    block = create_block(session, SYSTEM, event.id, SeatBlockCreate.model_validate(body)).id
    people = waiting(session, event, 1)
    move_up(session, event.id)
    assert statuses(session, people) == ["waiting"]
    session.get_one(SeatBlock, block).until = clock.now() - HOUR
    session.flush()
    move_up(session, event.id)
    assert statuses(session, people) == ["confirmed"]


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.HELD])
def test_an_event_that_is_over_gives_no_seat(session: Session, status: EventStatus) -> None:
    event = factories.an_event(session, capacity=1, status=status)
    assert not gives_seats(session, event_row.read_event(session, event.id))


def test_seats_are_given_before_the_last_start_and_offered_before_the_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    event = factories.an_event(session, starts_at=now - HOUR, sessions=0)
    factories.a_session(session, event, now - HOUR, now + 5 * HOUR)
    last = factories.a_session(session, event, now + 2 * HOUR)
    given = []
    for start in (now + timedelta(microseconds=1), now):
        last.starts_at = start
        session.flush()
        given.append(gives_seats(session, event_row.read_event(session, event.id)))
    assert given == [True, False]
    event.move_up = MoveUp.OFFER
    session.flush()
    assert not gives_seats(session, event_row.read_event(session, event.id))


def test_an_offer_ends_after_its_hours_and_never_after_the_start(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    ends = []
    for start in (now + 100 * HOUR, now + 3 * HOUR, now, None):
        event = factories.an_event(session, sessions=0, offer_hours=48)
        event.starts_at = start
        session.flush()
        ends.append(offer_expiry(event_row.read_event(session, event.id)) - now)
    assert ends == [48 * HOUR, 3 * HOUR, 48 * HOUR, 48 * HOUR]


def test_seats_that_fall_due_while_the_event_is_locked_are_handed_on(session: Session) -> None:
    event = factories.an_event(session, capacity=2)
    people = waiting(session, event, 1)
    with lock_event(session, event.id):
        pass
    assert statuses(session, people) == ["confirmed"]
