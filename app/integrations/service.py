"""The feed of changes, read only."""

import re
from collections.abc import Sequence
from string import Formatter

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database.change_log import BEGINNING, TRACKED_TABLES, start_of_log
from app.core.database.changes import Change
from app.core.database.columns import rel
from app.core.database.engine import is_sqlite
from app.core.errors import Invalid, Problem
from app.core.json_values import Facts, Json
from app.core.web.paging import Slice
from app.integrations.models import PATHS, SHARED, ChangeRow, ChangesQuery

WITHOUT_FIELDS = defer(rel(Change.fields))
"""The feed does not say which fields changed."""
TYPE = col(Change.type).concat("")
"""An expression that no index has: to read in order and filter is cheaper than to sort all of some types."""
OPEN_TRANSACTIONS = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def visible_changes(actor: Actor) -> SelectOfScalar[Change]:
    """Changes of the actor's partnerships, of shared records, and of public records.

    Of a record that was public until this change everybody is told too: it is gone for them.
    """
    partnerships = actor.partnerships()
    statement = select(Change)
    if partnerships is None:
        return statement
    shared = sa.and_(col(Change.partnership_id).is_(None), col(Change.type).in_(SHARED))
    mine = col(Change.partnership_id).in_(partnerships)
    return statement.where(sa.or_(mine, shared, col(Change.public), _was_public()))


def _was_public() -> sa.ColumnElement[bool]:
    """The change before it left the record public."""
    before = aliased(Change)
    earlier = sa.tuple_(col(before.tx), col(before.id)) < sa.tuple_(col(Change.tx), col(Change.id))
    last = (
        select(before.public)
        .where(col(before.type) == col(Change.type), col(before.record_id) == col(Change.record_id), earlier)
        .order_by(col(before.tx).desc(), col(before.id).desc())
        .limit(1)
        .correlate(Change)
        .scalar_subquery()
    )
    shown = [rule.type for rule in TRACKED_TABLES.values() if rule.public is not None]
    return sa.and_(col(Change.type).in_(shown), last.is_(True))


def feed(session: Session, actor: Actor, query: ChangesQuery) -> Slice[ChangeRow]:
    """The next changes in the order of their transactions.

    On PostgreSQL ids are given before commits, so the feed is ordered by transaction and stops before the
    oldest one that is still open; nothing is missed and nothing comes twice. On SQLite the id is enough.
    A reader who is behind what the log still holds is told so; without a cursor it is read from there on.
    """
    statement = visible_changes(actor).where(TYPE.in_(_types(query.types)))
    start = start_of_log(session)
    given = _parse_cursor(query.after or query.cursor or "0-0")
    if BEGINNING < given < start:
        raise Problem("cursor_expired")
    tx, last = max(given, start)
    if is_sqlite(session):
        statement = statement.where(col(Change.id) > last).order_by(col(Change.id))
    else:
        after = sa.tuple_(col(Change.tx), col(Change.id)) > (tx, last)
        finished = col(Change.tx) < sa.literal_column(OPEN_TRANSACTIONS)
        statement = statement.where(finished, after).order_by(col(Change.tx), col(Change.id))
    rows = session.exec(statement.options(WITHOUT_FIELDS).limit(query.limit + 1)).all()
    found = _views(session, rows[: query.limit])
    return Slice(found, found[-1].cursor if len(rows) > query.limit else None)


def _types(names: str | None) -> list[str]:
    wanted = [name.strip() for name in (names or "").split(",") if name.strip()] or list(PATHS)
    if unknown := [name for name in wanted if name not in PATHS]:
        raise Invalid("?types", "not_a_choice", value=unknown[0])
    return wanted


CURSOR = re.compile("[0-9]{1,19}-[0-9]{1,18}")


def _parse_cursor(cursor: str) -> tuple[int, int]:
    tx, _, last = cursor.partition("-")
    if not CURSOR.fullmatch(cursor):
        raise Invalid("?cursor", "bad_cursor")
    return int(tx), int(last)


def _views(session: Session, rows: Sequence[Change]) -> list[ChangeRow]:
    above: dict[tuple[str, int], Facts] = {}
    for kind in {row.type for row in rows}:
        ids = {row.record_id for row in rows if row.type == kind}
        above |= {(kind, place["id"]): place for place in _places(session, kind, ids)}
    return [_view(row, above.get((row.type, row.record_id), {"id": row.record_id})) for row in rows]


def _places(session: Session, kind: str, ids: set[int]) -> list[Json]:
    """The values that the address of each record needs. Records that are deleted have none."""
    names = {name for _, name, _, _ in Formatter().parse(PATHS[kind]) if name} | {"id"}
    if names == {"id"}:
        return []
    columns = next(table for table, rule in TRACKED_TABLES.items() if rule.type == kind).c
    needed = sa.select(*(columns[name] for name in sorted(names))).where(columns.id.in_(ids))
    return [dict(row) for row in session.connection().execute(needed).mappings()]


def _view(row: Change, place: Facts) -> ChangeRow:
    try:
        path = PATHS[row.type].format_map(place)
    except KeyError:  # it is deleted, and where it stood is not known any more
        path = f"/{row.type.replace('_', '-')}/{row.record_id}"
    return ChangeRow(
        cursor=f"{row.tx}-{row.id}",
        type=row.type,
        id=row.record_id,
        action=row.action,
        version=row.record_version,
        at=row.at,
        url="/api/v1" + path,
    )
