"""The high-water mark: the instant up to which a synchronising reader has seen everything."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.database import prepared
from app.core.database.changes import Change
from app.core.database.engine import Database

HIGH_WATER_MARK: dict[str, sa.Select[*tuple[datetime | Decimal, ...]]] = {
    "sqlite": sa.select(col(Change.at).label("seen")).order_by(col(Change.id).desc()).limit(1),
    "postgresql": sa.select(sa.literal_column("extract(epoch FROM min(now() - xact_start))").label("seen"))
    .select_from(sa.text("pg_stat_activity"))
    .where(
        sa.text("datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"),
    ),
}
"""By database: the newest change, or the seconds since the oldest writing transaction began."""


KEPT_FOR = timedelta(seconds=1)


class KeptMark(NamedTuple):
    """A mark, and when it was read."""

    mark: datetime
    read_at: datetime


_kept: WeakKeyDictionary[Database, KeptMark] = WeakKeyDictionary()


def synced_until(session: Session) -> datetime:
    """On PostgreSQL at most a second old, which saves a busy process a round trip for each list.

    An older mark is as true as a new one: a reader who begins there only gets some changes twice.
    """
    database: Database = session.info["database"]
    if database.sqlite:
        return _read(session)
    kept, now = _kept.get(database), clock.now()
    if kept is None or not now - KEPT_FOR < kept.read_at <= now:
        kept = _kept[database] = KeptMark(_read(session), now)
    return kept.mark


def _read(session: Session) -> datetime:
    found = prepared.row(session, HIGH_WATER_MARK[session.info["database"].dialect])
    return to_instant(session, found.seen if found else None)


def to_instant(session: Session, seen: datetime | Decimal | None) -> datetime:
    """The instant before which nothing will be committed any more, from the result of `HIGH_WATER_MARK`.

    On SQLite writers follow one another, so the newest change seen is older than all changes of any open
    transaction. On PostgreSQL it is the start of the oldest open one, minus 5 s for clocks that differ.
    """
    if isinstance(seen, datetime):
        return seen
    if session.info["database"].sqlite:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return datetime.fromtimestamp(clock.now().timestamp() - float(seen or 0) - 5, UTC)
