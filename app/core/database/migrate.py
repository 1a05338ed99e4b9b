"""Migrations, run by the command line, the tests and `make run`.

Servers only read the revision; only a migration loads Alembic.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database.engine import Database
from app.core.settings import resource_path

if TYPE_CHECKING:
    from alembic.config import Config


def configuration(url: str) -> "Config":
    from alembic.config import Config

    config = Config(str(resource_path("alembic.ini")))
    config.set_main_option("script_location", str(resource_path("migrations")))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    from alembic import command

    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    from alembic import command

    command.downgrade(configuration(url), revision)


def is_current(url: str) -> bool:
    """Whether the database is at the revision that this version needs. Does not create a missing file."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return False
    database = Database(url)
    try:
        with database.reading() as session:
            return revision_of(session) == newest_revision()
    finally:
        database.close()


def revision_of(session: Session) -> str | None:
    """The revision of the database; None when it was never migrated."""
    try:
        found: str | None = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except (sa.exc.OperationalError, sa.exc.ProgrammingError):
        return None
    return found


@cache
def newest_revision() -> str | None:
    """A revision has the name of its file; files are numbered in the order in which they are applied."""
    files = (resource_path("migrations") / "versions").glob("[0-9]*.py")
    return max((file.stem for file in files), default=None)


def add_constraints(connection: sa.Connection, table: str, rules: Mapping[str, str]) -> None:
    """Add `{name: "CHECK (...)"}` or foreign keys to a table and keep its rows.

    SQLite cannot alter constraints: there the table is recreated from its own SQL text, so that no detail of
    it is lost.
    """
    if connection.dialect.name != "sqlite":
        for name, rule in rules.items():
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")
        return
    text = _text_of(connection, table)
    end = text.rindex(")")
    _make_anew(connection, table, f"{text[:end]}{_written(rules)}{text[end:]}")


def drop_constraints(connection: sa.Connection, table: str, rules: Mapping[str, str]) -> None:
    """Undo the last `add_constraints`."""
    if connection.dialect.name != "sqlite":
        for name in rules:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return
    before, added, after = _text_of(connection, table).rpartition(_written(rules))
    if not added:
        raise RuntimeError(f"the constraints {', '.join(rules)} of {table} are not as they were added")
    _make_anew(connection, table, before + after)


def add_value(connection: sa.Connection, table: str, column: str, check: str, value: str) -> None:
    """Let a column of a code list hold one more value; `check` is the name of its CHECK."""
    _set_values(connection, table, column, check, [*_values(connection, table, check), value])


def remove_value(connection: sa.Connection, table: str, column: str, check: str, value: str) -> None:
    """Take back `add_value`. The database refuses it while a row holds the value."""
    values = [one for one in _values(connection, table, check) if one != value]
    _set_values(connection, table, column, check, values)


def _values(connection: sa.Connection, table: str, check: str) -> list[str]:
    """Those that a code list has in this database, whatever words its CHECK is kept in."""
    [text] = [
        one["sqltext"] for one in sa.inspect(connection).get_check_constraints(table) if one["name"] == check
    ]
    return re.findall(r"'([^']*)'", text)


def _set_values(
    connection: sa.Connection, table: str, column: str, check: str, values: Iterable[str]
) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    rule = f"CONSTRAINT {check} CHECK ({column} IN ({listed}))"
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD {rule}")
        return
    before = rf"CONSTRAINT {check} CHECK \({column} IN \([^)]*\)\)"
    text, count = re.subn(before, rule, _text_of(connection, table))
    if count != 1:
        raise RuntimeError(f"{check} of {table} is no list of values of {column}")
    _make_anew(connection, table, text)


def _written(rules: Mapping[str, str]) -> str:
    return "".join(f", CONSTRAINT {name} {rule}" for name, rule in rules.items())


def _text_of(connection: sa.Connection, table: str) -> str:
    """The columns and constraints of a table, with their brackets, as SQLite stores them."""
    found = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    text = str(connection.exec_driver_sql(found, (table,)).scalar_one())
    return text[text.index("(") :]


def _make_anew(connection: sa.Connection, table: str, text: str) -> None:
    """Foreign keys are off: other tables refer to this one by name. The sequence of ids goes on."""
    beside = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql IS NOT NULL"
    indexes = connection.exec_driver_sql(beside, (table,)).scalars().all()
    last = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    last_id = connection.exec_driver_sql(last, (table,)).scalar()
    connection.exec_driver_sql(f"CREATE TABLE {table}_anew {text}")
    connection.exec_driver_sql(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608 - of a migration
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for statement in indexes:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    if last_id is not None:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last_id))


def is_modelled(name: str | None, kind: str, _: object) -> bool:
    """Not the indexes of the search, which `search_index` uses and no model describes."""
    return kind not in ("table", "index") or not (name or "").startswith("search_")


def differences(connection: sa.Connection) -> list[object]:
    """What autogenerate would still write; empty when migrations and models agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.core.database.columns import metadata

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_modelled})
    return list(compare_metadata(context, metadata))
