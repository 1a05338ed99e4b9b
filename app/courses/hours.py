"""Accounted hours: whole hundredths of an hour, rounded half up. Every sum of hours is made of these."""

from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
MOST_HOURS = Decimal(10_000)
"""The most that one session can be accounted for."""


def accounted_hours(hours: Decimal, starts_at: datetime, ends_at: datetime, minutes: int | None) -> Decimal:
    """The part of a session's hours for a person who was there for `minutes` of the clock; None is all of it.

    Never more than the session's hours. Multiplied before it is divided, so that a half stays a half.
    """
    if minutes is None:
        return hours
    return min(hours, _rounded(hours * minutes * 60 / _seconds(starts_at, ends_at)))


def clock_hours(starts_at: datetime, ends_at: datetime) -> Decimal:
    """What a session is accounted for when nobody says otherwise."""
    return min(MOST_HOURS, _rounded(_seconds(starts_at, ends_at) / 3600))


def equal_shares(hours: Decimal, count: int) -> list[Decimal]:
    """The hours of a course over its sessions; the last one has what rounding leaves, never less than 0."""
    share = _rounded(hours / count)
    if share * (count - 1) > hours:
        share = (hours / count).quantize(HUNDREDTH, ROUND_DOWN)
    return [*[share] * (count - 1), hours - share * (count - 1)]


def _rounded(hours: Decimal) -> Decimal:
    return hours.quantize(HUNDREDTH, ROUND_HALF_UP)


def _seconds(starts_at: datetime, ends_at: datetime) -> Decimal:
    return Decimal((ends_at - starts_at).total_seconds())
