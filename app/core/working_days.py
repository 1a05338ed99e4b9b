"""Czech working days: Monday to Friday without public holidays."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays

from app.core.text import Language

SATURDAY = 5
A_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CZ", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def holiday(day: date, lang: Language) -> str | None:
    """The name of the public holiday on that day."""
    return _named_holidays(day.year, lang).get(day)


def holidays_in_the_week(year: int, lang: Language) -> Mapping[date, str]:
    """Public holidays from Monday to Friday, by their days."""
    named = _named_holidays(year, lang)
    return {day: named[day] for day in sorted(named) if day.weekday() < SATURDAY}


@lru_cache(maxsize=64)
def _named_holidays(year: int, lang: Language) -> Mapping[date, str]:
    return dict(holidays.country_holidays("CZ", years=year, language="cs" if lang == "cs" else "en_US"))


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before `day`; with 0 `day` itself."""
    for _ in range(count):
        day -= A_DAY
        while not is_working_day(day):
            day -= A_DAY
    return day
