"""Migrations, run by the command line, the tests and `make run`."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from app.core.settings import shipped


def configuration(url: str) -> Config:
    config = Config(str(shipped("alembic.ini")))
    config.set_main_option("script_location", str(shipped("migrations")))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(configuration(url), revision)


def differences(connection: sa.Connection) -> list[object]:
    """What autogenerate would still write; empty when migrations and models say the same."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.core.columns import metadata

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
