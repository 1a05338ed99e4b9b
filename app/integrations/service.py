"""The feed of changes, read only."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core.actor import Actor
from app.core.changes import Change
from app.core.db import is_sqlite
from app.core.errors import Invalid
from app.core.paging import Slice
from app.integrations.models import PATHS, SHARED, ChangeRow, ChangesQuery

change = cast(Any, Change).__table__.c
SHOWN = tuple(change[name] for name in ("tx", "id", "type", "record_id", "action", "record_version", "at"))
TYPE = change.type.concat("")
"""Not as an index has it: to read in order and to leave out is cheaper than to sort all of some types."""
OPEN_TRANSACTIONS = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def visible_changes(actor: Actor) -> Any:
    """Those of the actor's partnerships, of what all share, and of what is public."""
    partnerships = actor.partnerships()
    statement = sa.select(*SHOWN)
    if partnerships is None:
        return statement
    shared = sa.and_(change.partnership_id.is_(None), change.type.in_(SHARED))
    return statement.where(sa.or_(change.partnership_id.in_(partnerships), shared, change.public))


def feed(session: Session, actor: Actor, query: ChangesQuery) -> Slice[ChangeRow]:
    """The next changes in the order of their transactions.

    On PostgreSQL ids are given before commits, so the feed is ordered by transaction and stops before the
    oldest one that is still open; nothing is missed and nothing comes twice. On SQLite the id is enough.
    """
    statement = visible_changes(actor).where(TYPE.in_(_types(query.types)))
    tx, last = _position(query.after or query.cursor or "0-0")
    if is_sqlite(session):
        statement = statement.where(change.id > last).order_by(change.id)
    else:
        statement = statement.where(
            change.tx < sa.literal_column(OPEN_TRANSACTIONS), sa.tuple_(change.tx, change.id) > (tx, last)
        ).order_by(change.tx, change.id)
    rows = session.connection().execute(statement.limit(query.limit + 1)).all()
    found = [_present(row) for row in rows[: query.limit]]
    return Slice(found, found[-1].cursor if len(rows) > query.limit else None)


def _types(names: str | None) -> list[str]:
    wanted = [name.strip() for name in (names or "").split(",") if name.strip()] or list(PATHS)
    if unknown := [name for name in wanted if name not in PATHS]:
        raise Invalid("?types", "not_a_choice", value=unknown[0])
    return wanted


def _position(cursor: str) -> tuple[int, int]:
    tx, mark, last = cursor.partition("-")
    if not (mark and tx.isdigit() and last.isdigit()) or len(cursor) > 38:
        raise Invalid("?cursor", "bad_cursor")
    return int(tx), int(last)


def _present(row: Any) -> ChangeRow:
    return ChangeRow(
        cursor=f"{row.tx}-{row.id}",
        type=row.type,
        id=row.record_id,
        action=row.action,
        version=row.record_version,
        at=row.at,
        url="/api/v1" + PATHS[row.type].format(id=row.record_id),
    )
