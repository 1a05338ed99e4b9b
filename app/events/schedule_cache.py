"""The schedule cache: answers of the public schedule, made and cached before any routing.

The schedule is requested all day and changes a few times an hour. An answer is cached with the revision of
the schedule it was made from and the instant when the clock changes it. Every request reads the current
revision from the database, so each process gives the new answer at once.
"""

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import partial
from typing import Any, Literal
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from app.core.database.engine import Database
from app.core.errors import Problem
from app.core.json_values import Json
from app.core.metrics import KEPT
from app.core.web.responses import same_etag
from app.events.schedule_formats import Parameters, Renderer, ScheduleAnswer, calendar_answer, list_answer
from app.events.views import ScheduleFilters, ScheduleQuery

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
"""ASGI; a room imports no web framework."""

Key = tuple[str, bytes]
"""Path and query."""
Kind = tuple[type[ScheduleFilters], Renderer, Literal["read", "slow"]]
RENDERERS: dict[str, Kind] = {
    "/schedule": (ScheduleQuery, list_answer, "read"),
    "/schedule.ics": (ScheduleFilters, calendar_answer, "slow"),
}
PATHS = tuple(RENDERERS)
LIST_PARAMETERS = {"kind"}
"""Parameters that may be sent more than once."""
MAX_BYTES = 8_000_000
OVERHEAD = 1_000
"""Bytes that Python needs for an entry beside its texts: objects, headers, the ETag."""
REVISION = "SELECT revision FROM schedule_revision"
UNCHANGED = ("etag", "cache-control")


class ScheduleCache:
    """An LRU cache of answers for one database. Only the event loop touches it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.answers: OrderedDict[Key, ScheduleAnswer] = OrderedDict()
        self.size = 0
        self.revision = Revision(database)

    async def get(self, key: Key) -> ScheduleAnswer | None:
        """A cached answer that is still valid."""
        answer = self.answers.get(key)
        if answer is None or not answer.is_good(await self.revision.now()):
            return None
        self.answers.move_to_end(key)
        return answer

    def put(self, key: Key, answer: ScheduleAnswer) -> None:
        old = self.answers.pop(key, None)
        self.answers[key] = answer
        self.size += _size(key, answer) - (_size(key, old) if old else 0)
        while self.size > MAX_BYTES:
            self.size -= _size(*self.answers.popitem(last=False))


def _size(key: Key, answer: ScheduleAnswer) -> int:
    """Bytes. The key counts: an answer of a few bytes may be to a query of thousands."""
    return len(key[0]) + len(key[1]) + len(answer.body) + OVERHEAD


class Revision:
    """The current revision of the schedule. One query serves all requests that came before it began."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._looking = asyncio.Lock()
        self._next: asyncio.Task[int] | None = None
        self._file: sqlite3.Connection | None = None
        self._connection: sa.Connection | None = None

    async def now(self) -> int:
        if self.database.sqlite:
            return self._look_into_file()
        if self._next is None:
            self._next = asyncio.create_task(self._look_after_this_one())
        return await asyncio.shield(self._next)

    def _look_into_file(self) -> int:
        """Query SQLite on the event loop: the file is in mapped memory, which is cheaper than a thread."""
        if self._file is None:
            path = str(self.database.url.database)
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        return _number(self._file.execute(REVISION).fetchone())

    async def _look_after_this_one(self) -> int:
        async with self._looking:
            self._next = None
            return await self.database.run("read", self._look)

    def _look(self) -> int:
        """Query on a connection that stays open; after it breaks the next call makes a new one."""
        try:
            if self._connection is None:
                self._connection = self.database.read_connection()
            return _number(self._connection.exec_driver_sql(REVISION).fetchone())
        except DBAPIError:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            raise


def _number(row: Sequence[int] | None) -> int:
    return int(row[0]) if row else 0


class ScheduleCacheMiddleware:
    """ASGI middleware in front of the application, which answers errors; both use `state.app_context`."""

    def __init__(self, app: Application, state: Any) -> None:
        self.app = app
        self.state = state
        self._caches: WeakKeyDictionary[Database, ScheduleCache] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope) if scope["type"] == "http" and _is_for_us(scope) else None
        if answer is None:
            await self.app(scope, receive, send)
        else:
            scope[KEPT] = scope["path"]
            await _send(answer, _if_none_match(scope), send)

    async def _answer(self, scope: Scope) -> ScheduleAnswer | None:
        """The cached answer; None for requests that the application has to refuse."""
        cache, key = self._cache(), (scope["path"], scope["query_string"])
        model, make, lane = RENDERERS[_path(scope)]
        try:
            cached = await cache.get(key)
            if cached is not None:
                return cached
            parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            query = model.model_validate(_values(parameters))
            work = partial(self._render, make, query, scope["path"], parameters)
            made = await cache.database.run(lane, work)
        except (ValidationError, Problem, DBAPIError):
            return None
        if made.is_good(made.revision):
            cache.put(key, made)
        return made

    def _render(
        self, make: Renderer, query: ScheduleFilters, path: str, parameters: Parameters
    ) -> ScheduleAnswer:
        app_context = self.state.app_context
        with app_context.database.reading() as session:
            session.info["settings"] = app_context.settings
            return make(session, query, path, parameters)

    def _cache(self) -> ScheduleCache:
        database: Database = self.state.app_context.database
        cache = self._caches.get(database)
        if cache is None:
            cache = self._caches[database] = ScheduleCache(database)
        return cache


def _is_for_us(scope: Scope) -> bool:
    """Only requests without a token: the application has to check a token first."""
    if scope["method"] != "GET" or not scope["path"].endswith(PATHS) or _path(scope) not in RENDERERS:
        return False
    return all(name != b"authorization" for name, _ in scope["headers"])


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _values(parameters: Parameters) -> Json:
    values: Json = dict(parameters)
    for name in LIST_PARAMETERS & values.keys():
        values[name] = [value for other, value in parameters if other == name]
    return values


def _if_none_match(scope: Scope) -> str | None:
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), None
    )


async def _send(answer: ScheduleAnswer, asked: str | None, send: Send) -> None:
    unchanged = asked is not None and same_etag(answer.etag, asked)
    names = UNCHANGED if unchanged else answer.headers
    headers = [(name.encode(), answer.headers[name].encode()) for name in names]
    await send({"type": "http.response.start", "status": 304 if unchanged else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if unchanged else answer.body})
