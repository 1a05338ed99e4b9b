"""Applications to join a group, which are deleted some time after the last that happened to them."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import retention
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.personal import Kept
from app.partnerships.application_models import GroupApplication

APPLICATION = table_of(GroupApplication)
AT_ONCE = 500


def due(session: Session) -> sa.Select[tuple[int]]:
    edge = retention.edge(session, Kept.APPLICATIONS)
    return sa.select(APPLICATION.c.id).where(APPLICATION.c.updated_at < edge)


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(due(session).subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.APPLICATIONS, lambda settings: settings.letters_retention_days, count_due)
def delete_due(session: Session) -> tuple[int, int]:
    ids = list(session.connection().scalars(due(session).limit(AT_ONCE)))
    changes.write(session, sa.delete(APPLICATION).where(APPLICATION.c.id.in_(ids)), "deleted")
    return len(ids), len(ids)
