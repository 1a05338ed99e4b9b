"""Here `database` holds the demo, on SQLite alone: these tests are about forms, not about what is stored."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.types import ASGIApp

from app.core.database.engine import Database
from app.demo.logins import LOGINS
from app.main import whole
from tests.browser.records import records
from tests.clients import PREFIX, Api, Browser
from tests.conftest import (
    a_database_of_its_own,
    context_of,
    copy_demo,
    files_beside,
    settings_for,
)
from tests.site.desk import OURS


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


class KnownDemo(NamedTuple):
    """The demo with one record of everything that addresses in braces name; `names` are their ids."""

    path: Path
    names: dict[str, Any]


@pytest.fixture(scope="session")
def known_demo(demo_file: Path, scratch: Path, api_stack: tuple[FastAPI, ASGIApp]) -> KnownDemo:
    path = copy_demo(demo_file, scratch / "known.db")
    settings = settings_for(f"sqlite:///{path}", files_beside(path))
    database = Database(settings.database_url)
    with (
        context_of(api_stack, settings, database),
        Api(whole(settings, [Mount(PREFIX, api_stack[1])])) as api,
    ):
        typed = {"email": LOGINS[0].email, "password": LOGINS[0].password}
        names = names_of(api, api.signed_in(api.post("/auth/login", json=typed).json()["token"]))
    database.close()
    return KnownDemo(path, names)


def names_of(api: Api, admin: Api) -> dict[str, Any]:
    """`offered` is a series that can be taken as a whole."""
    series = (row["id"] for row in admin.rows("/series"))
    offered = next(one for one in series if api.get(f"/series/{one}/offer").json()["territories"])
    return {**records(admin), "offered": offered}


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
