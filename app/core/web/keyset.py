"""Keyset pages: the rows after a key, or before it, in the order of any column.

A page follows a key (the id, or a value and then the id), so that under concurrent writes no row comes twice
and none is skipped. A key with ties is read in branches, `value = ? and id > ?`, then `value > ?`, then the
rows without a value: SQLite uses an index fully for each of them, but not for all at once.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

import orjson
import sqlalchemy as sa
from pydantic import Field, TypeAdapter
from sqlmodel import Session, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from app.core.database import prepared
from app.core.database.columns import LARGEST_ID, Hundredths, Record, Since
from app.core.database.czech import czech_order
from app.core.errors import Invalid

R = TypeVar("R")

Column = sa.SQLColumnExpression[Any]
Condition = sa.ColumnElement[bool]
AnySelect = prepared.AnySelect
Statement = sa.Select[R] | AnySelect
"""A select of records of one table, or of columns; `to_views` takes its rows."""
Cursor = list[Any]
"""JSON values: the key of the first or the last row of a page, with its id at the end."""
Sorts = Mapping[str, Column]
"""What a list may be sorted by: fields of its rows, and the expressions that they stand for."""

READ_BY = "read_by"
ReadBy = tuple[AnySelect, Column]
BACKWARDS = "~"
"""Begins the cursor of a page that ends before its key."""
LARGEST_NUMBER = 2**63 - 1
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Since)


def sorted_by(*names: str) -> Any:
    """The `sort` parameter of a list: one of these fields of its rows, `-` before it for the reverse."""
    listed = ", ".join(f"`{name}`" for name in names)
    return Field(
        default=None,
        description=f"By {listed} instead of by id; `-` in front: descending. Unknown values are last.",
        json_schema_extra={"pattern": f"^-?({'|'.join(names)})$"},
    )


def by_words(text: Column) -> Column:
    """A text without a stored sort key, in Czech order; an empty one counts as unknown."""
    return czech_order(sa.func.nullif(text, ""))


def referred(table: type[Record], key: Column, reference: Column) -> Column:
    """The sort key of the record of another table that a row refers to.

    `by_words` goes around it: SQLite forgets an order that is named inside.
    """
    there: Any = table
    return sa.select(key).where(there.id == reference).correlate_except(there).scalar_subquery()


def counted(table: type[SQLModel], reference: Column, id_column: Column) -> Column:
    """How many rows of another table refer to a row."""
    found = sa.select(sa.func.count()).select_from(table).where(reference == id_column)
    return found.correlate_except(table).scalar_subquery()


def order_of(column: Column, codes: type[StrEnum]) -> Column:
    """The place of a code in its list, which is a better order than that of its letters."""
    return sa.case(*((column == code, place) for place, code in enumerate(codes)))


def read_by(statement: Statement[Any], whole: sa.Select[Any], id_column: Column) -> AnySelect:
    """A select of records as one of their ids; prepared statements read the columns of `whole` instead.

    For lists with a floor: composing and reading a statement of many columns takes longer than the database.
    A list that is sorted finds the ids first, because SQLite would sort whole rows.
    """
    return statement.with_only_columns(id_column).execution_options(**{READ_BY: (whole, id_column)})


@dataclass(frozen=True)
class SortKey:
    """The order of a list: the id alone, or a value with ties (`tied`) and then the id; null comes last."""

    id: Column
    tied: Column | None = None
    descending: bool = False


def key_of(id_column: Column, sort: str | None, sorts: Sorts) -> SortKey:
    """The order that the query asks for."""
    if sort is None:
        return SortKey(id_column)
    name = sort.removeprefix("-")
    if name not in sorts:
        raise Invalid("?sort", "not_a_choice")
    return SortKey(id_column, sorts[name], sort != name)


@dataclass(frozen=True)
class Rows(Generic[R]):
    """The rows of a page, and the cursors of the pages around it, where there are some."""

    found: list[R]
    previous: str | None
    following: str | None


def rows(session: Session, statement: Statement[R], limit: int, cursor: str | None, key: SortKey) -> Rows[R]:
    """One page. `statement` has filters, but no order and no limit."""
    at, back = _position(cursor, key), is_backwards(cursor)
    by_id = statement.get_execution_options().get(READ_BY)
    chosen: AnySelect = statement
    if key.tied is not None:
        chosen = statement.add_columns(key.tied.label("sort_value"), key.id.label("sort_id"))
    raw: list[Any] = []
    for conditions, order in _branches(key, at, back):
        if len(raw) <= limit:
            part = chosen.where(*conditions).order_by(*order).limit(limit + 1 - len(raw))
            raw += _read(session, part, key, by_id) if by_id else _fetch(session, part)
    beyond, raw = len(raw) > limit, raw[:limit]
    if back:
        raw.reverse()
    before, after = (beyond, True) if back else (at is not None, beyond)
    return Rows(
        _whole(session, raw, *by_id) if by_id and key.tied is not None else _found(statement, raw, key),
        BACKWARDS + encode(_cursor(raw[0], key)) if raw and before else None,
        encode(_cursor(raw[-1], key)) if raw and after else None,
    )


def _found(statement: Statement[R], raw: list[Any], key: SortKey) -> list[R]:
    """The records, or the rows of a statement of several columns, without the key that they are sorted by."""
    whole = key.tied is None or len(statement.column_descriptions) > 1
    return raw if whole else [one[0] for one in raw]


def _read(session: Session, part: AnySelect, key: SortKey, by_id: ReadBy) -> Sequence[Any]:
    """Whole rows in the order of their ids; the ids alone, with the keys, in any other order."""
    if key.tied is None:
        return prepared.rows_with(session, part, _columns_of(by_id[0]))
    return session.connection().execute(part).all()


@cache
def _columns_of(whole: AnySelect) -> tuple[sa.ColumnElement[Any], ...]:
    return tuple(whole.selected_columns)


def _whole(session: Session, raw: list[Any], statement: sa.Select[Any], id_column: Any) -> list[Any]:
    """The rows in the order of their ids. On PostgreSQL one may have been deleted meanwhile."""
    found = {row.id: row for row in prepared.rows_in(session, statement, id_column, [one[0] for one in raw])}
    return [found[one[0]] for one in raw if one[0] in found]


def _cursor(raw: Any, key: SortKey) -> Cursor:
    return [raw.id] if key.tied is None else [_write(raw[-2]), raw[-1]]


def _fetch(session: Session, statement: AnySelect) -> Sequence[Any]:
    result = session.execute(statement)
    return result.scalars().all() if len(statement.column_descriptions) == 1 else result.all()


Branch = tuple[Sequence[Condition], Sequence[sa.ColumnElement[Any] | Column]]
"""Conditions, and the order of the rows that meet them."""


def _branches(key: SortKey, at: Cursor | None, back: bool) -> list[Branch]:
    """The parts of the list that follow the position, in turn; `back` reads towards the beginning."""
    by_id = key.id.desc() if back else key.id
    beside: list[Condition] = [] if at is None else [key.id < at[-1] if back else key.id > at[-1]]
    value = key.tied
    if value is None:
        return [(beside, [by_id])]
    down = key.descending != back
    by_value = [value.desc() if down else value, by_id]
    valued: Branch = ([value.is_not(None)], by_value)
    unknown: Branch = ([value.is_(None), *(beside if at and at[0] is None else [])], [by_id])
    if at is None and not getattr(value, "nullable", True):
        return [([], by_value)]
    if at is None:
        return [valued, unknown]
    if at[0] is None:
        return [unknown, valued] if back else [unknown]
    level: Branch = ([value == at[0], *beside], [by_id])
    beyond: Branch = ([value < at[0] if down else value > at[0]], by_value)
    if back or not getattr(value, "nullable", True):
        return [level, beyond]
    return [level, beyond, unknown]


# --- cursors ---------------------------------------------------------------------------------------------


def is_backwards(cursor: str | None) -> bool:
    return cursor is not None and cursor.startswith(BACKWARDS)


def encode(values: Cursor) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode(cursor: str, length: int) -> Cursor:
    written = cursor.removeprefix(BACKWARDS)
    try:
        values: Any = orjson.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
    except ValueError as error:
        raise Invalid("?cursor", "bad_cursor") from error
    well_formed = isinstance(values, list) and len(values) == length and type(values[-1]) is int
    if not well_formed or abs(values[-1]) > LARGEST_ID:
        raise Invalid("?cursor", "bad_cursor")
    return list(values)


def parse_instant(written: Any) -> datetime:
    """Parse an instant of a cursor; ValueError for a value that is not from a cursor of ours."""
    return _INSTANT.validate_python(written)


def _position(cursor: str | None, key: SortKey) -> Cursor | None:
    if not cursor:
        return None
    if key.tied is None:
        return decode(cursor, 1)
    raw, last = decode(cursor, 2)
    try:
        return [None if raw is None else _reader(key.tied)(raw), last]
    except (ValueError, TypeError, InvalidOperation) as error:
        raise Invalid("?cursor", "bad_cursor") from error


def _write(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Enum():
            return value.value
        case _:
            return value


def _reader(column: Column) -> Callable[[Any], Any]:
    """What reads a value of this column from a cursor; all others it refuses with a ValueError."""
    expression: Any = column
    kind = expression.type
    if isinstance(kind, Hundredths):
        return _decimal
    if isinstance(kind, UTCDateTime):
        return parse_instant
    return READERS.get(type(kind).__visit_name__, _text)


def _number(raw: Any) -> int:
    """What fits an INTEGER: PostgreSQL refuses a larger one."""
    if type(raw) is not int or abs(raw) > LARGEST_ID:
        raise ValueError
    return raw


def _decimal(raw: Any) -> Decimal:
    found = Decimal(raw if isinstance(raw, str) else "")
    if not found.is_finite() or abs(found) > LARGEST_NUMBER / 100:
        raise ValueError
    return found.quantize(Decimal("0.01"))


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or "\0" in raw:
        raise ValueError
    return raw


READERS: dict[str, Callable[[Any], Any]] = {
    "integer": _number,
    "date": date.fromisoformat,
    "large_binary": base64.b64decode,
}
