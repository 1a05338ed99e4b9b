"""The migrations make the tables that the models describe, on both databases, and can be taken back."""

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import app.tables
from app.core.db import Database
from app.core.migrate import configuration, differences, downgrade, newest_revision, upgrade


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def checks(database: Database) -> set[tuple[str, str | None]]:
    """Autogenerate does not compare CHECK constraints, and half of the rules of the data are such."""
    inspector = sa.inspect(database.engine)
    return {
        (name, check["name"]) for name in tables(database) for check in inspector.get_check_constraints(name)
    }


def test_the_newest_migration_is_the_last_by_name() -> None:
    assert newest_revision() == ScriptDirectory.from_config(configuration("")).get_current_head()


def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert differences(connection) == []


def test_migrated_tables_have_the_checks_of_the_models(database: Database) -> None:
    assert app.tables.ROOMS
    described = {
        (table.name, constraint.name)
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    wanted = {(table, str(name)) for table, name in described}
    assert wanted
    assert wanted - checks(database) == set()


def test_migrations_can_be_taken_back_and_applied_again(database_url: str) -> None:
    database = Database(database_url)
    before = tables(database)
    assert before
    database.close()
    downgrade(database_url, "base")
    database = Database(database_url)
    assert tables(database) == set()
    database.close()
    upgrade(database_url)
    database = Database(database_url)
    assert tables(database) == before
    database.close()


@pytest.mark.parametrize("again", [1, 2])
def test_migrating_a_migrated_database_changes_nothing(database: Database, again: int) -> None:
    url = database.url.render_as_string(hide_password=False)
    with database.reading() as session:
        before = session.scalar(sa.text("SELECT count(*) FROM territory"))
    for _ in range(again):
        upgrade(url)
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM territory")) == before
        assert before
