"""Here `database` holds the demo, on SQLite alone: these tests are about forms, not about what is stored."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo.logins import LOGINS
from tests.browser.records import records
from tests.clients import Api, Browser
from tests.conftest import a_database_of_its_own, files_beside
from tests.site.desk import OURS


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


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


@pytest.fixture
def boss(site: Browser) -> Browser:
    """The browser of the demo's admin."""
    site.headers.update(OURS)
    typed = {"email": LOGINS[0].email, "password": LOGINS[0].password}
    assert site.post("/sign-in", data=typed).status_code == 303
    return site


@pytest.fixture
def known(boss: Browser, api: Api) -> dict[str, Any]:
    """The records that addresses in braces name; `offered` is a series that can be taken as a whole."""
    admin = api.signed_in(boss.cookies["session"])
    series = (row["id"] for row in admin.rows("/series"))
    offered = next(one for one in series if api.get(f"/series/{one}/offer").json()["territories"])
    return {**records(admin), "offered": offered}
