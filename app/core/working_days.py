"""Czech working days: Monday to Friday without public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
A_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CZ", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before `day`; with 0 `day` itself."""
    for _ in range(count):
        day -= A_DAY
        while not is_working_day(day):
            day -= A_DAY
    return day
