"""Merging two records, the same way for people and for organisations, and taking a merge back for 30 days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, retention
from app.core.database import records
from app.core.database.columns import Record, table_of
from app.core.errors import Conflict
from app.core.personal import Kept
from app.organisations.merge_models import Difference, MergeEffect, MergeView, RecordMerge, Side
from app.organisations.merge_rules import RULES, Pair, Step, Target
from app.organisations.merge_steps import (
    differences,
    parts_of,
    snapshot,
    take_back,
    touch_parents,
)

UNDO_DAYS = 30
KEPT_FOR = timedelta(days=UNDO_DAYS)
MERGE = table_of(RecordMerge)
EMPTY: tuple[object, ...] = (None, "")


def merge(session: Session, pair: Pair, gone: Record, name: str, fill: Callable[[], None]) -> None:
    """Every rule moves its rows, the record that goes is deleted, then `fill` completes the one kept.

    For an event ahead with two registrations the person gets the link to the one that stays; people who move
    up into a seat that came free get theirs; there are no other letters. A row that no rule moves prevents
    the deletion (409 `in_use`).
    """
    partnership_id = getattr(gone, "partnership_id", None)
    session.flush()
    for rule in RULES.of(pair.of):
        rule.lock(session, pair)
    before = snapshot(session, pair)
    for rule in RULES.of(pair.of):
        rule.merge(session, pair)
    session.expire_all()
    records.delete(session, gone)
    fill()
    session.flush()
    after = snapshot(session, pair)
    steps = differences(before, after)
    touch_parents(session, pair, before, after, steps=steps)
    done = RecordMerge(
        record=pair.of,
        partnership_id=partnership_id,
        kept_id=pair.kept_id,
        gone_id=pair.gone_id,
        name=name,
        steps=[step._asdict() for step in steps],
    )
    session.add(done)
    session.flush()
    session.expire_all()
    for rule in parts_of(pair):
        rule.afterwards(session, pair, [step for step in steps if step.table == rule.table.name])


def unmerge(session: Session, of: Target, kept_id: int, merge_id: int | None) -> Pair:
    """What came from the other record goes back to it; what changed later stays with the record kept."""
    done = _undoable(session, of, kept_id, merge_id)
    pair = Pair(of, done.kept_id, done.gone_id)
    steps = [Step(**step) for step in done.steps]
    session.delete(done)
    session.flush()
    for rule in RULES.of(of):
        rule.lock(session, pair)
    before = snapshot(session, pair)
    take_back(session, pair, steps)
    for rule in parts_of(pair):
        rule.take_back(session, pair, [step for step in steps if step.table == rule.table.name])
    after = snapshot(session, pair)
    touch_parents(session, pair, before, after, steps=steps)
    session.expire_all()
    return pair


def _undoable(session: Session, of: Target, kept_id: int, merge_id: int | None) -> RecordMerge:
    statement = _undoables(of, kept_id).order_by(col(RecordMerge.id).desc())
    if merge_id is not None:
        statement = statement.where(col(RecordMerge.id) == merge_id)
    found = session.exec(statement.limit(1)).first()
    if found is None:
        raise Conflict("nothing_to_undo")
    return found


def _undoables(of: Target, kept_id: int) -> SelectOfScalar[RecordMerge]:
    since = clock.now() - KEPT_FOR
    return select(RecordMerge).where(
        RecordMerge.record == of, RecordMerge.kept_id == kept_id, col(RecordMerge.created_at) > since
    )


def merges_of(session: Session, of: Target, kept_id: int) -> list[MergeView]:
    """The merges into this record that can be taken back, the last one first."""
    found = session.exec(_undoables(of, kept_id).order_by(col(RecordMerge.id).desc()))
    return [
        MergeView(
            id=one.id,
            duplicate_id=one.gone_id,
            name=one.name,
            merged_at=one.created_at,
            undo_until=one.created_at + KEPT_FOR,
        )
        for one in found
    ]


# --- the fields of the two records -----------------------------------------------------------------------


def sides(kept: Record, gone: Record, fields: Sequence[str], take: Mapping[str, Side]) -> dict[str, Side]:
    """Of each field that differs, whose value stays: the one chosen, else the kept one unless it is empty."""
    found: dict[str, Side] = {}
    for name in fields:
        own, other = getattr(kept, name), getattr(gone, name)
        if own == other:
            continue
        usual: Side = "duplicate" if own in EMPTY else "kept"
        found[name] = take.get(name, usual)
    return found


def difference(kept: Record, gone: Record, name: str, stays: Side, *, both: bool = False) -> Difference:
    return Difference(
        field=name,
        kept=getattr(kept, name),
        duplicate=getattr(gone, name),
        stays="both" if both else stays,
    )


def effects(session: Session, pair: Pair) -> list[MergeEffect]:
    """How many rows of each kind move, without changing anything."""
    found: dict[str, MergeEffect] = {}
    for (of, table, column), rule in RULES.columns.items():
        if of != pair.of:
            continue
        at_gone = sa.select(sa.func.count()).where(rule.table.c[column] == pair.gone_id)
        rows = int(session.connection().execute(at_gone).scalar_one())
        if not rows:
            continue
        joined = len(session.connection().execute(rule.twice(pair)).all()) if rule.twice else 0
        known = found.setdefault(table, MergeEffect(record=table, rows=0, joined=0))
        known.rows, known.joined = known.rows + rows, known.joined + joined
    return list(found.values())


# --- what is kept for taking a merge back ----------------------------------------------------------------


def forget_merges(session: Session, before: datetime) -> int:
    """Delete the merges of before this moment; returns how many."""
    return session.connection().execute(sa.delete(MERGE).where(MERGE.c.created_at <= before)).rowcount


def count_due(session: Session) -> int:
    """How many merges can no longer be taken back."""
    counted = sa.select(sa.func.count()).where(MERGE.c.created_at <= retention.edge(session, Kept.MERGES))
    return int(session.connection().execute(counted).scalar_one())


@retention.rule(Kept.MERGES, lambda settings: UNDO_DAYS, count_due, often=True)
def delete_due(session: Session) -> tuple[int, int]:
    """Delete what can no longer be taken back."""
    return 0, forget_merges(session, retention.edge(session, Kept.MERGES))


def forget_all_of(session: Session, of: Target, record_id: int) -> None:
    """Nothing is kept of merges into a record that is deleted, nor of earlier ones into those that went."""
    ids = [record_id]
    while ids:
        into = sa.and_(MERGE.c.record == of, MERGE.c.kept_id.in_(ids))
        gone = sa.delete(MERGE).where(into).returning(MERGE.c.gone_id)
        ids = list(session.connection().scalars(gone))
