"""The change log: who changed what and when. One append-only table with one writer.

It is the audit trail, the history on a page, the tombstones of `updated_since` and the feed for other
systems. `changes` writes to it, whether records are changed through the ORM or by statements.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from app.core import clock
from app.core.columns import json_column, table_args
from app.core.db import at_end

Table = TypeVar("Table", bound=type[SQLModel])
SILENT = {"id", "created_at", "updated_at", "version"}


class Change(SQLModel, table=True):
    """One change of one record. `tx` is the PostgreSQL transaction; on SQLite the id tells the order."""

    __tablename__ = "change"
    __table_args__ = table_args(
        sa.Index("ix_change_type_at", "type", "at"),
        sa.Index("ix_change_type_record_id", "type", "record_id"),
        sa.Index("ix_change_tx_id", "tx", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
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
    fields: dict[str, Any] = json_column()


_LOGGING: Any = sa.insert(cast(Any, Change).__table__).inline()
_LOGGING_ON = {
    "sqlite": _LOGGING.values(tx=0),
    "postgresql": _LOGGING.values(tx=sa.literal_column("pg_current_xact_id()::text::bigint")),
}


@dataclass(frozen=True)
class Tracked:
    """How a table is logged."""

    type: str
    personal: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    public: Callable[[Any], bool] = field(default=lambda record: False)


TRACKED: dict[type[SQLModel], Tracked] = {}
TRACKED_TABLES: dict[sa.FromClause, Tracked] = {}


def tracked(
    name: str,
    *,
    personal: set[str] | None = None,
    counters: set[str] | None = None,
    public: Callable[[Any], bool] | None = None,
) -> Callable[[Table], Table]:
    """Mark a table as logged.

    `personal` columns are logged by name only. `counters` are moved by statements of their own and are no
    change. `public` tells whether anybody may see the record as it is now.
    """

    def register(table: Table) -> Table:
        rule = Tracked(
            name,
            frozenset(personal or ()),
            frozenset(counters or ()) | SILENT,
            public or (lambda record: False),
        )
        TRACKED[table] = rule
        TRACKED_TABLES[cast(Any, table).__table__] = rule
        return table

    return register


def type_of(table: type[SQLModel]) -> str:
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
    fields: dict[str, Any] | None = None,
) -> dict[str, Any]:
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


def log_all(session: Session, table: Any, those: Any, like: dict[str, Any]) -> None:
    """An entry for each row of the table that meets `those`; what all of them share stands in `like`."""
    log = cast(Any, Change).__table__
    on_postgresql = session.info["database"].dialect == "postgresql"
    own = {
        "tx": sa.literal_column("pg_current_xact_id()::text::bigint" if on_postgresql else "0"),
        "type": sa.literal(TRACKED_TABLES[table].type),
        "record_id": table.c.id,
        "record_version": table.c.version,
        "partnership_id": table.c.partnership_id,
    }
    values = {name: sa.literal(value, log.c[name].type) for name, value in like.items()} | own
    session.connection().execute(
        sa.insert(log).from_select(list(values), sa.select(*values.values()).where(those))
    )


def write_down(session: Session, rows: list[dict[str, Any]]) -> None:
    """Nobody reads the log of a transaction that still runs, so all of it is written at its end."""
    statement = _LOGGING_ON[session.info["database"].dialect]
    for row in rows:
        at_end(session, statement, row)
