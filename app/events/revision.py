"""The public schedule's revision: moved by changes of what the schedule shows, and by nothing else.

Answers kept in memory hang on it. The row is moved at the end of the transaction, so that on PostgreSQL
writers wait for one another only at their commits.
"""

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from app.core import changes, prepared, synced
from app.core.db import at_end
from app.events.models import Event, EventSession


class ScheduleRevision(SQLModel, table=True):
    """One row: counts the changes of the public schedule, so that answers kept in memory know their age."""

    __tablename__ = "schedule_revision"

    id: int = Field(default=1, primary_key=True)
    revision: int = 0


FLAG = "schedule_changed"
TABLE = cast(Any, ScheduleRevision).__table__
CURRENT = sa.select(TABLE.c.revision)
STATE = {
    name: sa.select(CURRENT.scalar_subquery().label("revision"), seen.scalar_subquery().label("seen"))
    for name, seen in synced.SEEN.items()
}
_inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
MOVING = {
    name: insert(TABLE)
    .values(id=1)
    .on_conflict_do_update(index_elements=["id"], set_={"revision": TABLE.c.revision + 1})
    for name, insert in _inserts.items()
}


def bump_schedule(session: Session) -> None:
    """Something that the public schedule shows has changed: to be told at the commit."""
    if not session.info.get(FLAG):
        session.info[FLAG] = True
        at_end(session, MOVING[session.info["database"].dialect], {"revision": 1})


def show(session: Session, event: Event) -> None:
    """Carry a change of the event over to its sessions, which are the rows of the schedule."""
    sessions = session.scalars(sa.select(EventSession).where(col(EventSession.event_id) == event.id))
    for sitting in sessions:
        if sitting.listed != event.is_public:
            sitting.listed = event.is_public
        elif sitting.listed:
            changes.touch(sitting)


def current_revision(session: Session) -> int:
    """0 before anything was shown."""
    return revision_and_instant(session)[0]


def revision_and_instant(session: Session) -> tuple[int, datetime]:
    """With the instant up to which readers of that moment are in step; both by one question."""
    found = prepared.row(session, STATE[session.info["database"].dialect])
    return found.revision or 0, synced.before(session, found.seen)


@orm_event.listens_for(Session, "before_flush")
def _notice(session: Session, *_: Any) -> None:
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, EventSession) and (record.listed or _was_listed(record)):
            bump_schedule(session)
            return


def _was_listed(sitting: EventSession) -> bool:
    return True in inspect(sitting).attrs.listed.history.deleted
