"""The change log: who changed what and when. One append-only table with one writer.

It serves the audit trail, the history on a page, the tombstones of `updated_since` and the feed for other
systems. `changes` writes to it, for changes through the ORM and for bulk statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from app.core import clock
from app.core.database import prepared
from app.core.database.columns import LARGEST_ID, Record, json_column, one_of, table_args, table_of
from app.core.database.engine import execute_at_commit
from app.core.json_values import Json

Table = TypeVar("Table", bound=type[Record])
UNLOGGED = {"id", "created_at", "updated_at", "version"}
"""Columns that do not say what was changed."""


class Change(SQLModel, table=True):
    """One change of one record. `tx` is the PostgreSQL transaction; on SQLite the id gives the order."""

    __tablename__ = "change"
    __table_args__ = table_args(
        one_of("action", ("created", "updated", "deleted")),
        sa.Index("ix_change_type_at", "type", "at"),
        sa.Index("ix_change_type_record_id", "type", "record_id"),
        sa.Index("ix_change_tx_id", "tx", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    tx: int = Field(default=0, sa_type=sa.BigInteger)
    at: datetime = Field(default_factory=clock.now)
    type: str
    record_id: int
    action: str
    record_version: int = 1
    partnership_id: int | None = None
    public: bool = False
    user_id: int | None = None
    api_key_id: int | None = None
    request_id: str | None = None
    fields: Json = json_column()


class ChangeLogStart(SQLModel, table=True):
    """After which change the log is whole. One row, once something was forgotten."""

    __tablename__ = "change_log_start"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    tx: int = Field(sa_type=sa.BigInteger)
    change_id: int


LOG = table_of(Change)
_TRANSACTION = {"sqlite": "0", "postgresql": "pg_current_xact_id()::text::bigint"}
_LOGGING = {
    database: sa.insert(LOG).inline().values(tx=sa.literal_column(transaction))
    for database, transaction in _TRANSACTION.items()
}


@dataclass(frozen=True)
class Tracked:
    """How a table is logged."""

    type: str
    personal: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    public: Callable[[Any], bool] | None = None

    def is_public(self, record: Record) -> bool:
        return self.public is not None and self.public(record)


TRACKED: dict[type[Record], Tracked] = {}
TRACKED_TABLES: dict[sa.FromClause, Tracked] = {}


def tracked(
    name: str,
    *,
    personal: set[str] | None = None,
    counters: set[str] | None = None,
    public: Callable[[Any], bool] | None = None,
) -> Callable[[Table], Table]:
    """Mark a table as logged.

    `personal` columns are logged by name only. `counters` are moved by `update_counters` and are not logged.
    `public` tells whether the public may see the record as it is now; without it the public never may.
    """

    def register(table: Table) -> Table:
        rule = Tracked(
            name,
            frozenset(personal or ()),
            frozenset(counters or ()) | UNLOGGED,
            public,
        )
        TRACKED[table] = rule
        TRACKED_TABLES[table_of(table)] = rule
        return table

    return register


def type_of(table: type[Record]) -> str:
    return TRACKED[table].type


def entry(
    session: Session,
    kind: str,
    record_id: int,
    action: str,
    *,
    version: int,
    partnership_id: int | None,
    public: bool = False,
    fields: Json | None = None,
) -> Json:
    actor = session.info.get("actor")
    return {
        "at": clock.now(),
        "type": kind,
        "record_id": record_id,
        "action": action,
        "record_version": version,
        "partnership_id": partnership_id,
        "public": public,
        "user_id": actor.user_id if actor else None,
        "api_key_id": actor.api_key_id if actor else None,
        "request_id": session.info.get("request_id"),
        "fields": fields or {},
    }


def log_matching(
    session: Session, table: sa.FromClause, condition: sa.ColumnElement[bool], like: Json
) -> None:
    """An entry for each row of the table that meets `condition`; what all of them share stands in `like`."""
    own = {
        "tx": sa.literal_column(_TRANSACTION[session.info["database"].dialect]),
        "type": sa.literal(TRACKED_TABLES[table].type),
        "record_id": table.c.id,
        "record_version": table.c.version,
        "partnership_id": table.c.partnership_id,
    }
    values = {name: sa.literal(value, LOG.c[name].type) for name, value in like.items()} | own
    session.connection().execute(
        sa.insert(LOG).from_select(list(values), sa.select(*values.values()).where(condition))
    )


def append_entries(session: Session, rows: list[Json]) -> None:
    """Write the entries at the commit, in one statement: a running transaction never reads its own log."""
    statement = _LOGGING[session.info["database"].dialect]
    for row in rows:
        execute_at_commit(session, statement, row)


# --- what is kept ----------------------------------------------------------------------------------------

Position = tuple[int, int]
"""A place in the log: transaction and id."""

BEGINNING: Position = (0, 0)
START = table_of(ChangeLogStart)
STARTING = sa.select(START.c.tx, START.c.change_id)
BATCH = 1_000
LARGEST_TX = 2**63 - 1


def start_of_log(session: Session) -> Position:
    """The last change before the kept log: a reader who knows all up to it has missed nothing."""
    found = prepared.row(session, STARTING)
    return (found.tx, found.change_id) if found else BEGINNING


def forget_changes(session: Session, before: datetime, at_most: int = BATCH) -> tuple[int, int]:
    """Let the log start later, by so many changes at most; returns how many it has passed and deleted.

    The newest of the passed changes of each record stays: it tells who could see what is deleted later.
    """
    start = start_of_log(session)
    place = sa.tuple_(LOG.c.tx, LOG.c.id)
    oldest = sa.select(LOG.c.tx, LOG.c.id, LOG.c.at).where(place > start)
    rows = session.connection().execute(oldest.order_by(LOG.c.tx, LOG.c.id).limit(at_most)).all()
    passed = [(row.tx, row.id) for row in takewhile(lambda row: row.at < before, rows)]
    if not passed:
        return 0, 0
    end = passed[-1]
    touched = sa.select(LOG.c.type, LOG.c.record_id).where(place > start, place <= end)
    condition = sa.tuple_(LOG.c.type, LOG.c.record_id).in_(touched)
    deleted = session.connection().execute(sa.delete(LOG).where(condition, _is_superseded(end))).rowcount
    session.connection().execute(sa.delete(START))
    session.connection().execute(sa.insert(START).values(id=1, tx=end[0], change_id=end[1]))
    return len(passed), deleted


def count_forgettable(session: Session, before: datetime) -> int:
    """How many changes `forget_changes` would delete altogether."""
    place = sa.tuple_(LOG.c.tx, LOG.c.id)
    order = (LOG.c.tx, LOG.c.id)
    kept = sa.select(*order).where(place > start_of_log(session), LOG.c.at >= before)
    first = session.connection().execute(kept.order_by(*order).limit(1)).one_or_none()
    end = (first.tx, first.id - 1) if first else (LARGEST_TX, LARGEST_ID)
    statement = sa.select(sa.func.count()).select_from(LOG).where(_is_superseded(end))
    return int(session.connection().execute(statement).scalar_one())


def _is_superseded(end: Position) -> Any:
    """Up to this place, and there is a later change of the record up to it, or the record is gone."""
    later = LOG.alias("later")
    newer = sa.exists().where(
        later.c.type == LOG.c.type,
        later.c.record_id == LOG.c.record_id,
        sa.tuple_(later.c.tx, later.c.id) > sa.tuple_(LOG.c.tx, LOG.c.id),
        sa.tuple_(later.c.tx, later.c.id) <= end,
    )
    return sa.and_(sa.tuple_(LOG.c.tx, LOG.c.id) <= end, sa.or_(newer, LOG.c.action == "deleted"))
