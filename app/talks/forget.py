"""Talks end some years after somebody last worked on them."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import retention
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.personal import Kept
from app.talks.models import Talk

TALK = table_of(Talk)
AT_ONCE = 500


def due(session: Session) -> sa.Select[tuple[int]]:
    return sa.select(TALK.c.id).where(TALK.c.updated_at < retention.edge(session, Kept.TALKS))


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(due(session).subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.TALKS, lambda settings: settings.people_retention_days, count_due)
def delete_due(session: Session) -> tuple[int, int]:
    ids = list(session.connection().scalars(due(session).limit(AT_ONCE)))
    changes.write(session, sa.delete(TALK).where(TALK.c.id.in_(ids)), "deleted")
    return len(ids), len(ids)
