"""Runs migrations; on SQLite with foreign keys off: a table that is made anew would empty its children."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations.batch import BatchOperationsImpl

import app.tables  # noqa: F401
from app.core.database.columns import metadata
from app.core.database.engine import Database
from app.core.database.migrate import is_modelled
from app.core.settings import Settings

IN_PLACE = {"add_column", "drop_column", "create_index", "drop_index"}


class SQLiteInPlace(SQLiteImpl):
    """Alters tables in place. Alembic would drop a column by copying the table, and a copy has no CHECKs."""

    __dialect__ = "sqlite"

    def requires_recreate_in_batch(self, batch_op: BatchOperationsImpl) -> bool:
        more = {operation[0] for operation in batch_op.batch} - IN_PLACE
        if more:
            raise RuntimeError(
                f"{', '.join(sorted(more))} would copy {batch_op.table_name} without its CHECKs;"
                " use what app.core.database.migrate offers"
            )
        return False


def plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A migration is frozen: it names the type of the database, never a class of the application."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator) and not isinstance(item, sa.Enum):
        plain = item.impl_instance
        if isinstance(plain, sa.DateTime):
            return "sa.DateTime(timezone=True)"
        return "sa.Text()" if isinstance(plain, sa.Text) else f"sa.{type(plain).__name__}()"
    return False


def run() -> None:
    url = context.config.attributes.get("url") or Settings().database_url
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            if database.sqlite:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_item=plain_types,
                compare_type=True,
                include_name=is_modelled,
            )
            with context.begin_transaction():
                context.run_migrations()
            if database.sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"migration leaves broken references: {broken[:5]}")
            connection.commit()
    finally:
        database.close()


run()
