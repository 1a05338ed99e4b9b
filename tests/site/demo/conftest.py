"""Here `database` holds the demo, on SQLite alone: these tests are about forms, not about what is stored."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo.logins import LOGINS
from tests.clients import Browser
from tests.conftest import KnownDemo, a_database_of_its_own, files_beside
from tests.site.desk import OURS


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


@pytest.fixture(scope="session")
def sqlite_template(known_demo: KnownDemo) -> Path:
    return known_demo.path


@pytest.fixture
def files(files: Path, known_demo: KnownDemo) -> Path:
    """Those of the demo, for this test alone."""
    shutil.copytree(files_beside(known_demo.path), files, dirs_exist_ok=True)
    return files


@pytest.fixture
def boss(site: Browser) -> Browser:
    """The browser of the demo's admin."""
    site.headers.update(OURS)
    typed = {"email": LOGINS[0].email, "password": LOGINS[0].password}
    assert site.post("/sign-in", data=typed).status_code == 303
    return site


@pytest.fixture
def known(known_demo: KnownDemo) -> dict[str, Any]:
    """The records that addresses in braces name."""
    return known_demo.names
