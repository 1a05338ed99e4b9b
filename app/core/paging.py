"""Lists: filters, keyset pages, totals and what has changed since.

A page follows an immutable key (the id, or a key with the id behind it), so that under concurrent
writes no row comes twice and none is skipped. A key with ties is read in two branches, `key = ? and
id > ?` and then `key > ?`: SQLite uses its index fully for each of them, but not for the pair.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlmodel import Session, SQLModel

from app.core import changes
from app.core.actor import Actor
from app.core.changes import Change
from app.core.columns import LARGEST_ID, Since
from app.core.errors import Invalid
from app.core.synced import synced_until

T = TypeVar("T")
LONGEST_CURSOR = 12_000
"""The sort key of a person's name can take 11 bytes a character, and half as much again in a cursor."""
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Since)


class PageQuery(BaseModel):
    """The part of a list's query that all lists share; rooms add their filters."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200, description="Rows of one page.")
    cursor: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="From `next` of the page before."
    )
    count: bool = Field(default=False, description="Add `total`, the number of all rows.")


class SyncQuery(PageQuery):
    """A list that another system may keep in step with."""

    updated_since: Since | None = Field(
        default=None, description="Only what changed since; use `synced_until` of the last answer."
    )


class Deleted(BaseModel):
    """Stands where a record was that is gone, or no longer for this reader."""

    id: int
    deleted: bool = True
    updated_at: datetime


class Page(BaseModel, Generic[T]):
    """One page of a list. `next` is the address of the following one, null at the end."""

    results: list[T]
    next: str | None = None
    total: int | None = None
    synced_until: datetime | None = None


@dataclass
class Slice(Generic[T]):
    """A page before it knows its own address."""

    results: Sequence[T]
    cursor: str | None = None
    total: int | None = None
    synced_until: datetime | None = None


@dataclass(frozen=True)
class Key:
    """What a list is ordered by: the id alone, or a column with ties (`tied`) and the id behind it."""

    id: Any
    tied: Any = None
    read: Callable[[Any], Any] = lambda value: value
    write: Callable[[Any], Any] = lambda value: value


def time_key(id_column: Any, column: Any) -> Key:
    return Key(id_column, column, instant, lambda value: value.isoformat())


def instant(written: Any) -> datetime:
    """Of a cursor; ValueError for what no cursor of ours says."""
    return _INSTANT.validate_python(written)


def text_key(id_column: Any, column: Any) -> Key:
    """For binary sort keys."""
    return Key(
        id_column,
        column,
        lambda value: base64.b64decode(value),
        lambda value: base64.b64encode(value).decode(),
    )


def text_cursor(record: Any) -> list[Any]:
    """Where a list by `text_key` of `sort_key` goes on after this record."""
    return [base64.b64encode(record.sort_key).decode(), record.id]


def encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[Any]:
    try:
        values: Any = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid("?cursor", "bad_cursor") from error
    well_formed = isinstance(values, list) and len(values) == length and type(values[-1]) is int
    if not well_formed or abs(values[-1]) > LARGEST_ID:
        raise Invalid("?cursor", "bad_cursor")
    return list(values)


def rows(session: Session, statement: Any, query: PageQuery, key: Key) -> tuple[list[Any], bool]:
    """The rows of one page and whether more follow. `statement` has its filters but no order and no limit."""
    wanted = query.limit + 1
    if key.tied is None:
        if query.cursor:
            statement = statement.where(key.id > decode(query.cursor, 1)[0])
        found = _fetch(session, statement.order_by(key.id).limit(wanted))
    else:
        found = _tied_rows(session, statement, query.cursor, wanted, key)
    return found[: query.limit], len(found) > query.limit


def _tied_rows(session: Session, statement: Any, cursor: str | None, wanted: int, key: Key) -> list[Any]:
    ordered = statement.order_by(key.tied, key.id)
    if not cursor:
        return _fetch(session, ordered.limit(wanted))
    raw, last = decode(cursor, 2)
    try:
        value = key.read(raw)
    except (ValueError, TypeError) as error:
        raise Invalid("?cursor", "bad_cursor") from error
    found = _fetch(session, ordered.where(key.tied == value, key.id > last).limit(wanted))
    if len(found) < wanted:
        found += _fetch(session, ordered.where(key.tied > value).limit(wanted - len(found)))
    return found


def _fetch(session: Session, statement: Any) -> list[Any]:
    result = session.execute(statement)
    single = len(statement.column_descriptions) == 1
    return list(result.scalars()) if single else list(result)


def total(session: Session, statement: Any, query: PageQuery) -> int | None:
    if not query.count:
        return None
    return session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery()))


def page(
    session: Session,
    statement: Any,
    query: PageQuery,
    present: Callable[[list[Any]], Sequence[Any]],
    key: Key,
    cursor_of: Callable[[Any], list[Any]] = lambda row: [row.id],
) -> Slice[Any]:
    """A page of a list that nobody keeps in step with. `present` turns all rows of the page into views."""
    found, more = rows(session, statement, query, key)
    cursor = encode(cursor_of(found[-1])) if more else None
    return Slice(present(found), cursor, total(session, statement, query))


def page_by_name(
    session: Session,
    statement: Any,
    query: SyncQuery,
    present: Callable[[list[Any]], Sequence[Any]],
    id_column: Any,
    sort_key: Any,
) -> Slice[Any]:
    """A page in Czech order of names of a list that is kept in step with by id; its mark is taken first."""
    if query.updated_since:
        raise Invalid("?sort", "not_allowed")
    until = synced_until(session)
    found = page(session, statement, query, present, text_key(id_column, sort_key), text_cursor)
    found.synced_until = until
    return found


def synced_page(
    session: Session,
    actor: Actor,
    table: type[SQLModel],
    visible: Any,
    query: SyncQuery,
    present: Callable[[list[Any]], Sequence[Any]],
    never: Any = None,
    shown: Any = None,
    changed: Any = None,
) -> Slice[Any]:
    """A page of tracked records by id; with `updated_since` also the tombstones of what this reader has lost.

    `visible` is the select of what the actor may read with the filters of the query applied. A record that
    merely left the filter counts as lost too: the other system has to forget it. `never` selects the records
    that cannot have been in this list. The staff of a partnership have seen all of it, everybody what was
    public and what they have changed themselves; `shown` is true of changes of what this reader may have seen
    beside that. `changed` are the columns that tell when a row moved which is made of several records.
    """
    until = synced_until(session)
    statement = visible
    if query.updated_since:
        moments = changed or [cast(Any, table).updated_at]
        statement = visible.where(sa.or_(*(moment >= query.updated_since for moment in moments)))
    found, more = rows(session, statement, query, Key(cast(Any, table).id))
    if not query.updated_since:
        cursor = encode([found[-1].id]) if more else None
        return Slice(present(found), cursor, total(session, statement, query), until)
    last = decode(query.cursor, 1)[0] if query.cursor else 0
    seen = _seen(actor, changes.type_of(table), shown)
    gone = _tombstones(session, seen, table, visible, never, query, last)
    return _merged(query, found, present(found), gone, total(session, statement, query), until)


def _merged(
    query: SyncQuery,
    found: list[Any],
    views: Sequence[Any],
    gone: list[tuple[int, Any]],
    count: int | None,
    until: datetime,
) -> Slice[Any]:
    shown = [(record.id, view) for record, view in zip(found, views, strict=True)]
    merged = sorted([*shown, *gone], key=lambda pair: pair[0])
    kept = merged[: query.limit]
    more = len(merged) > query.limit or len(found) == query.limit or len(gone) > query.limit
    cursor = encode([kept[-1][0]]) if kept and more else None
    return Slice([view for _, view in kept], cursor, count, until)


def _tombstones(
    session: Session,
    seen: Any,
    table: type[SQLModel],
    visible: Any,
    never: Any,
    query: SyncQuery,
    after: int,
) -> list[tuple[int, Any]]:
    change = cast(Any, Change)
    still = visible.order_by(None).with_only_columns(cast(Any, table).id)
    statement = (
        sa.select(change.record_id, sa.func.max(change.at).label("at"))
        .where(change.type == changes.type_of(table), change.at >= query.updated_since)
        .where(change.record_id > after, change.record_id.not_in(still), seen)
        .group_by(change.record_id)
        .order_by(change.record_id)
        .limit(query.limit + 1)
    )
    if never is not None:
        statement = statement.where(~never.where(cast(Any, table).id == change.record_id).exists())
    return [
        (row.record_id, Deleted(id=row.record_id, updated_at=row.at)) for row in session.execute(statement)
    ]


def _seen(actor: Actor, name: str, shown: Any) -> Any:
    """A condition on changes: the actor may have seen the record."""
    partnerships = actor.partnerships()
    if partnerships is None:
        return sa.true()
    change = cast(Any, Change)
    earlier = sa.orm.aliased(change)
    by_themselves = earlier.user_id == actor.user_id if actor.known else sa.false()
    shared = sa.and_(change.partnership_id.is_(None), sa.literal(actor.reads_somewhere))
    once = sa.exists().where(
        earlier.type == name, earlier.record_id == change.record_id, earlier.public | by_themselves
    )
    return sa.or_(
        change.partnership_id.in_(partnerships), shared, once, sa.false() if shown is None else shown
    )


def within(partnership_id: int) -> Any:
    """`shown` of a list below one record of this partnership, for those who were let into it."""
    return cast(Any, Change).partnership_id == partnership_id


def outside(column: Any, owner_id: int | None) -> Any:
    """What hangs on another record than this one: `never` of a list below one record."""
    return sa.select(column.class_).where(column != owner_id)
