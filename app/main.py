"""One process: the API at /api/v1, the site at /, and the worker beside them."""

import gc
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Lifespan

from app.core import logs
from app.core.database.engine import Database
from app.core.logs import RequestLog
from app.core.settings import Settings
from app.core.web.access_log import AccessLog
from app.core.web.front import Front
from app.core.web.head import HeadAsGet
from app.worker import Worker

API_PATH = "/api/v1"


def create_app(settings: Settings, *, api: bool = True, site: bool = True) -> ASGIApp:
    """Make both applications, or one. A site alone reaches the API at `API_URL` over a socket.

    An application that is not served is not imported.
    """
    mounts: list[Mount] = []
    database = Database(settings.database_url) if api else None
    stack = None
    access_log: AccessLog | None = None
    if database is not None:
        from app.api import create_api

        application, stack = create_api(settings, database)
        access_log = application.state.app_context.access_log
        mounts.append(_mount(API_PATH, stack))
    pages = None
    if site:
        from app.site.app import create_site

        pages = create_site(settings, stack, settings.api_url)
        mounts.append(_mount("/", pages))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        worker = Worker(database, settings) if database is not None and settings.worker else None
        if worker:
            worker.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 100)
        yield
        if worker:
            worker.stop()
        if pages is not None:
            await pages.state.client.close()
        if database is not None:
            if access_log is not None:
                access_log.flush()
            database.close()

    return whole(settings, mounts, lifespan)


def whole(
    settings: Settings, mounts: Sequence[Mount], lifespan: Lifespan[Starlette] | None = None
) -> ASGIApp:
    """The mounts behind the middleware of all requests."""
    return RequestLog(Front(HeadAsGet(Starlette(routes=mounts, lifespan=lifespan)), settings))


def _mount(path: str, app: ASGIApp) -> Mount:
    """A mount that also matches paths with a line break, because the application has to refuse them."""
    mount = Mount(path, app)
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


def from_environment() -> ASGIApp:
    """Uvicorn calls this in each process."""
    return _configured(Settings())


def api_from_environment() -> ASGIApp:
    return _configured(Settings(), site=False)


def site_from_environment() -> ASGIApp:
    return _configured(Settings(), api=False)


def _configured(settings: Settings, *, api: bool = True, site: bool = True) -> ASGIApp:
    logs.configure(settings.log_level)
    return create_app(settings, api=api, site=site)
