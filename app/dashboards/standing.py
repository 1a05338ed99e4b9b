"""The one registration of a person for an event that a history shows."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.core.web.keyset import Condition
from app.registrations.models import INACTIVE_STATUSES, Registration


def stands() -> Condition:
    """The active one; without one the last that ended. A merge, or signing up again, leaves several."""
    other = aliased(Registration)
    better = sa.exists().where(
        col(other.event_id) == col(Registration.event_id),
        col(other.person_id) == col(Registration.person_id),
        sa.or_(col(other.status).not_in(INACTIVE_STATUSES), col(other.id) > col(Registration.id)),
    )
    return sa.or_(col(Registration.status).not_in(INACTIVE_STATUSES), ~better)
