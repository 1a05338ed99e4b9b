"""Fixtures for all tests.

`database` is migrated, holds only the territories and belongs to one test. A test that uses it, directly or
through another fixture, runs once on SQLite and once on PostgreSQL, there in the soak alone unless its module
is marked `both_databases`. Commits are real.
`api` is a client of the API in this process; `admin` and `coordinator` are signed in. `site` is a browser
without scripts.
`server` starts real processes, for behaviour that only shows over a socket or between processes.
"""

import gc
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
import sqlalchemy as sa
import structlog
from fastapi import FastAPI
from hypothesis import HealthCheck
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.util import LRUCache
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from app.accounts import passwords
from app.accounts.sign_in import open_session
from app.api import create_api
from app.core.database.engine import Database
from app.core.database.migrate import upgrade
from app.core.settings import Settings
from app.core.web.endpoints import AppContext
from app.demo.logins import LOGINS
from app.main import whole
from app.partnerships.models import Partnership
from app.subscriptions import subscribe
from app.territories.service import load as load_territories
from tests import factories, postgres
from tests.browser.records import records
from tests.clients import PREFIX, Api, Browser
from tests.serving import SECRET_KEY, Served, serving

subscribe()
# On a loaded machine the first example takes long, and no test asserts on time.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
# A traceback that rich draws costs more than the whole test; some log one on purpose.
structlog.configure(
    processors=[
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    ],
    wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
)


LONGEST = ("/browser/", "/soak/", "_machine", "at length", "in short")
"""Parts of the names of tests that take minutes; begun last, one of them would end long after all others."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Leave the PostgreSQL twin to the soak unless the module asks for both; deal out the tests of minutes.

    A twin is worth its time at once where SQL, locks or the driver differ: `pytestmark = both_databases`.
    """
    for item in items:
        if "postgresql" in item.name and item.get_closest_marker("both_databases") is None:
            item.add_marker(pytest.mark.soak)
    yield
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Each worker gets a stretch of the list, and begins it with its share of the tests of minutes."""
    is_long = [any(part in item.nodeid for part in LONGEST) for item in items]
    long = [item for item, takes_minutes in zip(items, is_long, strict=True) if takes_minutes]
    short = [item for item, takes_minutes in zip(items, is_long, strict=True) if not takes_minutes]
    size = -(-len(short) // workers)
    stretches = ((*long[one::workers], *short[one * size : (one + 1) * size]) for one in range(workers))
    return [item for stretch in stretches for item in stretch]


def pytest_collection_finish() -> None:
    """Freeze the garbage collector, as the server does: what is loaded by now stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Use the same hash with its cheapest parameters, because most tests are not about passwords."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: cheap)
        yield


@pytest.fixture(autouse=True, scope="module")
def untouched_environment() -> Iterator[None]:
    """What the tests of a module leave in the environment would be a setting of all that come after them."""
    before = environment()
    yield
    left = environment()
    os.environ.update(before)
    for name in left.keys() - before.keys():
        del os.environ[name]
    assert left == before


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder in memory, because SQLite waits for the disk at every commit and no test needs that."""
    folder = Path(tempfile.mkdtemp(prefix="kulaty-stul-test-", dir=postgres.memory()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with ExitStack() as running:
        try:
            yield running.enter_context(postgres.server())
        except postgres.NoPostgresError as error:
            if os.environ.get("REQUIRE_POSTGRES"):
                raise
            pytest.skip(str(error))


def migrate(url: str) -> None:
    """Do what `python -m app migrate` does."""
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        load_territories(session)
    database.close()


@pytest.fixture(scope="session")
def migrated_file(scratch: Path) -> Path:
    path = scratch / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_template(migrated_file: Path) -> Path:
    """The initial file of `database` on SQLite; a folder of tests may override it."""
    return migrated_file


@pytest.fixture(scope="session")
def demo_file(migrated_file: Path, scratch: Path) -> Path:
    """The reference programme with invented people, on SQLite; copy it before you change anything."""
    from app.demo import load

    path = scratch / "demo.db"
    shutil.copyfile(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    load(database, Settings(database_url=f"sqlite:///{path}", secret_key=SECRET_KEY), progress=lambda _: None)
    database.close()
    return path


def copy_demo(demo_file: Path, path: Path) -> Path:
    """The demo with its attachments, as an SQLite file to change."""
    shutil.copyfile(demo_file, path)
    shutil.copytree(files_beside(demo_file), files_beside(path), dirs_exist_ok=True)
    return path


def files_beside(path: Path) -> Path:
    return Settings(database_url=f"sqlite:///{path}", secret_key=SECRET_KEY).files_path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> Iterator[str]:
    name = f"template_{uuid.uuid4().hex[:12]}"
    migrate(postgres_server.create(name))
    yield name
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


def a_database_of_its_own(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    """The URL of an empty database; the parameter of the fixture names its kind."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    if request.param == "sqlite":
        path = scratch / f"{name}.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        for left in scratch.glob(f"{name}.db*"):
            left.unlink()
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        yield server.create(name, request.getfixturevalue("postgres_template"))
        server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    keep_compiled(opened)
    yield opened
    opened.close()


COMPILED: dict[str, list[tuple[sa.Dialect, LRUCache[Any, Any]]]] = {}
"""By kind of database, for its engine that writes and for the one that reads."""


def keep_compiled(database: Database) -> None:
    """Compile each statement once in a process instead of once in each test.

    SQLAlchemy keeps what it compiled by dialect, and each engine makes a dialect of its own; a dialect knows
    its server after the first connection. So all tests get those of the first.
    """
    if database.dialect not in COMPILED:
        for engine in database.engines:
            engine.connect().close()
        COMPILED[database.dialect] = [(engine.dialect, LRUCache(3_000)) for engine in database.engines]
    for engine, known in zip(database.engines, COMPILED[database.dialect], strict=True):
        engine.dialect, engine._compiled_cache = known


@pytest.fixture
def session(database: Database, settings: Settings) -> Iterator[Session]:
    """One writing transaction, for tests of services: on SQLite no other writer can begin until it ends."""
    with database.writing() as opened:
        opened.info["settings"] = settings
        yield opened


@pytest.fixture
def files(scratch: Path) -> Iterator[Path]:
    """Where the attachments of this test are kept."""
    folder = scratch / f"files_{uuid.uuid4().hex[:12]}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def settings(database_url: str, files: Path) -> Settings:
    return settings_for(database_url, files)


def settings_for(database_url: str, files: Path) -> Settings:
    """Sessions of tests neither end nor have to be confirmed, so that clocks may be put forward."""
    return Settings(
        database_url=database_url,
        files_folder=str(files),
        secret_key=SECRET_KEY,
        worker=False,
        registration_limit=10_000,
        link_limit=10_000,
        seats_per_mailbox=10_000,
        session_idle_hours=336,
        confirm_minutes=20_160,
        mailbox_limit=10_000,
    )


@pytest.fixture(scope="session")
def api_stack(scratch: Path) -> tuple[FastAPI, ASGIApp]:
    """One stack for all tests, because building all routes takes a second; tests replace its context."""
    return create_api(Settings(secret_key=SECRET_KEY), Database(f"sqlite:///{scratch}/unused.db"))


@pytest.fixture(scope="session")
def pages(api_stack: tuple[FastAPI, ASGIApp]) -> Starlette:
    from app.site.app import create_site

    return create_site(Settings(secret_key=SECRET_KEY), api_stack[1], None)


@pytest.fixture
def app_context(
    api_stack: tuple[FastAPI, ASGIApp], settings: Settings, database: Database
) -> Iterator[AppContext]:
    with context_of(api_stack, settings, database) as context:
        yield context


@contextmanager
def context_of(
    api_stack: tuple[FastAPI, ASGIApp], settings: Settings, database: Database
) -> Iterator[AppContext]:
    """The application context of one test. Its access log is written while the database is there."""
    state = api_stack[0].state
    context = AppContext(settings, database, state.app_context.identify)
    state.app_context = context
    yield context
    context.access_log.flush()


@pytest.fixture
def api(api_stack: tuple[FastAPI, ASGIApp], app_context: AppContext) -> Iterator[Api]:
    with Api(whole(app_context.settings, [Mount(PREFIX, api_stack[1])])) as client:
        yield client


@pytest.fixture
def site(api_stack: tuple[FastAPI, ASGIApp], pages: Starlette, app_context: AppContext) -> Iterator[Browser]:
    """A visitor without a session, on the same application as `api`."""
    pages.state.client.cached.clear()
    with Browser(whole(app_context.settings, [Mount(PREFIX, api_stack[1]), Mount("/", pages)])) as visitor:
        yield visitor


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


@pytest.fixture
def partnership(database: Database) -> Partnership:
    """The partnership of `coordinator`."""
    with database.writing() as session:
        return factories.a_partnership(session)


@pytest.fixture
def signed_in(api: Api, database: Database) -> Callable[..., Api]:
    """`signed_in("auditor", partnership)`: a client of a new user with that role."""

    def client(role: str | None = None, partnership: Partnership | None = None) -> Api:
        with database.writing() as session:
            user = factories.a_user(session, role, partnership)
            token = open_session(session, user.id or 0).token
        return api.signed_in(token)

    return client


@pytest.fixture
def admin(signed_in: Callable[..., Api]) -> Api:
    return signed_in("admin")


@pytest.fixture
def coordinator(signed_in: Callable[..., Api], partnership: Partnership) -> Api:
    return signed_in("coordinator", partnership)


@pytest.fixture
def server(database: Database) -> Iterator[Callable[..., Served]]:
    """`server(workers=2)`: processes on the test's own database, stopped when the test ends."""
    with ExitStack() as running:

        def start(workers: int = 1, **options: str) -> Served:
            url = database.url.render_as_string(hide_password=False)
            one: AbstractContextManager[Served] = serving(url, workers, **options)
            return running.enter_context(one)

        yield start
