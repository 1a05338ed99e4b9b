"""The only clock. Instants are timezone-aware UTC; a calendar day is a day in Prague."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PRAGUE = ZoneInfo("Europe/Prague")


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(PRAGUE).date()


def day_of(moment: datetime) -> date:
    return moment.astimezone(PRAGUE).date()


def start_of(day: date) -> datetime:
    """The first instant of a Prague day, in UTC."""
    return datetime.combine(day, time(), PRAGUE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after a Prague day, in UTC."""
    return start_of(day + timedelta(days=1))


def is_repeated(moment: datetime) -> bool:
    """Whether the clock in Prague shows this time twice, as between two and three on an October night."""
    first, second = _offsets(moment.astimezone(PRAGUE))
    return first > second


def is_skipped(local: datetime) -> bool:
    """Whether the clock in Prague never shows this time (without a zone), as on one night in March."""
    before, after = _offsets(local.replace(tzinfo=PRAGUE))
    return before < after


def _offsets(local: datetime) -> tuple[timedelta, timedelta]:
    """How far the clock in Prague is ahead of UTC before and after it changes, alike at all other times.

    Asked of the zone, because the first and the last day of the calendar cannot be converted.
    """
    before, after = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return before, after


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Prague, in UTC."""
    return datetime.combine(day, time(hour, minute), PRAGUE).astimezone(UTC)
