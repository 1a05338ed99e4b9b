"""Here `database` holds the demo: told once for each kind of database and copied for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app import demo
from app.core.database.engine import Database
from app.core.settings import Settings
from tests import postgres
from tests.conftest import files_beside


def tell(url: str, files: Path) -> None:
    database = Database(url)
    demo.load(database, Settings(database_url=url, files_folder=str(files)), progress=lambda line: None)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(demo_file: Path) -> Path:
    return demo_file


@pytest.fixture
def files(files: Path, demo_file: Path, scratch: Path) -> Path:
    """Those of the demo, for this test alone."""
    for told in (files_beside(demo_file), scratch / "told-files"):
        if told.exists():
            shutil.copytree(told, files, dirs_exist_ok=True)
    return files


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: postgres.Server, postgres_template: str, scratch: Path
) -> Iterator[str]:
    name = f"told_{postgres_template}"
    tell(postgres_server.create(name, postgres_template), scratch / "told-files")
    yield name
    postgres_server.drop(name)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked, as long as the test runs."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in database.engines:
        event.remove(engine, "before_cursor_execute", note)
