"""The status of an event, its free seats and its times, to the moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from app.core import clock
from app.events.models import EventStatus
from app.events.status import (
    attendance_from,
    availability,
    needs_kept_until,
    registration_state,
    same_minute,
    status_at,
)

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
START = clock.at(clock.today() + timedelta(days=14), 9)
OPENS, CLOSES, END = START - 100 * HOUR, START - 50 * HOUR, START + 7 * HOUR


@dataclass(frozen=True)
class Facts:
    """An event with ten seats."""

    status: str = EventStatus.OPEN
    starts_at: datetime | None = START
    ends_at: datetime | None = END
    registration_opens_at: datetime | None = OPENS
    registration_closes_at: datetime | None = CLOSES
    capacity: int | None = 10
    taken: int = 0
    kept: int = 0
    waiting: int = 0
    waiting_list: bool = True


@pytest.mark.parametrize(
    ("now", "status", "state", "seats"),
    [
        (OPENS - MOMENT, "planned", "not_yet", "closed"),
        (OPENS, "open", "open", "free"),
        (CLOSES - MOMENT, "open", "open", "free"),
        (CLOSES, "closed", "closed", "closed"),
        (END - MOMENT, "closed", "closed", "closed"),
        (END, "held", "closed", "closed"),
    ],
)
def test_each_time_of_an_event_is_the_first_moment_of_its_next_status(
    now: datetime, status: str, state: str, seats: str
) -> None:
    for stored in ("planned", "open", "closed"):
        event = Facts(status=stored)
        assert (status_at(event, now), registration_state(event, now), availability(event, now)) == (
            status,
            state,
            seats,
        )


def test_without_times_of_its_own_sign_up_is_open_until_the_start() -> None:
    event = Facts(registration_opens_at=None, registration_closes_at=None)
    told = [status_at(event, now) for now in (START - MOMENT, START)]
    assert told == ["open", "closed"]
    assert [availability(event, now) for now in (START - MOMENT, START)] == ["free", "closed"]


def test_an_event_that_closes_only_at_its_end_has_no_seats_after_it() -> None:
    event = Facts(registration_closes_at=END + HOUR)
    assert [availability(event, now) for now in (END - MOMENT, END)] == ["free", "closed"]


def test_what_only_people_move_is_moved_by_no_time() -> None:
    for stored, state in (("draft", "draft"), ("cancelled", "cancelled"), ("held", "closed")):
        event = Facts(status=stored)
        assert {status_at(event, now) for now in (OPENS - HOUR, OPENS, END)} == {stored}
        assert registration_state(event, OPENS) == state
        assert availability(event, OPENS) == "closed"


def test_an_event_without_a_date_is_planned_and_takes_nobody() -> None:
    event = Facts(starts_at=None, ends_at=None)
    assert (status_at(event, START), availability(event, START)) == ("planned", "closed")


def test_kept_seats_are_not_free_until_they_are_due() -> None:
    full = Facts(taken=6, kept=4)
    assert availability(full, OPENS) == "waiting"
    assert availability(full, OPENS, due=1) == "free"
    assert availability(replace(full, taken=7), OPENS, due=1) == "waiting"
    assert availability(replace(full, taken=5), OPENS) == "free"
    assert availability(replace(full, waiting_list=False), OPENS) == "full"


def test_a_newcomer_never_passes_those_who_wait() -> None:
    assert availability(Facts(waiting=1), OPENS) == "waiting"
    assert availability(Facts(waiting=1, capacity=None), OPENS) == "free"


def test_times_of_one_minute_are_the_same_and_none_is_only_itself() -> None:
    assert same_minute(START, START + timedelta(seconds=59, microseconds=999_999))
    assert same_minute(START + timedelta(seconds=59), START)
    assert not same_minute(START, START + timedelta(minutes=1))
    assert not same_minute(START, None)
    assert not same_minute(None, START)
    assert same_minute(None, None)


def test_attendance_opens_a_day_ahead_and_needs_are_kept_some_days_after_the_end() -> None:
    assert attendance_from(START) == START - timedelta(hours=24)
    assert needs_kept_until(Facts(), 14) == END + timedelta(days=14)
    assert needs_kept_until(Facts(ends_at=None), 14) is None
