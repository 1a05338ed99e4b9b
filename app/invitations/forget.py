"""Addresses, words and reasons of invitations, which are not needed long after the event.

Who was invited stays: it is the evidence of a round.
"""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, retention
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.personal import Kept
from app.events.event_row import EVENT
from app.invitations.models import Invitation

INVITATION = table_of(Invitation)
AT_ONCE = 500
EMPTY = {"email": None, "message": "", "reason": ""}


def due(session: Session) -> sa.Select[tuple[int]]:
    """The ids of those whose event ended, or was cancelled, long enough ago."""
    columns = INVITATION.c
    over = sa.func.coalesce(EVENT.c.ends_at, EVENT.c.cancelled_at)
    filled = sa.or_(columns.email.is_not(None), columns.message != "", columns.reason != "")
    statement = sa.select(columns.id).join(EVENT, EVENT.c.id == columns.event_id)
    return statement.where(over <= retention.edge(session, Kept.INVITATIONS), filled)


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(due(session).subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.INVITATIONS, lambda settings: settings.details_retention_days, count_due)
def blank_due(session: Session) -> tuple[int, int]:
    ids = list(session.connection().scalars(due(session).limit(AT_ONCE)))
    values = {**EMPTY, "updated_at": clock.now(), "version": INVITATION.c.version + 1}
    statement = sa.update(INVITATION).where(INVITATION.c.id.in_(ids)).values(values)
    changes.write(session, statement, "updated", fields=dict.fromkeys(EMPTY))
    return len(ids), len(ids)
