"""Migrations, run by the command line, the tests and `make run`.

Servers ask for the revision only; Alembic is loaded by who migrates.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session

from app.core.db import Database
from app.core.settings import shipped

if TYPE_CHECKING:
    from alembic.config import Config


def configuration(url: str) -> "Config":
    from alembic.config import Config

    config = Config(str(shipped("alembic.ini")))
    config.set_main_option("script_location", str(shipped("migrations")))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    from alembic import command

    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    from alembic import command

    command.downgrade(configuration(url), revision)


def is_current(url: str) -> bool:
    """Whether the database is at the revision that this version needs. Makes no file where there is none."""
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
    """None when nothing was ever migrated."""
    try:
        found: str | None = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except (sa.exc.OperationalError, sa.exc.ProgrammingError):
        return None
    return found


@cache
def newest_revision() -> str | None:
    """Revisions are called as their files, which are numbered in the order in which they are applied."""
    files = (shipped("migrations") / "versions").glob("[0-9]*.py")
    return max((file.stem for file in files), default=None)


def differences(connection: sa.Connection) -> list[object]:
    """What autogenerate would still write; empty when migrations and models say the same."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.core.columns import metadata

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
