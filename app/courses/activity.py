"""The project and the activity that a series or an event counts towards."""

from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core.errors import Invalid


class CountsTowards(Protocol):
    """A series or an event."""

    partnership_id: int
    project_id: int | None
    project_activity_id: int | None


def check_project(session: Session, record: CountsTowards) -> None:
    """Both must belong to the partnership, and the activity to the project. An activity sets its project.

    Looks projects up by the names of their tables, because they are a higher room.
    """
    project = _row(session, "project", record.project_id, "#/project_id", record.partnership_id)
    activity = _row(
        session,
        "project_activity",
        record.project_activity_id,
        "#/project_activity_id",
        record.partnership_id,
    )
    if activity is None:
        return
    if project is None:
        record.project_id = activity.project_id
    elif activity.project_id != project.id:
        raise Invalid("#/project_activity_id", "not_found")


def _row(
    session: Session, name: str, record_id: int | None, pointer: str, partnership_id: int
) -> sa.Row[*tuple[Any, ...]] | None:
    if record_id is None:
        return None
    table = SQLModel.metadata.tables[name]
    row = session.connection().execute(sa.select(table).where(table.c.id == record_id)).one_or_none()
    if row is None:
        raise Invalid(pointer, "not_found")
    if row.partnership_id != partnership_id:
        raise Invalid(pointer, "other_partnership")
    return row
