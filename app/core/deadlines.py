"""Deadlines and days of what has happened, as people type them."""

from datetime import date, datetime, timedelta

from app.core import clock
from app.core.errors import Invalid


def deadline(value: date | datetime) -> datetime:
    """A day includes its evening, to the last minute that a clock shows of it."""
    return value if isinstance(value, datetime) else clock.end_of(value) - timedelta(minutes=1)


def check_happened(day: date | None, pointer: str) -> None:
    """Of the day on which something was done or found: it may be today, and not later."""
    if day is not None and day > clock.today():
        raise Invalid(pointer, "future")


def check_ahead(until: datetime, pointer: str) -> None:
    if until <= clock.now():
        raise Invalid(pointer, "past")
