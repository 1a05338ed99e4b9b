"""How many people one mailbox may sign up for an event, so that one form cannot take all seats.

The number comes back from the statement that adds the registration, because sign-up is the busiest write.
"""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.errors import Conflict
from app.core.settings import Settings

OTHERS: sa.ColumnElement[int] = sa.literal_column(
    """(SELECT count(*) FROM person AS owner JOIN registration AS other ON other.person_id = owner.id
    WHERE owner.partnership_id = registration.partnership_id AND owner.folded_email <> ''
    AND owner.folded_email = (SELECT folded_email FROM person WHERE person.id = registration.person_id)
    AND other.event_id = registration.event_id AND other.id <> registration.id
    AND other.status NOT IN ('declined', 'cancelled', 'expired'))""",
    sa.Integer,
).label("same_mailbox")
"""Of a new registration: how many others at the event have its mailbox.

As text, because SQLAlchemy writes the columns of a RETURNING for SQLite without their tables.
"""


def check(session: Session, others: int) -> None:
    """For people who sign up by themselves; staff may sign up as many as they like."""
    settings: Settings = session.info["settings"]
    if others >= settings.seats_per_mailbox:
        raise Conflict("mailbox_seats", limit=settings.seats_per_mailbox)
