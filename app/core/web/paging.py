"""Lists: filters, pages in the order of ids or of a column, totals, and changes since an instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, Literal, Protocol, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database import changes
from app.core.database.changes import Change
from app.core.database.columns import STORABLE, Record, Since
from app.core.database.high_water_mark import synced_until
from app.core.errors import Invalid
from app.core.web import keyset
from app.core.web.keyset import AnySelect, Column, Condition, SortKey, Sorts, Statement

T = TypeVar("T", covariant=True)
V = TypeVar("V")
R = TypeVar("R")
K = TypeVar("K", bound="WithId")

ToViews = Callable[[list[R]], Sequence[V]]
"""Turns all rows of a page into views."""

LONGEST_CURSOR = 12_000
"""A sort key of a name can take 11 bytes a character, and a cursor encodes it half as long again."""
UNSORTED: Sorts = {}


class PageQuery(BaseModel):
    """The query parameters that all lists share; rooms add their filters."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200, description="Rows of one page.")
    cursor: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR), STORABLE] | None = Field(
        default=None, description="From `next` or `previous` of another page."
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
    """One page of a list. `next` is the address of the following one, null at the end, and `previous` of the
    one before, null at the beginning."""

    results: list[V]
    next: str | None = None
    previous: str | None = None
    total: int | None = None
    synced_until: datetime | None = None


@dataclass
class Slice(Generic[T]):
    """A page before it knows its own address."""

    results: Sequence[T]
    cursor: str | None = None
    total: int | None = None
    synced_until: datetime | None = None
    previous: str | None = None

    def showing(self, views: Sequence[V]) -> "Slice[V]":
        """The same page with views in the place of its rows."""
        return Slice(views, self.cursor, self.total, self.synced_until, self.previous)


class WithId(Protocol):
    """A record, or a row with its id."""

    @property
    def id(self) -> int | None: ...


def total(session: Session, statement: AnySelect, query: PageQuery) -> int | None:
    if not query.count:
        return None
    return session.exec(select(sa.func.count()).select_from(statement.order_by(None).subquery())).one()


def page(
    session: Session, statement: Statement[R], query: PageQuery, to_views: ToViews[R, V], key: SortKey
) -> Slice[V]:
    """A page of a list that other systems do not synchronise."""
    read: keyset.Rows[R] = keyset.rows(session, statement, query.limit, query.cursor, key)
    count = total(session, statement, query)
    return Slice(to_views(read.found), read.following, count, previous=read.previous)


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
    sorts: Sorts = UNSORTED,
) -> Slice[V | Deleted]:
    """A page of tracked records by id; with `updated_since` also tombstones of records this reader has lost.

    `visible` selects what the actor may read, with the filters of the query. A record that merely left the
    filter counts as lost too: the other system has to forget it. `excluded` selects records that cannot have
    been in this list. Staff of a partnership have seen all its records; other readers have seen what was
    public and what they changed themselves. `also_seen` is a condition on changes of records that this reader
    may have seen besides. `change_columns` tell when a row made of several records changed. `sorts` are the
    orders that the `sort` of the query may name; a record moves in them, so they cannot be synchronised.

    `synced_until` is read before the rows, so that a change committed in between comes again.
    """
    until = synced_until(session)
    key = keyset.key_of(col(table.id), getattr(query, "sort", None), sorts)
    if not query.updated_since:
        found = page(session, visible, query, to_views, key)
        return Slice(found.results, found.cursor, found.total, until, found.previous)
    if key.tied is not None:
        raise Invalid("?sort", "not_allowed")
    if keyset.is_backwards(query.cursor):
        raise Invalid("?cursor", "bad_cursor")
    moments = change_columns or [col(table.updated_at)]
    changed = visible.where(sa.or_(*(moment >= query.updated_since for moment in moments)))
    read: keyset.Rows[K] = keyset.rows(session, changed, query.limit, query.cursor, key)
    last = keyset.decode(query.cursor, 1)[0] if query.cursor else 0
    seen = _was_visible(actor, changes.type_of(table), also_seen)
    gone = _tombstones(session, seen, table, visible, excluded, query, last)
    count = total(session, changed, query)
    return _merge(query, read.found, to_views(read.found), gone, count, until)


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
    cursor = keyset.encode([page_rows[-1][0]]) if page_rows and more else None
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
