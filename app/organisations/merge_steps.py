"""What a merge changed, row by row, as JSON; and how those rows are taken back.

A column that was changed again after the merge keeps its later value.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from app.core import clock
from app.core.json_values import Json
from app.core.web.keyset import Condition
from app.organisations.merge_references import rooted
from app.organisations.merge_rules import RULES, Pair, Rule, Step, change, touch

UNCOUNTED = {"version", "updated_at"}
"""Columns that follow the others."""

Key = tuple[object, ...]
Rows = dict[str, dict[Key, Json]]
"""Rows by their table and their primary key, as JSON."""


def parts_of(pair: Pair) -> list[Rule]:
    """The rules whose rows are compared: those of the columns, then what follows them."""
    return [*RULES.of(pair.of), *RULES.following(pair.of)]


def snapshot(session: Session, pair: Pair) -> Rows:
    """All rows that belong to either record, with the two records themselves."""
    own = SQLModel.metadata.tables[pair.of]
    found: Rows = {own.name: _rows(session, own, own.c.id.in_(pair.ids))}
    for rule in parts_of(pair):
        rows = _rows(session, rule.table, rule.condition(pair), rule.hidden)
        found.setdefault(rule.table.name, {}).update(rows)
    return found


def _rows(
    session: Session, table: sa.Table, condition: Condition, hidden: frozenset[str] = frozenset()
) -> dict[Key, Json]:
    keys = [column.name for column in table.primary_key]
    found = session.connection().execute(sa.select(table).where(condition)).mappings()
    rows = (
        {name: bool(value) if name in hidden else _to_json(value) for name, value in row.items()}
        for row in found
    )
    return {tuple(row[name] for name in keys): row for row in rows}


def differences(before: Rows, after: Rows) -> list[Step]:
    steps: list[Step] = []
    for name, old in before.items():
        keys = [column.name for column in SQLModel.metadata.tables[name].primary_key]
        new = after.get(name, {})
        for key in sorted({*old, *new}, key=str):
            step = _step(name, dict(zip(keys, key, strict=True)), old.get(key), new.get(key))
            steps += [step] if step else []
    return steps


def _step(name: str, key: Json, old: Json | None, new: Json | None) -> Step | None:
    if old is None or new is None:
        return Step(name, key, old, None if new is None else {})
    moved = {column for column in old if old[column] != new[column]} - UNCOUNTED
    if not moved:
        return None
    return Step(name, key, {one: old[one] for one in moved}, {one: new[one] for one in moved})


def touch_parents(session: Session, pair: Pair, *states: Rows, steps: Iterable[Step]) -> None:
    """The records that list the changed rows get a new version: a partnership with its roles, for example."""
    changed = {(step.table, tuple(step.key.values())) for step in steps}
    for rule in RULES.of(pair.of):
        if rule.parent is None:
            continue
        table, column = rule.parent
        rows = [
            row
            for state in states
            for key, row in state.get(rule.table.name, {}).items()
            if (rule.table.name, key) in changed
        ]
        touch(session, table, sorted({row[column] for row in rows if row[column] is not None}))


# --- taking back -----------------------------------------------------------------------------------------


def take_back(session: Session, pair: Pair, steps: list[Step]) -> None:
    """The record kept gives back first, then the other one returns under its old id, then its rows.

    Rows go back to their owner before rows of the record kept stand again, because some may stand only once.
    """
    own = [step for step in steps if step.table == pair.of]
    hidden = {rule.table.name for rule in parts_of(pair) if rule.hidden}
    rest = [step for step in steps if step.table != pair.of and step.table not in hidden]
    left = {rule.table.name: rule.left for rule in parts_of(pair)}
    pointing = {(table, column) for of, table, column in RULES.columns if of == pair.of}
    rest.sort(key=lambda step: not any((step.table, name) in pointing for name in step.before or ()))
    for step in sorted(own, key=lambda one: one.after is None):
        _restore(session, step, frozenset())
    for order in (_was_added, _was_changed, _was_deleted):
        for step in filter(order, rest):
            _restore(session, step, left.get(step.table, frozenset()))


def _was_added(step: Step) -> bool:
    return step.before is None


def _was_deleted(step: Step) -> bool:
    return step.after is None


def _was_changed(step: Step) -> bool:
    return step.before is not None and step.after is not None


def _restore(session: Session, step: Step, left: frozenset[str]) -> None:
    table = SQLModel.metadata.tables[step.table]
    here = sa.and_(*(table.c[name] == value for name, value in step.key.items()))
    if step.before is None:
        change(session, sa.delete(table).where(here), "deleted")
    elif step.after is None:
        _insert(session, table, {name: _from_json(value) for name, value in step.before.items()})
    else:
        _set_back(session, table, here, step, left)


def _set_back(session: Session, table: sa.Table, here: Condition, step: Step, left: frozenset[str]) -> None:
    """Only what is still as the merge left it, and what it refers to still stands."""
    before, after = step.before or {}, step.after or {}
    found = session.connection().execute(sa.select(table).where(here)).mappings().one_or_none()
    if found is None:
        return
    standing = {name for name in before if name not in left and _to_json(found[name]) == after[name]}
    back = rooted(session, table, {**found, **{name: _from_json(before[name]) for name in standing}})
    if standing and back is not None:
        fields = {name: [after[name], _to_json(back[name])] for name in standing}
        values = {name: back[name] for name in standing}
        change(session, sa.update(table).where(here).values(values), "updated", fields)


def _insert(session: Session, table: sa.Table, row: Json) -> None:
    """The row comes back under its old id; nothing happens where a later one has taken its place.

    Neither where it belonged to a record that is gone.
    """
    standing = rooted(session, table, row)
    if standing is None:
        return
    if "version" in row:
        standing |= {"version": row["version"] + 1, "updated_at": clock.now()}
    insert = sqlite.insert if session.info["database"].dialect == "sqlite" else postgresql.insert
    statement = insert(table).values(standing)
    later = table.name in ("person", "organisation")
    change(session, statement if later else statement.on_conflict_do_nothing(), "created")


# --- values as JSON --------------------------------------------------------------------------------------


def _to_json(value: Any) -> Any:
    """Values that JSON does not know stand under the name of their type."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    return value


READERS: Mapping[str, Any] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$decimal": Decimal,
    "$bytes": bytes.fromhex,
}


def _from_json(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        [(name, text)] = value.items()
        if name in READERS:
            return READERS[name](text)
    return value
