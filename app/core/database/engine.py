"""Engine, sessions and lanes of one process.

The code is synchronous. Each process has lanes of threads: reading, writing, slow work (dashboards,
exports, PDF) and passwords, whose hashes take 50 ms by intention; so a reader never waits for a writer, and
nobody for a login. On SQLite the reading and the writing lane have one thread each: more of them only fight
for the interpreter and for the file's lock.
"""

import asyncio
import contextvars
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine, make_url
from sqlmodel import Session

from app.core.database import prepared
from app.core.database.group_commit import GroupCommit

T = TypeVar("T")
Lane = Literal["read", "write", "slow", "password"]
SQLITE_LANES: dict[str, int] = {"read": 1, "write": 1, "slow": 1, "password": 2}
POSTGRES_LANES: dict[str, int] = {"read": 4, "write": 4, "slow": 2, "password": 2}

DEFERRED = "deferred"
POOL_SIZE = 24
"""Connections of a kind, more than threads that want one: a request that has its thread has one too."""
ENGINE_OPTIONS: dict[str, Any] = {
    "max_overflow": 0,
    "pool_use_lifo": True,
    "hide_parameters": True,
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


class Database:
    """The only holder of connections in a process. `engine` writes, and is the one for tools."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = parsed
        self.dialect = parsed.get_backend_name()
        self.sqlite = self.dialect == "sqlite"
        self.engine, self._reader = (_sqlite if self.sqlite else _postgresql)(parsed)
        self.engines = (self.engine, self._reader)
        lanes = SQLITE_LANES if self.sqlite else POSTGRES_LANES
        self._lanes = {
            name: ThreadPoolExecutor(count, thread_name_prefix=f"{name}-lane")
            for name, count in lanes.items()
        }
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
        """One transaction, committed when the block ends well; what hangs on the commit runs after it.

        A brief write that shares its commit has a part of a transaction instead.
        """
        shared = self._group_commit.shared
        if shared:
            with shared.savepoint() as connection, self._session(connection, "create_savepoint") as session:
                yield session
                _commit(session, connection, shared.release_savepoint)
            shared.after_commit += session.info.get("after_commit", ())
            return
        with self.engine.connect() as connection, connection.begin(), self._session(connection) as session:
            yield session
            _commit(session, connection, cast(Any, connection.connection.driver_connection).commit)
        for callback in session.info.get("after_commit", ()):
            callback()

    def _session(self, connection: sa.Connection, join: Any = "rollback_only") -> Session:
        session = _BoundSession(connection, expire_on_commit=False, join_transaction_mode=join)
        session.info["database"] = self
        return session

    def read_connection(self) -> sa.Connection:
        """For whoever asks the same all the time and keeps it; each statement stands alone on PostgreSQL."""
        return self._reader.connect()

    async def run(self, lane: Lane, work: Callable[[], T]) -> T:
        """Carry `work` out on a thread of the lane: one hop, everything of the request inside it."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], context.run, work)

    async def run_grouped(self, work: Callable[[], T], locks: Hashable) -> T:
        """Carry a brief write out in one commit with those that it would wait for.

        On SQLite these are all; on PostgreSQL those that lock the same record, of which `locks` is the name.
        """
        if not self.sqlite and locks is None:
            return await self.run("write", work)
        return cast(T, await self._group_commit.run(None if self.sqlite else locks, work))

    def run_in_background(self, lane: Lane, work: Callable[[], object]) -> None:
        """Carry `work` out some time later; nobody waits for it and nobody is told when it fails."""
        self._lanes[lane].submit(work)

    def close(self) -> None:
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        for engine in self.engines:
            engine.dispose()


class _BoundSession(Session):
    """On a connection whose transaction begins and ends with the session.

    Left to itself a session looks its connection up anew for each statement, at the cost of the statement.
    """

    def connection(self, *arguments: Any, **options: Any) -> sa.Connection:
        return super().connection(*arguments, **options) if arguments or options else cast(Any, self.bind)


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    session.info.setdefault("after_commit", []).append(callback)


def execute_at_commit(session: Session, statement: Any, row: dict[str, Any]) -> None:
    """Leave a statement whose outcome nobody waits for to the end of the transaction.

    All rows of one statement are sent together, so it has to be the same object each time. An INSERT has to
    be `inline()`, else SQLAlchemy asks for the key that the database gave.
    """
    session.info.setdefault(DEFERRED, {}).setdefault(statement, []).append(row)


def is_sqlite(session: Session) -> bool:
    return bool(session.info["database"].sqlite)


def _commit(session: Session, connection: sa.Connection, end: Callable[[], None]) -> None:
    """PostgreSQL is sent what was left and the end of it all at once: each alone would be a round trip."""
    if session.in_transaction():
        session.commit()
    left: dict[Any, list[dict[str, Any]]] = session.info.pop(DEFERRED, {})
    with prepared.pipeline(connection, "COMMIT"):
        for statement, rows in left.items():
            prepared.execute_many(connection, statement, rows)
        end()


def _postgresql(url: URL) -> tuple[Engine, Engine]:
    """For writing and for reading, where each statement stands alone and needs no transaction.

    The pool asks each connection whether it is alive before it gives it out, so a restart costs no answer.
    """
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    writing, reading = (
        sa.create_engine(
            url,
            pool_size=POOL_SIZE,
            pool_pre_ping=True,
            isolation_level=level,
            connect_args={"options": "-c timezone=UTC"},
            **ENGINE_OPTIONS,
        )
        for level in (None, "AUTOCOMMIT")
    )
    return writing, reading


def _sqlite(url: URL) -> tuple[Engine, Engine]:
    """Writers take the lock when they begin, so that none of them fails half-way.

    They have connections of their own: one that nobody else has written past keeps its pages.
    """
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    found = []
    for mode in ("IMMEDIATE", "DEFERRED"):
        engine = sa.create_engine(url, pool_size=POOL_SIZE, connect_args={"timeout": 10}, **ENGINE_OPTIONS)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, f"BEGIN {mode}"))
        found.append(engine)
    return found[0], found[1]


def _open_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "mmap_size=268435456",
        "cache_size=-8000",
        "temp_store=MEMORY",
        "wal_autocheckpoint=4000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(begin: str, connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(begin)
    except connection.dialect.loaded_dbapi.Error as error:
        raise prepared.database_error(connection, begin, error) from error
