"""Accounted hours are rounded half up, everywhere by the same functions."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.courses.hours import accounted_hours, clock_hours, equal_shares

START = datetime(2026, 3, 4, 8, tzinfo=UTC)


def after(**length: int) -> datetime:
    return START + timedelta(**length)


@pytest.mark.parametrize(
    ("hours", "length", "minutes", "expected"),
    [
        pytest.param("1", 120, 15, "0.13", id="0.125 is rounded up"),
        pytest.param("1", 120, 45, "0.38", id="0.375 is rounded up as well, away from no even digit"),
        pytest.param("0.15", 60, 2, "0.01", id="0.005 that a share of a thirtieth would lose"),
        pytest.param("8", 420, 210, "4.00", id="half of the clock is half of the accounted hours"),
        pytest.param("8", 420, 500, "8", id="nobody has more than the session"),
        pytest.param("8", 420, 0, "0", id="no minutes are no hours"),
        pytest.param("7.25", 420, None, "7.25", id="without minutes it is the whole session"),
    ],
)
def test_who_was_there_for_a_part_has_that_part_of_the_hours(
    hours: str, length: int, minutes: int | None, expected: str
) -> None:
    assert accounted_hours(Decimal(hours), START, after(minutes=length), minutes) == Decimal(expected)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(3600, "1"), (18, "0.01"), (17, "0"), (54, "0.02"), (5400, "1.5"), (366 * 86_400 * 2, "10000")],
)
def test_a_session_has_the_hours_of_the_clock_rounded_half_up(seconds: int, expected: str) -> None:
    assert clock_hours(START, after(seconds=seconds)) == Decimal(expected)


@pytest.mark.parametrize(
    ("hours", "count", "expected"),
    [
        ("8", 3, ["2.67", "2.67", "2.66"]),
        ("0.25", 2, ["0.13", "0.12"]),
        ("8", 1, ["8"]),
        ("0.3", 60, ["0.00"] * 59 + ["0.30"]),
    ],
)
def test_the_hours_of_a_course_are_shared_out_among_its_sessions(
    hours: str, count: int, expected: list[str]
) -> None:
    shares = equal_shares(Decimal(hours), count)
    assert shares == [Decimal(one) for one in expected]
    assert sum(shares) == Decimal(hours)
