"""What every service does with records: fetch one to change it, check a reference, take over fields."""

from typing import TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, SQLModel

from app.core.database.columns import Record, table_of
from app.core.errors import Conflict, Invalid, NotFound, Problem

R = TypeVar("R", bound=SQLModel)
V = TypeVar("V", bound=Record)
T = TypeVar("T")
ANY_VERSION = -1
"""`If-Match: *`: whatever the version is."""


def get(session: Session, statement: sa.Select[T]) -> T:
    """The one record of a `visible_...` select, or NotFound: what may not be read does not exist."""
    record: T | None = session.scalars(statement).one_or_none()
    if record is None:
        raise NotFound()
    return record


def get_for_update(session: Session, statement: sa.Select[V], version: int) -> V:
    """Fetch a record to change it: locked until the commit, and still the version the actor has seen.

    The lock leaves room for others to add rows that refer to the record, such as sign-ups to an event.
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
    """The record a field refers to; refused at the field when there is none in this partnership."""
    if record_id is None:
        return None
    record = session.get(table, record_id)
    if record is None:
        raise Invalid(pointer, "not_found")
    if partnership_id is not None and getattr(record, "partnership_id", partnership_id) != partnership_id:
        raise Invalid(pointer, "other_partnership")
    return record


def apply_changes(record: SQLModel, body: BaseModel, *, leave: set[str] | None = None) -> set[str]:
    """Copy the fields that were sent onto the record; returns the names of those that really changed."""
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


def delete(session: Session, record: SQLModel) -> None:
    """Delete; 409 `in_use` when other records refer to this one."""
    session.delete(record)
    try:
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
