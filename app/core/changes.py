"""Changes of records, each with its line in the change log.

Work through the ORM is logged by a session hook. Statements in bulk go through `write()`, and a
guard refuses those that try to go past it. Personal columns are logged by name, never by value, so
that erasing a person needs no rewriting of history.
"""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, object_session
from sqlmodel import Session, SQLModel

from app.core import clock, prepared
from app.core.change_log import (
    TRACKED,
    TRACKED_TABLES,
    Change,
    Tracked,
    entry,
    log_all,
    tracked,
    type_of,
    write_down,
)
from app.core.columns import Record

__all__ = [
    "Change",
    "alter",
    "count",
    "insert",
    "moved",
    "touch",
    "tracked",
    "type_of",
    "write",
    "write_many",
]


@event.listens_for(Session, "before_flush")
def _collect(session: Session, *_: Any) -> None:
    rows: list[tuple[Any, str, dict[str, Any]]] = session.info.setdefault("changes", [])
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
def _log(session: Session, *_: Any) -> None:
    rows = session.info.pop("changes", [])
    if rows:
        write_down(session, [_entry_of(session, record, action, fields) for record, action, fields in rows])


def _differences(record: SQLModel) -> dict[str, Any]:
    """`{column: [old, new]}`, of personal ones `{column: null}`; empty when nothing worth logging moved."""
    rule = TRACKED[type(record)]
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


def _entry_of(session: Session, record: Any, action: str, fields: dict[str, Any]) -> dict[str, Any]:
    rule = TRACKED[type(record)]
    return entry(
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
    statement = _insertion(table, returning, session.info["database"].dialect, unless_there)
    made = prepared.row(session, statement, row)
    if made is not None:
        _log_rows(session, table, [made], "created", fields)
    return made


@cache
def _insertion(table: Any, returning: tuple[str, ...], dialect: str, unless_there: bool) -> Any:
    statement: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)
    if unless_there:
        statement = statement.on_conflict_do_nothing()
    return statement.returning(*_known_columns(table), *(table.c[name] for name in returning))


def alter(
    session: Session, table: Any, record_id: int, values: dict[str, Any], fields: dict[str, Any]
) -> Any:
    """`write` for single records that are changed all the time; moves `version` and `updated_at`."""
    statement = _alteration(table, tuple(values))
    row = {f"new_{name}": value for name, value in values.items()}
    row |= {"record": record_id, "new_updated_at": clock.now()}
    made = prepared.row(session, statement, row)
    _log_rows(session, table, [made], "updated", fields)
    return made


@cache
def _alteration(table: Any, names: tuple[str, ...]) -> Any:
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in (*names, "updated_at")}
    statement = sa.update(table).where(table.c.id == sa.bindparam("record"))
    return statement.values(values | {"version": table.c.version + 1}).returning(*_known_columns(table))


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
    name = TRACKED_TABLES[table].type
    entries = []
    for row in rows:
        facts = {"version": row.version, "partnership_id": row.partnership_id, "fields": fields}
        entries.append(entry(session, name, row.id, action, **facts))
    if entries:
        write_down(session, entries)


def write_many(
    session: Session, statement: Any, action: str, those: Any, *, fields: dict[str, Any] | None = None
) -> int:
    """`write` for ten thousands of rows, which the database logs by itself; returns how many.

    `those` is a condition that exactly the touched rows meet afterwards.
    """
    touched = session.connection().execute(statement).rowcount
    if touched:
        facts: dict[str, Any] = {"version": 0, "partnership_id": None, "fields": fields}
        log_all(session, statement.table, those, entry(session, "", 0, action, **facts))
    return touched


def moved(table: type[SQLModel], column: str) -> Any:
    """A condition on records: the column has been changed since they were made."""
    change: Any = sa.orm.aliased(Change)
    name = sa.cast(change.fields, sa.Text).contains(f'"{column}"', autoescape=True)
    return sa.exists().where(change.type == type_of(table), change.record_id == cast(Any, table).id, name)


def count(session: Session, statement: Any) -> int:
    """Move a counter of a tracked table: no change in the log, no new version. Returns the rows touched."""
    return session.connection().execute(statement).rowcount


@event.listens_for(Session, "do_orm_execute")
def _guard(state: ORMExecuteState) -> None:
    if state.is_select:
        return
    table = getattr(state.statement, "table", None)
    if table in TRACKED_TABLES:
        raise RuntimeError(
            f"statement on {TRACKED_TABLES[table].type} goes past the change log: use changes.write"
        )


def touch(record: Record, child: SQLModel | None = None) -> None:
    """Give a parent a new version when a child changed, so that its other editors are told.

    With `child` only if that is new or modified and not flushed yet.
    """
    session = object_session(child) if child is not None else None
    if session is None or child in session.new or session.is_modified(child):
        record.updated_at = clock.now()
