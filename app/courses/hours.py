"""Accounted hours: whole hundredths of an hour, rounded half up. Sums add the rounded hours."""

from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
MOST_HOURS = Decimal(10_000)
"""The most accounted hours of one session."""


def accounted_hours(hours: Decimal, starts_at: datetime, ends_at: datetime, minutes: int | None) -> Decimal:
    """The share of a session's hours for a person who was there for `minutes` by the clock; None: all of it.

    Never more than the session's hours. Multiplies before it divides, so that a half stays a half.
    """
    if minutes is None:
        return hours
    return min(hours, _rounded(hours * minutes * 60 / _seconds(starts_at, ends_at)))


def clock_hours(starts_at: datetime, ends_at: datetime) -> Decimal:
    """The default hours of a session: its length by the clock."""
    return min(MOST_HOURS, _rounded(_seconds(starts_at, ends_at) / 3600))


def equal_shares(hours: Decimal, count: int) -> list[Decimal]:
    """Split the hours of a course over its sessions. The last one gets the remainder, never less than 0."""
    share = _rounded(hours / count)
    if share * (count - 1) > hours:
        share = (hours / count).quantize(HUNDREDTH, ROUND_DOWN)
    return [*[share] * (count - 1), hours - share * (count - 1)]


def _rounded(hours: Decimal) -> Decimal:
    return hours.quantize(HUNDREDTH, ROUND_HALF_UP)


def _seconds(starts_at: datetime, ends_at: datetime) -> Decimal:
    return Decimal((ends_at - starts_at).total_seconds())
