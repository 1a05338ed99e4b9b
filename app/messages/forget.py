"""Messages to participants, which end with the letters that were made of them."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import retention
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.personal import Kept
from app.messages.models import Message

MESSAGE = table_of(Message)
AT_ONCE = 500


def due(session: Session) -> sa.Select[tuple[int]]:
    return sa.select(MESSAGE.c.id).where(MESSAGE.c.created_at < retention.edge(session, Kept.MESSAGES))


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(due(session).subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.MESSAGES, lambda settings: settings.letters_retention_days, count_due)
def delete_due(session: Session) -> tuple[int, int]:
    ids = list(session.connection().scalars(due(session).limit(AT_ONCE)))
    changes.write(session, sa.delete(MESSAGE).where(MESSAGE.c.id.in_(ids)), "deleted")
    return len(ids), len(ids)
