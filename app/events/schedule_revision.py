"""The public schedule's revision: moved by changes of what the schedule shows, and by nothing else.

Cached answers hang on it. The row is moved at the end of the transaction, so that on PostgreSQL writers wait
for one another only at their commits.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from app.core import changes, prepared, synced
from app.core.columns import table_of
from app.core.db import at_end
from app.events.models import Event, EventSession, ScheduleRevision

FLAG = "schedule_changed"
TABLE = table_of(ScheduleRevision)
CURRENT = sa.select(TABLE.c.revision)
STATE = {
    dialect: sa.select(CURRENT.scalar_subquery().label("revision"), seen.scalar_subquery().label("seen"))
    for dialect, seen in synced.SEEN.items()
}


def _bumping(dialect: str) -> sa.Insert:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(TABLE).values(id=1)
    return insert.on_conflict_do_update(index_elements=["id"], set_={"revision": TABLE.c.revision + 1})


BUMPING = {dialect: _bumping(dialect) for dialect in synced.SEEN}


def bump_schedule(session: Session) -> None:
    """Something that the public schedule shows has changed; written at the commit."""
    if not session.info.get(FLAG):
        session.info[FLAG] = True
        at_end(session, BUMPING[session.info["database"].dialect], {"revision": 1})


def update_listing(session: Session, event: Event) -> None:
    """Carry a change of the event over to its sessions, which are the rows of the schedule."""
    for sitting in session.exec(select(EventSession).where(EventSession.event_id == event.id)):
        if sitting.listed != event.is_public:
            sitting.listed = event.is_public
        elif sitting.listed:
            changes.touch(sitting)


def current_revision(session: Session) -> int:
    """0 before anything was shown."""
    return revision_and_instant(session)[0]


def revision_and_instant(session: Session) -> tuple[int, datetime]:
    """With the instant up to which readers of that moment are in step; both in one statement."""
    found = prepared.row(session, STATE[session.info["database"].dialect])
    return found.revision or 0, synced.before(session, found.seen)


@orm_event.listens_for(Session, "before_flush")
def _notice(session: Session, *_: object) -> None:
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, EventSession) and (record.listed or _was_listed(record)):
            bump_schedule(session)
            return


def _was_listed(sitting: EventSession) -> bool:
    return True in inspect(sitting).attrs.listed.history.deleted
