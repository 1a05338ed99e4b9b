"""What merging two records does with everything that points to them: one declared rule per column.

A room declares the rule of its column with `rule` or `repointed`. A test walks the foreign keys of all tables
and fails for a column without a rule. What follows a row that moves (the attendance of a registration) is
declared with `follower`. The rules change rows; `merge_steps` compares the rows before and after, and that
difference is what `unmerge` takes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core import clock
from app.core.database import changes
from app.core.database.change_log import TRACKED_TABLES
from app.core.database.columns import table_of
from app.core.json_values import Json
from app.core.web.keyset import Condition

Target = Literal["person", "organisation"]


@dataclass(frozen=True)
class Pair:
    """Two records of one person or of one organisation: the one that is kept and the one that goes."""

    of: Target
    kept_id: int
    gone_id: int

    @property
    def ids(self) -> tuple[int, int]:
        return self.kept_id, self.gone_id


class Step(NamedTuple):
    """One row that a merge changed. Without `before` the merge added it, without `after` it deleted it.

    A changed row holds only the columns that differ.
    """

    table: str
    key: Json
    before: Json | None
    after: Json | None


Merging = Callable[[Session, Pair], None]
TakingBack = Callable[[Session, Pair, list[Step]], None]
Selecting = Callable[[Pair], sa.Select[Any]]


def nothing(session: Session, pair: Pair) -> None:
    """The rule does nothing here."""


def nothing_back(session: Session, pair: Pair, steps: list[Step]) -> None:
    """The generic restoring of rows is enough."""


@dataclass(frozen=True)
class Rule:
    """The rule of one column, or of a table that follows one.

    `twice` selects the ids of rows of the record that goes that have a counterpart at the record kept.
    `lock` locks in the usual order before anything changes. `parent` is the record whose version follows, by
    the column that names it. `afterwards` runs when all is merged, and writes letters. Undoing leaves the
    columns `left` to `take_back`, which runs at the end. Of `hidden` columns only is kept whether they were
    filled, and their tables are restored by `take_back` alone.
    """

    table: sa.Table
    condition: Callable[[Pair], Condition]
    merge: Merging
    says: str = ""
    twice: Selecting | None = None
    lock: Merging = nothing
    parent: tuple[sa.Table, str] | None = None
    left: frozenset[str] = frozenset()
    take_back: TakingBack = nothing_back
    afterwards: TakingBack = nothing_back
    hidden: frozenset[str] = frozenset()


@dataclass
class Rules:
    """The rules for merging people, and those for merging organisations, in the order of the rooms."""

    columns: dict[tuple[Target, str, str], Rule] = field(default_factory=dict)
    followers: dict[tuple[Target, str, str], Rule] = field(default_factory=dict)

    def of(self, target: Target) -> list[Rule]:
        return [rule for (of, *_), rule in self.columns.items() if of == target]

    def following(self, target: Target) -> list[Rule]:
        return [rule for (of, *_), rule in self.followers.items() if of == target]


RULES = Rules()


def rule(
    model: type[SQLModel],
    column: str,
    says: str,
    *,
    twice: Selecting | None = None,
    lock: Merging = nothing,
    parent: tuple[type[SQLModel], str] | None = None,
    left: frozenset[str] = frozenset(),
    take_back: TakingBack = nothing_back,
    afterwards: TakingBack = nothing_back,
) -> Callable[[Merging], Merging]:
    """Declare the function that merges the rows of this column, and in one sentence what it does."""
    table = table_of(model)

    def declare(merge: Merging) -> Merging:
        RULES.columns[target_of(table.c[column]), table.name, column] = Rule(
            table,
            lambda pair: table.c[column].in_(pair.ids),
            merge,
            says,
            twice,
            lock,
            (table_of(parent[0]), parent[1]) if parent else None,
            left,
            take_back,
            afterwards,
        )
        return merge

    return declare


def repointed(
    model: type[SQLModel], column: str, says: str, parent: tuple[type[SQLModel], str] | None = None
) -> None:
    """Declare that the rows of this column move to the record kept, and nothing else."""
    table = table_of(model)

    def merge(session: Session, pair: Pair) -> None:
        repoint(session, table.c[column], pair)

    rule(model, column, says, parent=parent)(merge)


def follower(
    model: type[SQLModel],
    column: str,
    of: type[SQLModel],
    owner: str,
    take_back: TakingBack = nothing_back,
    hidden: frozenset[str] = frozenset(),
) -> None:
    """Rows of this table belong to rows of `of`, whose `owner` column points to the merged record."""
    table, above = table_of(model), table_of(of)

    def condition(pair: Pair) -> Condition:
        owned = sa.select(above.c.id).where(above.c[owner].in_(pair.ids))
        return table.c[column].in_(owned)

    RULES.followers[target_of(above.c[owner]), table.name, column] = Rule(
        table, condition, nothing, take_back=take_back, hidden=hidden
    )


def target_of(column: sa.Column[Any]) -> Target:
    """The table of people or of organisations that a column points to. KeyError when to neither."""
    tables = {key.column.table.name for key in column.foreign_keys if key.column.name == "id"}
    targets: dict[str, Target] = {"person": "person", "organisation": "organisation"}
    return next(targets[name] for name in sorted(tables) if name in targets)


# --- changing rows, in the change log where the table is tracked ------------------------------------------


def repoint(session: Session, column: sa.Column[Any], pair: Pair, **more: object) -> None:
    """Move the rows that are left at the record that goes; `more` are further columns to set."""
    table = column.table
    moved = sa.update(table).where(column == pair.gone_id).values({column.name: pair.kept_id, **more})
    change(session, moved, "updated", {column.name: [pair.gone_id, pair.kept_id]})


def change(
    session: Session,
    statement: sa.Insert | sa.Update | sa.Delete,
    action: Literal["created", "updated", "deleted"],
    fields: Json | None = None,
) -> None:
    """Carry the statement out. A changed record gets its next version; personal columns are named only."""
    table = statement.table
    if isinstance(statement, sa.Update) and "version" in table.c:
        statement = statement.values(version=table.c.version + 1, updated_at=clock.now())
    if table not in TRACKED_TABLES:
        session.connection().execute(statement)
        return
    hidden = TRACKED_TABLES[table].personal
    shown = {name: None if name in hidden else pair for name, pair in (fields or {}).items()}
    changes.write(session, statement, action, fields=shown)


def touch(session: Session, table: sa.Table, ids: Sequence[object]) -> None:
    """Give parents a new version, because one of their parts changed."""
    if ids:
        parents = sa.update(table).where(table.c.id.in_(ids)).values(updated_at=clock.now())
        change(session, parents, "updated", {"children": None})
