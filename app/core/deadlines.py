"""Deadlines that people type as a day or a moment."""

from datetime import date, datetime, timedelta

from app.core import clock
from app.core.errors import Invalid


def deadline(value: date | datetime) -> datetime:
    """A day includes its evening, to the last minute that a clock shows of it."""
    return value if isinstance(value, datetime) else clock.end_of(value) - timedelta(minutes=1)


def check_ahead(until: datetime, pointer: str) -> None:
    if until <= clock.now():
        raise Invalid(pointer, "past")
