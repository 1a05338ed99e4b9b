"""What tests of merging people share: all that is stored, compared before and after."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.invitations.models import Invitation, InvitationStatus
from tests import factories

Merge = Callable[..., dict[str, Any]]
Facts = dict[str, dict[str, Any]]
UNCOUNTED = {"version", "updated_at"}
PASSING = {"change", "record_merge", "letter", "schedule_revision", "session_token", "api_key"}
"""Tables that only grow."""


def facts(database: Database) -> Facts:
    """All that is stored, without what follows every change."""
    found: Facts = {}
    with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in PASSING:
                continue
            for row in session.connection().execute(sa.select(table)).mappings():
                key = ", ".join(str(row[column.name]) for column in table.primary_key)
                found[f"{table.name} {key}"] = {
                    name: value for name, value in row.items() if name not in UNCOUNTED
                }
    return found


def get(database: Database, table: type[SQLModel], *conditions: Any) -> list[Any]:
    with database.reading() as session:
        statement = sa.select(table).where(*conditions).order_by(*sa.inspect(table).primary_key)
        return list(session.scalars(statement))


def an_invitation(session: Session, event: Event, person_id: int, status: InvitationStatus) -> Invitation:
    found: Invitation = factories.stored(
        session,
        Invitation(
            event_id=event.id,
            partnership_id=event.partnership_id,
            person_id=person_id,
            addressee=f"person:{person_id}",
            status=status,
            sent_at=clock.now(),
        ),
    )
    return found
