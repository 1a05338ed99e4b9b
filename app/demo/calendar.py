"""Working days around today, so that the follow-up project is current whenever the demo is loaded."""

from datetime import date, timedelta

import holidays

CZECH = holidays.country_holidays("CZ")


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in CZECH


def working_day(today: date, offset: int) -> date:
    """The working day nearest to `offset` days from today, never back over today."""
    day, step = today + timedelta(days=offset), 1 if offset >= 0 else -1
    while not is_working(day):
        day += timedelta(days=step)
    return day


def this_week(today: date) -> list[date]:
    """The working days of this week, from Monday; at least two."""
    monday = today - timedelta(days=today.weekday())
    return [day for n in range(5) if is_working(day := monday + timedelta(days=n))]


def months_from(day: date, months: int) -> date:
    """The first day of the month `months` months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
