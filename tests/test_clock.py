"""A calendar day is a day in Prague, and instants are UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock

SUMMER, WINTER = date(2026, 7, 1), date(2026, 1, 15)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""The days on which the clock is changed."""


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (SUMMER, datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (WINTER, datetime(2026, 1, 14, 23, tzinfo=UTC)),
        (FORWARD, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (BACK, datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_prague(day: date, start: datetime) -> None:
    assert clock.start_of(day) == start
    assert clock.start_of(day).utcoffset() == timedelta(0)
    assert clock.end_of(day - timedelta(days=1)) == start


@pytest.mark.parametrize(("day", "hours"), [(SUMMER, 24), (WINTER, 24), (FORWARD, 23), (BACK, 25)])
def test_a_day_has_the_hours_that_its_clock_shows(day: date, hours: int) -> None:
    assert clock.end_of(day) - clock.start_of(day) == timedelta(hours=hours)


@pytest.mark.parametrize("day", [SUMMER, WINTER, FORWARD, BACK])
def test_the_first_and_the_last_instant_of_a_day_belong_to_it(day: date) -> None:
    assert clock.day_of(clock.start_of(day)) == day
    assert clock.day_of(clock.end_of(day) - timedelta(microseconds=1)) == day
    assert clock.day_of(clock.end_of(day)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [(SUMMER, 9, datetime(2026, 7, 1, 7, tzinfo=UTC)), (WINTER, 9, datetime(2026, 1, 15, 8, tzinfo=UTC))],
)
def test_an_hour_of_a_day_is_an_hour_in_prague(day: date, hour: int, instant: datetime) -> None:
    assert clock.at(day, hour) == instant
    assert clock.at(day, hour, 30) == instant + timedelta(minutes=30)


@pytest.mark.parametrize("ends_of_the_calendar", [datetime.min, datetime.max])
def test_no_time_is_too_early_or_too_late_to_be_asked_about(ends_of_the_calendar: datetime) -> None:
    assert not clock.is_skipped(ends_of_the_calendar)
