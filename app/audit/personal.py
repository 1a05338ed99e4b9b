"""What the two logs hold of people: the ids of those who were looked at, and networks of accounts."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.audit.models import AccessRow, SecurityEventRow
from app.core import retention
from app.core.database.columns import table_of
from app.core.personal import (
    Condition,
    Data,
    Erased,
    Ground,
    Kept,
    Personal,
    Purpose,
    Subject,
    declare,
    same,
)

LOOKS = Personal(Data.LOOKS, Purpose.ACCOUNTABILITY, Ground.LEGAL_DUTY, Kept.SECURITY_LOG)
SIGN_INS = Personal(Data.LOGIN, Purpose.ACCOUNTABILITY, Ground.LEGAL_DUTY, Kept.SECURITY_LOG)
TABLES = (table_of(AccessRow), table_of(SecurityEventRow))
AT_ONCE = 500
"""Rows of each table that one batch deletes."""


def _looked_at(subject: Subject) -> Condition:
    people: sa.Column[str] = table_of(AccessRow).c.people
    return people.contains(f"|{subject.person_id}|")


declare(
    AccessRow,
    same(LOOKS, "people"),
    other=("request_id", "path"),
    rows=_looked_at,
    erased=Erased.KEPT,
    shown=("at", "action"),
)
declare(
    SecurityEventRow, same(SIGN_INS, "network"), other=("about", "request_id", "facts"), erased=Erased.KEPT
)


def count_old(session: Session) -> int:
    before = retention.edge(session, Kept.SECURITY_LOG)
    return sum(
        session.connection().execute(sa.select(sa.func.count()).where(table.c.at < before)).scalar_one()
        for table in TABLES
    )


@retention.rule(
    Kept.SECURITY_LOG, lambda settings: settings.security_log_retention_days, count_old, often=True
)
def forget_old(session: Session) -> tuple[int, int]:
    before = retention.edge(session, Kept.SECURITY_LOG)
    deleted = sum(_delete(session, table, before) for table in TABLES)
    return deleted, deleted


def _delete(session: Session, table: sa.Table, before: datetime) -> int:
    old = sa.select(table.c.id).where(table.c.at < before).order_by(table.c.id).limit(AT_ONCE)
    return session.connection().execute(sa.delete(table).where(table.c.id.in_(old))).rowcount
