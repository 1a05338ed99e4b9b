"""Lists: filters, keyset pages, totals, and changes since an instant.

A page follows an immutable key (the id, or a key and then the id), so that under concurrent writes no row
comes twice and none is skipped. A key with ties is read in two branches, `key = ? and id > ?` and then
`key > ?`: SQLite uses its index fully for each of them, but not for the pair.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database import changes
from app.core.database.changes import Change
from app.core.database.columns import LARGEST_ID, STORABLE, Record, Since
from app.core.database.high_water_mark import synced_until
from app.core.errors import Invalid

T = TypeVar("T", covariant=True)
V = TypeVar("V")
R = TypeVar("R")
K = TypeVar("K", bound="WithId")
N = TypeVar("N", bound="Named")

Column = sa.SQLColumnExpression[Any]
Condition = sa.ColumnElement[bool]
AnySelect = sa.Select[*tuple[Any, ...]]
Statement = sa.Select[R] | AnySelect
"""A select of records of one table, or of columns; `to_views` takes its rows."""
ToViews = Callable[[list[R]], Sequence[V]]
"""Turns all rows of a page into views."""
Cursor = list[Any]
"""JSON values: the key of the last row of a page, with its id at the end."""

LONGEST_CURSOR = 12_000
"""A sort key of a name can take 11 bytes a character, and a cursor encodes it half as long again."""
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Since)


class PageQuery(BaseModel):
    """The query parameters that all lists share; rooms add their filters."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200, description="Rows of one page.")
    cursor: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR), STORABLE] | None = Field(
        default=None, description="From `next` of the page before."
    )
    count: bool = Field(default=False, description="Add `total`, the number of all rows.")


class SyncQuery(PageQuery):
    """A list that another system may keep in step with."""

    updated_since: Since | None = Field(
        default=None, description="Only what changed since; use `synced_until` of the last answer."
    )


class Deleted(BaseModel):
    """In the place of a record that is gone, or that this reader may no longer see."""

    id: int
    deleted: Literal[True]
    updated_at: datetime


class Page(BaseModel, Generic[V]):
    """One page of a list. `next` is the address of the following one, null at the end."""

    results: list[V]
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
class SortKey:
    """The order of a list: the id alone, or a column with ties (`tied`) and then the id."""

    id: Column
    tied: Column | None = None
    read: Callable[[Any], Any] = lambda value: value
    write: Callable[[Any], Any] = lambda value: value


class WithId(Protocol):
    """A record, or a row with its id."""

    @property
    def id(self) -> int | None: ...


class Named(WithId, Protocol):
    """A record, or a row, in the order of names."""

    @property
    def sort_key(self) -> bytes: ...


def time_key(id_column: Column, column: Column) -> SortKey:
    return SortKey(id_column, column, parse_instant, lambda value: value.isoformat())


def parse_instant(written: Any) -> datetime:
    """Parse an instant of a cursor; ValueError for a value that is not from a cursor of ours."""
    return _INSTANT.validate_python(written)


def text_key(id_column: Column, column: Column) -> SortKey:
    """For binary sort keys."""
    return SortKey(
        id_column,
        column,
        lambda value: base64.b64decode(value),
        lambda value: base64.b64encode(value).decode(),
    )


def text_cursor(record: Named) -> Cursor:
    """The cursor after this record in a list by `text_key` of `sort_key`."""
    return [base64.b64encode(record.sort_key).decode(), record.id]


def encode(values: Cursor) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode(cursor: str, length: int) -> Cursor:
    try:
        values: Any = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid("?cursor", "bad_cursor") from error
    well_formed = isinstance(values, list) and len(values) == length and type(values[-1]) is int
    if not well_formed or abs(values[-1]) > LARGEST_ID:
        raise Invalid("?cursor", "bad_cursor")
    return list(values)


def rows(session: Session, statement: Statement[R], query: PageQuery, key: SortKey) -> tuple[list[R], bool]:
    """The rows of one page and whether more follow. `statement` has filters, but no order and no limit."""
    wanted = query.limit + 1
    if key.tied is None:
        if query.cursor:
            statement = statement.where(key.id > decode(query.cursor, 1)[0])
        found: list[R] = _fetch(session, statement.order_by(key.id).limit(wanted))
    else:
        found = _tied_rows(session, statement, query.cursor, wanted, key, key.tied)
    return found[: query.limit], len(found) > query.limit


def _tied_rows(
    session: Session, statement: Statement[R], cursor: str | None, wanted: int, key: SortKey, tied: Column
) -> list[R]:
    ordered = statement.order_by(tied, key.id)
    if not cursor:
        return _fetch(session, ordered.limit(wanted))
    raw, last = decode(cursor, 2)
    try:
        value = key.read(raw)
    except (ValueError, TypeError) as error:
        raise Invalid("?cursor", "bad_cursor") from error
    found: list[R] = _fetch(session, ordered.where(tied == value, key.id > last).limit(wanted))
    if len(found) < wanted:
        found += _fetch(session, ordered.where(tied > value).limit(wanted - len(found)))
    return found


def _fetch(session: Session, statement: Statement[R]) -> list[R]:
    result = session.execute(statement)
    found: Sequence[Any] = result.scalars().all() if len(statement.column_descriptions) == 1 else result.all()
    return list(found)


def total(session: Session, statement: AnySelect, query: PageQuery) -> int | None:
    if not query.count:
        return None
    return session.exec(select(sa.func.count()).select_from(statement.order_by(None).subquery())).one()


def _own_id(row: Any) -> Cursor:
    return [row.id]


def page(
    session: Session,
    statement: Statement[R],
    query: PageQuery,
    to_views: ToViews[R, V],
    key: SortKey,
    cursor_of: Callable[[R], Cursor] = _own_id,
) -> Slice[V]:
    """A page of a list that other systems do not synchronise."""
    found: list[R]
    found, more = rows(session, statement, query, key)
    cursor = encode(cursor_of(found[-1])) if more else None
    return Slice(to_views(found), cursor, total(session, statement, query))


def page_by_name(
    session: Session,
    statement: Statement[N],
    query: SyncQuery,
    to_views: ToViews[N, V],
    id_column: Column,
    sort_key: Column,
) -> Slice[V]:
    """A page in Czech order of names, of a list that other systems synchronise by id.

    `synced_until` is read before the rows, so that a change committed in between comes again.
    """
    if query.updated_since:
        raise Invalid("?sort", "not_allowed")
    until = synced_until(session)
    found = page(session, statement, query, to_views, text_key(id_column, sort_key), text_cursor)
    found.synced_until = until
    return found


def synced_page(
    session: Session,
    actor: Actor,
    table: type[Record],
    visible: Statement[K],
    query: SyncQuery,
    to_views: ToViews[K, V],
    excluded: AnySelect | None = None,
    also_seen: Condition | None = None,
    change_columns: Sequence[Column] | None = None,
) -> Slice[V | Deleted]:
    """A page of tracked records by id; with `updated_since` also tombstones of records this reader has lost.

    `visible` selects what the actor may read, with the filters of the query. A record that merely left the
    filter counts as lost too: the other system has to forget it. `excluded` selects records that cannot have
    been in this list. Staff of a partnership have seen all its records; other readers have seen what was
    public and what they changed themselves. `also_seen` is a condition on changes of records that this reader
    may have seen besides. `change_columns` tell when a row made of several records changed.
    """
    until = synced_until(session)
    statement = visible
    if query.updated_since:
        moments = change_columns or [col(table.updated_at)]
        statement = visible.where(sa.or_(*(moment >= query.updated_since for moment in moments)))
    found: list[K]
    found, more = rows(session, statement, query, SortKey(col(table.id)))
    if not query.updated_since:
        cursor = encode([found[-1].id]) if more else None
        return Slice(to_views(found), cursor, total(session, statement, query), until)
    last = decode(query.cursor, 1)[0] if query.cursor else 0
    seen = _was_visible(actor, changes.type_of(table), also_seen)
    gone = _tombstones(session, seen, table, visible, excluded, query, last)
    return _merge(query, found, to_views(found), gone, total(session, statement, query), until)


def _merge(
    query: SyncQuery,
    found: Sequence[WithId],
    views: Sequence[V],
    gone: list[Deleted],
    count: int | None,
    until: datetime,
) -> Slice[V | Deleted]:
    """Records and tombstones in the order of their ids."""
    merged: list[tuple[int, V | Deleted]] = [(one.id, one) for one in gone]
    merged += [(record.id or 0, view) for record, view in zip(found, views, strict=True)]
    merged.sort(key=lambda pair: pair[0])
    page_rows = merged[: query.limit]
    more = len(merged) > query.limit or len(found) == query.limit or len(gone) > query.limit
    cursor = encode([page_rows[-1][0]]) if page_rows and more else None
    return Slice([view for _, view in page_rows], cursor, count, until)


def _tombstones(
    session: Session,
    seen: Condition,
    table: type[Record],
    visible: AnySelect,
    excluded: AnySelect | None,
    query: SyncQuery,
    after: int,
) -> list[Deleted]:
    record_id = col(Change.record_id)
    still = visible.order_by(None).with_only_columns(col(table.id))
    statement = (
        select(record_id, sa.func.max(col(Change.at)))
        .where(col(Change.type) == changes.type_of(table), col(Change.at) >= query.updated_since)
        .where(record_id > after, record_id.not_in(still), seen)
        .group_by(record_id)
        .order_by(record_id)
        .limit(query.limit + 1)
    )
    if excluded is not None:
        statement = statement.where(~excluded.where(col(table.id) == record_id).exists())
    return [Deleted(id=gone, deleted=True, updated_at=at) for gone, at in session.exec(statement)]


def _was_visible(actor: Actor, name: str, also_seen: Condition | None) -> Condition:
    """A condition on changes: the actor may have seen the record."""
    partnerships = actor.partnerships()
    if partnerships is None:
        return sa.true()
    earlier = aliased(Change)
    by_themselves = col(earlier.user_id) == actor.user_id if actor.known else sa.false()
    shared = sa.and_(col(Change.partnership_id).is_(None), sa.literal(actor.reads_somewhere))
    once = sa.exists().where(
        col(earlier.type) == name,
        col(earlier.record_id) == col(Change.record_id),
        col(earlier.public) | by_themselves,
    )
    return sa.or_(
        col(Change.partnership_id).in_(partnerships),
        shared,
        once,
        sa.false() if also_seen is None else also_seen,
    )


def in_partnership(partnership_id: int) -> Condition:
    """`also_seen` of a list below one record of this partnership, for readers with access to that record."""
    return col(Change.partnership_id) == partnership_id


def of_other_parent(column: Column, owner_id: int | None) -> AnySelect:
    """Records of another parent than this one: `excluded` of a list below one record."""
    return sa.select(sa.literal(1)).where(column != owner_id)
