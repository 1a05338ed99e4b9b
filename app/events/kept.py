"""Answers of the public schedule kept in memory, given before any routing.

What people and other systems ask for all day changes a few times an hour. An answer is kept with the revision
of the schedule it was made from and the instant when a word in it turns by the clock; whoever asks is told
what the revision in the database says at that moment, so every process gives the new answer at once.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from app.core import clock
from app.core.answers import same_etag
from app.core.db import Database

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
PATHS = ("/schedule", "/schedule.ics")
BYTES_AT_MOST = 16_000_000
REVISION = "SELECT revision FROM schedule_revision"
NOT_MODIFIED = (b"etag", b"cache-control")


@dataclass(frozen=True)
class Kept:
    """One answer. `valid_until` None: only a change of the schedule ends it."""

    body: bytes
    etag: str
    headers: Headers
    revision: int
    valid_until: datetime | None

    def good(self, revision: int) -> bool:
        return self.revision == revision and (self.valid_until is None or clock.now() < self.valid_until)


@dataclass
class Slot:
    """Handed down with a request; the handler puts in what may be kept of its answer."""

    kept: Kept | None = None


class Shelf:
    """The answers kept for one database; the longest unused go first. Only the event loop touches it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.answers: OrderedDict[tuple[str, bytes], Kept] = OrderedDict()
        self.size = 0
        self._connection: sqlite3.Connection | None = None

    async def revision(self) -> int:
        """On SQLite a look into mapped memory, cheaper than handing it to a thread."""
        if self.database.sqlite:
            if self._connection is None:
                path = str(self.database.url.database)
                self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            return _number(self._connection.execute(REVISION).fetchone())
        return await self.database.run("read", self._read)

    def _read(self) -> int:
        with self.database.reading() as session:
            return _number(session.connection().exec_driver_sql(REVISION).fetchone())

    def find(self, key: tuple[str, bytes]) -> Kept | None:
        kept = self.answers.get(key)
        if kept is not None:
            self.answers.move_to_end(key)
        return kept

    def keep(self, key: tuple[str, bytes], kept: Kept) -> None:
        self.drop(key)
        self.answers[key] = kept
        self.size += len(kept.body)
        while self.size > BYTES_AT_MOST:
            self.drop(next(iter(self.answers)))

    def drop(self, key: tuple[str, bytes]) -> None:
        old = self.answers.pop(key, None)
        if old is not None:
            self.size -= len(old.body)


def _number(row: Any) -> int:
    return int(row[0]) if row else 0


class KeptSchedule:
    """Stands before the application; `state.ground` says which database it stands on."""

    def __init__(self, app: Application, state: Any) -> None:
        self.app = app
        self.state = state
        self._shelves: WeakKeyDictionary[Database, Shelf] = WeakKeyDictionary()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not _is_asked_for(scope):
            await self.app(scope, receive, send)
            return
        shelf = self._shelf()
        key = (scope["path"], scope["query_string"])
        kept = shelf.find(key)
        if kept is not None and kept.good(await shelf.revision()):
            await _give(kept, _etag_asked(scope), send)
            return
        slot = scope["kept"] = Slot()
        await self.app(scope, receive, send)
        if slot.kept is not None:
            shelf.keep(key, slot.kept)

    def _shelf(self) -> Shelf:
        database: Database = self.state.ground.database
        shelf = self._shelves.get(database)
        if shelf is None:
            shelf = self._shelves[database] = Shelf(database)
        return shelf


def _is_asked_for(scope: Any) -> bool:
    """By nobody in particular: whoever sends a token has it looked at first."""
    if scope["method"] != "GET":
        return False
    path: str = scope["path"]
    if not path.endswith(PATHS) or path.removeprefix(scope.get("root_path", "")) not in PATHS:
        return False
    return all(name != b"authorization" for name, _ in scope["headers"])


def _etag_asked(scope: Any) -> str | None:
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), None
    )


async def _give(kept: Kept, asked: str | None, send: Any) -> None:
    unchanged = asked is not None and same_etag(kept.etag, asked)
    headers = [pair for pair in kept.headers if pair[0] in NOT_MODIFIED] if unchanged else kept.headers
    await send({"type": "http.response.start", "status": 304 if unchanged else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if unchanged else kept.body})
