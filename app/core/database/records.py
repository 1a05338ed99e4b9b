"""What every service does with records: get one for update, check a reference, apply changes."""

from collections.abc import Collection, Sequence
from typing import TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, SQLModel

from app.core import reactions
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.columns import Record, table_of
from app.core.database.engine import step
from app.core.errors import Conflict, Invalid, NotFound, Problem

R = TypeVar("R", bound=SQLModel)
V = TypeVar("V", bound=Record)
T = TypeVar("T")
ANY_VERSION = -1
"""`If-Match: *`: any version matches."""


def get(session: Session, statement: sa.Select[T]) -> T:
    """The only record of a `visible_...` select. NotFound when there is none or the actor may not read it."""
    record: T | None = session.scalars(statement).one_or_none()
    if record is None:
        raise NotFound()
    return record


def get_for_update(session: Session, statement: sa.Select[V], version: int) -> V:
    """Fetch a record locked until the commit; `stale` when it is not the version the actor has seen.

    The lock lets others add rows that refer to the record, such as sign-ups to an event.
    """
    table = statement.column_descriptions[0]["entity"]
    record = get(session, statement.with_for_update(of=table, key_share=True))
    check_version(record, version)
    return record


def check_version(record: Record, version: int) -> None:
    if version not in (ANY_VERSION, record.version):
        raise Problem("stale", version=record.version)


def get_referenced(
    session: Session, table: type[R], record_id: int | None, pointer: str, partnership_id: int | None = None
) -> R | None:
    """The record a field refers to. Invalid at the field when this partnership has no such record."""
    if record_id is None:
        return None
    record = session.get(table, record_id)
    if record is None:
        raise Invalid(pointer, "not_found")
    if partnership_id is not None and getattr(record, "partnership_id", partnership_id) != partnership_id:
        raise Invalid(pointer, "other_partnership")
    return record


def check_referenced_above(
    session: Session, table: str, record_id: int | None, pointer: str, partnership_id: int
) -> None:
    """As `get_referenced`, for the table of a higher room, which is known here by its name alone."""
    if record_id is None:
        return
    number, place = sa.column("id", sa.Integer), sa.column("partnership_id", sa.Integer)
    found = session.connection().scalar(
        sa.select(place).select_from(sa.table(table)).where(number == record_id)
    )
    if found is None:
        raise Invalid(pointer, "not_found")
    if found != partnership_id:
        raise Invalid(pointer, "other_partnership")


def apply_changes(record: SQLModel, body: BaseModel, *, leave: set[str] | None = None) -> set[str]:
    """Copy the sent fields onto the record. Returns the names of the fields that really changed."""
    columns = table_of(type(record)).c
    changed = set()
    for name in body.model_fields_set - (leave or set()):
        if name not in columns:
            continue
        value = getattr(body, name)
        if value is None and not columns[name].nullable:
            raise Invalid(f"#/{name}", "required")
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed.add(name)
    return changed


def delete(session: Session, record: SQLModel, unless: Sequence[type[SQLModel]] = ()) -> None:
    """409 `in_use` with the types of the records that refer to this one. What higher rooms attach to it goes
    with it, and so do its parts, but for rows of the tables `unless`: those are a reason to keep it."""
    (number,) = sa.inspect(record).identity or (0,)
    held = {table_of(one) for one in unless}
    if any(_refers(session, key, number) for key in _keys(type(record)) if key.parent.table in held):
        raise Conflict("in_use", referred_by=_referring(session, type(record), number, held))
    reactions.announce("record_deleted", session=session, record=record)
    try:
        with step(session):
            session.delete(record)
            session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use", referred_by=_referring(session, type(record), number, held)) from error


def _referring(session: Session, table: type[SQLModel], number: int, held: Collection[sa.Table]) -> list[str]:
    """Types as the feed of changes calls them."""
    keys = [key for key in _keys(table) if key.ondelete is None or key.parent.table in held]
    found = {_type_of(key.parent.table) for key in keys if _refers(session, key, number)}
    return sorted(filter(None, found))


def _keys(table: type[SQLModel]) -> list[sa.ForeignKey]:
    """All that lead to the ids of a table."""
    keys = (key for other in SQLModel.metadata.sorted_tables for key in other.foreign_keys)
    return [key for key in keys if key.column is table_of(table).c.id]


def _type_of(table: sa.Table) -> str | None:
    """Of a row that is part of a record, the type of that record, to which its first reference leads."""
    whole = (key.column.table for column in table.c for key in column.foreign_keys)
    rules = (TRACKED_TABLES.get(one) for one in (table, *whole) if one.name != "partnership")
    return next((rule.type for rule in rules if rule), None)


def _refers(session: Session, key: sa.ForeignKey, number: int) -> bool:
    found = sa.select(key.parent).where(key.parent == number).limit(1)
    return session.connection().scalar(found) is not None
