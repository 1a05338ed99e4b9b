"""The revision of the public schedule, which only changes of what the schedule shows bump.

Cached answers depend on it. The row is updated at the end of the transaction, so that on PostgreSQL writers
wait for one another only at their commits.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from app.core.database import changes, high_water_mark, prepared
from app.core.database.columns import table_of
from app.core.database.engine import execute_at_commit
from app.events.models import Event, EventSession, ScheduleRevision

FLAG = "schedule_changed"
TABLE = table_of(ScheduleRevision)
CURRENT = sa.select(TABLE.c.revision)
STATE = {
    dialect: sa.select(CURRENT.scalar_subquery().label("revision"), seen.scalar_subquery().label("seen"))
    for dialect, seen in high_water_mark.HIGH_WATER_MARK.items()
}


def _bumping(dialect: str) -> sa.Insert:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(TABLE).values(id=1)
    return insert.on_conflict_do_update(index_elements=["id"], set_={"revision": TABLE.c.revision + 1})


BUMPING = {dialect: _bumping(dialect) for dialect in high_water_mark.HIGH_WATER_MARK}


def bump_schedule(session: Session) -> None:
    """Call when something that the public schedule shows has changed; written at the commit."""
    if not session.info.get(FLAG):
        session.info[FLAG] = True
        execute_at_commit(session, BUMPING[session.info["database"].dialect], {"revision": 1})


def update_listing(session: Session, event: Event) -> None:
    """Copy a change of the event to its sessions, which are the rows of the schedule."""
    for event_session in session.exec(select(EventSession).where(EventSession.event_id == event.id)):
        if event_session.listed != event.is_public:
            event_session.listed = event.is_public
        elif event_session.listed:
            changes.touch(event_session)


def current_revision(session: Session) -> int:
    """0 before the first change."""
    return revision_and_instant(session)[0]


def revision_and_instant(session: Session) -> tuple[int, datetime]:
    """The revision and the high-water mark of readers at that moment, in one statement."""
    found = prepared.row(session, STATE[session.info["database"].dialect])
    return found.revision or 0, high_water_mark.to_instant(session, found.seen)


@orm_event.listens_for(Session, "before_flush")
def _notice(session: Session, *_: object) -> None:
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, EventSession) and (record.listed or _was_listed(record)):
            bump_schedule(session)
            return


def _was_listed(event_session: EventSession) -> bool:
    return True in inspect(event_session).attrs.listed.history.deleted
