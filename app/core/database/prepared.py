"""Prepared statements: compiled once, executed often.

For each execution SQLAlchemy looks up the statement's cache key, its compiled form, its parameters and the
shape of its rows. For a small statement that takes several times as long as the database does. This module
does it once for a statement and the names of its values. Each execution then only converts types, calls the
driver and the event listeners. Use it for the few statements of the busiest requests.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache, partial
from itertools import repeat
from operator import add
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.cache_key import CacheKey
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from app.core.json_values import Facts

AnySelect = sa.Select[*tuple[Any, ...]]
Statement = sa.SelectBase | sa.UpdateBase
Convert = Callable[[Any], Any]
ConvertAll = Callable[[Sequence[Any]], Iterable[Any]]
Values = Facts
guards: list[Callable[[Any], None]] = []
"""What looks at each statement when it is made, once, and may raise; the change log keeps one here."""
NO_VALUES: Values = {}
SHAPES_KEPT = 1024
_shapes: dict[tuple[Any, ...], tuple["Prepared", list[str | None]]] = {}


def rows(session: Session, statement: Statement, values: Values = NO_VALUES) -> list[Any]:
    """All rows, with their columns as attributes. Pass the same statement object each time."""
    connection = session.connection()
    made = _prepared(statement, connection.dialect, tuple(values))
    return made.rows(_execute(connection, made.text, made.parameters(values)).fetchall())


def rows_in(
    session: Session,
    statement: AnySelect,
    column: sa.ColumnElement[Any],
    ids: Collection[int] | Collection[str],
    values: Values = NO_VALUES,
) -> list[Any]:
    """The rows in which this column is one of the ids: at most a page of them. `values` are the statement's.

    PostgreSQL takes them as one array. SQLite has none, so there it is prepared for each number of them.
    """
    if not ids:
        return []
    if session.connection().dialect.name == "postgresql":
        return rows(session, _among_array(statement, column), {"ids": [*ids], **values})
    wanted = {f"id_{place}": one for place, one in enumerate(ids)}
    return rows(session, _narrowed(statement, column, len(ids)), {**wanted, **values})


def rows_with(session: Session, statement: AnySelect, columns: Sequence[sa.ColumnElement[Any]]) -> list[Any]:
    """The rows of a statement that this request has composed, with these columns in the place of its own.

    Statements that differ in values alone share one prepared statement: SQLAlchemy's cache key tells their
    shape. One with a list of values, whose text depends on their number, is executed as it is.
    """
    connection, key = session.connection(), statement._generate_cache_key()
    if key is None or any(bind.expanding for bind in key.bindparams):
        return list(connection.execute(statement.with_only_columns(*columns)))
    shape = (key.key, connection.dialect, *columns)
    if shape not in _shapes:
        if len(_shapes) >= SHAPES_KEPT:
            _shapes.clear()
        _shapes[shape] = _of_shape(statement, key, columns, connection.dialect)
    made, names = _shapes[shape]
    values = {name: bind.effective_value for name, bind in zip(names, key.bindparams, strict=True) if name}
    return made.rows(_execute(connection, made.text, made.parameters(values)).fetchall())


def _of_shape(
    statement: AnySelect, key: CacheKey, columns: Sequence[sa.ColumnElement[Any]], dialect: Dialect
) -> tuple["Prepared", list[str | None]]:
    """The prepared statement, and the names of the values in the order of the statement's cache key.

    A value that the text does not need has no name. Compiling may clone a value.
    """
    whole = statement.with_only_columns(*columns)
    compiled: Any = whole.compile(dialect=dialect, cache_key=whole._generate_cache_key())
    clones, known = compiled._cache_key_bind_match[0], compiled.bind_names
    names = [next((known[one] for one in clones[bind] if one in known), None) for bind in key.bindparams]
    return Prepared(whole, dialect, tuple(name for name in names if name)), names


def among(column: sa.ColumnElement[Any], values: Iterable[object]) -> sa.ColumnElement[bool]:
    """A condition: one of a few fixed values. A plain `in_` of values cannot be prepared."""
    return column.in_([sa.literal(value, column.type) for value in values])


@lru_cache(maxsize=2048)
def _narrowed(statement: AnySelect, column: sa.ColumnElement[Any], count: int) -> Statement:
    ids = [sa.bindparam(f"id_{place}", type_=column.type) for place in range(count)]
    return statement.where(column.in_(ids))


@lru_cache(maxsize=256)
def _among_array(statement: AnySelect, column: sa.ColumnElement[Any]) -> Statement:
    ids = sa.bindparam("ids", type_=sa.ARRAY(column.type))
    return statement.where(column == sa.any_(ids))


def row(session: Session, statement: Statement, values: Values = NO_VALUES) -> Any:
    """The only row, or None."""
    found = rows(session, statement, values)
    if len(found) > 1:
        raise sa.exc.MultipleResultsFound("one row was expected")
    return found[0] if found else None


def rowcount(session: Session, statement: Statement, values: Values = NO_VALUES) -> int:
    """How many rows the statement changed."""
    connection = session.connection()
    made = _prepared(statement, connection.dialect, tuple(values))
    return int(_execute(connection, made.text, made.parameters(values)).rowcount)


def execute_many(connection: sa.Connection, statement: Statement, several: Sequence[Values]) -> None:
    """Execute once for each of the values, which all have the same names. Returns no outcome."""
    made = _prepared(statement, connection.dialect, tuple(several[0]))
    parameters = [made.parameters(values) for values in several]
    if len(parameters) == 1:
        _execute(connection, made.text, parameters[0])
    else:
        _execute(connection, made.text, parameters, many=True)


@contextmanager
def pipeline(connection: sa.Connection, text: str) -> Iterator[None]:
    """Send all statements of the block to PostgreSQL together; read their outcome at the end.

    An error of the driver is raised as a failure of `text`.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with nullcontext() if connection.dialect.name == "sqlite" else driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise database_error(connection, text, error) from error


class Prepared:
    """One statement, compiled for one database."""

    def __init__(self, statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> None:
        for guard in guards:
            guard(statement)
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError("neither a list of unknown length nor a default made in Python can be prepared")
        self.text = str(compiled)
        self._places: list[str] | None = compiled.positiontup
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        into = {
            name: convert for name, bind in binds.items() if (convert := _bind_processor(bind.type, dialect))
        }
        fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._fixed = {name: into[name](value) if name in into else value for name, value in fixed.items()}
        self._into = [(name, convert) for name, convert in into.items() if name in names]
        columns = list(statement.exported_columns)
        out = ((place, _result_processor(column.type, dialect)) for place, column in enumerate(columns))
        self._out = [(place, convert) for place, convert in out if convert]
        self._row = partial(tuple.__new__, _row_of(tuple(column.name for column in columns)))

    def parameters(self, values: Values) -> Any:
        """The values as the driver takes them: by position or by name."""
        given = {**self._fixed, **values}
        for name, convert in self._into:
            given[name] = convert(given[name])
        return given if self._places is None else tuple([given[name] for name in self._places])

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Column by column, so that the loops are C's."""
        stored: list[Sequence[Any]] = list(zip(*found, strict=True))
        columns: list[Iterable[Any]] = [*stored]
        for place, convert in self._out if stored else ():
            columns[place] = convert(stored[place])
        return list(map(self._row, zip(*columns, strict=True)))


@lru_cache(maxsize=1024)
def _prepared(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    return Prepared(statement, dialect, names)


def _bind_processor(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result_processor(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> ConvertAll | None:
    """What SQLAlchemy does with single values, for a whole column in loops of C where there is one.

    The connections to PostgreSQL are in UTC, so its instants are as `UTCDateTime` makes them.
    """
    if isinstance(kind, UTCDateTime):
        return _instants_of_text if dialect.name == "sqlite" else None
    if isinstance(kind, sa.JSON) and dialect.name == "sqlite":
        return _facts_of_text
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        members: dict[str | None, object] = dict(zip(kind.enums, kind.enum_class, strict=True))
        members[None] = None
        return partial(map, members.__getitem__)
    convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return partial(map, convert) if convert else None


def _instants_of_text(stored: Sequence[str | None]) -> Iterable[datetime | None]:
    """As `UTCDateTime` does, in a third of the time: lists have hundreds of instants."""
    if None in stored:
        return [None if one is None else datetime.fromisoformat(one + "+00:00") for one in stored]
    return map(datetime.fromisoformat, map(add, stored, repeat("+00:00")))


def _facts_of_text(stored: Sequence[str | None]) -> Iterable[object]:
    return [None if one is None else orjson.loads(one) for one in stored]


@lru_cache(maxsize=1024)
def _row_of(names: tuple[str, ...]) -> Any:
    made: Any = type("Row", (namedtuple("Row", names),), {"__slots__": ()})
    made._mapping = property(made._asdict)
    return made


def _execute(connection: sa.Connection, text: str, parameters: Any, many: bool = False) -> Any:
    driver: Any = connection.connection
    binary = {} if connection.dialect.name == "sqlite" else {"binary": True}  # quicker to write and to read
    cursor = driver.cursor(**binary)
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, text, parameters, None, many)
    try:
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        raise database_error(connection, text, error) from error
    return cursor


def database_error(connection: sa.Connection, text: str, error: Any) -> Exception:
    """The exception that SQLAlchemy raises for an error of the driver, without the values.

    As in SQLAlchemy, a lost connection is invalidated and does not return to the pool.
    """
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    lost = connection.invalidated or dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    made: Exception = sa.exc.DBAPIError.instance(
        text, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    return made
