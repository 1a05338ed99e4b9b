"""What every service does with records: get one for update, check a reference, apply changes."""

from typing import TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, SQLModel

from app.core import reactions
from app.core.database import references
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


def delete(session: Session, record: SQLModel) -> None:
    """409 `in_use` with the types of the records that refer to this one. What higher rooms attach to it goes
    with it, and so do its parts."""
    (number,) = sa.inspect(record).identity or (0,)
    references.check_unused(session, type(record), number)
    reactions.announce("record_deleted", session=session, record=record)
    try:
        with step(session):
            session.delete(record)
            session.flush()
    except sa.exc.IntegrityError as error:  # somebody refers to it since
        raise Conflict("in_use") from error
