"""Runs migrations; on SQLite with foreign keys off: a batch ALTER of a parent would empty its children."""

from alembic import context

import app.tables  # noqa: F401
from app.core.columns import metadata
from app.core.db import Database
from app.core.settings import Settings


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
                render_as_batch=database.sqlite,
                compare_type=True,
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
