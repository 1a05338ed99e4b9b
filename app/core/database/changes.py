"""Changes of records, each with its line in the change log.

A session hook logs changes through the ORM. Bulk statements go through `write()`; a guard refuses statements
that bypass it. Personal columns are logged by name, never by value, so that erasing a person does not
rewrite history.
"""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, aliased, object_session
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlmodel import Session, SQLModel, col, select

from app.core import clock
from app.core.database import prepared
from app.core.database.change_log import (
    TRACKED,
    TRACKED_TABLES,
    Change,
    Tracked,
    append_entries,
    entry,
    log_matching,
    tracked,
    type_of,
)
from app.core.database.columns import Record
from app.core.json_values import Json

Values = Json
"""Values of columns by column name."""
Fields = Json | None
"""The log of an update: `{column: [old, new]}`, for personal columns `{column: null}`."""
Statement = sa.Insert | sa.Update | sa.Delete
Touched = sa.Row[*tuple[Any, ...]]
"""A row that a statement touched, with its `id`, `version` and `partnership_id`."""

__all__ = [
    "Change",
    "insert",
    "touch",
    "tracked",
    "type_of",
    "update",
    "update_counters",
    "was_changed",
    "write",
    "write_many",
]


WRITTEN = "in_change_log"
LOGGED = {WRITTEN: True}
"""Options of a statement whose caller writes its rows into the log."""


@event.listens_for(Session, "before_flush")
def _collect(session: Session, *_: object) -> None:
    rows: list[tuple[Record, str, Values]] = session.info.setdefault("changes", [])
    for record in list(session.new):
        if type(record) in TRACKED:
            rows.append((record, "created", {}))
    for record in list(session.dirty):
        if isinstance(record, Record) and session.is_modified(record):
            record.version += 1
            record.updated_at = clock.now()
        if type(record) in TRACKED and (fields := _differences(record)):
            rows.append((record, "updated", fields))
    for record in list(session.deleted):
        if type(record) in TRACKED:
            rows.append((record, "deleted", {}))


@event.listens_for(Session, "after_flush")
def _log(session: Session, *_: object) -> None:
    rows = session.info.pop("changes", [])
    if rows:
        append_entries(
            session, [_entry_of(session, record, action, fields) for record, action, fields in rows]
        )


def _differences(record: Record) -> Values:
    """The fields to log for an update; empty when no logged column has changed."""
    rule = TRACKED[type(record)]
    state = inspect(record)
    fields: Values = {}
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


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _entry_of(session: Session, record: Record, action: str, fields: Values) -> Values:
    rule = TRACKED[type(record)]
    return entry(
        session,
        rule.type,
        record.id or 0,
        action,
        version=record.version,
        partnership_id=_partnership_of(rule, record),
        public=action != "deleted" and rule.is_public(record),
        fields=fields,
    )


def _partnership_of(rule: Tracked, record: Record) -> int | None:
    return getattr(record, "id" if rule.type == "partnership" else "partnership_id", None)


def write(
    session: Session,
    statement: Statement,
    action: str,
    *,
    fields: Fields = None,
    returning: Sequence[sa.ColumnElement[Any]] = (),
) -> list[Touched]:
    """Carry out an INSERT, UPDATE or DELETE on a tracked table and log each row it touched.

    Returns the touched rows with `id`, `version`, `partnership_id` and the columns asked for.
    """
    made = statement.returning(*_known_columns(statement.table), *returning)
    rows = session.connection().execute(made, execution_options=LOGGED).all()
    _log_rows(session, statement.table, rows, action, fields)
    return list(rows)


def insert(
    session: Session,
    table: sa.Table,
    row: Values,
    *,
    returning: tuple[str, ...] = (),
    derived: tuple[sa.ColumnElement[Any], ...] = (),
    ignore_conflict: bool = False,
    fields: Fields = None,
) -> Any:
    """Like `write`, for single rows that are added often: the statement is prepared once.

    `derived` are labelled expressions about the new row, returned beside its columns.
    With `ignore_conflict` it writes nothing and returns None when a unique constraint is violated.
    """
    columns = *(table.c[name] for name in returning), *derived
    statement = _insert_statement(table, columns, session.info["database"].dialect, ignore_conflict)
    made = prepared.row(session, statement, row)
    if made is not None:
        _log_rows(session, table, [made], "created", fields)
    return made


@cache
def _insert_statement(
    table: sa.Table, returning: tuple[sa.ColumnElement[Any], ...], dialect: str, ignore_conflict: bool
) -> ReturningInsert[*tuple[Any, ...]]:
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    if ignore_conflict:
        statement = statement.on_conflict_do_nothing()
    made = statement.returning(*_known_columns(table), *returning)
    return made.execution_options(**LOGGED)


def update(session: Session, table: sa.Table, record_id: int, values: Values, fields: Fields) -> Any:
    """Like `write`, for single records that are changed often. Moves `version` and `updated_at`."""
    statement = _update_statement(table, tuple(values))
    row = {f"new_{name}": value for name, value in values.items()}
    row |= {"record": record_id, "new_updated_at": clock.now()}
    made = prepared.row(session, statement, row)
    _log_rows(session, table, [made], "updated", fields)
    return made


@cache
def _update_statement(table: sa.Table, names: tuple[str, ...]) -> ReturningUpdate[*tuple[Any, ...]]:
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in (*names, "updated_at")}
    statement = sa.update(table).where(table.c.id == sa.bindparam("record"))
    made = statement.values(values | {"version": table.c.version + 1}).returning(*_known_columns(table))
    return made.execution_options(**LOGGED)


def _known_columns(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The columns of a row that the log stores."""
    partnership = table.c.get("partnership_id")
    return [
        table.c.id,
        table.c.version,
        sa.null().label("partnership_id") if partnership is None else partnership,
    ]


def _log_rows(
    session: Session, table: sa.FromClause, rows: Sequence[Touched], action: str, fields: Fields
) -> None:
    name = TRACKED_TABLES[table].type
    public = _public_ones(session, table, rows) if action != "deleted" else frozenset()
    entries = []
    for row in rows:
        facts = {"version": row.version, "partnership_id": row.partnership_id, "fields": fields}
        entries.append(entry(session, name, row.id, action, public=row.id in public, **facts))
    if entries:
        append_entries(session, entries)


def _public_ones(session: Session, table: sa.FromClause, rows: Sequence[Touched]) -> frozenset[int]:
    """The ids of those that anybody may see. Few bulk statements are on tables of which anybody sees rows."""
    rule = TRACKED_TABLES[table]
    if rule.public is None:
        return frozenset()
    model = next(model for model, known in TRACKED.items() if known is rule)
    with session.no_autoflush:
        found = session.exec(select(model).where(col(model.id).in_([row.id for row in rows]))).all()
    return frozenset(record.id for record in found if rule.is_public(record))


def write_many(
    session: Session,
    statement: Statement,
    action: str,
    condition: sa.ColumnElement[bool],
    *,
    fields: Fields = None,
) -> int:
    """`write` for tens of thousands of rows: the database fills the log itself. Returns how many.

    `condition` is a condition that exactly the touched rows meet afterwards.
    """
    touched = session.connection().execute(statement, execution_options=LOGGED).rowcount
    if touched:
        facts: Values = {"version": 0, "partnership_id": None, "fields": fields}
        log_matching(session, statement.table, condition, entry(session, "", 0, action, **facts))
    return touched


def was_changed(table: type[Record], column: str) -> sa.ColumnElement[bool]:
    """A condition on records: the column was changed after the record was created."""
    change = aliased(Change)
    name = sa.cast(col(change.fields), sa.Text).contains(f'"{column}"', autoescape=True)
    return sa.exists().where(col(change.type) == type_of(table), col(change.record_id) == col(table.id), name)


def update_counters(session: Session, statement: sa.Update) -> int:
    """Move counters of a tracked table: no change in the log, no new version. Returns the rows touched.

    The guard checks that they are counters.
    """
    return session.connection().execute(statement).rowcount


# --- the guard -------------------------------------------------------------------------------------------


def no_change(statement: Any) -> Any:
    """A statement on a tracked table that tells nothing new, such as that the same was seen once more."""
    return statement.execution_options(**LOGGED)


@event.listens_for(Session, "do_orm_execute")
def _guard_session(state: ORMExecuteState) -> None:
    if not state.is_select:
        _refuse_unlogged(state.statement)


@event.listens_for(sa.Engine, "before_execute")
def _guard_connection(_: Any, statement: Any, many: Any, one: Any, options: Any) -> None:
    """What the ORM flushes brings the cache of its mapper; that is logged by the hooks above."""
    if getattr(statement, "is_dml", False) and not (WRITTEN in options or "compiled_cache" in options):
        _refuse_unlogged(statement)


def _guard_prepared(statement: Any) -> None:
    if WRITTEN not in statement.get_execution_options():
        _refuse_unlogged(statement)


prepared.guards.append(_guard_prepared)


def _refuse_unlogged(statement: Any) -> None:
    """A statement on a tracked table has to be logged, or move nothing but counters."""
    table: Any = getattr(statement, "table", None)
    rule = TRACKED_TABLES.get(table)
    if rule is not None and not (statement.is_update and _moved(statement) <= rule.counters):
        raise RuntimeError(f"statement on {rule.type} goes past the change log: use changes.write")


def _moved(statement: Any) -> set[str]:
    """The columns that an UPDATE names; one that leaves them to its parameters names all."""
    return {getattr(column, "key", column) for column in statement._values or ()} or {"*"}


def touch(record: Record, child: SQLModel | None = None) -> None:
    """Give a parent a new version when a child changed, so that its other editors get 412.

    With `child`, do so only if the child is new or modified and not flushed yet.
    """
    session = object_session(child) if child is not None else None
    if session is None or child in session.new or session.is_modified(child):
        record.updated_at = clock.now()
