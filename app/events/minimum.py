"""An event that starts soon with too few participants: whoever plans it decides to cancel or to go on."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.sql.sqltypes import UTCDateTime

from app.core.database.dates import days_between
from app.core.web.keyset import Condition
from app.events.models import UPCOMING_STATUSES, Event


def is_below_minimum(event: Event, now: datetime) -> bool:
    """Also when it was decided to go on; `is_undecided` is false then."""
    if event.min_participants is None or event.starts_at is None or event.status not in UPCOMING_STATUSES:
        return False
    soon = event.starts_at - timedelta(days=event.min_days) <= now < event.starts_at
    return soon and event.confirmed < event.min_participants


def is_undecided(event: Event, now: datetime) -> bool:
    return is_below_minimum(event, now) and event.goes_on_start != event.starts_at


def undecided(now: datetime) -> Condition:
    """`is_undecided` as a condition."""
    starts = col(Event.starts_at)
    return sa.and_(
        col(Event.status).in_(UPCOMING_STATUSES),
        sa.func.coalesce(col(Event.confirmed) < col(Event.min_participants), sa.false()),
        sa.func.coalesce(starts > now, sa.false()),
        sa.func.coalesce(
            days_between(sa.literal(now, UTCDateTime()), starts) <= col(Event.min_days), sa.false()
        ),
        sa.or_(col(Event.goes_on_start).is_(None), col(Event.goes_on_start) != starts),
    )
