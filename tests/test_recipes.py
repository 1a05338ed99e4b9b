"""What `docs/recipes.md` names is there, and its migrations keep what a database holds."""

import re
import shutil
from collections.abc import Iterator
from os import pathsep
from pathlib import Path
from textwrap import dedent

import pytest
from alembic import command
from alembic.config import Config

from app.core.database.engine import Database
from app.core.database.migrate import configuration, newest_revision
from tests import factories
from tests.conftest import a_database_of_its_own
from tests.test_migrations import checks, contents

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
CODE = re.compile(r"^ *```(\w+)\n(.*?)^ *```\n", re.DOTALL | re.MULTILINE)
WRITTEN = [dedent(block) for language, block in CODE.findall(PAGE) if language == "python"]
"""The migrations of the recipes: of a field, a role and a kind of event."""

BATCH = """
import sqlalchemy as sa
from alembic import op

revision = "0009_batch"
down_revision = "0008_checks"


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("dress_code", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.drop_column("dress_code")
"""
COPYING = """
from alembic import op

revision = "0009_copying"
down_revision = "0008_checks"


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.alter_column("title", nullable=True)
"""

PATH = re.compile(r"`((?:app|docs|migrations|templates|tests)/[\w/.]*|[A-Za-z]+\.(?:md|toml))`")
NAME = re.compile(r"`@?([A-Za-z_]{3,})(?:\([^`]*\))?`")
ADDED_FILES = {"app/attendance/ask_feedback.py", "app/feedback", "app/feedback/__init__.py"}
ADDED_NAMES = {"event_feedback"}
"""What the recipes add."""


def steps() -> Iterator[str]:
    """A step of a recipe, or a paragraph outside of them."""
    prose = CODE.sub("", PAGE)
    for step in re.split(r"^(?=\d+\. )|\n\n", prose, flags=re.MULTILINE):
        yield " ".join(step.split())


def text_of(path: Path) -> str:
    files = [path] if path.is_file() else path.rglob("*.*")
    return "\n".join(
        file.read_text(encoding="utf-8") for file in files if file.suffix in (".py", ".md", ".toml")
    )


def test_every_file_that_a_recipe_names_is_there() -> None:
    paths = set(PATH.findall(PAGE)) - ADDED_FILES
    assert len(paths) > 50
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_every_name_stands_in_a_file_of_its_step() -> None:
    missing = {}
    for step in steps():
        known = "\n".join(text_of(ROOT / path) for path in PATH.findall(step) if path not in ADDED_FILES)
        names = set(NAME.findall(step)) - ADDED_NAMES
        lost = {name for name in names if not re.search(rf"\b{name}\b", known)} if known else set()
        missing |= {step[:60]: lost} if lost else {}
    assert missing == {}


@pytest.fixture(params=[pytest.param("demo", marks=pytest.mark.soak), "sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, scratch: Path, tmp_path: Path) -> Iterator[str]:
    if request.param == "demo":
        path = shutil.copyfile(request.getfixturevalue("demo_file"), tmp_path / "demo.db")
        yield f"sqlite:///{path}"
    else:
        yield from a_database_of_its_own(request, scratch)


def after_all_others(script: str, url: str, folder: Path) -> Config:
    """The migrations with one more behind them, about names that nothing else has."""
    for word in ("dress_code", "observer", "excursion"):
        script = script.replace(word, f"tried_{word}")
    script = re.sub(
        r"^down_revision = .*$", f'down_revision = "{newest_revision()}"', script, flags=re.MULTILINE
    )
    (folder / "tried.py").write_text(script, encoding="utf-8")
    config = configuration(url)
    config.set_main_option("version_locations", f"{ROOT / 'migrations' / 'versions'}{pathsep}{folder}")
    return config


def something_in(database: Database) -> None:
    with database.writing() as session:
        event = factories.an_event(session, factories.a_partnership(session))
        factories.a_registration(session, event)


@pytest.mark.parametrize("script", [*WRITTEN, BATCH], ids=["field", "role", "kind", "batch"])
def test_a_migration_of_the_recipes_keeps_all_rows_and_can_be_taken_back(
    script: str, database: Database, database_url: str, tmp_path: Path
) -> None:
    something_in(database)
    before, rules = contents(database), checks(database.engine)
    config = after_all_others(script, database_url, tmp_path)
    database.engine.dispose()
    command.upgrade(config, "head")
    applied = contents(database)
    assert {name: len(rows) for name, rows in applied.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert applied != before or checks(database.engine) != rules
    assert checks(database.engine).keys() == rules.keys()
    database.engine.dispose()
    command.downgrade(config, "-1")
    assert (contents(database), checks(database.engine)) == (before, rules)
    database.engine.dispose()
    command.upgrade(config, "head")
    command.downgrade(config, "0007_invitation_links")
    older = contents(database).keys()
    command.upgrade(config, f"{newest_revision()}")
    kept = {name: len(rows) for name, rows in contents(database).items() if name in older}
    were = {name: len(rows) for name, rows in before.items() if name in older}
    assert (kept, checks(database.engine)) == (were, rules)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_migration_that_would_lose_checks_is_refused(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="without its CHECKs"):
        command.upgrade(after_all_others(COPYING, database_url, tmp_path), "head")
