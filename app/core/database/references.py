"""What refers to a record and so keeps it from being deleted.

One rule for a deletion, for its trial and for `delete` in `allowed`: they all ask `referring`. It follows the
foreign keys. What goes with the record (`ON DELETE CASCADE`, or a part that its service deletes first) keeps
it only by what refers to that part from elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, SQLModel

from app.core.database import prepared
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.columns import table_of
from app.core.errors import Conflict

ReferredBy = Annotated[
    list[str],
    Field(
        default_factory=list,
        description="Types of the records that refer to this one and keep it from being deleted; for those "
        "who could delete it otherwise.",
    ),
]
UNNAMED = "unnamed"
"""The type of what no reader knows as a record of its own."""


@dataclass(frozen=True)
class Rule:
    """What the foreign keys of a kind of record do not say."""

    parts: frozenset[sa.Table] = frozenset()
    holding: frozenset[sa.Table] = frozenset()
    looked_at: frozenset[str] = frozenset()
    also: tuple[tuple[str, sa.ColumnElement[bool]], ...] = ()


_rules: dict[sa.Table, Rule] = {}


def keep_by(
    table: type[SQLModel],
    *,
    parts: Iterable[type[SQLModel]] = (),
    holding: Iterable[type[SQLModel]] = (),
    looked_at: Iterable[str] = (),
    also: Iterable[tuple[str, sa.ColumnElement[bool]]] = (),
) -> None:
    """State the exceptions of a kind of record, once, in its own room.

    `parts` are tables whose rows its service deletes before the record, `holding` are tables whose rows would
    go with it and are a reason to keep it. `looked_at` names tables of higher rooms whose references the
    service judges by itself. `also` are further reasons: a type and a condition on the table of the record.
    """
    _rules[table_of(table)] = Rule(
        frozenset(map(table_of, parts)), frozenset(map(table_of, holding)), frozenset(looked_at), tuple(also)
    )


def referring(session: Session, table: type[SQLModel], ids: Sequence[int]) -> dict[int, list[str]]:
    """The types of the records, as the feed of changes calls them, that refer to each record that is kept.

    One statement for all ids, and none for records to which nothing can refer.
    """
    statement = statement_of(table_of(table))
    if statement is None or not ids:
        return {}
    rows = prepared.rows_in(session, statement, table_of(table).c.id, ids)
    kept = {row.id: {name for name, refers in row._mapping.items() if refers} - {"id"} for row in rows}
    return {number: sorted(names - {UNNAMED}) for number, names in kept.items() if names}


def edit_and_delete(writes: bool, kept: bool) -> list[str]:
    """`allowed` of a record that its writers edit at any time, and delete while nothing refers to it."""
    return ["edit", *([] if kept else ["delete"])] if writes else []


def check_unused(session: Session, table: type[SQLModel], number: int) -> None:
    """409 `in_use` with the types of the records that refer to this one."""
    kept = referring(session, table, [number])
    if number in kept:
        raise Conflict("in_use", referred_by=kept[number])


@cache
def statement_of(table: sa.Table) -> sa.Select[*tuple[int, ...]] | None:
    """One column of each type. Asked when all rooms are imported, not before."""
    rule = _rules.get(table, Rule())
    reasons: dict[str, list[sa.ColumnElement[bool]]] = {}
    for kind, condition in (*_by_keys(table, rule), *rule.also):
        reasons.setdefault(kind, []).append(condition)
    if not reasons:
        return None
    return sa.select(table.c.id, *(sa.or_(*found).label(kind) for kind, found in reasons.items()))


def _by_keys(root: sa.Table, rule: Rule) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    own = list(_keys(root))
    gone = {key.parent.table: key.parent for key in own if _goes(key, rule)}
    direct = [key for key in own if _holds(key, rule)]
    holders = {key.parent.table for key in direct}
    for key in direct:
        if not any(_follows(key, other) for other in holders - {root}):
            yield _type_of(key.parent), _exists(root, [key], gone)
    for part in (key for key in own if _goes(key, rule)):
        for key in _keys(part.parent.table):
            if key.ondelete is None and key.parent.table not in holders:
                yield _type_of(key.parent), _exists(root, [part, key], gone)


def _goes(key: sa.ForeignKey, rule: Rule) -> bool:
    table = key.parent.table
    return table not in rule.holding and (key.ondelete == "CASCADE" or table in rule.parts)


def _holds(key: sa.ForeignKey, rule: Rule) -> bool:
    table = key.parent.table
    open_to_look = table not in rule.parts and table.name not in rule.looked_at
    return table in rule.holding or (key.ondelete is None and open_to_look)


def _follows(key: sa.ForeignKey, other: sa.Table) -> bool:
    """Whether each row belongs to a row of the other table that refers to the same record: it is enough to
    find that one. So is a registration of a partnership, by its event."""
    return any(
        constraint.referred_table is other
        and key.parent.name in constraint.column_keys
        and not any(column.nullable for column in constraint.columns)
        for constraint in key.parent.table.foreign_key_constraints
    )


def _exists(
    root: sa.Table, path: Sequence[sa.ForeignKey], gone: dict[sa.Table, sa.Column[int]]
) -> sa.ColumnElement[bool]:
    """Whether a row at the end of the path leads to the record. A row that goes with the record is none."""
    above: sa.FromClause = root
    conditions: list[sa.ColumnElement[bool]] = []
    for key in path:
        row = key.parent.table.alias()
        conditions.append(row.c[key.parent.name] == above.c.id)
        above = row
    last = path[-1].parent.table
    if last in gone:
        conditions.append(above.c[gone[last].name].is_distinct_from(root.c.id))
    return sa.exists(sa.select(sa.literal_column("1")).where(*conditions).correlate(root))


def _keys(table: sa.Table) -> Iterator[sa.ForeignKey]:
    """All that lead to the ids of a table."""
    if "id" in table.c:
        for other in SQLModel.metadata.sorted_tables:
            yield from (key for key in _in_order(other.foreign_keys) if key.column is table.c.id)


def _type_of(column: sa.Column[Any]) -> str:
    """Of the row with this reference. A row that is part of a record has the type of that record, to which
    another reference leads; that of its partnership when there is none."""
    found = _named(column.table, column)
    if found is None and column.name != "partnership_id" and "partnership_id" in column.table.c:
        return "partnership"
    return found or UNNAMED


def _named(table: sa.FromClause, but: sa.Column[Any] | None = None) -> str | None:
    """What a row always belongs to goes before what it may refer to."""
    if table in TRACKED_TABLES:
        return TRACKED_TABLES[table].type
    ordered = sorted((column for column in table.c if column is not but), key=_may_be_null)
    wholes = (key.column.table for column in ordered for key in _in_order(column.foreign_keys) if _is_id(key))
    others = (one for one in wholes if one is not table and one.description != "partnership")
    return next(filter(None, map(_named, others)), None)


def _in_order(keys: Iterable[sa.ForeignKey]) -> list[sa.ForeignKey]:
    """SQLAlchemy keeps them in sets, whose order is another in each process."""
    return sorted(keys, key=lambda key: (key.parent.name, key.target_fullname))


def _is_id(key: sa.ForeignKey) -> bool:
    """Not the partnership of a key of two columns, which only says that both records are of one."""
    return key.column.name == "id"


def _may_be_null(column: sa.ColumnElement[Any]) -> bool:
    return isinstance(column, sa.Column) and bool(column.nullable)
