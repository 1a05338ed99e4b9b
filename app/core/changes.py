"""The change log: who changed what and when. One append-only table with one writer.

It is the audit trail, the history on a page, the tombstones of `updated_since` and the feed for other
systems. Work through the ORM is logged by a session hook. Statements in bulk go through `write()`, and a
guard refuses those that try to go past it. Personal columns are logged by name, never by value, so
that erasing a person needs no rewriting of history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Field, Session, SQLModel

from app.core import clock
from app.core.columns import Record, json_column, table_args
from app.core.db import is_sqlite

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


_LOGGING = sa.insert(cast(Any, Change).__table__)


@dataclass(frozen=True)
class Tracked:
    """How a table is logged."""

    type: str
    personal: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    public: Callable[[Any], bool] = field(default=lambda record: False)


_tracked: dict[type[SQLModel], Tracked] = {}
_tables: dict[sa.FromClause, Tracked] = {}


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
        _tracked[table] = rule
        _tables[cast(Any, table).__table__] = rule
        return table

    return register


def type_of(table: type[SQLModel]) -> str:
    return _tracked[table].type


@event.listens_for(Session, "before_flush")
def _collect(session: Session, *_: Any) -> None:
    rows: list[tuple[Any, str, dict[str, Any]]] = session.info.setdefault("changes", [])
    for record in list(session.new):
        if type(record) in _tracked:
            rows.append((record, "created", {}))
    for record in list(session.dirty):
        if isinstance(record, Record) and session.is_modified(record):
            record.version += 1
            record.updated_at = clock.now()
        if type(record) in _tracked and (fields := _differences(record)):
            rows.append((record, "updated", fields))
    for record in list(session.deleted):
        if type(record) in _tracked:
            rows.append((record, "deleted", {}))


@event.listens_for(Session, "after_flush")
def _log(session: Session, *_: Any) -> None:
    rows = session.info.pop("changes", [])
    if rows:
        _insert(session, [_entry(session, record, action, fields) for record, action, fields in rows])


def _differences(record: SQLModel) -> dict[str, Any]:
    """`{column: [old, new]}`, of personal ones `{column: null}`; empty when nothing worth logging moved."""
    rule = _tracked[type(record)]
    state = inspect(record)
    fields: dict[str, Any] = {}
    touched = False
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if not history.has_changes():
            continue
        touched = touched or column.key == "updated_at"
        if column.key in rule.counters:
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        fields[column.key] = None if column.key in rule.personal else [_plain(old), _plain(new)]
    return fields or ({"children": None} if touched else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _entry(session: Session, record: Any, action: str, fields: dict[str, Any]) -> dict[str, Any]:
    rule = _tracked[type(record)]
    return _row(
        session,
        rule.type,
        record.id,
        action,
        version=getattr(record, "version", 1),
        partnership_id=_partnership_of(rule, record),
        public=rule.public(record) if action != "deleted" else False,
        fields=fields,
    )


def _partnership_of(rule: Tracked, record: Any) -> int | None:
    return record.id if rule.type == "partnership" else getattr(record, "partnership_id", None)


def _row(
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


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    tx = 0 if is_sqlite(session) else session.info.get("tx")
    if tx is None:
        tx = session.info["tx"] = session.connection().scalar(
            sa.text("SELECT pg_current_xact_id()::text::bigint")
        )
    session.connection().execute(_LOGGING, [{**row, "tx": tx} for row in rows])


def write(
    session: Session,
    statement: Any,
    action: str,
    *,
    fields: dict[str, Any] | None = None,
    returning: Any = (),
) -> list[Any]:
    """Carry out an INSERT, UPDATE or DELETE on a tracked table and log each row it touched.

    Returns the touched rows with `id`, `version`, `partnership_id` and the columns asked for.
    """
    made = statement.returning(*_known_columns(statement.table), *returning)
    rows = session.connection().execute(made).all()
    _log_rows(session, statement.table, rows, action, fields)
    return list(rows)


def insert(
    session: Session,
    table: Any,
    row: dict[str, Any],
    *,
    returning: tuple[str, ...] = (),
    unless_there: bool = False,
    fields: dict[str, Any] | None = None,
) -> Any:
    """`write` for single rows that are added all the time: the statement is made once.

    `unless_there`: None, and nothing written, when a unique rule says that there is one already.
    """
    statement = _insertion(table, returning, session.get_bind().dialect.name, unless_there)
    made = session.connection().execute(statement, row).one_or_none()
    if made is not None:
        _log_rows(session, table, [made], "created", fields)
    return made


@cache
def _insertion(table: Any, returning: tuple[str, ...], dialect: str, unless_there: bool) -> Any:
    statement: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)
    if unless_there:
        statement = statement.on_conflict_do_nothing()
    return statement.returning(*_known_columns(table), *(table.c[name] for name in returning))


def _known_columns(table: Any) -> list[Any]:
    """What the log says of a row."""
    version = table.c.get("version")
    partnership = table.c.get("partnership_id")
    return [
        table.c.id,
        sa.literal(1).label("version") if version is None else version,
        sa.null().label("partnership_id") if partnership is None else partnership,
    ]


def _log_rows(
    session: Session, table: Any, rows: Sequence[Any], action: str, fields: dict[str, Any] | None
) -> None:
    name = _tables[table].type
    entries = []
    for row in rows:
        facts = {"version": row.version, "partnership_id": row.partnership_id, "fields": fields}
        entries.append(_row(session, name, row.id, action, **facts))
    if entries:
        _insert(session, entries)


def count(session: Session, statement: Any) -> int:
    """Move a counter of a tracked table: no change in the log, no new version. Returns the rows touched."""
    return session.connection().execute(statement).rowcount


@event.listens_for(Session, "do_orm_execute")
def _guard(state: ORMExecuteState) -> None:
    if state.is_select:
        return
    table = getattr(state.statement, "table", None)
    if table in _tables:
        raise RuntimeError(f"statement on {_tables[table].type} goes past the change log: use changes.write")


def touch(record: Record) -> None:
    """A child changed: the parent gets a new version, so that whoever edits it is told."""
    record.updated_at = clock.now()
