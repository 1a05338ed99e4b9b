"""Engine, sessions and lanes of one process.

The code is synchronous. Each process has lanes of threads: reading, writing, slow work (dashboards,
exports, PDF) and passwords, whose hashes take 50 ms by intention. So a reader never waits for a writer, and
no request waits for a login. On SQLite the read and the write lane have one thread each: more threads would
only compete for the interpreter and for the lock of the file.
"""

import asyncio
import contextvars
import errno
import os
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from select import POLLIN, poll
from typing import Any, Literal, TypeVar, cast

import orjson
import sqlalchemy as sa
import structlog
from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine, make_url
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from app.core.database import czech, prepared
from app.core.database.group_commit import GroupCommit
from app.core.json_values import Json
from app.core.metrics import LaneLoad

T = TypeVar("T")
Lane = Literal["read", "write", "slow", "password"]
SQLITE_LANES: dict[str, int] = {"read": 1, "write": 1, "slow": 1, "password": 2}
POSTGRES_LANES: dict[str, int] = {"read": 4, "write": 4, "slow": 2, "password": 2}

log = structlog.get_logger("database")
DEFERRED = "deferred"
BUSY_MILLISECONDS = 10_000
"""How long SQLite waits for another connection."""
POOL_SIZE = 24
"""Connections per pool. More than threads that use them, so a request on a thread never waits for one."""
ENGINE_OPTIONS: Json = {
    "max_overflow": 0,
    "pool_use_lifo": True,
    "hide_parameters": True,
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


class Database:
    """Owns all connections of a process. `engine` is for writing, and for tools."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = parsed
        self.dialect = parsed.get_backend_name()
        self.sqlite = self.dialect == "sqlite"
        self.engine, self._reader = (_sqlite if self.sqlite else _postgresql)(parsed)
        self.engines = (self.engine, self._reader)
        self._sizes = SQLITE_LANES if self.sqlite else POSTGRES_LANES
        self._lanes = {
            name: ThreadPoolExecutor(count, thread_name_prefix=f"{name}-lane")
            for name, count in self._sizes.items()
        }
        self._pending = dict.fromkeys(self._sizes, 0)
        self._group_commit = GroupCommit(self._lanes["write"], self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with (
            self._reader.connect() as connection,
            connection.begin(),
            _BoundSession(connection, autoflush=False, expire_on_commit=False) as session,
        ):
            session.info["database"] = self
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed at the end of the block; then the `after_commit` callbacks run.

        A block that raises is rolled back, and its `after_rollback` callbacks run. A write in a group commit
        gets a savepoint of the shared transaction instead.
        """
        shared = self._group_commit.shared
        if shared:
            with shared.savepoint() as connection, self._session(connection, "create_savepoint") as session:
                with _undoing(session):
                    yield session
                _commit(session, connection, shared.release_savepoint)
            shared.after_commit += session.info.get("after_commit", ())
            return
        with self.engine.connect() as connection, connection.begin(), self._session(connection) as session:
            with _undoing(session):
                yield session
            _commit(session, connection, cast(Any, connection.connection.driver_connection).commit)
        for callback in session.info.get("after_commit", ()):
            callback()

    def _session(self, connection: sa.Connection, join: Any = "rollback_only") -> Session:
        session = _BoundSession(connection, expire_on_commit=False, join_transaction_mode=join)
        session.info["database"] = self
        return session

    def empty_journal(self) -> None:
        """Of SQLite, which holds pages as they were before: also what was deleted from them.

        Writers wait meanwhile, so readers are waited for a second only; then it is left to the next call.
        """
        if not self.sqlite:
            return
        with closing(self.engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            driver.execute("PRAGMA busy_timeout=1000")
            (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        if busy:
            log.warning("the journal of the database was not emptied, because somebody reads")

    def read_connection(self) -> sa.Connection:
        """A connection to keep, for a query that is repeated all the time. Autocommit on PostgreSQL."""
        return self._reader.connect()

    async def run(self, lane: Lane, work: Callable[[], T]) -> T:
        """Run `work` on a thread of the lane: one round trip, with everything of the request inside it."""
        context = contextvars.copy_context()
        self._pending[lane] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], context.run, work)
        finally:
            self._pending[lane] -= 1

    async def run_grouped(self, work: Callable[[], T], locks: Hashable) -> T:
        """Run a short write in one commit with the writes that it would wait for.

        On SQLite these are all writes; on PostgreSQL those with the same `locks`, the name of a record.
        """
        if not self.sqlite and locks is None:
            return await self.run("write", work)
        self._pending["write"] += 1
        try:
            return cast(T, await self._group_commit.run(None if self.sqlite else locks, work))
        finally:
            self._pending["write"] -= 1

    def lane_loads(self) -> dict[str, LaneLoad]:
        """How busy the lanes are now. Writes that share a commit count one by one."""
        return {
            name: LaneLoad(min(self._pending[name], size), max(0, self._pending[name] - size))
            for name, size in self._sizes.items()
        }

    def run_in_background(self, lane: Lane, work: Callable[[], object]) -> None:
        """Run `work` later. Its result and its errors are dropped."""
        self._lanes[lane].submit(work)

    def close(self) -> None:
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        for engine in self.engines:
            engine.dispose()


class _BoundSession(Session):
    """A session on one connection, whose transaction begins and ends with it.

    An ordinary session looks its connection up for each statement, which costs as much as the statement.
    """

    def connection(self, *arguments: Any, **options: Any) -> sa.Connection:
        return super().connection(*arguments, **options) if arguments or options else cast(Any, self.bind)


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Take back everything that the block writes, defers to the commit or notes in the session."""
    noted, savepoint = _noted(session), session.begin_nested()
    try:
        yield
    finally:
        _take_back(session, savepoint, noted)


@contextmanager
def step(session: Session) -> Iterator[None]:
    """Take back what the block has done when it raises; the transaction can go on after that."""
    noted, savepoint = _noted(session), session.begin_nested()
    try:
        yield
        savepoint.commit()
    except BaseException:
        _take_back(session, savepoint, noted)
        raise


def _noted(session: Session) -> Json:
    """A copy of what the session knows of the transaction so far."""
    noted = {**session.info}
    noted[DEFERRED] = {statement: [*rows] for statement, rows in session.info.get(DEFERRED, {}).items()}
    noted["after_commit"] = [*session.info.get("after_commit", ())]
    return noted


def _take_back(session: Session, savepoint: SessionTransaction, noted: Json) -> None:
    savepoint.rollback()
    session.info.clear()
    session.info.update(noted)


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    session.info.setdefault("after_commit", []).append(callback)


def after_rollback(session: Session, callback: Callable[[], None]) -> None:
    """What the transaction did outside of the database is undone by this when it raises.

    A commit that fails undoes nothing: the server may have carried it out.
    """
    session.info.setdefault("after_rollback", []).append(callback)


@contextmanager
def _undoing(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for callback in session.info.get("after_rollback", ()):
            callback()
        raise


def execute_at_commit(session: Session, statement: Any, row: Json) -> None:
    """Defer a statement whose outcome is not needed to the end of the transaction.

    All rows of one statement are sent together, so pass the same statement object each time. An INSERT has
    to be `inline()`, else SQLAlchemy asks for the generated key.
    """
    session.info.setdefault(DEFERRED, {}).setdefault(statement, []).append(row)


def execute_deferred(session: Session) -> None:
    """Send what was deferred so far at once, where a trial has to do the work as well."""
    left: dict[Any, list[Json]] = session.info.pop(DEFERRED, {})
    for statement, rows in left.items():
        prepared.execute_many(session.connection(), statement, rows)


def is_sqlite(session: Session) -> bool:
    return bool(session.info["database"].sqlite)


def _commit(session: Session, connection: sa.Connection, end: Callable[[], None]) -> None:
    """Send the deferred statements with the commit: on PostgreSQL each alone would be a round trip."""
    if session.in_transaction():
        session.commit()
    left: dict[Any, list[Json]] = session.info.pop(DEFERRED, {})
    with prepared.pipeline(connection, "COMMIT"):
        for statement, rows in left.items():
            prepared.execute_many(connection, statement, rows)
        end()


def _postgresql(url: URL) -> tuple[Engine, Engine]:
    """One engine for writing and one for reading, which is in autocommit mode and opens no transaction.

    Each connection is checked before it is handed out, so a restart of the server costs no request.
    """
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    writing, reading = (
        sa.create_engine(
            url,
            pool_size=POOL_SIZE,
            isolation_level=level,
            connect_args={"options": "-c timezone=UTC"},
            **ENGINE_OPTIONS,
        )
        for level in (None, "AUTOCOMMIT")
    )
    for engine in (writing, reading):
        event.listen(engine, "checkout", partial(_check_open, engine.dialect))
    return writing, reading


def _check_open(dialect: Dialect, connection: Any, *_: Any) -> None:
    """Ask the server only when something came while the connection was at rest, such as the end of it.

    `pool_pre_ping` would ask at every request, which is a round trip.
    """
    arrived = poll()
    try:
        arrived.register(connection.fileno(), POLLIN)
        if arrived.poll(0):
            dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise sa.exc.InvalidatePoolError() from error


def _sqlite(url: URL) -> tuple[Engine, Engine]:
    """One engine for writing and one for reading. Writers take the lock when they begin: none fails half-way.

    Writers have connections of their own: such a connection keeps its page cache between writes.
    """
    found = []
    for mode in ("IMMEDIATE", "DEFERRED"):
        engine = sa.create_engine(url, pool_size=POOL_SIZE, connect_args={"timeout": 10}, **ENGINE_OPTIONS)
        event.listen(engine, "do_connect", lambda *_: prepare_file(Path(url.database or "")))
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, f"BEGIN {mode}"))
        found.append(engine)
    return found[0], found[1]


def prepare_file(path: Path) -> None:
    """Create a new database empty and for its owner alone; OSError when that cannot be done."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _open_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "mmap_size=268435456",
        "cache_size=-8000",
        "temp_store=MEMORY",
        "secure_delete=ON",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_collation(czech.COLLATION, czech.compare)


def _begin_sqlite(begin: str, connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(begin)
    except connection.dialect.loaded_dbapi.Error as error:
        raise prepared.database_error(connection, begin, error) from error
