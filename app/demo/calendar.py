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


def door_day(today: date) -> date:
    """The last working day of this week until today, whose attendance can be recorded at any hour of today.

    On a holiday Monday, before which the week has no working day, it is that Monday.
    """
    return max((day for day in this_week(today) if day <= today), default=today)


def another_day(day: date) -> date:
    """The next working day of the same week, else the one before."""
    others = [one for one in this_week(day) if one != day]
    return min((one for one in others if one > day), default=max(others))


def months_from(day: date, months: int) -> date:
    """The first day of the month `months` months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
